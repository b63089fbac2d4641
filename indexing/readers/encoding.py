"""Bytes of a text file → Unicode, by what the bytes say.

Rule: byte-order mark, UTF-8, UTF-16 without a mark, then the 8-bit Vietnamese encodings, of
which the one that yields the most Vietnamese syllables is taken. Bytes that no encoding turns
into text are refused, not guessed at.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from indexing.readers import legacy

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_META = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]{3,30})""", re.I)


class NotText(ValueError):
    """The bytes are not text in any encoding known here."""


def decoded(data: bytes) -> str:
    """The text that ``data`` stands for; ``NotText`` when it stands for none."""
    text = _by_mark(data) or _as_utf8(data) or _as_utf16(data) or _as_eight_bit(data)
    if text is None:
        raise NotText
    return text


def decoded_html(data: bytes) -> str:
    """Like ``decoded``, believing a page's own ``charset`` where the bytes bear it out."""
    declared = _META.search(data[:4096])
    if declared and _by_mark(data) is None and _as_utf8(data) is None:
        try:
            text = data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass
        else:
            if legacy.plausibility(text) > 0.8 and not _NO_TEXT.search(text):
                return text
    return decoded(data)


def _by_mark(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return _believable(data[len(mark) :].decode(name, errors="strict"))
            except UnicodeError:
                return None
    return None


def _as_utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        # A few damaged bytes (a cut download) do not make a text something else.
        text = data.decode("utf-8", errors="replace")
        if text.count("\ufffd") * 200 > len(text):
            return None
    return _believable(legacy.repaired(text))


def _as_utf16(data: bytes) -> str | None:
    if len(data) % 2 or data.count(0) * 10 < len(data):
        return None
    little = data[1::2].count(0) > data[::2].count(0)
    try:
        return _believable(data.decode("utf-16-le" if little else "utf-16-be"))
    except UnicodeDecodeError:
        return None


def _as_eight_bit(data: bytes) -> str | None:
    if b"\x00" in data:
        return None
    latin, windows = data.decode("latin-1"), data.decode("cp1252", errors="replace")
    candidates: tuple[Callable[[], str], ...] = (
        lambda: data.decode("cp1258"),
        lambda: legacy.from_tcvn3(latin),
        lambda: legacy.from_vni(windows),
        lambda: legacy.from_vps(latin),
        lambda: windows,
    )
    best, best_score = None, 0.0
    for candidate in candidates:
        try:
            text = candidate()
        except UnicodeDecodeError:
            continue
        score = legacy.plausibility(text[:20_000])
        if score > best_score and _believable(text) is not None:
            best, best_score = text, score
    marked = sum(byte > 0x7F for byte in data)
    # Nearly plain ASCII (English with a curly quote) needs no Vietnamese to be believed.
    return best if best_score > 0.7 or marked * 20 < len(data) else None


def _believable(text: str) -> str | None:
    stray = len(_NO_TEXT.findall(text))
    return text if stray * 100 <= len(text) else None
