"""Vietnamese as administrative documents write it: folding, syllables, sentences, abbreviations.

Folding maps every code point of an NFC text to exactly one, so that offsets found in folded text
are offsets of the text itself.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from indexing.model import Span


def _is_vietnamese(char: str) -> bool:
    return char in "đĐ" or unicodedata.normalize("NFD", char)[0].lower() in "aeiouy"


#: Character-class contents of the upper- and lower-case letters (``\w`` cannot tell them apart,
#: and in Unicode they alternate, so no range does).
UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper() and _is_vietnamese(c))
LOWER = "a-z" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.islower() and _is_vietnamese(c))

#: A syllable, a figure or a document number (``284/KH-UBND`` is one).
SYLLABLE = re.compile(r"\d[^\W_]*(?:[.,/&-][^\W_]+)*|[^\W_]+")
_PLAIN = re.compile(r"[^\W_]+", re.UNICODE)


def nfc(text: str) -> str:
    """``text`` in NFC, lone surrogates replaced (they can neither be stored nor sent)."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


@cache
def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def folded(text: str) -> str:
    """Lower case without diacritics, one code point for one: ``len(folded(t)) == len(t)``."""
    return "".join(_fold_char(c) for c in text)


_TONE_VARIANTS = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_PATTERN = re.compile(r"(?<!q)(" + "|".join(_TONE_VARIANTS) + r")(?!\w)", re.IGNORECASE)
_Y_FOR_I = re.compile(r"\b(t|k|l|m|qu)([ĩỉịìí])\b", re.IGNORECASE)
_Y_OF = dict(zip("ĩỉịìí", "ỹỷỵỳý", strict=True))


def standard_spelling(text: str) -> str:
    """One spelling for the words that are typed two ways (``hoà``/``hòa``, ``tỉ lệ``/``tỷ lệ``)."""

    def tone(match: re.Match[str]) -> str:
        found = match[1]
        standard = _TONE_VARIANTS[found.lower()]
        return standard.upper() if found.isupper() else standard

    text = _TONE_PATTERN.sub(tone, nfc(text))
    return _Y_FOR_I.sub(lambda m: m[1] + _Y_OF[m[2].lower()], text)


def syllables(text: str) -> list[str]:
    """The folded syllables and figures of ``text``, in order; ``284/KH-UBND`` stays one token."""
    return [folded(m.group()) for m in SYLLABLE.finditer(standard_spelling(text))]


def words(text: str) -> list[str]:
    """The accented lower-case syllables of ``text``, document numbers taken apart."""
    return [m.group().lower() for m in _PLAIN.finditer(standard_spelling(text))]


# A full stop ends a sentence when a new one begins after it; "TT. Huế", "1.500", "29-NQ/TW." and
# the numbering "1. " at the head of a clause do not end one.
_SENTENCE_END = re.compile(
    rf"(?<=[^\W\d_]{{2}})[.!?…]+[”\"')\]]*(?=\s++[“\"'(\[]?[{UPPER}])"
    rf"|(?<=[\d%)\]”\"])[.!?]+(?=\s++[“\"(]?[{UPPER}])|(?<!\s)[^\S\n]*+\n\s*+(?=[^\s{LOWER}])"
)
_ABBREVIATED = re.compile(r"\b(?:TP|TX|TT|Tp|Tx|Tt|TS|ThS|GS|PGS|Q|P|KT|TM|TL|ĐT)$")
_NUMBERING = re.compile(r"^\s*(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*$", re.IGNORECASE)

_LONGEST_NUMBERING = 24


def sentences(text: str) -> Iterator[Span]:
    """The spans of the sentences of ``text``, without the white space around them."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        # Only what can be an abbreviation or a number is looked at, so that time stays linear.
        head = text[max(start, match.start() - 5) : match.start()]
        is_short = match.end() - start <= _LONGEST_NUMBERING
        if _ABBREVIATED.search(head) or (is_short and _NUMBERING.match(text[start : match.end()])):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start=start, end=end)


@cache
def abbreviations() -> dict[str, str]:
    """The maintained table of administrative abbreviations: ``GDMN`` → ``giáo dục mầm non``."""
    table = files("indexing").joinpath("abbreviations.csv").read_text(encoding="utf-8")
    return {row["abbreviation"]: row["meaning"] for row in csv.DictReader(table.splitlines())}
