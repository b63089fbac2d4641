"""What becomes a clause, and what is too long for one parted where it may be.

Prose longer than :data:`LONGEST` is parted at sentence ends into ``… (tiếp 2)``, each piece with the
same headings and lead-in. A table row that long is parted between its cells, and a cell too long
by itself at sentence ends; the pieces after the first inherit what the row is called, since a
cell read alone does not say what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexing.model import Cell, ClauseKind
from indexing.structure.tree import Node
from indexing.structure.wording import UPPER, folded

LONGEST = 1800
_NAME_LENGTH = 200
_SENTENCE_END = re.compile(rf"[.!?…][”\"’)\]]*\s+(?=[{UPPER}“\"(\d+\-–])|;\s+")
_KEPT_WHOLE = frozenset({"title", "boilerplate", "recipients", "signature"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause before it has its name: its span, its address, what it inherits."""

    start: int
    end: int
    kind: ClauseKind
    path: tuple[str, ...]
    owner: Node | None
    parent: Node | None
    headings: tuple[str, ...] = ()
    lead_in: str = ""
    cells: tuple[Cell, ...] = ()
    shared: tuple[Cell, ...] = ()


def pieces_of(text: str, draft: Draft) -> Iterator[Draft]:
    """The draft itself, or its pieces when it is too long."""
    if draft.kind in _KEPT_WHOLE or draft.end - draft.start <= LONGEST:
        yield draft
    elif draft.kind == "row":
        yield from _row_pieces(text, draft)
    else:
        bounds = _parted(text, draft.start, draft.end)
        for number, (start, end) in enumerate(bounds, start=1):
            yield _numbered(draft, start, end, number)


def _parted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of like length that end where sentences do; too long only where none ends."""
    ends = [start + m.end() for m in _SENTENCE_END.finditer(text[start:end])]
    target = (end - start) / -(-(end - start) // LONGEST)
    parts: list[tuple[int, int]] = []
    while end - start > LONGEST:
        best = [e for e in ends if start + target * 0.4 < e <= start + LONGEST]
        if not best:
            break
        cut = min(best, key=lambda e: abs(e - (start + target)))
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def _numbered(draft: Draft, start: int, end: int, number: int) -> Draft:
    if number == 1:
        return replace(draft, end=end)
    path = (*draft.path[:-1], f"{draft.path[-1]} (tiếp {number})")
    return replace(draft, start=start, end=end, path=path, owner=None)


def _row_pieces(text: str, draft: Draft) -> Iterator[Draft]:
    filled = [cell for cell in draft.cells if text[cell.start : cell.end].strip()]
    groups: list[list[Cell]] = [[]]
    for part in (part for cell in filled for part in _cell_parts(text, cell)):
        if groups[-1] and part.end - groups[-1][0].start > LONGEST:
            groups.append([])
        groups[-1].append(part)
    starts = [draft.start, *(group[0].start for group in groups[1:])]
    name = _row_name(text, filled)
    for number, (group, start, end) in enumerate(
        zip(groups, starts, [*starts[1:], draft.end], strict=True), start=1
    ):
        headings = (*draft.headings, name) if number > 1 and name else draft.headings
        yield replace(_numbered(draft, start, end, number), cells=tuple(group), headings=headings)


def _cell_parts(text: str, cell: Cell) -> list[Cell]:
    if cell.end - cell.start <= LONGEST:
        return [cell]
    parts = []
    for start, end in _parted(text, cell.start, cell.end):
        shown = end - (len(text[start:end]) - len(text[start:end].rstrip()))
        parts.append(Cell(start=start, end=shown, column=cell.column))
    return parts


def _row_name(text: str, cells: list[Cell]) -> str:
    """The cells a row opens with, up to the first that says more than a number."""
    said: list[str] = []
    for cell in cells:
        said.append(folded(text[cell.start : cell.end]))
        if len(said[-1]) > 8:
            break
    name = ". ".join(said)
    return name if len(name) <= _NAME_LENGTH else re.sub(r"\s+\S*$", "", name[:_NAME_LENGTH]) + "…"
