"""How likely a clause answers: what speaks for it, and that the weights come from what they say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.likelihood import ahead, weights
from eval.train_likelihood import Seen, fit


def test_what_meets_the_question_and_is_found_far_ahead_is_likelier_to_answer() -> None:
    of = weights().of
    assert of(0.85, 0.7, 2.0) > of(0.75, 0.7, 2.0) > of(0.55, 0.7, 2.0)
    assert of(0.75, 0.9, 1.0) > of(0.75, 0.2, 1.0)
    assert of(0.75, 0.7, 2.0) > of(0.75, 0.7, 0.0) > of(0.75, 0.7, -2.0)
    assert of(0.9, 1.0, 3.0) > 0.5 > of(0.5, 0.2, 0.1)


def test_a_model_without_token_vectors_leaves_it_to_the_rest() -> None:
    of = weights().of
    assert of(None, 0.9, 2.0) == of(0.0, 0.9, 2.0) == of(weights().usual, 0.9, 2.0)
    assert "no benchmark" in weights().trained_on


@given(st.lists(st.floats(-50, 50), max_size=8))
def test_only_the_first_is_ahead(scores: list[float]) -> None:
    found = ahead(scores)
    assert len(found) == len(scores)
    assert sum(lead > 0 for lead in found) <= 1
    if len(scores) > 1 and any(lead > 0 for lead in found):
        assert scores[found.index(max(found))] == max(scores)


def test_what_tells_the_right_clause_gets_the_weight() -> None:
    draw = random.Random(3)
    seen = []
    for _ in range(600):
        answers = draw.random() < 0.3
        features = (draw.gauss(0.8 if answers else 0.6, 0.08), draw.random(), draw.gauss(answers, 1))
        seen.append(Seen(features, answers))
    closeness, covered, lead, bias = fit(seen)
    assert closeness > 5 and lead > 0.3 and abs(covered) < 1.5
    assert closeness * 0.6 + bias < 0 < closeness * 0.9 + 0.5 * covered + lead + bias


def test_one_clause_alone_is_not_ahead_of_any() -> None:
    assert ahead([3.0]) == [0.0] and ahead([]) == []
    assert ahead([3.0, 1.0, 2.0]) == pytest.approx([1.0, -2.0, -1.0])
