"""Numbers that Word generates (``1.``, ``a)``, ``-``) written out as text.

Rule: a paragraph's number is what Word would print: the level's pattern with the counters of
its list, lists that share an abstract definition counting on together, a lower level starting
again when a higher one moves. Every symbol bullet is written ``-``, Word's plus sign ``+``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class _Level:
    format: str
    pattern: str
    start: int
    restart: int | None
    legal: bool


class Numbering:
    """The lists of one document and where their counters stand."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        for element in root.iterfind(f"{W}abstractNum"):
            levels = {_number(e, "ilvl"): _level(e) for e in element.iterfind(f"{W}lvl")}
            self._abstract[element.get(f"{W}abstractNumId", "")] = levels
        for element in root.iterfind(f"{W}num"):
            self._add_list(element)

    def _add_list(self, element: Any) -> None:
        target = element.find(f"{W}abstractNumId")
        own, starts = {}, {}
        for override in element.iterfind(f"{W}lvlOverride"):
            level = _number(override, "ilvl")
            if (redefined := override.find(f"{W}lvl")) is not None:
                own[level] = _level(redefined)
            if (start := override.find(f"{W}startOverride")) is not None:
                starts[level] = _number(start, "val", 1)
        abstract = target.get(f"{W}val", "") if target is not None else ""
        self._lists[element.get(f"{W}numId", "")] = (abstract, own, starts)

    def label(self, list_id: str, level: int) -> str:
        """The number of the next paragraph at ``level`` of the list, ``""`` when it has none."""
        if list_id not in self._lists:
            return ""
        abstract, own, starts = self._lists[list_id]
        levels = {**self._abstract.get(abstract, {}), **own}
        if level not in levels:
            return ""
        counters = self._counters[abstract]
        self._advance(list_id, level, levels, counters, starts)
        here = levels[level]
        if here.format == "bullet":
            return "+" if here.pattern.strip() == "+" else "-"
        if here.format == "none":
            return ""

        def counter(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            shown = levels.get(of, here)
            value = counters.get(of, shown.start)
            return str(value) if here.legal else _written(value, shown.format)

        return _PLACE.sub(counter, here.pattern).strip()

    def _advance(
        self,
        list_id: str,
        level: int,
        levels: dict[int, _Level],
        counters: dict[int, int],
        starts: dict[int, int],
    ) -> None:
        first = (list_id, level) not in self._started
        self._started.add((list_id, level))
        if first and level in starts:
            counters[level] = starts[level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = levels[level].start
        for below in [n for n in counters if n > level]:
            restart = levels[below].restart if below in levels else None
            if restart != 0 and (restart is None or level < restart):
                del counters[below]


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(W + name)
        return default if child is None else str(child.get(f"{W}val", default))

    restart = element.find(f"{W}lvlRestart")
    legal = element.find(f"{W}isLgl")
    return _Level(
        format=value("numFmt", "decimal"),
        pattern=value("lvlText", ""),
        start=_int(value("start", "1"), 1),
        restart=None if restart is None else _number(restart, "val"),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
    )


def _written(value: int, number_format: str) -> str:
    return _FORMATS.get(number_format, str)(value)


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else str(value)


def roman(value: int) -> str:
    """``value`` in small Roman numerals."""
    if not 0 < value < 4000:
        return str(value)
    written = ""
    signs = "m cm d cd c xc l xl x ix v iv i".split()  # noqa: SIM905
    for worth, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), signs, strict=True):
        written += sign * (value // worth)
        value %= worth
    return written


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda value: roman(value).upper(),
    "decimalZero": lambda value: f"{value:02d}",
}


def _number(element: Any, attribute: str, default: int = 0) -> int:
    return _int(element.get(W + attribute, ""), default)


def _int(text: str, default: int) -> int:
    digits = str(text).lstrip("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default
