"""Tables of PDF pages whose columns only white space parts.

Rule: lines that one below the other leave the same upright gutters free, two or more, are the
rows of a table when its head says *TT* or three of them fill three columns. A row begins at an
ordinal, where rows have one, else at a wider space. On the next page the same gutters are looked
for first, so that a table goes on there with or without its head. Two columns are no table here:
:mod:`indexing.readers.pdf_columns` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexing.readers.pdf_lines import Line, Page, joined
from indexing.readers.pdf_tables import Row, Table
from indexing.readers.pdf_words import Word
from indexing.readers.wrapping import starts_item

Gap = tuple[float, float]
"""An upright strip without ink, from left to right."""

_WIDE = 0.75  # of the font size: a blank between columns
_FREE = 0.5  # what all lines together must leave of it
_FEWEST_GUTTERS = 2
_FEWEST_ROWS = 3
_ALIGNED = 2.0
_HEAD = re.compile(r"(?:S?TT|Số TT|Stt)\.?")
_ORDINAL = r"\(?(?:\d{1,3}(?:\.\d{1,2})*[a-zđ]?|[IVXL]{1,5}|[A-ZĐ]|[a-zđ])[.)]?"
_LABEL = re.compile(rf"{_ORDINAL}(?:, {_ORDINAL})*")


@dataclass
class _Region:
    """Lines that share gutters, and how far they reach down."""

    lines: list[Line]
    gutters: list[Gap]
    spanning: set[int] = field(default_factory=set)  # places of lines that name a group of rows

    @property
    def ends(self) -> list[float]:
        """The middles of the gutters: where one column ends and the next begins."""
        return [(a + b) / 2 for a, b in self.gutters]

    def pieces(self, line: Line) -> dict[int, Line]:
        """The line's words by column."""
        held: dict[int, list[Word]] = {}
        for piece in _segments(line):
            # What reaches over several columns stands in the first of them.
            spans = any(piece.x0 < a and piece.x1 > b for a, b in self.gutters)
            for word in piece.words:
                middle = piece.x0 + 1 if spans else (word.x0 + word.x1) / 2
                held.setdefault(sum(end < middle for end in self.ends), []).append(word)
        return {column: Line(tuple(words)) for column, words in sorted(held.items())}


def unruled_tables(page: Page, before: Table | None) -> tuple[list[Table], Page]:
    """The unruled tables of a page and the page without them.

    ``before`` is the unruled table the page before ended with.
    """
    tables: list[Table] = []
    left: list[Line] = []
    lines, at = page.lines, 0
    while at < len(lines):
        carried = list(before.gutters) if before and at == 0 else []
        region = _region(lines, at, carried)
        if region is None:
            left.append(lines[at])
            at += 1
            continue
        end = at + len(region.lines)
        above = _heads_above(left, region) if not carried else 0
        head = left[len(left) - above :]
        del left[len(left) - above :]
        region.spanning = {place + above for place in region.spanning}
        region.lines[:0] = head
        tables.append(_table(region, page.number, continued=bool(carried)))
        at = end
    return tables, replace(page, lines=tuple(left)) if tables else page


def _gaps(line: Line) -> list[Gap]:
    """The wide gaps between the words of a line."""
    gaps = [(a.x1, b.x0) for a, b in pairwise(line.words)]
    least = min((b - a for a, b in gaps), default=0.0)
    # Words of a stretched line stand apart evenly.
    usual = least if least < 0.6 * line.size else 0.3 * line.size
    return [(a, b) for a, b in gaps if b - a > max(_WIDE * line.size, 2.2 * usual)]


def _segments(line: Line) -> list[Line]:
    pieces: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > _FREE * line.size:
            pieces.append([])
        pieces[-1].append(word)
    return [Line(tuple(words)) for words in pieces]


def _region(lines: Sequence[Line], start: int, carried: list[Gap]) -> _Region | None:
    """The table that begins at line ``start``; None when none does."""
    if carried and (region := _grown(lines, start, carried)) and _fills_columns(region, 1):
        return region
    first = lines[start]
    if len(_gaps(first)) < _FEWEST_GUTTERS:
        return None
    region = _grown(lines, start, _gaps(first))
    # Under a head that reaches over several columns there are more of them.
    for later in range(start + 1, min(start + 4, len(lines))):
        other = _grown(lines, later, _gaps(lines[later]))
        if other and _is_table(other) and (not region or len(other.gutters) > len(region.gutters)):
            return None
    return region if region and _is_table(region) else None


def _grown(lines: Sequence[Line], start: int, gutters: list[Gap]) -> _Region | None:
    """The lines from ``start`` on that leave at least two of the gutters free."""
    region = _Region([], gutters)
    for line in lines[start:]:
        gap = line.y - region.lines[-1].y if region.lines else 0.0
        if _names_group(region, line):
            region.spanning.add(len(region.lines))
            region.lines.append(line)
            continue
        free = _narrowed(region.gutters, line)
        crossed = sum(not any(a < d and c < b for c, d in free) for a, b in region.gutters)
        if len(free) < _FEWEST_GUTTERS or (crossed and len(region.lines) > 2):
            break
        pieces = _Region([], free).pieces(line)
        if gap > (6 if len(pieces) > 2 else 2.5) * line.size or not _belongs(region, free, pieces):
            break
        region.gutters = free
        region.lines.append(line)
    while region.lines and len(region.lines) - 1 in region.spanning:
        region.spanning.remove(len(region.lines) - 1)
        region.lines.pop()
    return region if region.lines and len(region.gutters) >= _FEWEST_GUTTERS else None


def _narrowed(gutters: Iterable[Gap], line: Line) -> list[Gap]:
    """What the words of a line leave of the gutters."""
    free = list(gutters)
    for word in line.words:
        parts = ([(a, min(b, word.x0)), (max(a, word.x1), b)] for a, b in free)
        free = [(a, b) for part in parts for a, b in dict.fromkeys(part) if b - a >= _FREE * line.size]
    return sorted(set(free))


def _belongs(region: _Region, free: list[Gap], pieces: dict[int, Line]) -> bool:
    """Whether a line of one column stands where that column's other lines do, if it has any."""
    if len(pieces) > 1 or not region.lines:
        return True
    ((column, own),) = pieces.items()
    held = _Region(region.lines, free)
    above = [p[column] for i, line in enumerate(region.lines) if column in (p := held.pieces(line))
             and i not in region.spanning]  # fmt: skip
    if not above:
        return own.y - region.lines[-1].y < 1.6 * own.size
    ordinals = [line for line in above if _LABEL.fullmatch(line.text)]
    if column == 0 and len(ordinals) * 2 > len(above) and starts_item(own.text):
        # ``b) …`` below the last row is the next item of the text.
        return _LABEL.fullmatch(own.text) is not None
    return any(
        abs(own.x0 - line.x0) < _ALIGNED or abs((own.x0 + own.x1) - (line.x0 + line.x1)) < 2 * _ALIGNED
        for line in above
    )


def _names_group(region: _Region, line: Line) -> bool:
    """``II  CÔNG TÁC TUYÊN TRUYỀN …`` over the width of several columns."""
    if len(region.lines) < 2 or len(line.words) < 2 or not _LABEL.fullmatch(line.words[0].text):
        return False
    left, right = region.gutters[0]
    ordinal, first = line.words[:2]
    apart = ordinal.x1 <= left + 1 and first.x0 >= right - 1
    crossed = any(piece.x0 < a and piece.x1 > b for piece in _segments(line) for a, b in region.gutters)
    return apart and crossed


def _fills_columns(region: _Region, rows: int) -> bool:
    return sum(len(region.pieces(line)) > 2 for line in region.lines) >= rows


def _is_table(region: _Region) -> bool:
    headed = any(_HEAD.fullmatch(line.words[0].text) for line in region.lines[:3])
    return len(region.lines) > 1 and _fills_columns(region, 2 if headed else _FEWEST_ROWS)


def _heads_above(lines: Sequence[Line], region: _Region) -> int:
    """How many of the lines above a table are the upper lines of its head."""
    count, below = 0, region.lines[0]
    if not any(_HEAD.fullmatch(line.words[0].text) for line in region.lines[:3]):
        return 0
    for line in reversed(lines[-3:]):
        parts = len(_segments(line))
        inside = len(_narrowed(region.gutters, line)) == len(region.gutters)
        if below.y - line.y > 1.6 * line.size or not (parts > 1 or (inside and line.bold == below.bold)):
            break
        count, below = count + 1, line
    return count


def _table(region: _Region, page: int, *, continued: bool) -> Table:
    pieces = [region.pieces(line) for line in region.lines]
    starts = _row_starts(region, pieces, continued=continued)
    columns = len(region.gutters) + 1
    top, bottom = region.lines[0].y, region.lines[-1].y
    table = Table(top, bottom, (), gutters=tuple(region.gutters))
    for start, end in pairwise([*starts, len(pieces)]):
        cells: list[str | None] = [
            joined([p[column] for p in pieces[start:end] if column in p]) for column in range(columns)
        ]
        table.rows.append(Row(cells, page, all(line.bold for line in region.lines[start:end])))
    return table


def _row_starts(region: _Region, pieces: Sequence[dict[int, Line]], *, continued: bool) -> list[int]:
    """The places of the lines that rows begin with."""
    lines = region.lines
    gaps = [b.y - a.y for a, b in pairwise(lines)]
    first = [p[0].text if 0 in p else "" for p in pieces]
    numbered = [i for i, text in enumerate(first) if _LABEL.fullmatch(text) or _HEAD.fullmatch(text)]
    filled = [i for i, text in enumerate(first) if text]
    if not numbered or len(numbered) * 2 < len(filled):
        usual = min(gaps, default=0.0)
        apart = [i + 1 for i, gap in enumerate(gaps) if gap > 1.25 * usual]
        together = [i for i, p in enumerate(pieces) if i and len(p) > 2]
        return [0, *(apart or together)]
    starts = [0]
    if numbered[0] and (continued or first[0]):
        # A head without *TT*, or the rest of a row that the page before cut.
        starts.append(_border(gaps, 0, numbered[0]))
    starts += [_border(gaps, before, here) for before, here in pairwise(numbered)]
    return sorted(set(starts))


def _border(gaps: Sequence[float], before: int, here: int) -> int:
    """Where the row of ordinal ``here`` begins: at the widest space, or at the ordinal itself."""
    inner = gaps[before:here]
    widest = max(inner)
    apart = [before + i + 1 for i, gap in enumerate(inner) if gap > 0.95 * widest]
    return here if min(inner) > 0.8 * widest else apart[-1]
