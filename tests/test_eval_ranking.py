from __future__ import annotations

import math

import pytest

from eval.ranking import measured, ndcg, recall, reciprocal_rank


def test_ndcg_is_one_for_the_best_order_and_discounts_by_rank() -> None:
    assert ndcg(["a", "b"], {"a": 1, "b": 1}) == 1
    assert ndcg(["x", "a"], {"a": 1}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["b", "a"], {"a": 2, "b": 1}) == pytest.approx(
        (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    )


def test_hits_below_the_tenth_do_not_count() -> None:
    ranked = [*"0123456789", "a"]
    assert ndcg(ranked, {"a": 1}) == 0
    assert reciprocal_rank(ranked, {"a": 1}) == 0
    assert reciprocal_rank(ranked[1:], {"a": 1}) == pytest.approx(0.1)
    assert recall(ranked, {"a": 1}, 10) == 0


def test_recall_is_the_share_of_relevant_texts() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 1, "c": 0}, 1) == 0.5
    assert recall(["a", "x", "b"], {"a": 1, "b": 1, "c": 0}, 5) == 1


def test_a_question_without_hits_scores_nothing_but_counts() -> None:
    ranking = measured({"q1": ["a"]}, {"q1": {"a": 1}, "q2": {"b": 1}})
    assert ranking.queries == 2
    assert ranking.ndcg_at_10 == ranking.mrr_at_10 == ranking.recall_at_1 == 0.5
