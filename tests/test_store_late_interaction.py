"""Token vectors: kept as bytes, and how closely each word of a question is met by a clause."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexing.collection import Collection
from indexing.late_interaction import TokenCodes, closeness, coded, packed, unpacked
from indexing.settings import Settings
from indexing.windows import compared_texts, nearest_text

DIMENSION = 4


def unit(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    found = np.asarray(rows, np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


X, Y, Z = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)


@st.composite
def texts(draw: st.DrawFn) -> list[NDArray[np.float32]]:
    """The token vectors of one to four texts."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
    return [unit(*random.standard_normal((length, DIMENSION))) for length in lengths]


@given(texts())
def test_what_is_stored_is_read_again(some: list[NDArray[np.float32]]) -> None:
    tokens = coded(some)
    again = unpacked(packed(tokens))
    assert again.lengths == tokens.lengths == tuple(len(text) for text in some)
    assert np.array_equal(again.codes, tokens.codes)
    assert np.abs(again.codes / 127 - np.concatenate(some)).max() < 0.005


@given(st.lists(texts(), min_size=1, max_size=5), texts())
def test_a_clause_is_as_close_as_its_nearest_text(
    clauses: list[list[NDArray[np.float32]]], asked: list[NDArray[np.float32]]
) -> None:
    question = asked[0] / len(asked[0])
    found = closeness(question, [coded(some) for some in clauses])
    for near, some in zip(found, clauses, strict=True):
        by_text = [float((text @ question.T).max(axis=0).sum()) for text in some]
        assert near.value == pytest.approx(max(by_text), abs=0.01)
        assert near.text is not None and by_text[near.text] == pytest.approx(max(by_text), abs=0.02)
        assert near.value <= 1.01


def test_every_word_of_the_question_has_to_be_met_in_one_text() -> None:
    question = unit(X, Y) / 2
    both_in_one = coded([unit(X, Y), unit(Z)])
    one_in_each = coded([unit(X), unit(Y)])
    near, far = closeness(question, [both_in_one, one_in_each])
    assert near.value == pytest.approx(1, abs=0.01) and far.value == pytest.approx(0.5, abs=0.01)


def test_a_word_counts_by_its_share_of_the_question() -> None:
    question = unit(X, Y) * np.asarray([[0.9], [0.1]], np.float32)
    heavy, light = closeness(question, [coded([unit(X)]), coded([unit(Y)])])
    assert heavy.value == pytest.approx(0.9, abs=0.01) and light.value == pytest.approx(0.1, abs=0.01)


def test_a_model_without_token_vectors_finds_nothing_closer_than_another() -> None:
    nothing = np.empty((0, 0), np.float32)
    clauses = [coded([unit(X)]), TokenCodes((0,), np.empty((0, 0), np.int8))]
    assert [one.value for one in closeness(nothing, clauses)] == [0.0, 0.0]
    assert closeness(unit(X), []) == []


def test_the_clause_that_answers_is_met_most_closely(sample_data: Path) -> None:
    asked = "Sở nào lo bản vẽ mẫu cho trường mầm non miền núi?"
    with Collection.open(Settings(data_dir=sample_data)) as collection:
        found = [clause_id for clause_id, _ in collection.dense(asked, 20)]
        near = dict(zip(found, collection.closeness(asked, found), strict=True))
        best, *_ = collection.clauses([max(near, key=lambda clause_id: near[clause_id].value)])
        assert "thiết kế mẫu" in best.text.lower()
        assert all(0 < one.value <= 1.01 for one in near.values())
        assert "thiết kế mẫu" in nearest_text(best, near[best.id]).lower()
        unknown, known = collection.closeness(asked, ["none:such", best.id])
        assert unknown.value == known.value, "what can't be told is neither near nor far"
        assert unknown.text is None and nearest_text(best, unknown) == best.searched_text.strip()
        more = known._replace(text=len(compared_texts(best)))
        assert nearest_text(best, more) == nearest_text(best, unknown), "parted by another version"
