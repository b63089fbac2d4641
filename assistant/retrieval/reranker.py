"""The order of the best candidates by a linear model whose weights are read in review.

Where it leaves open which of them comes first, those are read together with the question.
``reranker.json`` is written by ``python -m eval.train_reranker``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from statistics import fmean

from assistant.retrieval.cross_encoder import cross_encoder
from assistant.retrieval.features import Features, features
from indexing.model import Frozen

FILE = "reranker.json"


class Weights(Frozen):
    """What each feature weighs beside the fused score; ``trained_on`` says where that comes from.

    ``tokens`` is for how closely a candidate meets the question token by token (late interaction),
    ``read`` for what the cross-encoder says of those that it reads (logits).
    """

    pairs: float
    near: float
    tokens: float
    read: float
    trained_on: str

    def score(self, fused: float, found: Features, closeness: float) -> float:
        """A candidate's score, in the units of the fused score."""
        return fused + self.pairs * found.pairs + self.near * found.near + self.tokens * closeness


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    text = files("assistant.retrieval").joinpath(FILE).read_text(encoding="utf-8")
    return Weights.model_validate(json.loads(text))


def rescored(
    question: str, texts: Sequence[str], fused: Sequence[float], closeness: Sequence[float]
) -> list[float]:
    """The scores of candidates with these texts, fused scores and closeness to the question's tokens."""
    seen = zip(fused, features(question, texts), closeness, strict=True)
    return [weights().score(*one) for one in seen]


#: Candidates that are read at most, and by how much the score of one may fall short of the best.
MOST_READ, OPEN = 2, 1.0


def left_open(scores: Sequence[float]) -> list[int]:
    """The rows of the candidates to be read, best first; none where one is ahead of all others."""
    rows = sorted(range(len(scores)), key=lambda row: -scores[row])[:MOST_READ]
    close = [row for row in rows if scores[rows[0]] - scores[row] <= OPEN]
    return close if len(close) > 1 else []


def reread(question: str, texts: Sequence[str], scores: Sequence[float]) -> list[float]:
    """The scores of candidates once the cross-encoder has read them: their mean stays as it was.

    Of copies one is read; where all say the same there is nothing to decide.
    """
    different = list(dict.fromkeys(texts))
    if len(different) < 2:
        return list(scores)
    read = dict(zip(different, cross_encoder().scores(question, different), strict=True))
    middle = fmean(read[text] for text in texts)
    return [score + weights().read * (read[text] - middle) for text, score in zip(texts, scores, strict=True)]
