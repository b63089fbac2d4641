"""A document as people read it: clauses in order, rows as tables, the cited words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from indexing.model import Clause, Document, Span

# Signs of Markdown that a file may carry: kept in the text, not shown to readers.
_MARKDOWN = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+|\*\*|\\(?=[\\`*_{}\[\]()#+\-.!|>~])", re.MULTILINE)


class Piece(NamedTuple):
    """A stretch of text, marked or not."""

    text: str
    marked: bool


class ShownCell(NamedTuple):
    """A cell of a table row."""

    column: str
    pieces: tuple[Piece, ...]


class Block(NamedTuple):
    """A clause ready to be shown; ``cited`` when marked words stand in it."""

    clause: Clause
    pieces: tuple[Piece, ...]
    cells: tuple[ShownCell, ...]
    cited: bool

    @property
    def depth(self) -> int:
        """How deep in the document the clause stands, from 0."""
        return self.clause.path.count(" > ")


class Group(NamedTuple):
    """One block, or the consecutive rows of a table under their columns."""

    columns: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def is_table(self) -> bool:
        """Whether the blocks are rows."""
        return bool(self.blocks[0].cells)


def pieces(text: str, area: Span, mark: Span | None) -> tuple[Piece, ...]:
    """``text[area]`` cut at the edges of ``mark``."""
    start = end = area.start
    if mark is not None:
        start = min(max(mark.start, area.start), area.end)
        end = min(max(mark.end, start), area.end)
    cut = ((area.start, start, False), (start, end, True), (end, area.end, False))
    return tuple(
        Piece(_MARKDOWN.sub("", text[first:last]), marked) for first, last, marked in cut if first < last
    )


def block(document: Document, clause: Clause, mark: Span | None = None) -> Block:
    """``clause`` ready to be shown."""
    shown = pieces(document.text, clause, mark)
    cells = tuple(ShownCell(cell.column, pieces(document.text, cell, mark)) for cell in clause.cells)
    return Block(clause, shown, cells, any(piece.marked for piece in shown))


def groups(document: Document, clauses: Iterable[Clause], mark: Span | None = None) -> list[Group]:
    """Clauses in reading order, consecutive rows of one table taken together."""

    def table_of(shown: Block) -> tuple[object, ...]:
        if not shown.cells:
            return (shown.clause.id,)
        return (shown.clause.parent_id, tuple(cell.column for cell in shown.cells))

    blocks = (block(document, clause, mark) for clause in clauses)
    result: list[Group] = []
    for _, same in groupby(blocks, key=table_of):
        found = tuple(same)
        columns = tuple(cell.column for cell in found[0].cells)
        result.append(Group(columns if any(columns) else (), found))
    return result


def outline(clauses: Sequence[Clause]) -> list[tuple[Clause, str]]:
    """The headings of a document, two levels of them, with the first line of each."""
    parts = [each for each in clauses if each.kind == "part" and each.path.count(" > ") <= 2]
    return [(each, _MARKDOWN.sub("", " ".join(each.text.split()))) for each in parts]
