"""What a clause leaves to its place: its headings, its lead-in, the headings of its columns."""

from __future__ import annotations

from indexing.model import Clause


def surroundings(clause: Clause) -> tuple[str, ...]:
    """The texts a clause is read under, and its row told with the columns' headings."""
    cells = (
        f"{cell.column}: {value}" if cell.column else value
        for cell in clause.cells
        if (value := clause.text[cell.start - clause.start : cell.end - clause.start].strip())
    )
    told = " | ".join(cells)
    return tuple(filter(None, (*clause.headings, clause.lead_in, told)))
