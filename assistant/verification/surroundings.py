"""What a clause leaves to its place: its headings, its lead-in, its columns and merged cells."""

from __future__ import annotations

from indexing.model import Clause


def surroundings(clause: Clause) -> tuple[str, ...]:
    """The texts a clause is read under, and its row told with the columns' headings and the merged cells."""
    own = (
        (cell.column, clause.text[cell.start - clause.start : cell.end - clause.start].strip())
        for cell in clause.cells
    )
    merged = ((cell.column, cell.text) for cell in clause.shared)
    told = " | ".join(f"{column}: {value}" if column else value for column, value in (*own, *merged) if value)
    return tuple(filter(None, (*clause.headings, clause.lead_in, told)))
