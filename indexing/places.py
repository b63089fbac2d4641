"""Provinces (tỉnh, thành phố trực thuộc trung ương), before and after the merger of 1 July 2025.

``provinces.csv`` holds the 63 names of before with the unit each became part of: 63 rows that
change once in a decade, where a package of all 10,000 communes would cost a second to import.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from indexing.language import UPPER, folded, standard_spelling


class Province(NamedTuple):
    """A province by its short name, the unit it has belonged to since 1 July 2025, other spellings."""

    name: str
    now: str
    aliases: tuple[str, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """The 63 provincial units of before July 2025 (the 34 of today keep one of their names)."""
    table = files("indexing").joinpath("provinces.csv").read_text(encoding="utf-8")
    return tuple(
        Province(row["name"], row["since_2025_07"], tuple(filter(None, row["aliases"].split("|"))))
        for row in csv.DictReader(table.splitlines())
    )


def merged_into(name: str) -> str | None:
    """The unit a province became part of on 1 July 2025; None when its name lives on."""
    return next((p.now for p in provinces() if p.name == name and p.now != name), None)


# Names that are also common words are taken for places only when written with capitals.
_COMMON_WORDS = {
    "hoa binh",
    "thai binh",
    "binh duong",
    "an giang",
    "hung yen",
    "nam dinh",
    "hue",
    "binh dinh",
    "dong nai",
    "yen bai",
    "ha nam",
    "phu tho",
    "thanh hoa",
    "binh thuan",
}
_NAMED = re.compile(rf"\b(?:tỉnh|thành phố|TP\.?)\s+((?:[{UPPER}]\w*)(?:\s[{UPPER}]\w*){{1,3}})")


def find_places(text: str, known: Iterable[str] = ()) -> Iterator[tuple[str, int, int]]:
    """``(canonical name, start, end)`` of the provinces in ``text``, in order, longest first.

    ``known`` adds names of the collection (its provinces, whatever they are). Unaccented text is
    matched without diacritics; a name after ``tỉnh`` counts even when nobody listed it.
    """
    text = standard_spelling(text)
    plain = folded(text)
    accented = any(a != b for a, b in zip(plain, text.lower(), strict=True))
    names = {alias: p.name for p in provinces() for alias in (p.name, *p.aliases)}
    names |= {name: name for name in known}
    found: list[tuple[int, int, str]] = []
    for name, canonical in names.items():
        pattern = rf"(?<!\w){re.escape(folded(standard_spelling(name)))}(?!\w)"
        for match in re.finditer(pattern, plain):
            written = text[match.start() : match.end()]
            if accented and folded(name) in _COMMON_WORDS and not written[0].isupper():
                continue
            if accented and any(c.isalpha() for c in written) and _accents_differ(written, name):
                continue
            found.append((match.start(), match.end(), canonical))
    for match in _NAMED.finditer(text):
        if not any(start < match.end(1) and match.start(1) < end for start, end, _ in found):
            found.append((match.start(1), match.end(1), match[1]))
    taken = -1
    for start, end, canonical in sorted(found, key=lambda f: (f[0], f[0] - f[1])):
        if start >= taken:
            yield canonical, start, end
            taken = end


def _accents_differ(written: str, name: str) -> bool:
    """Whether ``written`` has diacritics and they are not those of ``name`` (``hà nam`` ≠ ``Hạ Nam``)."""
    if written.lower() == folded(written):
        return False
    return written.lower() != standard_spelling(name).lower()
