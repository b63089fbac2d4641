"""Blocks of a file → logical lines: one line is one heading, one paragraph, one row.

A reader gives what the *format* calls a paragraph. A page break cuts a sentence into two of
them and a soft line break puts two headings into one; addresses must not depend on either, so
here the first are joined (a sentence that has not ended, followed by one that does not begin)
and the second are parted (a new line that opens with a division mark).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.model import Block, ReadText, Span
from indexing.structure.frames import frame_parts
from indexing.structure.numbering import Marker, marker_of
from indexing.structure.wording import folded, is_capitals, is_rule, starts_lower

_ENDED = re.compile(r"[.;:!?…/][\s”\"’')\]]*$|[”\"’)\]]$")
_HANGING = re.compile(
    r"(?:^|\s)(?:và|hoặc|của|số|các|những|theo|tại|với|cho|về|trong|từ|bởi|do|bằng|được|thuộc|nhằm|để)$|[,–-]$",
    re.I,
)
_LEGAL = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Kính gửi|Nơi nhận)\b")
_LONG_ENOUGH = 60  # a cut sentence fills its line; a heading of two words does not
_LOOKED_AT = 1000  # of what was joined, to tell whether it goes on
_TOO_LONG = 20_000  # to be one paragraph: what goes on joining is no text


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: its span, its text, and what the format says about it."""

    start: int
    end: int
    text: str
    marker: Marker | None
    row: bool = False
    cells: tuple[Span, ...] = ()
    above: tuple[Span | None, ...] = ()
    table: int | None = None
    heading: bool = False
    page: int | None = None

    @property
    def folded(self) -> str:
        return folded(self.text)

    @property
    def capitals(self) -> bool:
        return is_capitals(self.text)

    @property
    def body(self) -> str:
        """What follows the division mark."""
        return folded(self.text[self.marker.end :] if self.marker else self.text)


def lines_of(read: ReadText) -> list[Line]:
    """Every non-blank stretch of the stored text, in order, as logical lines."""
    pieces: list[Line] = []
    at = 0
    for block in sorted(read.blocks, key=lambda b: b.start):
        if block.start > at:
            pieces.extend(_paragraph(read.text, at, block.start))
        start = max(block.start, at)
        if start < block.end:
            pieces.extend(_of_block(read.text, start, block))
        at = max(at, block.end)
    pieces.extend(_paragraph(read.text, at, len(read.text)))
    return _joined(pieces, read.text)


def _of_block(text: str, start: int, block: Block) -> list[Line]:
    if block.kind == "row" and start == block.start:
        cells = tuple(_trimmed(text, c.start, c.end) for c in block.cells)
        if parts := frame_parts(text, cells):
            return _framed(text, block, parts)
        filled = [c for c in cells if c.end > c.start]
        span = _trimmed(text, block.start, block.end)
        if filled:
            return [
                Line(
                    span.start,
                    span.end,
                    span.of(text),
                    None,
                    row=True,
                    cells=cells,
                    above=block.above,
                    table=block.table,
                    heading=block.bold,
                    page=block.page,
                )
            ]
    return _paragraph(text, start, block.end, block)


def _framed(text: str, block: Block, parts: Sequence[Span]) -> list[Line]:
    """The lines of a frame; bars between its cells go to the line before them."""
    starts = [block.start, *(part.start for part in parts[1:])]
    lines: list[Line] = []
    for start, end in zip(starts, [*starts[1:], block.end], strict=True):
        part = _trimmed(text, start, end)
        own = part.of(text)
        if own.strip(" |"):
            bare = own.lstrip(" |")
            lines.append(
                Line(part.start, part.end, own, marker_of(bare) if bare == own else None, page=block.page)
            )
    return lines


def _trimmed(text: str, start: int, end: int) -> Span:
    raw = text[start:end]
    left = len(raw) - len(raw.lstrip())
    right = len(raw.rstrip())
    return Span(start=start + left, end=start + max(left, right))


def _paragraph(text: str, start: int, end: int, block: Block | None = None) -> list[Line]:
    """The lines of one paragraph, parted where a soft line break opens a new division."""
    span = _trimmed(text, start, end)
    if span.start == span.end:
        return []
    heading = block is not None and (block.level > 0 or block.bold)
    page = block.page if block else None
    cuts = [span.start]
    for found in re.finditer(r"\n\s*", span.of(text)):
        here = span.start + found.end()
        if _parts(text[cuts[-1] : span.start + found.start()], text[here : span.end].split("\n", 1)[0]):
            cuts.append(here)
    lines = []
    for left, right in zip(cuts, [*cuts[1:], span.end], strict=True):
        part = _trimmed(text, left, right)
        own = part.of(text)
        lines.append(Line(part.start, part.end, own, marker_of(own), heading=heading, page=page))
    return lines


def _parts(before: str, after: str) -> bool:
    marker = marker_of(after)
    if is_capitals(before) != is_capitals(after) and (is_capitals(before) or marker):
        return len(before.split()) > 1 or is_capitals(before)
    if _LEGAL.match(after):
        return bool(_ENDED.search(before))
    return marker is not None and bool(_ENDED.search(before))


def _joined(pieces: list[Line], text: str) -> list[Line]:
    lines: list[Line] = []
    for piece in pieces:
        if lines and _continues(lines[-1], piece):
            whole = text[lines[-1].start : piece.end]
            lines[-1] = replace(lines[-1], end=piece.end, text=whole)
        else:
            lines.append(piece)
    return lines


def _is_bare(before: Line, after: Line) -> bool:
    """A mark alone on its line (``Điều 5.``), or with the one word its bold type reached."""
    words = before.body.split()
    if before.marker is None or before.marker.family == "mẫu" or is_rule(after.text):
        return False
    if not words:
        return after.text[:1].isalnum() and not (after.capitals and len(after.text) > 250)
    return before.marker.family == "điều" and len(words) == 1 and words[0].isalpha() and not after.capitals


def _continues(before: Line, after: Line) -> bool:
    if before.row or after.row or after.marker or len(before.text) > _TOO_LONG:
        return False
    if before.marker and len(before.text) < _LONG_ENOUGH and _is_bare(before, after):
        return True
    said = before.text[-_LOOKED_AT:]
    if is_capitals(said) or after.capitals or is_rule(said) or is_rule(after.text):
        return False
    listed = said.endswith(";") and len(said) >= _LONG_ENOUGH and starts_lower(after.text)
    if (_ENDED.search(said) and not listed) or _LEGAL.match(after.text):
        return False
    if starts_lower(after.text):
        return True
    return len(said) >= _LONG_ENOUGH and bool(_HANGING.search(said)) and not after.heading
