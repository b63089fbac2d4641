"""Recognised pages: numbering set right where the sequence bears it out, doubtful words kept in place."""

from __future__ import annotations

import pytest

from indexing.readers.doubts import doubt_about, recognition_warnings
from indexing.readers.pdf_lines import Line
from indexing.readers.pdf_paragraphs import Paragraph
from indexing.readers.pdf_tables import Row
from indexing.readers.pdf_words import Word
from indexing.readers.recognised_slips import mend_numerals, mend_ordinals
from indexing.readers.recognition import _believed, _reunited


def _paragraph(text: str) -> Paragraph:
    words = tuple(Word(word, 10.0 * i, 10.0 * i + 9, 100.0, 12.0) for i, word in enumerate(text.split()))
    return Paragraph([(1, Line(words))])


def _mended(*headings: str) -> list[str]:
    paragraphs = [_paragraph(heading) for heading in headings]
    mend_numerals(paragraphs)
    return [paragraph.first.text for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("recognised", "meant"),
    [
        (("I. MỤC TIÊU", "H. NHIỆM VỤ", "HI. THỰC HIỆN"), ("I.", "II.", "III.")),
        (("lI. MỤC TIÊU", "Il. NHIỆM VỤ"), ("lI.", "Il.")),  # nothing says what they follow
        (("I. MỤC TIÊU", "I1. NHIỆM VỤ", "lII. THỰC HIỆN"), ("I.", "II.", "III.")),
        (("I. MỤC TIÊU", "II. NHIỆM VỤ", "II. THỰC HIỆN", "IV. KẾT LUẬN"), ("I.", "II.", "III.", "IV.")),
        (("I. MỤC TIÊU", "II. NHIỆM VỤ", "II. THỰC HIỆN"), ("I.", "II.", "III.")),
        (("IV. BÁO CHÍ", "V. ĐOÀN THỂ", "V. MẶT TRẬN"), ("IV.", "V.", "V.")),
        (("I. MỤC TIÊU", "II. NHIỆM VỤ", "I. YÊU CẦU", "H. KẾT LUẬN"), ("I.", "II.", "I.", "II.")),
        (("G. MỤC TIÊU", "H. NHIỆM VỤ"), ("G.", "H.")),
        (("1. Mục tiêu chung", "11. Nhiệm vụ"), ("1.", "11.")),
    ],
)
def test_numerals(recognised: tuple[str, ...], meant: tuple[str, ...]) -> None:
    assert [text.split()[0] for text in _mended(*recognised)] == list(meant)


def test_a_numeral_glued_to_its_heading_is_parted_from_it() -> None:
    assert _mended("I.MỤC ĐÍCH", "IL.NHIỆM VỤ")[0] == "I. MỤC ĐÍCH"


def test_ordinals() -> None:
    rows = [Row([order, "Việc"], 1) for order in ("TT", "8", "Q", "10", "x", "13", "14")]
    mend_ordinals(rows)
    assert [row.cells[0] for row in rows] == ["TT", "8", "9", "10", "x", "13", "14"]


def test_a_page_knows_how_far_its_recognition_can_be_trusted() -> None:
    warnings = recognition_warnings({1: 95.0, 2: 95.0, 3: 61.4, 7: 90.0})
    assert warnings[0].startswith("Đã nhận dạng chữ (OCR) ở trang 1–3, 7;")
    assert [doubt_about(warnings, page) is not None for page in (None, 1, 3, 4, 7)] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert "61 %" in (doubt_about(warnings, 3) or "")
    assert recognition_warnings({}) == [] and doubt_about([], 1) is None


def _found(text: str, confidence: float, height: int = 40) -> tuple[str, int, int, int, int, float]:
    return text, 0, 100, 50, 100 + height, confidence


def test_a_doubtful_word_among_good_ones_is_kept_and_specks_are_not() -> None:
    line = [_found("II.", 20.0), _found("NHIỆM", 92.0), _found("VỤ", 95.0), _found("—", 3.0)]
    assert [word[0] for word in _believed(line)] == ["II.", "NHIỆM", "VỤ"]
    assert [word[0] for word in _believed([_found("ô", 12.0), _found("Sở", 90.0)])] == ["Sở"]
    stamped = [*line[1:3], _found("dấu", 9.0, height=300)]
    assert [word[0] for word in _believed(stamped)] == ["NHIỆM", "VỤ"]


def test_first_letters_read_as_a_line_of_their_own_go_back_to_their_words() -> None:
    line = [
        ("chuẩn", 10, 100, 90, 140, 96.0),
        ("uốc", 128, 100, 200, 140, 96.0),
        ("gia", 259, 105, 300, 140, 96.0),
    ]
    loose = [("q", 100, 112, 125, 150, 92.0), ("5", 232, 112, 257, 150, 79.0)]
    assert [[word[0] for word in found] for found in _reunited([line, loose])] == [["chuẩn", "quốc", "gia"]]
    alone = [("a", 500, 900, 525, 940, 92.0)]
    assert alone in _reunited([line, alone])
