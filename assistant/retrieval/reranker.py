"""The order of the best candidates by a linear model whose weights are read in review.

``reranker.json`` is written by ``python -m eval.train_reranker``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.retrieval.features import Features, features
from indexing.model import Frozen

FILE = "reranker.json"


class Weights(Frozen):
    """What each feature weighs beside the fused score; ``trained_on`` says where that comes from.

    ``tokens`` is for how closely a candidate meets the question token by token (late interaction).
    """

    pairs: float
    near: float
    tokens: float
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
