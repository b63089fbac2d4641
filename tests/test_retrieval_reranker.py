"""The reranker: what it sees of a candidate, and that it reorders without overruling the legs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.retrieval.features import features
from assistant.retrieval.fusion import fused
from assistant.retrieval.reranker import MOST_READ, OPEN, left_open, reread, rescored, weights

QUESTION = "Cơ quan nào chủ trì đề án y tế học đường?"
SAID = "Đề án y tế học đường do Sở Y tế chủ trì."
BETWEEN = "Nội dung khác nằm giữa hai phần. " * 12
SCATTERED = f"Sở Y tế chủ trì rà soát. {BETWEEN}Học sinh học bán trú ở đường xa, đề nghị án phí."
ELSE = "Sở Xây dựng kiểm tra công trình."


def test_words_that_stand_together_count_for_more_than_scattered_ones() -> None:
    said, scattered, nothing = features(QUESTION, [SAID, SCATTERED, ELSE])
    assert said.pairs > scattered.pairs > nothing.pairs
    assert said.near > scattered.near > nothing.near


def test_diacritics_and_case_make_no_difference() -> None:
    assert features("co quan chu tri de an Y TE hoc duong", [SAID, ELSE]) == features(
        "Cơ quan chủ trì đề án y tế học đường", [SAID, ELSE]
    )


def test_of_equal_hits_the_one_that_says_it_comes_first() -> None:
    said, scattered, nothing = rescored(QUESTION, [SAID, SCATTERED, ELSE], [0.5, 0.5, 0.5], [0.8, 0.8, 0.8])
    assert said > scattered > nothing


def test_a_hit_that_both_legs_put_far_ahead_stays_there() -> None:
    first, second = rescored(QUESTION, [ELSE, SAID], [6.0, 0.0], [0.7, 0.9])
    assert first > second


def test_of_hits_with_the_same_words_the_one_that_meets_the_question_comes_first() -> None:
    far, near = rescored(QUESTION, [SAID, SAID], [0.5, 0.5], [0.6, 0.8])
    assert near > far


HEADMASTER = "Hiệu trưởng chịu trách nhiệm về an toàn thực phẩm của bếp ăn bán trú."
PARENTS = "Cha mẹ học sinh được mời giám sát bếp ăn bán trú của nhà trường."


def test_what_answers_scores_higher_read_with_the_question_than_what_speaks_of_the_same() -> None:
    asked = "Sinh viên nghỉ ốm thi cuối kỳ thì làm sao?"
    told = "Sinh viên vắng mặt có lý do chính đáng trong kỳ thi kết thúc học phần được dự thi bổ sung."
    same = "Đề thi kết thúc học phần do bộ môn soạn và được trưởng khoa duyệt."
    answer, beside, nothing = CrossEncoder().scores(asked, [told, same, ELSE])
    assert answer > beside > nothing


def test_however_long_question_and_text_are_they_are_read() -> None:
    long = "Nhà trường tổ chức bếp ăn bán trú. " * 200
    scores = CrossEncoder().scores(long, [long, "", "x"])
    assert len(scores) == 3 and all(abs(score) < 1000 for score in scores)
    assert CrossEncoder().scores("", [HEADMASTER]) and CrossEncoder().scores(QUESTION, []) == []


@given(st.lists(st.floats(-20, 20), max_size=12))
def test_only_candidates_near_the_best_are_read_and_never_one_alone(scores: list[float]) -> None:
    rows = left_open(scores)
    assert len(rows) != 1 and len(rows) <= MOST_READ
    assert all(max(scores) - scores[row] <= OPEN for row in rows)
    if rows:
        assert scores[rows[0]] == max(scores)


def test_reading_moves_candidates_apart_and_their_mean_stays() -> None:
    beside, answer = reread("Ai chịu trách nhiệm về bếp ăn bán trú?", [PARENTS, HEADMASTER], [2.0, 2.0])
    assert answer > 2 > beside and answer + beside == pytest.approx(4)
    assert reread(QUESTION, [], []) == []


def test_copies_stay_where_they_are_beside_each_other() -> None:
    first, second, answer = reread(
        "Ai chịu trách nhiệm về bếp ăn bán trú?", [PARENTS, PARENTS, HEADMASTER], [2.0, 1.5, 2.0]
    )
    assert answer > first and first - second == pytest.approx(0.5)
    assert reread(QUESTION, [PARENTS, PARENTS], [2.0, 1.5]) == [2.0, 1.5]


def test_the_weights_can_be_read() -> None:
    assert weights().pairs > 0 and weights().near > 0 and weights().tokens > 0 and weights().read > 0
    assert "benchmark" in weights().trained_on


@given(st.text(max_size=80), st.lists(st.text(max_size=200), max_size=6))
def test_every_feature_is_a_share(question: str, texts: list[str]) -> None:
    found = features(question, texts)
    assert len(found) == len(texts)
    assert all(-1e-9 <= share <= 1 + 1e-9 for one in found for share in one)


def test_what_one_leg_has_not_found_counts_as_its_last_hit() -> None:
    scores = fused({"a": 0.9, "b": 0.5}, {"a": 9.0, "c": 3.0}, 0.5)
    assert scores["a"] == pytest.approx(1.0)
    assert scores["b"] == scores["c"] == pytest.approx(-1.0)
    assert fused({}, {}, 0.5) == {}
