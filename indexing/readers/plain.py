"""Plain text and Markdown.

Rule: a line is a paragraph unless the file is hard-wrapped; lines with ``|`` are table rows, be
it with the border bars of Markdown, with a bar after every cell, or with cells on lines of
their own between lone bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from indexing.model import ReadText
from indexing.readers.bars import Row, is_bar, read_bars
from indexing.readers.building import TextBuilder
from indexing.readers.markdown import Marked, is_markdown, unmarked
from indexing.readers.merged import on_columns
from indexing.readers.wrapping import paragraphs, wrap_of

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BAR = re.compile(r"(?<!\\)\|")
_ROW = re.compile(r"\||.*(?<!\\)\|\s*$")


class _PlainReader:
    def __init__(self, lines: Sequence[str], markdown: bool) -> None:
        self._lines = lines
        self._markdown = markdown
        self._builder = TextBuilder()
        # Rows are whole lines whatever the text around them is wrapped at.
        self._wrap = wrap_of([line.strip() for line in lines if not (is_bar(line) or _is_row(line))])

    def read(self, file_format: str) -> ReadText:
        bars = [i for i, line in enumerate(self._lines) if is_bar(line)]
        if len(bars) < 2:
            self._flow(self._lines)
            return self._builder.build(file_format)
        first, last = bars[0], bars[-1]
        self._flow(self._lines[:first])
        for piece in read_bars(self._lines[first : last + 1]):
            if isinstance(piece, list):
                self._table(piece)
            else:
                self._flow(piece)
        self._flow(self._lines[last + 1 :])
        return self._builder.build(file_format)

    def _table(self, rows: Sequence[Row]) -> None:
        number = self._builder.new_table()
        # In a cell no blank lines part the paragraphs.
        wrap = self._wrap and replace(self._wrap, parted=False)
        parts = [[[self._plain(p) for p in paragraphs(lines, wrap)] for lines in row] for row in rows]
        texts = [["\n".join(part.text for part in cell) for cell in row] for row in parts]
        for row, laid in zip(parts, on_columns(texts), strict=True):
            self._builder.row(laid, table=number, bold=_all_bold(part for cell in row for part in cell))

    def _flow(self, lines: Sequence[str]) -> None:
        for is_table, group in groupby(lines, _is_row):
            if is_table:
                self._pipe_table([line.strip() for line in group])
            else:
                for paragraph in paragraphs([self._unfenced(line) for line in group], self._wrap):
                    part = self._plain(paragraph)
                    self._builder.paragraph(part.text, level=part.level, bold=part.bold)

    def _pipe_table(self, lines: Sequence[str]) -> None:
        # Only a delimiter row says that the outer bars are a border and not an empty first cell.
        bordered = any(_DELIMITER.fullmatch(line) and "-" in line for line in lines)
        number = self._builder.new_table()
        for line in lines:
            if _DELIMITER.fullmatch(line):
                continue
            cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)]
            if cells[-1] == "":
                cells.pop()
            if bordered and cells and cells[0] == "" and line.startswith("|"):
                del cells[0]
            parts = [self._plain(cell) for cell in cells]
            self._builder.row((part.text for part in parts), table=number, bold=_all_bold(parts))

    def _unfenced(self, line: str) -> str:
        return "" if self._markdown and _FENCE.match(line) else line

    def _plain(self, paragraph: str) -> Marked:
        return unmarked(paragraph) if self._markdown else Marked(paragraph)


def _all_bold(parts: Iterable[Marked]) -> bool:
    seen = [part for part in parts if part.text]
    return bool(seen) and all(part.bold for part in seen)


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return not is_bar(stripped) and (_ROW.match(stripped) is not None or len(_BAR.findall(stripped)) > 1)


def read_plain(text: str, *, markdown: bool) -> ReadText:
    """Plain text or Markdown as blocks; plain text that evidently is Markdown is read as such."""
    lines = _BREAKS.sub("\n", text).split("\n")
    return _PlainReader(lines, markdown or is_markdown(lines)).read("md" if markdown else "txt")
