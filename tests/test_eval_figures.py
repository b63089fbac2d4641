from __future__ import annotations

import pytest

from eval.figures import figures, stated, unsupported


def canonical(text: str) -> list[str]:
    return [figure.canonical for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kế hoạch số 284/KH-UBND ngày 22/4/2025", ["284/kh-ubnd", "22/4/2025"]),
        ("Nghị định 30/2020/NĐ-CP", ["30/2020/nđ-cp"]),
        ("Kết luận 91-KL/TW", ["91-kl/tw"]),
        ("Công văn 4555/BGDĐT-GDPT", ["4555/bgdđt-gdpt"]),
        ("số 4311/QĐ- UBND", ["4311/qđ-ubnd"]),
        ("số 284/KH-UBND - Kế hoạch", ["284/kh-ubnd"]),
        ("ngày 12 tháng 9 năm 2024", ["12/9/2024"]),
        ("2025-04-22", ["22/4/2025"]),
        ("trước 05/09/2024", ["5/9/2024"]),
        ("đạt 70,1% và 230.000 lượt, 5/8 huyện", ["70,1%", "230000", "5/8"]),
        ("80 – 85%", ["80", "85%"]),
        ("mục II.6 của QH14", ["6"]),
        ("Sở Y tế", []),
    ],
)
def test_figures_are_read_whole(text: str, expected: list[str]) -> None:
    assert canonical(text) == expected


def test_markers_and_list_numbering_are_layout() -> None:
    assert stated("1. Sở Y tế [1]\n2) Sở Nội vụ [12]") == ()
    assert [figure.raw for figure in stated("Mục 7.2 [1]")] == ["7.2"]


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("năm 2024", "ngày 15/9/2024"),
        ("tháng 9/2024", "ngày 15 tháng 9 năm 2024"),
        ("ngày 12/9/2024", "ngày 12 tháng 09 năm 2024"),
        ("từ 80% đến 85%", "đạt 80 - 85%"),
        ("năm học 2024 - 2025", "năm học 20 24 -  20 25"),
        ("4311/QĐ-UBND", "số 4311/QĐ- UBND"),
        ("19 phần trăm", "19%"),
        ("2000 người", "2.000 người"),
    ],
)
def test_a_figure_stands_in_a_source_that_words_it_otherwise(answer: str, source: str) -> None:
    assert unsupported(answer, [source]) == ()


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("19%", "19 trường"),
        ("38%", "138%"),
        ("70%", "70,1%"),
        ("ngày 15/9/2024", "ngày 15/8/2024, ngày 16/9/2024"),
        ("12/QĐ-UBND", "12/QĐ-UBND-VX"),
        ("276/KH-TU", "276/KH-UBND"),
        ("có 3 nhiệm vụ", "các nhiệm vụ"),
    ],
)
def test_a_figure_that_is_not_the_same_is_unsupported(answer: str, source: str) -> None:
    assert len(unsupported(answer, [source])) == 1
