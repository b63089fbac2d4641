"""Vietnamese encodings from before Unicode: TCVN3 (ABC), VNI, VPS.

Rule: a table is applied only where it turns the text into Vietnamese syllables better than
leaving it alone does; plausibility is judged by the shape of Vietnamese syllables, never by a
file's name. Tables map what a one-byte file shows when read as Latin-1 or CP1252.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
    "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
)

# VNI writes a vowel, then its mark; six letters are a sign of their own.
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302",
    "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301",
    "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "ò": "ị", "æ": "ỉ", "ó": "ĩ", "î": "ỵ",
    "Ô": "Ơ", "Ö": "Ư", "Ñ": "Đ", "Ò": "Ị", "Æ": "Ỉ", "Ó": "Ĩ", "Î": "Ỵ",
}  # fmt: skip
_VNI_VOWEL = re.compile(f"([aeiouyôö])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_LETTERS)}]", re.IGNORECASE)

_VPS_CONTROLS = dict(zip(bytes.fromhex("0203040506101112131415191c1d"), "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ", strict=True))
_VPS_HIGH = {
    0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ", 0x93: "ỀỂỄỐỒỔỖýỷỵỚỜỞ", 0xA1: "ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầ",
    0xC3: "ấẩẫậđẻ", 0xCB: "ẹỉễịỹƯỦồố", 0xD5: "ỏơÈừứ", 0xDB: "ũư", 0xDE: "Ẻ", 0xE4: "ảạă",
    0xEB: "ẽ", 0xEF: "ĩẴĐ", 0xF7: "Ơụ", 0xFB: "ủ", 0xFD: "ỶẼỳ",
}  # fmt: skip
_VPS = _VPS_CONTROLS | {
    first + i: letter for first, letters in _VPS_HIGH.items() for i, letter in enumerate(letters)
}

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    "(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "(?:[iy]ê|uô|ươ|uyê?|o[aăe]|u[âêơ]|[iuư]a|[aăâeêioôơuưy])[iyuo]?"
    "(?:ch|ng|nh|[cmnpt])?"
)
_CAPITALS_BUT_TONES = re.compile(r"[A-Z][^\W\d_]*[à-ỹ][^\W\d_]*[A-Z]|[A-Z]{2}[à-ỹ]")
_WORD = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Whether ``word`` (NFC) has the shape of a Vietnamese syllable, at most one tone on it."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = sum(c in _TONES for c in parts)
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def plausibility(text: str) -> float:
    """From 0 to 1: the share of words with marks that are Vietnamese syllables (1 if none)."""
    good = bad = 0
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        if not word.isascii():
            good, bad = (good + 1, bad) if is_syllable(word) else (good, bad + 1)
    # Symbols inside words (``hoµ``, ``B¸o``) are what unread TCVN3 is full of.
    bad += len(_STRAY.findall(text))
    return good / (good + bad) if good + bad else 1.0


_STRAY = re.compile("[A-Za-z][¡-©«-±´-¹»-¿×÷]|[¡-©«-±´-¹»-¿×÷][a-z]")


def from_tcvn3(text: str) -> str:
    """Text of the .Vn fonts as Unicode."""
    # TCVN3 has no capitals with tones; a capital font draws the small ones so.
    return "\n".join(_in_capitals(line) for line in text.translate(_TCVN3).split("\n"))


def _in_capitals(line: str) -> str:
    """A line in capitals but for its letters with tones (``Kế HOạCH``), all in capitals."""
    if any(c.isascii() and c.islower() for c in line) or not _CAPITALS_BUT_TONES.search(line):
        return line
    return line.upper()


def from_vni(text: str) -> str:
    """Text of the VNI fonts as Unicode."""

    def letter(match: re.Match[str]) -> str:
        if match[2] is None:
            return _VNI_LETTERS[match[0]]
        vowel = _VNI_LETTERS.get(match[1], match[1])
        return unicodedata.normalize("NFC", vowel + _VNI_MARKS[match[2].lower()])

    return _VNI_VOWEL.sub(letter, text)


def from_vps(text: str) -> str:
    """VPS bytes read as Latin-1, as Unicode."""
    return text.translate(_VPS)


_SURFACE: tuple[Callable[[str], str], ...] = (from_tcvn3, from_vni)


def repaired(text: str) -> str:
    """``text`` out of TCVN3 or VNI when that is evidently what it is in, else unchanged."""
    sample = text[:20_000]
    as_is = plausibility(sample)
    if as_is > 0.8:
        return text
    best = max(_SURFACE, key=lambda convert: plausibility(convert(sample)))
    return best(text) if plausibility(best(sample)) > max(0.8, as_is + 0.2) else text


def decoder_of_font(font: str | None) -> Callable[[str], str] | None:
    """The conversion a Word font's name calls for: ``.VnTime`` TCVN3, ``VNI-Times`` VNI."""
    name = (font or "").casefold()
    if name.startswith("vni-"):
        return from_vni
    if name.startswith(".vn"):
        # The capital fonts (.VnTimeH) draw small letters as capitals.
        return (lambda text: from_tcvn3(text).upper()) if name.endswith("h") else from_tcvn3
    return None
