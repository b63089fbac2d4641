"""Pages → text in reading order, whether they came with a text layer or were recognised.

Rule: tables are read row by row, columns side by side as rows, everything else as paragraphs;
footnotes go to the end as ``[n] …``, page heads and numbers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from indexing.readers.building import TextBuilder, is_rule
from indexing.readers.pdf_columns import SideBySide, parted, rest_of_closing
from indexing.readers.pdf_lines import Line, Page, joined, without_running_heads
from indexing.readers.pdf_paragraphs import Layout, Paragraph, layout_of, opens_paragraph
from indexing.readers.pdf_tables import Row, Table, continue_table, goes_on
from indexing.readers.pdf_unruled import unruled_tables
from indexing.readers.recognised_slips import mend_numerals, mend_ordinals

_NOTES_HEAD = re.compile(r"\W*ghi chú\W*", re.IGNORECASE)

Item = Paragraph | Table
"""A piece of the document in reading order."""


@dataclass(frozen=True)
class ReadPage:
    """A page's lines and the tables between them, and whether it was recognised."""

    page: Page
    tables: tuple[Table, ...]
    recognised: bool = False


def written(pages: Sequence[ReadPage]) -> TextBuilder:
    """The text of all pages."""
    items = _items(pages)
    recognised = {read.page.number for read in pages if read.recognised}
    mend_numerals([item for item in items if isinstance(item, Paragraph) and item.page in recognised])
    for item in items:
        if isinstance(item, Table):
            mend_ordinals([row for row in item.rows if row.page in recognised])
    return _written(items, len(pages))


def _items(pages: Sequence[ReadPage]) -> list[Item]:
    """Paragraphs and tables of all pages in reading order."""
    pages = _with_unruled_tables(pages, without_running_heads([read.page for read in pages]))
    cleaned = [read.page for read in pages]
    layouts = {
        width: layout_of([page for page in cleaned if round(page.width) == width])
        for width in {round(page.width) for page in cleaned}
    }
    items: list[Item] = []
    notes: list[Item] = []
    for read in pages:
        page, layout = read.page, layouts[round(read.page.width)]
        body, footnotes = _without_footnotes(page, layout, below_table=bool(read.tables))
        _add_page(items, body, read, layout)
        _add_page(notes, footnotes, replace(read, tables=()), replace(layout, indents=False))
    return items + notes


def _with_unruled_tables(pages: Sequence[ReadPage], cleaned: Sequence[Page]) -> list[ReadPage]:
    """The pages, cleaned, with what only white space makes a table taken out of their lines."""
    done: list[ReadPage] = []
    going_on: Table | None = None
    for read, page in zip(pages, cleaned, strict=True):
        tables: list[Table] = []
        # Recognition misses words, and what they leave is no gutter.
        if not read.recognised:
            tables, page = unruled_tables(page, going_on)
        last = max((line.y for line in page.lines), default=0.0)
        going_on = tables[-1] if tables and tables[-1].bottom > last else None
        done.append(replace(read, page=page, tables=(*read.tables, *tables)))
    return done


def _without_footnotes(page: Page, layout: Layout, *, below_table: bool) -> tuple[Page, Page]:
    """The page without the notes at its foot, and the notes.

    Notes under a heading of their own (*Ghi chú:*, below a form) belong where they stand.
    """
    none = replace(page, lines=())
    for i, line in enumerate(page.lines):
        rest = page.lines[i:]
        if line.words[0].raised and all(ln.size < 0.9 * layout.size for ln in rest):
            if _NOTES_HEAD.fullmatch(page.lines[i - 1].text) if i else not below_table:
                return page, none
            return replace(page, lines=page.lines[:i]), replace(page, lines=rest)
    return page, none


def _add_page(items: list[Item], page: Page, read: ReadPage, layout: Layout) -> None:
    if items and isinstance(items[-1], _Columns) and not any(t.top < _first(page) for t in read.tables):
        page = replace(page, lines=items[-1].go_on(page.lines))
    placed: list[tuple[float, Line | SideBySide | Table]] = [(t.top, t) for t in read.tables]
    for block in _between(page.lines, read.tables):
        # A word that recognition missed leaves a gap in its line that is no gutter.
        placed += [(_top(item), item) for item in parted(block, fewest=2 if read.recognised else 1)]
    fresh = True
    for _, item in sorted(placed, key=lambda pair: pair[0]):
        last = items[-1] if items else None
        if isinstance(item, Table):
            if fresh and isinstance(last, Table) and goes_on(last, item):
                continue_table(last, item)
            else:
                items.append(item)
        elif isinstance(item, SideBySide):
            items.append(_Columns.of(item, page.number))
        elif isinstance(last, Paragraph) and not opens_paragraph(last, item, layout, new_page=fresh):
            last.lines.append((page.number, item))
        else:
            items.append(Paragraph([(page.number, item)]))
        fresh = False


def _first(page: Page) -> float:
    return min((line.y for line in page.lines), default=0.0)


@dataclass
class _Columns(Table):
    """Text side by side as a table of two columns."""

    region: SideBySide = field(default_factory=lambda: SideBySide(()))

    @classmethod
    def of(cls, region: SideBySide, page: int) -> _Columns:
        rows = [
            Row([_in_words(cell) for cell in row], page, all(ln.bold for c in row for ln in c))
            for row in region.rows
        ]
        return cls(0.0, 0.0, (), rows, region=region)

    def go_on(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Take in what of the next page's lines the page broke off; what is left of them."""
        rest, left = rest_of_closing(self.region, lines)
        row = self.rows[-1]
        row.cells = [
            f"{text or ''} {_in_words(cell)}".strip() for text, cell in zip(row.cells, rest, strict=True)
        ]
        return tuple(left)


def _in_words(cell: Sequence[Line]) -> str:
    """The text of a cell without lines that are only drawn, as below an issuer's name."""
    return joined([line for line in cell if not is_rule(line.text)])


def _between(lines: Sequence[Line], tables: Sequence[Table]) -> list[list[Line]]:
    """The lines of a page in blocks that no table stands between."""
    blocks: list[list[Line]] = []
    passed = None
    for line in lines:
        above = sum(table.top < line.y for table in tables)
        if above != passed:
            blocks.append([])
            passed = above
        blocks[-1].append(line)
    return blocks


def _top(item: Line | SideBySide) -> float:
    if isinstance(item, Line):
        return item.y
    return min(line.y for row in item.rows for cell in row for line in cell)


def _written(items: Sequence[Item], pages: int) -> TextBuilder:
    builder = TextBuilder()
    reached = 0
    for item in items:
        if isinstance(item, Table):
            number = builder.new_table()
            for row in item.rows:
                reached = _reach(builder, reached, row.page)
                builder.row(row.cells, table=number, bold=row.bold)
            continue
        reached = _reach(builder, reached, item.page)
        by_page: dict[int, list[Line]] = {}
        for page, line in item.lines:
            by_page.setdefault(page, []).append(line)
        parts = [joined(lines) for lines in by_page.values()]
        builder.continued_paragraph(parts, bold=all(line.bold for _, line in item.lines))
        reached = max(reached, *by_page)
    _reach(builder, reached, pages)
    return builder


def _reach(builder: TextBuilder, reached: int, page: int) -> int:
    for _ in range(reached, page):
        builder.start_page()
    return max(reached, page)
