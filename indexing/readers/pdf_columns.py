"""Text set side by side without ruled lines: title blocks, signature blocks.

Rule: lines whose words leave the same upright gutter free are the columns of an unruled table;
it is read row by row, a row ending where a wider space crosses all columns or a line begins
``Số:``. Every other line is left to the paragraphs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from indexing.readers.pdf_lines import Line
from indexing.readers.pdf_words import Word

_NUMBER_LINE = re.compile(r"Số\s*[:.]?\s*(?:[\d./…]|$)")
_MARKER = re.compile(r"[-–—+*•●▪►]|(?:\d{1,3}\.)*\d{1,3}[.)]?|\w[.)]|[IVXLC]{1,6}[.)]|\[\d+\]")


@dataclass(frozen=True)
class SideBySide:
    """Rows of cells, each cell the lines in it."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]


def segments(line: Line) -> list[Line]:
    """The pieces of a line that wide gaps part."""
    gaps = [b.x0 - a.x1 for a, b in zip(line.words, line.words[1:], strict=False)]
    usual = median(gaps) if len(gaps) > 2 else 0.3 * line.size
    wide = max(2.2 * line.size, 3.5 * usual)
    pieces: list[list[Word]] = [[line.words[0]]]
    for gap, word in zip(gaps, line.words[1:], strict=True):
        only_marker = len(pieces[-1]) == 1 and _MARKER.fullmatch(pieces[-1][0].text)
        if gap > wide and not only_marker:
            pieces.append([])
        pieces[-1].append(word)
    return [Line(tuple(piece)) for piece in pieces]


def parted(lines: Sequence[Line], *, fewest: int = 1) -> list[Line | SideBySide]:
    """Lines of a page with the side-by-side regions of at least ``fewest`` lines gathered."""
    items: list[Line | SideBySide] = []
    lines = _level(lines)
    i = 0
    while i < len(lines):
        end = _region_end(lines, i)
        if end >= i + fewest:
            items.append(_rows(lines[i:end]))
            i = end
        else:
            items.append(lines[i])
            i += 1
    return items


def _level(lines: Sequence[Line]) -> list[Line]:
    """The lines, with what stands side by side on almost one baseline as one line."""
    level: list[Line] = []
    for line in lines:
        before = level[-1] if level else line
        left, right = sorted((before, line), key=lambda side: side.x0)
        near = 0 < line.y - before.y < 0.7 * min(before.size, line.size)
        if near and right.x0 - left.x1 > 2.2 * max(before.size, line.size):
            level[-1] = Line((*left.words, *right.words))
        else:
            level.append(line)
    return level


def _region_end(lines: Sequence[Line], start: int) -> int:
    """Behind the last line of a region that begins at ``start``; ``start`` when none does."""
    pieces = segments(lines[start])
    if len(pieces) != 2:
        return start
    gutter = (pieces[0].x1, pieces[1].x0)
    if gutter[1] - gutter[0] < 2.2 * lines[start].size:
        return start
    last = {"left": pieces[0], "right": pieces[1]}
    end = start + 1
    goes_on = pieces[1].text[:1].islower()  # a sentence stretched over its line
    while end < len(lines):
        line = lines[end]
        narrowed = _narrowed(segments(line), gutter)
        if narrowed is None or narrowed[1] - narrowed[0] < 0.8 * line.size:
            break
        if len(segments(line)) == 1:
            side = "left" if line.x1 <= narrowed[0] else "right"
            if not _goes_on(last[side], line, last.values()):
                break
            last[side] = line
        else:
            last = {"left": segments(line)[0], "right": segments(line)[-1]}
            if line.y - lines[end - 1].y > 4.5 * line.size:
                break
        gutter = narrowed
        end += 1
    return start if goes_on and end == start + 1 else end


def _narrowed(pieces: Sequence[Line], gutter: tuple[float, float]) -> tuple[float, float] | None:
    """The gutter left free by these pieces as well; None when one of them crosses it."""
    left, right = gutter
    for piece in pieces:
        if (piece.x0 + piece.x1) / 2 < (left + right) / 2:
            left = max(left, piece.x1)
        else:
            right = min(right, piece.x0)
    return (left, right) if left < right else None


def _goes_on(above: Line, line: Line, latest: object) -> bool:
    """Whether a line on one side only still belongs to the block above it."""
    near = line.y - above.y < 1.9 * line.size
    centred_below = abs((above.x0 + above.x1) - (line.x0 + line.x1)) < 2.5 * line.size
    return near or (centred_below and line.y - above.y < 9 * line.size and above.x0 > 150)


def _rows(lines: Sequence[Line]) -> SideBySide:
    gaps = [b.y - a.y for a, b in itertools.pairwise(lines)]
    usual = min(gaps, default=0.0)
    middle = _middle(lines)
    rows: list[list[list[Line]]] = []
    for i, line in enumerate(lines):
        pieces = segments(line)
        opens = len(pieces) > 1 and i > 0 and gaps[i - 1] > 1.3 * usual
        if not rows or opens or (len(pieces) > 1 and _NUMBER_LINE.match(pieces[0].text)):
            rows.append([[], []])
        for piece in pieces:
            rows[-1][(piece.x0 + piece.x1) / 2 > middle].append(piece)
    return SideBySide(tuple(tuple(tuple(cell) for cell in row) for row in rows))


def _middle(lines: Sequence[Line]) -> float:
    both = [segments(line) for line in lines]
    left = max(p[0].x1 for p in both if len(p) > 1)
    right = min(p[-1].x0 for p in both if len(p) > 1)
    return (left + right) / 2
