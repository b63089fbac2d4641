"""Merged cells laid out on the grid of their table.

Rule: a merged cell's text stands once, in the first column and row it covers; the places it
also covers are empty cells, so that every cell stays under its column's heading.
"""

from __future__ import annotations

from collections.abc import Sequence

_MOST_COLUMNS = 100

SpannedCell = tuple[str, int, int]
"""A cell's text, the columns and the rows it covers."""


def laid_out(rows: Sequence[Sequence[SpannedCell]]) -> list[list[str]]:
    """The rows with one text a column."""
    grid: list[list[str]] = []
    covered: dict[int, int] = {}  # column → rows below that a cell above still covers
    for row in rows:
        texts: list[str] = []
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        for text, columns, height in row:
            while len(texts) in covered:
                texts.append("")
            for offset in range(max(1, min(columns, _MOST_COLUMNS))):
                if height > 1:
                    below[len(texts)] = height - 1
                texts.append("" if offset else text)
        while len(texts) in covered:
            texts.append("")
        covered = below
        grid.append(texts)
    return grid
