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
_NATION = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ")
_RECIPIENTS = re.compile(r"Nơi nhận\b")
_MARKER = re.compile(r"[-–—+*•●▪►]|(?:\d{1,3}\.)*\d{1,3}[.)]?|\w[.)]|[IVXLC]{1,6}[.)]|\[\d+\]")


Cells = tuple[tuple[Line, ...], ...]
"""The lines of each cell of a row."""


@dataclass(frozen=True)
class SideBySide:
    """Rows of cells, each cell the lines in it."""

    rows: tuple[Cells, ...]


def segments(line: Line) -> list[Line]:
    """The pieces of a line that wide gaps part."""
    gaps = [b.x0 - a.x1 for a, b in zip(line.words, line.words[1:], strict=False)]
    usual = median(gaps) if len(gaps) > 2 else 0.3 * line.size
    wide = max(2.2 * line.size, 3.5 * usual)
    pieces: list[list[Word]] = [[line.words[0]]]
    for i, (gap, word) in enumerate(zip(gaps, line.words[1:], strict=True), start=1):
        only_marker = len(pieces[-1]) == 1 and _MARKER.fullmatch(pieces[-1][0].text)
        # A long name of an agency leaves hardly room beside the nation's.
        if (gap > wide and not only_marker) or _names_nation(line.words[i : i + 3]):
            pieces.append([])
        pieces[-1].append(word)
    return [Line(tuple(piece)) for piece in pieces]


def _names_nation(words: Sequence[Word]) -> bool:
    return _NATION.fullmatch(" ".join(word.text for word in words)) is not None


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
    if gutter[1] - gutter[0] < 2.2 * lines[start].size and not _names_nation(pieces[1].words[:3]):
        return start
    held = {"left": [pieces[0]], "right": [pieces[1]]}
    end = start + 1
    goes_on = pieces[1].text[:1].islower()  # a sentence stretched over its line
    centred = _names_nation(pieces[1].words[:3])  # as all of a title block is
    while end < len(lines):
        line = lines[end]
        narrowed = _narrowed(segments(line), gutter)
        if narrowed is None or narrowed[1] - narrowed[0] < min(0.8 * line.size, gutter[1] - gutter[0]):
            break
        if len(segments(line)) == 1:
            side = "left" if line.x1 <= narrowed[0] else "right"
            if not _goes_on(held[side], line, centred=centred):
                break
            held[side].append(line)
        else:
            held["left"].append(segments(line)[0])
            held["right"].append(segments(line)[-1])
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


def _goes_on(held: Sequence[Line], line: Line, *, centred: bool) -> bool:
    """Whether a line on one side only still belongs to the block of the lines ``held`` above it."""
    above, size = held[-1], line.size
    gap = line.y - above.y
    # By chance a centred line may start where one of the centred lines above does, not where all do.
    starts = [abs(other.x0 - line.x0) for other in held]
    starts_below = max(starts) < 2 if centred else min(starts) < 1.2 * size
    near = gap < 1.9 * size and (starts_below or any(_centres_apart(o, line) < 4 * size for o in held))
    return near or (_centres_apart(above, line) < 2.5 * size and gap < 9 * size and above.x0 > 150)


def _centres_apart(above: Line, line: Line) -> float:
    """Twice how far the middle of one line is from that of the other."""
    return abs((above.x0 + above.x1) - (line.x0 + line.x1))


def rest_of_closing(region: SideBySide, lines: Sequence[Line]) -> tuple[Cells, list[Line]]:
    """What of the lines at the head of a page goes on with recipients and signature, and the rest.

    ``region`` ended the page before; only a row that opens *Nơi nhận* is taken to run on.
    """
    left, right = region.rows[-1]
    if not left or not right or not _RECIPIENTS.match(left[0].text):
        return ((), ()), list(lines)
    begins = min(line.x0 for line in right)
    gutter = (min(max(line.x1 for line in left), begins - 1), begins)
    cells: tuple[list[Line], list[Line]] = ([], [])
    level = _level(lines)
    for i, line in enumerate(level):
        pieces = segments(line)
        if _narrowed(pieces, gutter) is None or (i and line.y - level[i - 1].y > 1.9 * line.size):
            return (tuple(cells[0]), tuple(cells[1])), level[i:]
        for piece in pieces:
            side = int((piece.x0 + piece.x1) / 2 > sum(gutter) / 2)
            above = (left, right)[side]
            if not any(_is_below(line, piece) for line in above):
                return (tuple(cells[0]), tuple(cells[1])), level[i:]
            cells[side].append(piece)
    return (tuple(cells[0]), tuple(cells[1])), []


def _is_below(above: Line, line: Line) -> bool:
    """Whether a line stands under another: the same left end, or the same middle."""
    alike = abs(above.size - line.size) < 1
    return alike and (abs(above.x0 - line.x0) < line.size or _centres_apart(above, line) < line.size)


def _rows(lines: Sequence[Line]) -> SideBySide:
    gaps = [b.y - a.y for a, b in itertools.pairwise(lines)]
    usual = min(gaps, default=0.0)
    middle = _middle(lines)
    rows: list[list[list[Line]]] = []
    for i, line in enumerate(lines):
        pieces = segments(line)
        opens = len(pieces) > 1 and i > 0 and gaps[i - 1] > 1.3 * usual
        # Beside the recipients stands the signature, whatever its spaces are.
        closing = bool(rows and rows[-1][0]) and _RECIPIENTS.match(rows[-1][0][0].text)
        if not rows or (opens and not closing) or (len(pieces) > 1 and _NUMBER_LINE.match(pieces[0].text)):
            rows.append([[], []])
        for piece in pieces:
            rows[-1][(piece.x0 + piece.x1) / 2 > middle].append(piece)
    return SideBySide(tuple(tuple(tuple(cell) for cell in row) for row in rows))


def _middle(lines: Sequence[Line]) -> float:
    both = [segments(line) for line in lines]
    left = max(p[0].x1 for p in both if len(p) > 1)
    right = min(p[-1].x0 for p in both if len(p) > 1)
    return (left + right) / 2
