"""The mark at the head of a division: ``II.``, ``Điều 5.``, ``2.1.``, ``a)``, ``-``.

A mark is only what can be one: ``2024 là …``, ``15/9/2024``, ``1.500 tỷ`` and ``-5%`` are text.
What a mark's rank is in *this* document is decided by :mod:`indexing.structure.outline`; here
each family only carries the rank it has where nothing else is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.structure.wording import UPPER

RANKS = {
    "phần": 10,
    "chương": 20,
    "mục": 30,
    "tiểu mục": 40,
    "điều": 50,
    "mẫu": 55,
    "A": 60,
    "I": 70,
    "đề mục": 75,
    "1": 80,
    "1.1": 81,
    "1.1.1": 82,
    "1.1.1.1": 83,
    "(1)": 90,
    "a": 100,
    "*": 105,
    "-": 110,
    "+": 120,
}
BULLETS = frozenset({"-", "+", "*"})
LAW_LIKE = frozenset({"phần", "chương", "mục", "tiểu mục"})

_ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10,
}  # fmt: skip
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})|(?:XL|LX{0,3})(?:IX|IV|V?I{0,3})")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("phần", re.compile(r"phần\s+(thứ\s+\w+|[IVXLC]+|\d{1,2}|[A-H])(?![\w/])\s*[.:)–-]?\s*", re.I)),
    ("chương", re.compile(r"chương\s+([IVXLC]+|\d{1,2})(?![\w/])\s*[.:)–-]?\s*", re.I)),
    ("tiểu mục", re.compile(r"tiểu\s+mục\s+([IVXLC]+|\d{1,2})(?![\w/])\s*[.:)–-]?\s*", re.I)),
    ("mục", re.compile(r"mục\s+([IVXLC]+|\d{1,2}|[A-H])(?![\w/])\s*[.:)–-]?\s*", re.I)),
    ("điều", re.compile(r"điều\s+(\d{1,3}[a-zđ]?)\s*(?:[.:]\s*|$)", re.I)),
    ("mẫu", re.compile(
        r"(?:biểu\s+)?(?:mẫu|biểu)\s+(?:số\s*:?\s*)?(\d{1,3}[a-zđ]?(?:[.\-/]\w{1,8})*)\s*[.:]?\s*", re.I)),
    ("I", re.compile(rf"([IVXL]+)\s*(?:[.)]|/(?=\s)|\s[-–])\s*(?=[{UPPER}“\"(\d]|\s|$)")),
    ("A", re.compile(rf"([A-HK-U])\s*(?:[.)]|/(?=\s)|\s[-–])\s*(?=[{UPPER}“\"(]|$)")),
    ("1", re.compile(
        r"(\d{1,3}(?:\.\d{1,2}){0,4})\s*(?:([.)/])(?![\d.])\s*|\s+(?=\D))(?=(\S)|$)")),
    ("(1)", re.compile(r"\((\d{1,2}|[ivx]{1,5})\)\s*(?=\S)")),
    ("a", re.compile(r"([a-zđ])\d?\s*[)./]\s*(?=[^\s.])")),
    ("+", re.compile(r"\+\s*(?=\S)")),
    ("*", re.compile(r"[*●◆❖►▪■]+\s*(?=\S)")),
    ("-", re.compile(r"[-–—−•◦○·§\uf0b7\uf02d]\s*(?=\S)")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """A division mark: its family, the label as said aloud, its place in the sequence."""

    family: str
    label: str
    value: int | None
    end: int

    @property
    def rank(self) -> int:
        return RANKS[self.family]


def roman_value(numeral: str) -> int | None:
    """The value of a Roman numeral below fifty; None for what is none."""
    numeral = numeral.upper()
    if not numeral or not _ROMAN.fullmatch(numeral):
        return None
    digits = {"I": 1, "V": 5, "X": 10, "L": 50}
    values = [digits[c] for c in numeral]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def marker_of(text: str) -> Marker | None:
    """The mark with which ``text`` begins, if it begins with one."""
    for family, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and (marker := _accepted(family, found, text)):
            return marker
    return None


def _accepted(family: str, found: re.Match[str], text: str) -> Marker | None:
    rest = text[found.end() :].strip()
    if family in BULLETS:
        return _bullet(family, found, rest)
    label = found.group(1)
    if family in LAW_LIKE or family == "mẫu":
        return _named(family, found, rest)
    if family == "điều":
        return Marker(family, label, int(re.match(r"\d+", label).group()), found.end())  # type: ignore[union-attr]
    if family == "I":
        value = roman_value(label)
        return Marker("I", label, value, found.end()) if value else None
    if family == "1":
        return _arabic(found, rest)
    if family == "(1)":
        value = int(label) if label.isdigit() else roman_value(label)
        return Marker("(1)", label, value, found.end()) if value else None
    if family == "a":
        return _letter(found, rest)
    return Marker("A", label, ord(label) - ord("A") + 1, found.end())


def _bullet(family: str, found: re.Match[str], rest: str) -> Marker | None:
    glued = found.group()[-1:].strip() != ""
    if glued and re.match(r"\d+(?:[.,]\d+)?\s*%?(?:\s|$)", rest) and family != "*":
        return None  # a negative number
    return Marker(family, family, None, found.end())


def _named(family: str, found: re.Match[str], rest: str) -> Marker | None:
    # "Mục 2 Điều 5 Nghị định này quy định …" begins a sentence, not a division.
    closed = found.group().rstrip()[-1:] in ".:)–-"
    if rest and not closed and not (len(rest) < 200 and rest[:1].isupper() and rest[-1:] not in ".;,"):
        return None
    if rest and (
        rest[:1].islower() or re.match(r"(?:Điều|Chương|Phần|Luật|Nghị định|Thông tư|Quyết định)\s", rest)
    ):
        return None
    if family == "mẫu" and (len(rest) > 160 or rest[-1:] in ".;,"):
        return None
    label = " ".join(found.group(1).split())
    word = label.split()[-1]
    value = int(word) if word.isdigit() else roman_value(word) or _ORDINALS.get(word.lower())
    if value is None and len(word) == 1 and word.isalpha():
        value = ord(word.upper()) - ord("A") + 1
    shown = label if word.isdigit() or len(label.split()) > 1 else label.upper()
    return Marker(family, shown.lower() if len(label.split()) > 1 else shown, value, found.end())


def _arabic(found: re.Match[str], rest: str) -> Marker | None:
    label, closing = found.group(1), found.group(2)
    parts = label.split(".")
    if any(len(p) > 2 for p in parts[1:]) or (len(parts) > 1 and parts[0].startswith("0")):
        return None
    if closing is None and (len(parts) == 1 or not (rest[:1].isupper() or rest[:1] in '“"')):
        return None  # "5 huyện", "1.5 tỷ"
    glued = closing is not None and found.group()[-1:] == closing
    if glued and rest and not (rest[:1].isupper() or rest[:1] in '“"[('):
        return None  # "1.a", "5/8 huyện"
    if closing == "/" and (glued or len(parts) > 1):
        return None
    if closing == ")" and len(parts) == 1:
        return Marker("(1)", label, int(label), found.end())
    family = ".".join(["1"] * min(len(parts), 4))
    return Marker(family, label, int(parts[-1]), found.end())


def _letter(found: re.Match[str], rest: str) -> Marker | None:
    letter = found.group(1)
    closing = found.group().rstrip()[-1:]
    if letter not in _LETTERS or (closing in "./" and not found.group()[-1:].isspace()):
        return None
    if closing == "." and not rest[:1].isupper():
        return None
    label = found.group().rstrip()[:-1].strip()
    return Marker("a", label, _LETTERS.index(letter) + 1, found.end())
