"""Ruled tables of PDF pages.

Rule: pdfplumber finds the cells between ruled lines, the words inside a cell are its text. A
table at the head of a page goes on the one at the foot of the page before when their columns
are the same; a heading row printed again is dropped and a row cut by the page is one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indexing.readers.pdf_lines import Line, joined, lines_of
from indexing.readers.pdf_words import Word

_TOLERANCE = 5.0


@dataclass
class Row:
    """A row: the texts of its cells and the page it begins on."""

    cells: list[str]
    page: int
    bold: bool = False


@dataclass
class Table:
    """The rows of a table, its place on its page and the left edges of its columns."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: list[Row] = field(default_factory=list)


def ruled_tables(page: Any, words: Sequence[Word], number: int) -> tuple[list[Table], list[Word]]:
    """The tables of a pdfplumber page and the words that stand in none."""
    tables, outside = [], list(words)
    for found in page.find_tables():
        x0, top, x1, bottom = found.bbox
        inside = [w for w in outside if x0 <= (w.x0 + w.x1) / 2 <= x1 and top <= _middle(w) <= bottom]
        rows = [list(row.cells) for row in found.rows]
        if not inside or max(len(row) for row in rows) < 2:
            continue
        edges = tuple(sorted({round(cell[0]) for row in rows for cell in row if cell}))
        table = Table(top, bottom, edges)
        left = list(inside)
        for row in rows:
            cells = []
            for cell in row:
                held = [w for w in left if cell and _holds(cell, w)]
                left = [w for w in left if w not in held]
                cells.append(lines_of(held))
            table.rows.append(_row(cells, number))
        # Words between two ruled cells (a line drawn short) stay text rather than get lost.
        if len(left) * 2 < len(inside):
            outside = [w for w in outside if w not in inside or w in left]
            tables.append(table)
    return tables, outside


def _row(cells: Sequence[Sequence[Line]], page: int) -> Row:
    lines = [line for cell in cells for line in cell]
    return Row([joined(cell) for cell in cells], page, bool(lines) and all(line.bold for line in lines))


def _holds(cell: tuple[float, float, float, float], word: Word) -> bool:
    x0, top, x1, bottom = cell
    return x0 - 1 <= (word.x0 + word.x1) / 2 <= x1 + 1 and top - 1 <= _middle(word) <= bottom + 1


def _middle(word: Word) -> float:
    return word.y - 0.3 * word.size


def goes_on(before: Table, after: Table) -> bool:
    """Whether ``after``, at the head of a page, continues ``before``."""
    return len(before.edges) == len(after.edges) and all(
        abs(a - b) <= _TOLERANCE for a, b in zip(before.edges, after.edges, strict=True)
    )


def continue_table(before: Table, after: Table) -> None:
    """Append the rows of ``after`` to ``before``."""
    rows = list(after.rows)
    if rows and before.rows and rows[0].cells == before.rows[0].cells:
        rows = rows[1:]
    if rows and before.rows and _is_rest_of_row(before, rows[0]):
        whole = before.rows[-1]
        whole.cells = [_whole(a, b) for a, b in zip(whole.cells, rows[0].cells, strict=True)]
        rows = rows[1:]
    before.rows += rows


def _whole(first: str, rest: str) -> str:
    return f"{first} {rest}".strip()


def _is_rest_of_row(table: Table, row: Row) -> bool:
    """A row without its number, where rows have one, is the rest of the row before."""
    last = table.rows[-1]
    if len(row.cells) != len(last.cells) or row.cells[0] or not last.cells[0]:
        return False
    numbered = sum(bool(r.cells[0]) for r in table.rows)
    return numbered * 3 >= len(table.rows) * 2
