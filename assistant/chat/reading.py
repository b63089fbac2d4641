"""A document as people read it: clauses in order, rows as tables, the cited words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from indexing.model import Clause, Document, Span

# Signs of Markdown that a file may carry: kept in the text, not shown to readers.
_MARKDOWN = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+|\*\*|\\(?=[\\`*_{}\[\]()#+\-.!|>~])", re.MULTILINE)

_OUTLINE_DEPTH = 4


class Piece(NamedTuple):
    """A stretch of text, marked or not."""

    text: str
    marked: bool


class ShownCell(NamedTuple):
    """A cell of a table row; ``merged`` when it is one of a row above that covers this row too."""

    column: str
    pieces: tuple[Piece, ...]
    merged: bool = False


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
    merged = {cell.column: cell for cell in clause.shared}
    cells = tuple(
        ShownCell(cell.column, pieces(document.text, merged[cell.column], None), merged=True)
        if cell.start == cell.end and cell.column in merged
        else ShownCell(cell.column, pieces(document.text, cell, mark))
        for cell in clause.cells
    )
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


def scanned(document: Document) -> bool:
    """Whether the document's words were recognised in pictures (the readers warn of it)."""
    return any("OCR" in warning for warning in document.warnings)


def page_image(document: Document, page: int, mark: Span | None = None) -> str:
    """The address of the picture of a page; empty for formats without pages that can be drawn."""
    if document.format != "pdf" or not 1 <= page <= len(document.page_starts):
        return ""
    # With the file's digest, so that browsers may keep it for as long as the file stays what it is.
    marked = f"&start={mark.start}&end={mark.end}" if mark else ""
    return f"/documents/{document.id}/pages/{page}.png?v={document.sha256[:12]}{marked}"


class Branch(NamedTuple):
    """A clause of the outline with those below it."""

    clause: Clause
    heading: str
    branches: list[Branch]


def outline(clauses: Sequence[Clause]) -> list[Branch]:
    """The tree of a document's clauses: headings, and the numbered clauses below them."""
    roots: list[Branch] = []
    known: dict[str, Branch] = {}
    for clause in clauses:
        if clause.kind not in ("part", "item") or clause.path.count(" > ") > _OUTLINE_DEPTH:
            continue
        branch = Branch(clause, _MARKDOWN.sub("", " ".join(clause.text.split())), [])
        known[clause.id] = branch
        above = known.get(clause.parent_id or "")
        (above.branches if above else roots).append(branch)
    return roots
