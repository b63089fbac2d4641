"""One indicator across provinces: which indicators several of them set, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from indexing.language import abbreviations, folded

_ALIKE = 86  # of 100: wordings of one indicator; lower takes levels of school for each other
_OFFERED = 40
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Words that every indicator has and that tell none apart.
_COMMON = frozenset(
    [
        "ty",
        "le",
        "ti",
        "so",
        "dat",
        "duoc",
        "co",
        "la",
        "cua",
        "den",
        "nam",
        "tren",
        "va",
        "o",
        "trong",
        "cac",
    ]
)


class Indicator(NamedTuple):
    """An indicator and how many provinces set a target for it."""

    label: str
    provinces: int


class Compared(NamedTuple):
    """A province's target; ``share`` is its length on a scale of 0 to 100, None for what is no percentage."""

    row: dict[str, Any]
    share: float | None


def shared_indicators(rows: Sequence[dict[str, Any]]) -> list[Indicator]:
    """Indicators to choose from, those of most provinces first."""
    groups: list[tuple[str, str, set[str]]] = []
    for row in rows:
        key = _key(row["indicator"])
        province = row["province"] or ""
        for _, known, provinces in groups:
            if _alike(key, known):
                provinces.add(province)
                break
        else:
            groups.append((_sentence(row["indicator"]), key, {province}))
    groups.sort(key=lambda group: (-len(group[2]), group[0]))
    return [Indicator(label, len(provinces)) for label, _, provinces in groups[:_OFFERED]]


def compared(rows: Sequence[dict[str, Any]], indicator: str) -> list[Compared]:
    """The targets for ``indicator``, however a province words it; the nearest wording of each first."""
    key = _key(indicator)
    if not key:
        return []
    words = set(key.split())
    found = [
        row for row in rows if _alike(_key(row["indicator"]), key) or words <= set(_key(_whole(row)).split())
    ]
    found.sort(key=lambda row: (row["province"] or "", -fuzz.ratio(_key(row["indicator"]), key)))
    return [Compared(row, _share(row)) for row in found]


def _alike(one: str, other: str) -> bool:
    # Same words in another order are the same indicator, a number more or less is another one.
    return _NUMBER.findall(one) == _NUMBER.findall(other) and fuzz.token_sort_ratio(one, other) >= _ALIKE


def _key(text: str) -> str:
    spelled = re.sub(r"[^\W_]+", lambda word: abbreviations().get(word[0], word[0]), text)
    return " ".join(word for word in re.findall(r"[^\W_]+", folded(spelled)) if word not in _COMMON)


def _whole(row: dict[str, Any]) -> str:
    return f"{row['indicator']} {row['scope']}"


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line[:1].upper() + line[1:]


def _share(row: dict[str, Any]) -> float | None:
    number = _NUMBER.search(row["value"])
    if number is None or "%" not in row["value"]:
        return None
    return min(float(number[0].replace(",", ".").rstrip(".")), 100.0)
