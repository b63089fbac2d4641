"""Words of a PDF page with their places, by pdfium.

Rule: a word is a run of glyphs on one baseline with no blank between them, whatever order the
file draws them in. Places are in points from the top left corner of the page as it is shown, so
a page stored turned reads like any other. Text drawn askew (a watermark) is left out.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from indexing.readers.legacy import decoder_of_font

_GAP = 0.2  # of the font size: wider than kerning, narrower than a blank
_SAME_LINE = 0.16
_HORN = 0.08


@dataclass(frozen=True)
class Word:
    """A word: its ends and baseline, font size, weight, and whether it is raised (a note call)."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    raised: bool = False


@dataclass(frozen=True)
class _Glyph:
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    font: str


@dataclass(frozen=True)
class _Frame:
    """From a page's own coordinates to those of the page as shown."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    def shown(self, x: float, y: float) -> tuple[float, float]:
        if self.quarter_turns == 1:
            return y - self.bottom, x - self.left
        if self.quarter_turns == 2:
            return self.right - x, y - self.bottom
        if self.quarter_turns == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def page_words(page: Any, text_page: Any) -> list[Word]:
    """The words of a pdfium page, line by line from the top."""
    count = pdfium.FPDFText_CountChars(text_page)
    seen = [i for i in range(count) if not pdfium.FPDFText_IsGenerated(text_page, i)]
    turns = _text_turns(text_page, seen, page.get_rotation() // 90)
    left, bottom, right, top = page.get_mediabox()
    frame = _Frame(left, bottom, right, top, turns)
    glyphs = list(_glyphs(text_page, seen, frame))
    return [word for line in _baselines(glyphs) for word in _split(line)]


def _text_turns(text_page: Any, indices: Iterable[int], page_turns: int) -> int:
    """How often the page must be turned for most of its text to stand upright."""
    # pdfium counts the angle clockwise, against the turns that bring the text upright.
    turns = Counter(round(-pdfium.FPDFText_GetCharAngle(text_page, i) / (math.pi / 2)) % 4 for i in indices)
    own = turns.most_common(1)[0][0] if turns else 0
    return own if own and turns[own] > 0.8 * turns.total() else page_turns


def _glyphs(text_page: Any, indices: Iterable[int], frame: _Frame) -> Iterator[_Glyph]:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    fonts: dict[int, tuple[str, bool]] = {}
    for i in indices:
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        if code in (0, 0xFFFE, 0xFFFF) or not pdfium.FPDFText_GetCharOrigin(text_page, i, x, y):
            continue
        angle = pdfium.FPDFText_GetCharAngle(text_page, i) - frame.quarter_turns * math.pi / 2
        if abs(math.sin(angle)) > 0.05:
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, i, box)
        ends = [frame.shown(box.left, box.bottom)[0], frame.shown(box.right, box.top)[0]]
        drawn = pdfium.FPDFText_GetTextObject(text_page, i)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if key not in fonts:
            fonts[key] = _font(text_page, i)
        font, bold = fonts[key]
        size = pdfium.FPDFText_GetFontSize(text_page, i) * _scale(text_page, i)
        yield _Glyph(_letter(code), min(ends), max(ends), frame.shown(x.value, y.value)[1], size, bold, font)


def _scale(text_page: Any, index: int) -> float:
    """Font sizes are stated before the text matrix, which some producers scale with instead."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return 1.0
    return math.hypot(matrix.c, matrix.d) or 1.0


def _font(text_page: Any, index: int) -> tuple[str, bool]:
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text_page, index, None, 0, flags)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFText_GetFontInfo(text_page, index, buffer, length, flags)
    name = buffer.value.decode("utf-8", errors="replace")
    weight = pdfium.FPDFText_GetFontWeight(text_page, index)
    return name.split("+", 1)[-1], "bold" in name.lower() or weight >= 600


def _letter(code: int) -> str:
    # pdfium hands out U+0002 for a hyphen at the end of a line. Vietnamese parts no words there, so
    # it is one of a code: ``5155/SGDĐT-`` / ``GDTX``.
    return "-" if code == 2 else chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


def _baselines(glyphs: list[_Glyph]) -> list[list[_Glyph]]:
    """Glyphs by baseline, top to bottom, each from left to right."""
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if lines and abs(glyph.y - lines[-1][0].y) <= _SAME_LINE * max(glyph.size, 1.0):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        # An accent drawn over its letter starts where the letter does, or just behind it.
        line.sort(key=lambda g: g.x0 + (0.01 if unicodedata.combining(g.text) else 0.0))
    return lines


def _split(line: list[_Glyph]) -> Iterator[Word]:
    run: list[_Glyph] = []
    for glyph in line:
        if glyph.text.isspace():
            yield from _word(run)
            run = []
            continue
        if run and _is_shadow(run, glyph):
            run[-1] = replace(run[-1], bold=True)
            continue
        size_changes = run and not 0.8 < glyph.size / max(run[-1].size, 0.1) < 1.25
        if run and (size_changes or glyph.x0 - max(map(_end, run[-3:])) > _blank(run[-1], glyph)):
            yield from _word(run)
            run = []
        run.append(glyph)
    yield from _word(run)


def _blank(before: _Glyph, glyph: _Glyph) -> float:
    """How wide a gap has to be to part words."""
    # Letters that only another font has are set to the point, what is between them is no kerning.
    return (_GAP if before.font == glyph.font else _GAP / 2) * glyph.size


def _end(glyph: _Glyph) -> float:
    """Where a glyph ends for the one after it: a horn (``ơ``, ``ử``) may hang over the blank."""
    return glyph.x1 - (_HORN if "\u031b" in unicodedata.normalize("NFD", glyph.text) else 0.0) * glyph.size


def _is_shadow(run: list[_Glyph], glyph: _Glyph) -> bool:
    """The same letter drawn again a hair's breadth off: bold type of poor men."""
    before = run[-1]
    return (
        before.text == glyph.text
        and glyph.x0 - before.x0 < 0.12 * glyph.size
        and before.x1 - before.x0 > 0.2 * glyph.size
    )


def _word(run: list[_Glyph]) -> Iterator[Word]:
    if not run:
        return
    text = "".join(glyph.text for glyph in run)
    decode = decoder_of_font(run[0].font)
    if decode is not None and all(ord(c) < 0x100 for c in text):
        text = decode(text)
    inked = [glyph for glyph in run if glyph.text.isalnum()] or run
    yield Word(
        text=unicodedata.normalize("NFC", text),
        x0=min(g.x0 for g in run),
        x1=max(g.x1 for g in run),
        y=run[0].y,
        size=max(g.size for g in run),
        bold=sum(g.bold for g in inked) * 2 > len(inked),
    )
