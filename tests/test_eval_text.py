from __future__ import annotations

import unicodedata

import pytest

from eval.text import comparable, coverage, holds, same_document, undiacritical, without_markers, words


def test_comparable_folds_composition_case_space_and_dashes() -> None:
    decomposed = unicodedata.normalize("NFD", "Sở  Y\u00a0TẾ\n80 – 85%")
    assert comparable(decomposed) == "sở y tế 80 - 85%"


def test_comparable_keeps_spaces_around_dashes_apart() -> None:
    assert comparable("80-85%") != comparable("80 - 85%")


def test_undiacritical_writes_d_for_dong_and_drops_every_mark() -> None:
    assert undiacritical("Đề án của Ủy ban, được thưởng") == "De an cua Uy ban, duoc thuong"


def test_words_ignore_table_bars_and_keep_figures_whole() -> None:
    assert words("| 31 | Đề án 70,1% | 15/9/2024 |") == ["31", "đề", "án", "70,1", "15/9/2024"]


def test_words_are_the_same_however_a_range_is_spaced() -> None:
    assert words("2024-2025") == words("2024 – 2025")


@pytest.mark.parametrize(
    ("evidence", "quote", "share"),
    [
        ("| a | b |", "a\tb", 1.0),
        ("a b c d e f g h i k", "a b c d e f g h i", 0.9),
        ("a a", "a b", 0.5),  # a word said twice must stand twice
        ("a b", "b a", 1.0),
        ("| – |", "anything", 0.0),
    ],
)
def test_coverage_counts_words_as_a_multiset(evidence: str, quote: str, share: float) -> None:
    assert coverage(evidence, quote) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "alternative", "stands"),
    [
        ("đạt 38% trẻ", "38%", True),
        ("đạt 138% trẻ", "38%", False),
        ("đạt 1,38% trẻ", "38%", False),
        ("đạt 97,5", "97", False),
        ("đạt 97.", "97", True),
        ("ở mục 61", "mục 6", False),
        ("ở mục 6.", "mục 6", True),
        ("năm 2025-2030", "2025", True),
        ("Quyết định 4711/QĐ-BGD&ĐT", "4711/QĐ-BGD", True),
        ("đạt 80 – 85%", "80 - 85%", True),
        ("anything", " ", False),
    ],
)
def test_an_alternative_stands_only_where_its_figures_are_whole(
    text: str, alternative: str, stands: bool
) -> None:
    assert holds(text, alternative) is stands


def test_markers_are_not_part_of_what_is_said() -> None:
    assert not holds(without_markers("Có các trường [5]."), "5")
    assert not holds(without_markers("Sở [1] Y tế"), "Sở Y tế")


def test_a_document_is_known_by_its_stem_in_every_format() -> None:
    assert same_document("ha-linh-2030.txt", "ha-linh-2030")
    assert same_document("ha-linh-2030.scan.pdf", "ha-linh-2030")
    assert not same_document("ha-linh-2030-2.txt", "ha-linh-2030")
