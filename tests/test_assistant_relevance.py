"""How much of a question stands in a text: diacritics may be left out, not changed."""

from __future__ import annotations

from assistant.relevance import Relevance

RELEVANCE = Relevance({"bồi": 5, "dưỡng": 5, "dạy": 3, "học": 9, "sinh": 9, "giáo": 4, "viên": 4}, str)
TRAINING = "Bồi dưỡng giáo viên dạy học sinh."


def coverage(topic: str) -> float:
    return RELEVANCE.coverage(RELEVANCE.units(topic), TRAINING)


def test_diacritics_left_out_are_met() -> None:
    assert coverage("boi duong giao vien") == coverage("bồi dưỡng giáo viên") == 1


def test_a_word_that_the_documents_never_use_is_not_met_by_one_of_the_same_letters() -> None:
    assert coverage("bơi") == 0 < coverage("boi")
    assert coverage("dạy bơi học sinh") < coverage("dạy học sinh")
    assert RELEVANCE.head("bơi") == "bơi"
