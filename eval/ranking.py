"""Measures of a ranked list against graded relevance, as retrieval benchmarks define them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from indexing.model import Frozen

DEPTH = 10


class Ranking(Frozen):
    """Means over the questions of a benchmark; every question counts the same."""

    queries: int
    ndcg_at_10: float
    mrr_at_10: float
    recall_at_1: float
    recall_at_5: float
    recall_at_10: float


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """Discounted gain of the first ``depth`` hits over that of the best possible order.

    The gain of a hit is its grade, discounted by log2(rank + 1).
    """
    best = _discounted(sorted(relevant.values(), reverse=True)[:depth])
    return _discounted([relevant.get(hit, 0) for hit in ranked[:depth]]) / best if best else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """1 / rank of the first relevant hit among the first ``depth``, 0 where there is none."""
    return next((1 / rank for rank, hit in enumerate(ranked[:depth], 1) if relevant.get(hit)), 0.0)


def recall(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """Share of the relevant texts that are among the first ``depth`` hits."""
    wanted = {text for text, grade in relevant.items() if grade}
    return len(wanted.intersection(ranked[:depth])) / len(wanted) if wanted else 0.0


def measured(runs: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]]) -> Ranking:
    """The means over every question of ``qrels``; one without hits in ``runs`` scores 0."""
    pairs = [(runs.get(query, ()), relevant) for query, relevant in qrels.items()]
    return Ranking(
        queries=len(pairs),
        ndcg_at_10=fmean(ndcg(ranked, relevant) for ranked, relevant in pairs),
        mrr_at_10=fmean(reciprocal_rank(ranked, relevant) for ranked, relevant in pairs),
        recall_at_1=fmean(recall(ranked, relevant, 1) for ranked, relevant in pairs),
        recall_at_5=fmean(recall(ranked, relevant, 5) for ranked, relevant in pairs),
        recall_at_10=fmean(recall(ranked, relevant, 10) for ranked, relevant in pairs),
    )


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
