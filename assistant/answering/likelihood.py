"""How likely a clause that was found answers the question: logistic, its weights learned.

Whether the documents answer at all is a harder question than which clause comes nearest. Words in
common say little of it where people ask in words of their own; how closely the clause meets the
question token by token, and how far ahead of the others it was found, say more. The weights are
learned from questions about documents that are there and about documents that are not
(``python -m eval.train_likelihood``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from indexing.model import Frozen

FILE = "likelihood.json"


class Weights(Frozen):
    """What is seen of a clause weighs so much; ``trained_on`` says where that comes from.

    ``usual`` stands for the closeness of clauses that a model without token vectors found.
    """

    closeness: float
    covered: float
    ahead: float
    bias: float
    usual: float
    trained_on: str

    def of(self, closeness: float | None, covered: float, ahead: float) -> float:
        """The probability that a clause answers, 0 to 1.

        ``covered`` is the share of the question's words that it has, ``ahead`` by how much its score
        exceeds that of the best other clause (z-units, below 0 for all but the first).
        """
        seen = self.closeness * (closeness or self.usual) + self.covered * covered + self.ahead * ahead
        return 1 / (1 + math.exp(-(seen + self.bias)))


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    text = files("assistant.answering").joinpath(FILE).read_text(encoding="utf-8")
    return Weights.model_validate(json.loads(text))


def ahead(scores: Sequence[float]) -> list[float]:
    """By how much each score exceeds the best of the others; 0 where there are none."""
    ranked = sorted(scores, reverse=True)
    first, second = ranked[:1], ranked[1:2] or ranked[:1]
    return [score - (second if score == first[0] else first)[0] for score in scores]
