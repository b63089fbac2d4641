"""Text that stands inside a table cell only for its layout → lines of its own.

A document pasted into a frame, or a page whose title table swallowed the text after it, reaches us
as one endless row. A cell is such a frame when it is long and holds what no table cell holds:
legal bases, a Điều, *Nơi nhận*, the closing stroke ``./.``; so is a row that both ends one
instrument and heads the next. It is cut where a line must have begun:
at a division mark after a finished sentence, and where capitals give way to ordinary writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.model import Span
from indexing.structure.numbering import marker_of
from indexing.structure.wording import LOWER, UPPER

_LONG = 1200
_OF_A_DOCUMENT = re.compile(
    r"\bĐiều 1\.\s|QUYẾT ĐỊNH\s*:|Kính gửi\s*:|Nơi nhận\s*:|\./\.|(?:^|[;.]\s|\s)Căn cứ [^;]{15,400};\s"
)
_CLOSING = re.compile(r"\s*(?:Nơi nhận\b|(?:TM|KT|TL|TUQ)\.\s*[A-ZĐ])")
_ATTACHED = re.compile(r"\(\s*(?:ban hành\s+)?k[èe]m theo|^\s*PHỤ LỤC(?!\w)", re.I)
_NOTE = re.compile(r"(?<=[^\s*])[\s*]+(?=\(\s*(?:ban hành\s+)?k[èe]m theo)|(?<=\))[\s*]+(?=\S)", re.I)
_AFTER_SENTENCE = re.compile(r"(?<=[.;:!?/”])\s+(?=\S)")
_OPENERS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Kính gửi|Nơi nhận|Điều \d|Chương [IVX]|Trên đây)\b")
_AFTER_CAPITALS = re.compile(
    rf"(?<=[{UPPER}]{{2}})\s+(?=(?:Căn cứ|Điều \d|Kính gửi|Số:|Ngày|[{UPPER}][{LOWER}]+\s[{LOWER}]))"
)
_BEFORE_CAPITALS = re.compile(
    r"(?<=[.;/])\s+(?=(?:QUYẾT ĐỊNH|NGHỊ QUYẾT|KẾ HOẠCH|PHỤ LỤC|TM\.|KT\.|TL\.|TUQ\.|DANH MỤC)(?!\w))"
)


def frame_parts(text: str, cells: tuple[Span, ...]) -> list[Span]:
    """The lines inside the cells of a row that is a frame; empty when the row is a real one."""
    owns = [cell.of(text) for cell in cells]
    ends_one = any(_CLOSING.match(own) for own in owns) and any(_ATTACHED.search(own) for own in owns)
    if not ends_one and not any(_is_frame(own) for own in owns):
        return []
    return [part for cell in cells if cell.end > cell.start for part in _cut(text, cell)]


def _is_frame(cell: str) -> bool:
    return len(cell) > _LONG and bool(_OF_A_DOCUMENT.search(cell))


def _cut(text: str, cell: Span) -> Iterator[Span]:
    own = cell.of(text)
    cuts = {0}
    for found in _AFTER_SENTENCE.finditer(own):
        following = own[found.end() : found.end() + 200]
        if _OPENERS.match(following) or marker_of(following):
            cuts.add(found.end())
    if attached := _ATTACHED.search(own):
        cuts.update(m.end() for m in _NOTE.finditer(own) if m.end() <= attached.start() + 300)
    for pattern in (_AFTER_CAPITALS, _BEFORE_CAPITALS):
        cuts.update(found.end() for found in pattern.finditer(own))
    ordered = sorted(cuts)
    for start, end in zip(ordered, [*ordered[1:], len(own)], strict=True):
        yield Span(start=cell.start + start, end=cell.start + end)
