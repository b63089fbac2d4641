"""Stored text and its blocks, built side by side.

Rule: one block a line, lines parted by ``"\\n"``, text in NFC; a table row is written
``cell | cell | cell |``. White space inside a line stays as the file has it, except that line
breaks become spaces, gaps wider than any page are cut and characters without a glyph vanish. A
line that is only a drawn rule (``-----``) carries no text and is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from indexing.model import Block, ReadText, Span

# Soft hyphen, zero-width marks, byte-order mark, directional marks: nothing a reader can see.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Everything ``str.splitlines`` would cut at, and tabs: a block is one line whoever splits it.
# A run of spaces is tried once, from its start: it may be as long as the file.
_BREAK = re.compile("(?:(?<! ) +)?[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+[ ]*")
_GAP = re.compile(r"(?<!\s)(\s{100})\s+")
_BASE = re.compile(r"\d$|(?:^|[\s\d/])(?:[kcdm]?m|ha)$")
_RULE = re.compile(r"[-_=*~–—\s]{3,}")


def clean(text: str) -> str:
    """``text`` as one line of stored text."""
    seen = _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    # Taking an invisible mark out can bring a letter and its accent together.
    return unicodedata.normalize("NFC", _GAP.sub(r"\1", _BREAK.sub(" ", seen))).strip()


def is_rule(line: str) -> bool:
    """Whether a line is only drawn: dashes under an issuer's name, a Markdown rule."""
    return _RULE.fullmatch(line) is not None


class TextBuilder:
    """Collects paragraphs and rows in reading order; ``build`` gives the ``ReadText``."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._page: int | None = None
        self._page_starts: list[int] = []
        self._tables = 0
        self._above: list[Span | None] = []  # what stands, or reaches, over the next row's places
        self.warnings: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._blocks

    def start_page(self) -> None:
        """What follows stands on the next page."""
        self._page = (self._page or 0) + 1
        self._page_starts.append(self._next_offset())

    def new_table(self) -> int:
        """The number of the table whose rows come next."""
        self._tables += 1
        self._above = []
        return self._tables - 1

    def paragraph(self, text: str, *, level: int = 0, bold: bool = False) -> None:
        """Add a paragraph; blank and drawn lines are left out."""
        line = clean(text)
        if line and not is_rule(line):
            start = self._append(line)
            self._blocks.append(
                Block(start=start, end=start + len(line), level=level, bold=bold, page=self._page)
            )

    def continued_paragraph(self, parts: Sequence[str], *, bold: bool = False) -> None:
        """Add a paragraph that runs over page breaks, one part a page, joined by spaces.

        A part that ends in a hyphen is joined to the next without a space: the hyphen is part
        of a number or code (``29-`` + ``NQ/TW``) that the line broke at.
        """
        joined, marks = "", []
        for part in (clean(p) for p in parts):
            glue = "" if not joined or broken_at_hyphen(joined, part) else " "
            marks.append(len(joined + glue))
            joined += glue + part
        self.paragraph(joined, bold=bold)
        if joined != clean(joined) or is_rule(joined):
            marks = [0] * len(marks)
        start = self._blocks[-1].start if self._blocks else 0
        for mark in marks[1:]:
            self._page = (self._page or 0) + 1
            self._page_starts.append(start + mark)

    def row(self, cells: Iterable[str | None], *, table: int, bold: bool = False) -> None:
        """Add a table row; None is where the cell above is merged down.

        A row with nothing in it is left out.
        """
        places = list(cells)
        texts = [_cell(cell or "") for cell in places]
        reaching = [
            over if cell is None else None
            for cell, over in zip_longest(places, self._above[: len(places)], fillvalue=None)
        ]
        if not any(texts):
            self._above = reaching
            return
        start = self._next_offset()
        line, spans = "", []
        for text in texts:
            spans.append((len(line), len(line) + len(text)))
            line += f"{text} | "
        lead = len(line) - len(line.lstrip())
        line = line.strip()
        end = start + len(line)
        self._append(line)
        own = tuple(
            Span(start=max(start + a - lead, start), end=max(start + b - lead, start)) for a, b in spans
        )
        self._above = [cell if text else over for cell, text, over in zip(own, texts, reaching, strict=True)]
        self._blocks.append(
            Block(
                start=start,
                end=end,
                kind="row",
                cells=own,
                above=tuple(reaching) if any(reaching) else (),
                table=table,
                bold=bold,
                page=self._page,
            )
        )

    def build(self, file_format: str) -> ReadText:
        """The text read, with its blocks."""
        return ReadText(
            text="\n".join(self._lines),
            blocks=tuple(self._blocks),
            format=file_format,
            page_starts=tuple(min(p, self._length) for p in self._page_starts),
            warnings=tuple(self.warnings),
        )

    def _next_offset(self) -> int:
        return self._length + 1 if self._lines else 0

    def _append(self, line: str) -> int:
        start = self._next_offset()
        self._lines.append(line)
        self._length = start + len(line)
        return start


def note_call(before: str, number: str) -> str:
    """A raised number after ``before``: ``[n]``, unless it is a power (``m2``, ``10`` to the 3)."""
    return number if _BASE.search(before) else f"[{number}]"


def broken_at_hyphen(before: str, after: str) -> bool:
    """Whether a line break fell inside a hyphenated code: ``29-`` / ``NQ/TW``."""
    return len(before) > 1 and before[-1] == "-" and before[-2].isalnum() and after[:1].isalnum()


def _cell(text: str) -> str:
    lines = (clean(line) for line in text.splitlines())
    return " ".join(line for line in lines if line and not is_rule(line))
