"""Merged cells laid out on the grid of their table.

Rule: a merged cell's text stands once, in the first column and row it covers; the columns it
also covers are empty cells, so that every cell stays under its column's heading, and the rows
below have None there.
"""

from __future__ import annotations

from collections.abc import Sequence

_MOST_COLUMNS = 100

SpannedCell = tuple[str | None, int, int]
"""A cell's text (None: it goes on the one above), the columns and the rows it covers."""


def laid_out(rows: Sequence[Sequence[SpannedCell]]) -> list[list[str | None]]:
    """The rows with one text a column."""
    grid: list[list[str | None]] = []
    covered: dict[int, int] = {}  # column → rows below that a cell above still covers
    for row in rows:
        texts: list[str | None] = []
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        for text, columns, height in row:
            while len(texts) in covered:
                texts.append(None)
            for offset in range(max(1, min(columns, _MOST_COLUMNS))):
                if height > 1:
                    below[len(texts)] = height - 1
                texts.append("" if offset else text)
        while len(texts) in covered:
            texts.append(None)
        covered = below
        grid.append(texts)
    return grid
