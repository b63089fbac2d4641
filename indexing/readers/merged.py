"""Rows whose merged cells were lost, laid out on the columns of their table.

Rule: a row with fewer cells than its table has columns lacks what cells above it cover, or has
cells wider than a column. Its cells keep their order and go where they fit best: ordinals under
the heading of ordinals, figures where figures stand, a value where it stood before. Of a heading
in two rows the lower divides the last wide cells of the upper. Another heading further down opens
columns of its own. Only a numbered table is laid out; others are the layout of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from indexing.readers.bars import is_order_head, is_ordinal

_FIGURE = re.compile(r"[-+~≥≤<>]?\s*\d[\d.,\s]*(?:[-–÷/]\s*\d[\d.,\s]*)*%?")
_YEARS = re.compile(r"(?:19|20)\d\d\b")
_WIDE = re.compile(r"tọa độ|trong đó|chia ra", re.I)
_NARROW = re.compile(r"(?:ghi chú|diện tích|đơn vị|đvt|tên|họ và tên|mã|cơ quan|lĩnh vực)\b", re.I)
_OF_FIGURES = re.compile(
    r"\b(?:mức|số lượng|tỷ lệ|kinh phí|thành tiền|diện tích|chiều dài|năm \d{4}|đồng|km|ha)\b|%|\dđ|^[XY]\b",
    re.I,
)
_OF_WORDS = re.compile(r"(?:tên|nội dung|nhiệm vụ|công việc|danh mục|chức danh|họ)\b", re.I)
_HEAD_CELL = 90
_BREAK = 0.4  # two cells with a column left out between them
_NAMELESS = 1.5  # the same, right after the ordinal: a row of its own number has its own name

Grid = list[list[str]]


def on_columns(rows: Sequence[Sequence[str]]) -> Grid:
    """Every row with one text a column; the texts of a row and their order stay."""
    parts = [0, *(i for i in range(1, len(rows)) if _opens_another(rows, i)), len(rows)]
    return [row for start, end in pairwise(parts) for row in _laid(rows[start:end])]


def _opens_another(rows: Sequence[Sequence[str]], i: int) -> bool:
    """Whether a row is the heading of another table than the first row's."""
    filled = [text for text in rows[i] if text]
    return len(filled) > 2 and is_order_head(filled[0]) and filled != [text for text in rows[0] if text]


def _laid(rows: Sequence[Sequence[str]]) -> Grid:
    width = max(map(len, rows), default=0)
    even = all(len(row) == width for row in rows)
    if even or not _numbered(rows):
        return [list(row) for row in rows]
    heads = _heading(rows)
    grid = _laid_heading([_closed(row) for row in rows[:heads]], width)
    columns = _Columns(grid, [row for row in rows[heads:] if len(row) == width], width)
    return grid + [columns.lay(row) for row in rows[heads:]]


def _numbered(rows: Sequence[Sequence[str]]) -> bool:
    return is_order_head(rows[0][0]) or sum(is_ordinal(row[0]) for row in rows) >= 3


def _heading(rows: Sequence[Sequence[str]]) -> int:
    """How many rows the heading has."""
    if not is_order_head(rows[0][0]):
        return 0
    return 1 + len(list(takewhile(_divides, map(_closed, rows[1:3]))))


def _closed(row: Sequence[str]) -> Sequence[str]:
    """A row without the empty cells at its end."""
    size = max((i + 1 for i, text in enumerate(row) if text), default=0)
    return row[:size]


def _divides(row: Sequence[str]) -> bool:
    """Whether a row can be the second or third of a heading."""
    named = all(
        0 < len(text) < _HEAD_CELL and (_YEARS.match(text) or not _FIGURE.fullmatch(text)) for text in row
    )
    return named and len(row) > 1 and not is_ordinal(row[0])


def _laid_heading(rows: Sequence[Sequence[str]], width: int) -> Grid:
    """The rows of a heading; the lower ones under the cells of the first that they divide."""
    below = [len(row) for row in rows[1:]]
    wide = len(rows[0]) - (width - below[-1]) if below else 0
    spans = _spans(wide, below) if 1 <= wide < len(rows[0]) else []
    if not spans:
        return [_padded(row, width) for row in rows]
    divided = _divided(rows[0], wide)
    first: list[str] = []
    places: list[int] = []
    for i, text in enumerate(rows[0]):
        span = spans[divided.index(i)] if i in divided else 1
        if i in divided:
            places.extend(range(len(first), len(first) + span))
        first += [text, *[""] * (span - 1)]
    middle = places if below[0] > wide else places[-spans[-1] :]
    lower = [_at(row, middle, width) for row in rows[1:-1]] + [_at(rows[-1], places, width)]
    return [_padded(first, width), *lower]


def _spans(wide: int, below: Sequence[int]) -> list[int]:
    """How many columns each of the wide cells covers, by the sizes of the rows below; empty: unknown."""
    if len(below) == 1 or below[0] > wide or below[0] == below[-1]:
        return [] if below[-1] % wide else [below[-1] // wide] * wide
    # The middle row divides the last wide cell only, and the lowest row all of them.
    parts = wide - 1 + below[0]
    share, odd = divmod(below[-1], parts)
    return [] if odd else [*[share] * (wide - 1), share * below[0]]


def _divided(head: Sequence[str], wide: int) -> list[int]:
    """Which cells of a heading's first row are the wide ones: the last that can be."""
    sure = [i for i, text in enumerate(head) if _WIDE.match(text)]
    if len(sure) == wide:
        return sure
    able = [i for i, text in enumerate(head) if i and not _NARROW.match(text)]
    return (able if len(able) >= wide else list(range(len(head))))[-wide:]


def _at(row: Sequence[str], places: Sequence[int], width: int) -> list[str]:
    """A lower row of a heading on the columns it divides, each cell over as many as the others."""
    laid = [""] * width
    share = max(len(places) // len(row), 1)
    for text, place in zip(row, places[::share], strict=False):
        laid[place] = text
    return laid if len(row) * share <= len(places) else _padded(row, width)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


@dataclass(frozen=True)
class _Column:
    heading: str
    order: bool
    values: frozenset[str]
    sorts: Counter[str]
    lengths: Counter[int]

    def fits(self, text: str) -> float:
        """How well a text stands in this column."""
        if not text:
            return 0.3 * bool(re.match(r"ghi chú", self.heading, re.I))
        if self.order:
            return 3.0 if is_ordinal(text) else -3.0
        sort = _sort(text)
        seen = sum(self.sorts.values())
        if not seen:
            return self._suits(sort)
        alike = 2.0 * self.sorts[sort] + 0.5 * self.lengths[len(text)]
        return alike / seen + 2.0 * (text in self.values) + 0.3 * self._suits(sort)

    def _suits(self, sort: str) -> float:
        if _OF_WORDS.match(self.heading):
            return -1.0 if sort == "figure" else 1.0
        if _OF_FIGURES.search(self.heading):
            return 1.0 if sort == "figure" else -1.0
        if re.match(r"đơn vị tính|đvt", self.heading, re.I):
            return 1.0 if sort == "short" else -1.0
        return 0.0


class _Columns:
    """The columns of a table, as its heading and its whole rows show them."""

    def __init__(self, heading: Grid, whole: Sequence[Sequence[str]], width: int) -> None:
        self._width = width
        self._columns = []
        for j in range(width):
            name = next((row[j] for row in reversed(heading) if row[j]), "")
            texts = [row[j] for row in whole if row[j]]
            order = is_order_head(heading[0][j]) if heading else j == 0
            sorts, lengths = Counter(map(_sort, texts)), Counter(map(len, texts))
            self._columns.append(_Column(name, order, frozenset(texts), sorts, lengths))
        # How many cells a row has that has one under each of an undivided heading's, if a row is wider.
        self._whole = len(_closed(heading[0])) if len(heading) == 1 else width
        self._start = 0  # where the last row began that had no ordinal

    def lay(self, row: Sequence[str]) -> list[str]:
        """A row with one text a column."""
        if len(row) == self._width or (len(row) == self._whole and is_ordinal(row[0])):
            return _padded(row, self._width)
        filled = [text for text in row if text]
        named = len(filled) == 1 and not is_ordinal(filled[0])
        places = self._after(self._start, row) if named else self._best(row)
        if not named and not is_ordinal(row[0]):
            self._start = places[0]
        laid = [""] * self._width
        for text, place in zip(row, places, strict=True):
            laid[place] = text
        return laid

    def _after(self, start: int, row: Sequence[str]) -> list[int]:
        first = min(start, self._width - len(row))
        return list(range(first, first + len(row)))

    def _best(self, row: Sequence[str]) -> list[int]:
        """The columns of the cells, in order, that fit best taken together."""
        slack = self._width - len(row)
        # Without anything to go by, what is missing is what cells above cover on the left.
        lean = 0.0 if is_ordinal(row[0]) else 0.05
        best = [(self._columns[j].fits(row[0]) + lean * j, [j]) for j in range(slack + 1)]
        for i, text in enumerate(row[1:], start=1):
            nexts = []
            for j in range(i, i + slack + 1):
                ways = (
                    (score - self._left_out(places[-1], j), places)
                    for score, places in best
                    if places[-1] < j
                )
                score, places = max(ways, key=lambda way: way[0])
                nexts.append((score + self._columns[j].fits(text), [*places, j]))
            best = nexts
        return max(best, key=lambda way: way[0])[1]

    def _left_out(self, before: int, after: int) -> float:
        if before == after - 1:
            return 0.0
        return _NAMELESS if self._columns[before].order else _BREAK


def _sort(text: str) -> str:
    if _FIGURE.fullmatch(text):
        return "figure"
    if text[:1] in "-–+•*":
        return "bullet"
    return "short" if len(text) < 25 else "long"
