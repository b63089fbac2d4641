"""Text of another document that an amending one quotes: it belongs to the clause that amends.

Rule: a quotation goes from its opening mark to the closing one, over lines and tables. Without
marks the amended text begins below ``Sửa đổi, bổ sung khoản 3 Điều 5 như sau:`` with the division
it names, and ends before the next one of the document's own: the next Điều in its sequence, or the
next number of the list of amendments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.structure.lines import Line
from indexing.structure.numbering import BULLETS, Marker, marker_of

_LONGEST = 600  # lines
_AMENDS = re.compile(r"\b(?:sửa đổi|bổ sung|thay thế|đính chính|điều chỉnh)\b", re.I)
_ANNOUNCED = re.compile(r"như sau\s*:\s*$", re.I)
_ANNOUNCED_HERE = re.compile(r"như sau\s*:\s*(?=[“\"])", re.I)
_AMENDING = re.compile(r"(?:sửa đổi|bổ sung|thay|bãi bỏ|huỷ bỏ|hủy bỏ|đính chính|điều chỉnh|bỏ)\b", re.I)
_CALLED = {
    "điều": "điều", "1": "khoản|mục", "a": "điểm|tiết", "chương": "chương", "mục": "mục", "I": "mục|phần",
}  # fmt: skip


def quoted_lines(lines: Sequence[Line], i: int) -> int:
    """How many of the lines after ``i`` belong to a quotation that ``i`` opens and does not close."""
    text = lines[i].text.lstrip()
    if text[:1] not in ("“", '"'):
        opened = _ANNOUNCED_HERE.search(text)
        if not opened:
            return 0
        text = text[opened.end() :]
    if text[0] == '"':
        return _until_straight(lines, i) if text.count('"') % 2 else 0
    depth = _depth(text)
    for count, line in enumerate(lines[i + 1 : i + _LONGEST] if depth > 0 else (), start=1):
        depth += _depth(line.text)
        if depth <= 0:
            return count
    return 0


def _depth(text: str) -> int:
    return text.count("“") - text.count("”")


def _until_straight(lines: Sequence[Line], i: int) -> int:
    for count, line in enumerate(lines[i + 1 : i + _LONGEST], start=1):
        if line.text.count('"') % 2:
            return count
    return 0


def amended_lines(lines: Sequence[Line], i: int, announced: str, own: Sequence[Marker], article: int) -> int:
    """How many lines from ``i`` on are amended text that stands without quotation marks.

    ``announced`` is the line before, ``own`` the marks of the open divisions, ``article`` the number
    of the document's last own Điều.
    """
    if not (_ANNOUNCED.search(announced) and _AMENDS.search(announced)):
        return 0
    text = lines[i].text.lstrip('“" ')
    first = marker_of(text)
    if first is None or first.family not in _CALLED or _AMENDING.match(text[first.end :]):
        return 0
    if text != lines[i].text and (_depth(lines[i].text) <= 0 or quoted_lines(lines, i)):
        return 0  # its quotation marks say where it ends
    called = rf"(?:{_CALLED[first.family]})[\s\w,]*?\s{re.escape(first.label)}(?!\w)"
    named = re.search(called, announced, re.I) is not None
    if not named and (first.family != "điều" or first.value == article + 1):
        return 0
    for count, line in enumerate(lines[i + 1 : i + _LONGEST], start=1):
        if line.marker and _is_own(line, line.marker, own, article):
            return count
    return 0


def _is_own(line: Line, marker: Marker, own: Sequence[Marker], article: int) -> bool:
    """Whether a line is the amending document's next division."""
    if marker.family == "điều":
        return marker.value == article + 1
    follows = any(
        marker.family == open_.family and (marker.value or 0) > (open_.value or 0)
        for open_ in own
        if open_.family not in BULLETS
    )
    return follows and _AMENDING.match(line.body) is not None
