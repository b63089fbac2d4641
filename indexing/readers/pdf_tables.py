"""Ruled tables of PDF pages.

Rule: pdfplumber finds the cells between ruled lines, the words inside a cell are its text. A
table at the head of a page goes on the one at the foot of the page before when their columns
are the same; a heading row printed again is dropped and a row cut by the page is one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from indexing.readers.pdf_lines import Line, joined, lines_of
from indexing.readers.pdf_words import Word
from indexing.readers.wrapping import starts_item

_TOLERANCE = 5.0
_FEWEST_SHARED = 3  # columns that two pages of a table have to share when one shows more

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Grid:
    """The cells ruled lines make, row by row; None where a cell reaches over from elsewhere."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]


def drawn_grids(page: Any) -> list[Grid]:
    """The tables pdfplumber finds on one of its pages.

    A table wider than its page is cut at the edge; what its last column holds beyond is in the file.
    """
    edge = float(page.bbox[2])

    def whole(cell: Box | None) -> Box | None:
        return (*cell[:2], 2 * edge, cell[3]) if cell and cell[2] > edge - 1 else cell

    return [
        Grid(box, tuple(tuple(map(whole, row.cells)) for row in t.rows))
        for t in page.find_tables()
        if (box := whole(t.bbox))
    ]


def grid_of(cells: Sequence[Box]) -> Grid:
    """The grid of cells that touch."""
    lefts = sorted({cell[0] for cell in cells})
    rows = []
    for top in sorted({cell[1] for cell in cells}):
        in_row = {cell[0]: cell for cell in cells if cell[1] == top}
        rows.append(tuple(in_row.get(left) for left in lefts))
    box = (
        lefts[0],
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )
    return Grid(box, tuple(rows))


@dataclass
class Row:
    """A row: the texts of its cells (None: the one above goes on) and the page it begins on."""

    cells: list[str | None]
    page: int
    bold: bool = False


@dataclass
class Table:
    """The rows of a table, its place on its page and what parts its columns.

    A ruled table has the left ``edges`` of its columns and its ``right`` end, one that only white
    space parts has the ``gutters`` between them.
    """

    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: list[Row] = field(default_factory=list)
    gutters: tuple[tuple[float, float], ...] = ()
    right: float = 0.0


def ruled_tables(grids: Sequence[Grid], words: Sequence[Word], number: int) -> tuple[list[Table], list[Word]]:
    """The tables of page ``number`` and the words that stand in none."""
    tables, outside = [], list(words)
    for grid in grids:
        x0, top, x1, bottom = grid.box
        inside = [w for w in outside if x0 <= (w.x0 + w.x1) / 2 <= x1 and top <= _middle(w) <= bottom]
        rows = grid.rows
        if not inside or max(len(row) for row in rows) < 2:
            continue
        edges = tuple(sorted({round(cell[0]) for row in rows for cell in row if cell}))
        table = Table(top, bottom, edges, right=x1)
        left = list(inside)
        for i, row in enumerate(rows):
            cells: list[list[Line] | None] = []
            for j, cell in enumerate(row):
                held = [w for w in left if cell and _holds(cell, w)]
                left = [w for w in left if w not in held]
                cells.append(None if _is_covered(rows, i, j) else lines_of(held))
            table.rows.append(_row(cells, number))
        # Words between two ruled cells (a line drawn short) stay text rather than get lost.
        if len(left) * 2 < len(inside):
            outside = [w for w in outside if w not in inside or w in left]
            tables.append(table)
    return tables, outside


def _is_covered(rows: Sequence[Sequence[Box | None]], i: int, j: int) -> bool:
    """Whether a cell of a row above reaches down over column ``j`` of row ``i``."""
    tops = [cell[1] for cell in rows[i] if cell]
    if rows[i][j] is not None or not tops:
        return False
    above = next((row[j] for row in reversed(rows[:i]) if j < len(row) and row[j]), None)
    return above is not None and above[3] > min(tops) + _TOLERANCE


def _row(cells: Sequence[Sequence[Line] | None], page: int) -> Row:
    lines = [line for cell in cells for line in cell or ()]
    texts = [None if cell is None else joined(cell) for cell in cells]
    return Row(texts, page, bool(lines) and all(line.bold for line in lines))


def _holds(cell: Box, word: Word) -> bool:
    x0, top, x1, bottom = cell
    return x0 - 1 <= (word.x0 + word.x1) / 2 <= x1 + 1 and top - 1 <= _middle(word) <= bottom + 1


def _middle(word: Word) -> float:
    return word.y - 0.3 * word.size


def goes_on(before: Table, after: Table) -> bool:
    """Whether ``after``, at the head of a page, continues ``before``."""
    if before.gutters or after.gutters:
        return len(before.gutters) == len(after.gutters) and all(
            a < d and c < b for (a, b), (c, d) in zip(before.gutters, after.gutters, strict=True)
        )
    if len(before.edges) == len(after.edges):
        return bool(before.edges) and _within(before, after)
    # Where all cells of a page are merged over a column's edge, the page does not show that edge.
    few, many = sorted((before, after), key=lambda table: len(table.edges))
    width = (before.right - before.edges[0]) - (after.right - after.edges[0]) if few.edges else 0.0
    return len(few.edges) >= _FEWEST_SHARED and abs(width) <= _TOLERANCE and _within(few, many)


def continue_table(before: Table, after: Table) -> None:
    """Append the rows of ``after`` to ``before``."""
    before.gutters = after.gutters
    if len(before.edges) < len(after.edges):
        before.rows = [_on_edges(row, before, after) for row in before.rows]
        before.edges, before.right = after.edges, after.right
    rows = [_on_edges(row, after, before) for row in after.rows]
    pairs = zip(rows, before.rows, strict=False)
    rows = rows[len(list(takewhile(lambda pair: pair[0].cells == pair[1].cells, pairs))) :]
    if rows and before.rows and _is_rest_of_row(before, rows[0]):
        whole = before.rows[-1]
        whole.cells = [a if not b else _whole(a, b) for a, b in zip(whole.cells, rows[0].cells, strict=True)]
        rows = rows[1:]
    before.rows += rows


def _within(few: Table, many: Table) -> bool:
    """Whether ``many`` has every edge of ``few``."""
    return all(place is not None for place in _places(few, many))


def _places(few: Table, many: Table) -> list[int | None]:
    """Which column of ``many`` begins where each of ``few`` does."""
    # Scanned pages lie a little to one side or the other, the columns keep their widths.
    offsets = [edge - many.edges[0] for edge in many.edges]
    found: list[int | None] = []
    for edge in few.edges:
        near = min(range(len(offsets)), key=lambda i: abs(offsets[i] - (edge - few.edges[0])))
        found.append(near if abs(offsets[near] - (edge - few.edges[0])) <= _TOLERANCE else None)
    return found


def _on_edges(row: Row, own: Table, other: Table) -> Row:
    """A row with a cell for every column of ``other``, which has all edges of its ``own`` table."""
    if len(own.edges) >= len(other.edges) or len(row.cells) != len(own.edges):
        return row
    cells: list[str | None] = [""] * len(other.edges)
    for text, place in zip(row.cells, _places(own, other), strict=True):
        cells[place or 0] = text
    return Row(cells, row.page, row.bold)


def _whole(first: str | None, rest: str) -> str:
    return f"{first or ''} {rest}".strip()


def _goes_on_in_sentence(first: str | None, rest: str) -> bool:
    return (first or "")[-1:].isalnum() and rest[:1].islower() and not starts_item(rest)


def _is_rest_of_row(table: Table, row: Row) -> bool:
    """A row without its number, where rows have one, is the rest of the row before.

    So is one whose every text goes on in the middle of a sentence.
    """
    last = table.rows[-1]
    if len(row.cells) != len(last.cells):
        return False
    if all(_goes_on_in_sentence(a, b) for a, b in zip(last.cells, row.cells, strict=True) if b):
        return True
    if row.cells[0] or not last.cells[0]:
        return False
    numbered = sum(bool(r.cells[0]) for r in table.rows)
    return numbered * 3 >= len(table.rows) * 2
