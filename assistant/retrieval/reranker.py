"""The order of the best candidates by a linear model whose weights are read in review.

``reranker.json`` is written by ``python -m eval.train_reranker``. The fused score keeps its place
in the sum with a fixed weight, so that the share of meaning and words stays what the setting
``dense_weight`` says: synthetic questions can teach how words stand, not how far to trust them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pydantic import Field

from assistant.retrieval.features import Features, features
from indexing.model import Frozen

FILE = "reranker.json"


class Weights(Frozen):
    """What the fused score and each feature weigh; ``trained_on`` says where that comes from."""

    fused: float = Field(gt=0)
    pairs: float
    near: float
    trained_on: str

    def score(self, fused: float, found: Features) -> float:
        """A candidate's score, in the units of the fused score."""
        return fused + (self.pairs * found.pairs + self.near * found.near) / self.fused


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    text = files("assistant.retrieval").joinpath(FILE).read_text(encoding="utf-8")
    return Weights.model_validate(json.loads(text))


def rescored(question: str, texts: Sequence[str], fused: Sequence[float]) -> list[float]:
    """The scores of candidates with these texts and fused scores."""
    found = features(question, texts)
    return [weights().score(score, one) for score, one in zip(fused, found, strict=True)]
