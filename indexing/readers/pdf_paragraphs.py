"""Lines → paragraphs, by the geometry of the page.

Rule: a line opens a paragraph when more space than usual is above it, when the line before
stopped short although the next word would have fitted, or when its indent says so. Over a page
break a paragraph goes on when the last line was full and the next is not indented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from indexing.readers.pdf_lines import Line, Page
from indexing.readers.wrapping import starts_item

_MARKER = re.compile(r"[-–—+*•●▪►]|(?:\d{1,3}\.)*\d{1,3}[.)]?|[a-zđ][.)]|[IVXLC]{1,6}[.)]")
_ENDED = re.compile(r"[.;:!?]\W*$")


@dataclass
class Paragraph:
    """The lines of a paragraph with the page each stands on."""

    lines: list[tuple[int, Line]] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0][1]

    @property
    def last(self) -> Line:
        return self.lines[-1][1]

    @property
    def page(self) -> int:
        return self.lines[0][0]


@dataclass(frozen=True)
class Layout:
    """What a document's pages have in common."""

    left: float
    right: float
    leading: float  # of lines in one paragraph, in font sizes
    size: float
    indents: bool  # paragraphs open with an indented line


def layout_of(pages: Sequence[Page]) -> Layout:
    """The margins, line distance and habits of pages of one width."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return Layout(0.0, 0.0, 1.2, 12.0, False)
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) < 1 and len(line.words) > 4] or lines
    starts = Counter(round(line.x0 / 2) * 2 for line in body)
    enough = [x for x, n in starts.items() if n >= 0.1 * len(body)]
    left = float(min(enough, default=min(starts)))
    ends = sorted(line.x1 for line in body)
    right = ends[int(len(ends) * 0.9)]
    gaps = sorted(
        (b.y - a.y) / size
        for page in pages
        for a, b in zip(page.lines, page.lines[1:], strict=False)
        if 0.8 * size < b.y - a.y < 2.5 * size and a.x1 > right - 3 * size
    )
    leading = median(gaps[: len(gaps) // 2 + 1]) if gaps else 1.3
    after_short = [
        b.x0 > left + 0.8 * size
        for page in pages
        for a, b in zip(page.lines, page.lines[1:], strict=False)
        if a.x1 < right - 4 * size and b.x1 > right - 2 * size
    ]
    return Layout(left, right, leading, size, sum(after_short) * 2 > len(after_short) > 0)


def opens_paragraph(paragraph: Paragraph, line: Line, layout: Layout, *, new_page: bool) -> bool:
    """Whether ``line`` opens a paragraph after ``paragraph``."""
    before, size = paragraph.last, max(line.size, 1.0)
    if not 0.85 < line.size / max(before.size, 0.1) < 1.18:
        return True
    if not new_page and line.y - before.y > 1.22 * layout.leading * size:
        return True
    if _stopped_short(before, line, layout):
        return True
    text = line.text
    if starts_item(text) and _ENDED.search(before.text):
        return True
    if new_page:
        return _opens_on_new_page(before, line, layout)
    shift = line.x0 - before.x0
    if _both_centred(before, line, layout):
        return before.bold != line.bold
    if before.text.isupper() and not text.isupper() and _is_centred(before, layout):
        return True
    if shift > 0.6 * size:
        return not _hangs(before, line)
    if shift < -0.6 * size:
        # Back to the margin: after a first line this is the paragraph's second.
        return len(paragraph.lines) > 1
    both_indented = layout.indents and line.x0 > layout.left + 0.8 * size and len(paragraph.lines) == 1
    return both_indented and not _hangs(before, line) and not text[:1].islower()


def _opens_on_new_page(before: Line, line: Line, layout: Layout) -> bool:
    if line.text[:1].islower() and not starts_item(line.text):
        return False
    indented = line.x0 > layout.left + 0.8 * line.size
    if indented or starts_item(line.text):
        return True
    return not layout.indents and _ENDED.search(before.text) is not None


def _stopped_short(before: Line, line: Line, layout: Layout) -> bool:
    room = max(layout.right, before.x1, line.x1) - before.x1
    if _both_centred(before, line, layout):
        room = layout.right - layout.left - (before.x1 - before.x0)
    word = line.words[0]
    return room > word.x1 - word.x0 + 0.6 * line.size


def _both_centred(before: Line, line: Line, layout: Layout) -> bool:
    centred = [one for one in (before, line) if _is_centred(one, layout)]
    if len(centred) == 1 and before.bold and line.bold:
        # One line of a centred heading may be as wide as the page.
        return _is_in_the_middle(before, layout) and _is_in_the_middle(line, layout)
    return len(centred) == 2


def _is_centred(line: Line, layout: Layout) -> bool:
    inset = line.x0 >= layout.left + 2 and line.x1 <= layout.right - 2
    return inset and _is_in_the_middle(line, layout)


def _is_in_the_middle(line: Line, layout: Layout) -> bool:
    return abs((line.x0 + line.x1) - (layout.left + layout.right)) < 1.2 * line.size


def _hangs(before: Line, line: Line) -> bool:
    """Whether ``line`` starts where the text behind the number or dash of ``before`` does."""
    if len(before.words) < 2 or not _MARKER.fullmatch(before.words[0].text):
        return False
    return abs(before.words[1].x0 - line.x0) < 0.6 * line.size
