"""Numbers, dates and document numbers: which an answer states, and which its sources hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

from eval.text import DASHES, without_markers

_DOCUMENT = re.compile(
    r"(?<![\w/])\d+[a-zA-Z]?"
    r"(?:(?:/\d{4})?/[A-ZĐ][\w&]*(?:-[\w&]+)*"  # 284/KH-UBND, 30/2020/NĐ-CP, 4711/QĐ-BGD&ĐT
    r"|-[A-ZĐ]+[a-z]*/[A-ZĐ]+)"  # 91-KL/TW, 12-CTr/TU
)
_DATES = (
    re.compile(r"(?<![\w/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?![\d/])"),
    re.compile(r"(?<!\w)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:\s+năm\s+|/)(?P<y>\d{4})(?!\d)", re.I),
    re.compile(r"(?<![\w/])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
)
_NUMBER = re.compile(r"(?<!\w)(?P<number>\d+(?:[.,/]\d+)*)(?:\s?(?P<percent>%))?")
_RANGE = re.compile(r"(?<!\w)(\d+(?:[.,]\d+)*)(?=\s*-\s*\d+(?:[.,]\d+)*\s?%)")
_ENUMERATOR = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_LONE_DASH = re.compile(r"(?<=\S)- (?=\S)|(?<=\S) -(?=\S)")


class Figure(NamedTuple):
    """A figure: its kind, the form it is compared in, and the words it was read from."""

    kind: Literal["document", "date", "number"]
    canonical: str
    raw: str


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of ``text``, longest reading first: a date is one figure, not three numbers.

    Numbers written into a word (``QH14``) are part of the word. ``2.000`` is ``2000`` and ``05``
    is ``5``; ``ngày 12 tháng 9 năm 2024`` and ``2024-09-12`` are ``12/9/2024``; a percentage is
    another figure than the bare number.
    """
    found: list[Figure] = []
    rest = _levelled(text)

    def take(kind: Literal["document", "date"], pattern: re.Pattern[str]) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            found.append(Figure(kind, _canonical(kind, match), match[0]))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)

    take("document", _DOCUMENT)
    for pattern in _DATES:
        take("date", pattern)
    for match in _NUMBER.finditer(rest):
        found.append(Figure("number", _number(match["number"]) + (match["percent"] or ""), match[0]))
    return tuple(found)


def stated(answer: str) -> tuple[Figure, ...]:
    """The figures an answer states: its ``[n]`` and the numbering of its list are layout."""
    return figures(_ENUMERATOR.sub("", without_markers(answer)))


def held(sources: Iterable[str]) -> frozenset[str]:
    """The canonical forms of every figure that ``sources`` hold.

    A date also holds its day, month and year, a document number its number and year, and a range
    ``80 - 85%`` both percentages. Figures broken by layout (``20 24``) are held whole as well.
    """
    forms: set[str] = set()
    for source in sources:
        for text in (source, re.sub(r"(?<=\d)\s(?=\d)", "", source)):
            level = _levelled(text)
            forms.update(form for figure in figures(level) for form in _implied(figure))
            forms.update(f"{_number(start)}%" for start in _RANGE.findall(level))
    return frozenset(forms)


def unsupported(answer: str, sources: Iterable[str]) -> tuple[Figure, ...]:
    """The figures of ``answer`` that stand in none of ``sources``."""
    known = held(sources)
    return tuple(figure for figure in stated(answer) if figure.canonical not in known)


def _levelled(text: str) -> str:
    """``text`` with one kind of dash and of space; a dash or bar torn from its word is joined again."""
    level = re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFC", text).translate(DASHES))
    return re.sub(r" ?/ ?(?=\w)", "/", _LONE_DASH.sub("-", level))


def _canonical(kind: Literal["document", "date"], match: re.Match[str]) -> str:
    if kind == "document":
        return match[0].lower()
    return "/".join(str(int(match[part])) for part in "dmy")


def _number(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        number = number.replace(".", "")
    return "/".join(part.lstrip("0") or "0" if part.isdigit() else part for part in number.split("/"))


def _implied(figure: Figure) -> Iterable[str]:
    yield figure.canonical
    if figure.kind == "date":
        day, month, year = figure.canonical.split("/")
        yield from (day, month, year, f"{day}/{month}", f"{month}/{year}")
    elif figure.kind == "document":
        yield from map(_number, re.findall(r"\d+", figure.canonical))
    else:
        bare = figure.canonical.removesuffix("%")
        yield bare
        yield from bare.split("/")
