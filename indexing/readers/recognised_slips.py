"""Numbering on recognised pages, where one misread stroke moves everything below it elsewhere.

Rule: a numeral or ordinal is read as what the sequence wants only when what stands there looks
like it (``H.`` or ``Il.`` for ``II.`` after ``I.``; ``Q`` for 9 between 8 and 10; ``II.`` for
``III.`` between ``II.`` and ``IV.``). Two parts that are really numbered alike stay so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.readers.pdf_lines import Line
from indexing.readers.pdf_paragraphs import Paragraph
from indexing.readers.pdf_tables import Row

_NUMERAL = re.compile(r"(?P<numeral>[IVXLHlT1|!]{1,6})(?P<point>[.,:])(?P<rest>\S*)")
_STROKES = str.maketrans({"H": "II", **dict.fromkeys("lLT1|!", "I")})
_ROMAN = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
_MOSTLY = 0.85


@dataclass(frozen=True)
class _Heading:
    paragraph: Paragraph
    found: re.Match[str]

    @property
    def value(self) -> int:
        """The numeral's value as it was recognised; 0 when it is none."""
        numeral = self.found["numeral"].translate(_STROKES)
        return _ROMAN.index(numeral) if numeral in _ROMAN else 0


def mend_numerals(paragraphs: Sequence[Paragraph]) -> None:
    """Set right the Roman numerals of headings in capitals."""
    headings = [heading for paragraph in paragraphs if (heading := _heading(paragraph))]
    last = 0
    for i, heading in enumerate(headings):
        value = heading.value
        following = headings[i + 1].value if i + 1 < len(headings) else 0
        if value and value == last and _lost_a_stroke(value, following):
            value += 1
        if not value:
            continue
        if value in (1, last, last + 1) or heading.found["numeral"] == _ROMAN[value]:
            _write(heading, value)
            last = value


def _heading(paragraph: Paragraph) -> _Heading | None:
    first = paragraph.first.words[0].text
    found = _NUMERAL.fullmatch(first)
    if not found or found["numeral"].isdigit():
        return None
    rest = " ".join([found["rest"], *(word.text for word in paragraph.first.words[1:])])
    letters = [c for c in rest if c.isalpha()]
    if len(letters) < 4 or sum(c.isupper() for c in letters) < _MOSTLY * len(letters):
        return None
    return _Heading(paragraph, found)


def _lost_a_stroke(value: int, following: int) -> bool:
    """Whether a numeral given twice is the next one without its last stroke."""
    if not _ROMAN[value + 1 : value + 2] or _ROMAN[value + 1] != _ROMAN[value] + "I":
        return False
    at_the_end = following in (0, 1) and value > 1 and _ROMAN[value].endswith("I")
    return following == value + 2 or at_the_end


def _write(heading: _Heading, value: int) -> None:
    page, line = heading.paragraph.lines[0]
    gap = " " if heading.found["rest"] else ""
    first = replace(line.words[0], text=f"{_ROMAN[value]}.{gap}{heading.found['rest']}")
    heading.paragraph.lines[0] = (page, Line((first, *line.words[1:])))


def mend_ordinals(rows: Sequence[Row]) -> None:
    """Set right what is no number between two rows that are numbered with one left out."""
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        first, own, last = ((r.cells[0] or "").strip(" .") if r.cells else "" for r in (before, row, after))
        misread = len(own) <= 2 and not own.isdigit() and any(row.cells[1:])
        if misread and first.isdigit() and last.isdigit() and int(last) == int(first) + 2:
            row.cells[0] = str(int(first) + 1)
