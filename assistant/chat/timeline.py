"""Deadlines in order of time: what a document's words mean as a date, and the drawing of them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(20\d\d)(?!\d)")
_DAY_IN_WORDS = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (20\d\d)", re.IGNORECASE)
_MONTH = re.compile(r"tháng (\d{1,2})\s*(?:/|năm )\s*(20\d\d)|(?<![\d/])(\d{1,2})/(20\d\d)", re.IGNORECASE)
_QUARTER = re.compile(r"quý (IV|I{1,3}|[1-4])\s*(?:/|năm |,? )\s*(20\d\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}

LEFT, WIDTH, LANE, TOP, BOTTOM = 150, 1000, 46, 14, 34
_LEAST_GAP = 30  # between the middles of two circles; nearer ones would cover each other


class Due(NamedTuple):
    """A deadline that names a time: its last day, and how the period is written."""

    day: dt.date
    period: str
    row: dict[str, Any]


class Dot(NamedTuple):
    """Deadlines drawn as one circle."""

    x: float
    y: float
    radius: float
    dues: int
    period: str
    anchor: str


class Lane(NamedTuple):
    """A province's line."""

    label: str
    y: float
    dots: tuple[Dot, ...]


class Tick(NamedTuple):
    """A year on the axis."""

    x: float
    label: str


class Timeline(NamedTuple):
    """A drawing, in its own units."""

    width: int
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


def last_day(words: str) -> tuple[dt.date, str] | None:
    """The last day of the time that ``words`` name, with the period it is the end of."""
    if found := _DAY.search(words) or _DAY_IN_WORDS.search(words):
        day, month, year = (int(part) for part in found.groups())
        return _day(year, month, day)
    if found := _MONTH.search(words):
        month, year = (int(part) for part in found.groups() if part)
        return _month(year, month)
    if found := _QUARTER.search(words):
        quarter = _QUARTERS.get(found[1].upper()) or int(found[1])
        end = _month(int(found[2]), quarter * 3)
        return (end[0], f"Quý {'I' * quarter if quarter < 4 else 'IV'}/{found[2]}") if end else None
    if years := _YEAR.findall(words):
        return dt.date(int(years[-1]), 12, 31), f"Năm {years[-1]}"  # of a period, its end
    return None


def _day(year: int, month: int, day: int) -> tuple[dt.date, str] | None:
    try:
        return dt.date(year, month, day), f"Tháng {month}/{year}"
    except ValueError:  # a day that no calendar has, as written in the document
        return None


def _month(year: int, month: int) -> tuple[dt.date, str] | None:
    if not 1 <= month <= 12:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1]), f"Tháng {month}/{year}"


def dated(rows: Sequence[dict[str, Any]]) -> tuple[list[Due], list[dict[str, Any]]]:
    """Deadlines in order of time, and those that name none (*hằng năm*)."""
    found, without = [], []
    for row in rows:
        end = last_day(row["due"])
        if end is None:
            without.append(row)
        else:
            found.append(Due(*end, row))
    found.sort(key=lambda due: (due.day, due.period))
    return found, without


def periods(dues: Sequence[Due]) -> list[tuple[str, str, list[Due]]]:
    """Deadlines by period: its anchor, its name, what falls due."""
    return [
        (_anchor(period), period, list(same)) for period, same in groupby(dues, key=lambda due: due.period)
    ]


def _anchor(period: str) -> str:
    return "han-" + re.sub(r"\W+", "-", period.lower())


def draw(dues: Sequence[Due]) -> Timeline:
    """One line a province; circles as large as what falls due is much."""
    first, last = dues[0].day.year, dues[-1].day.year + 1
    start = dt.date(first, 1, 1).toordinal()
    scale = (WIDTH - LEFT - 50) / (dt.date(last, 1, 1).toordinal() - start)

    def x(day: dt.date) -> float:
        return LEFT + 20 + (day.toordinal() - start) * scale

    places = sorted({due.row["province"] or "—" for due in dues})
    lanes = []
    for number, place in enumerate(places):
        y = TOP + LANE * number + LANE / 2
        own = [(x(due.day), due) for due in dues if (due.row["province"] or "—") == place]
        lanes.append(Lane(place, y, tuple(_dots(own, y))))
    step = max(1, (last - first) // 12 + 1)
    ticks = tuple(Tick(x(dt.date(year, 1, 1)), str(year)) for year in range(first, last + 1, step))
    return Timeline(WIDTH, TOP + LANE * len(lanes) + BOTTOM, tuple(lanes), ticks)


def _dots(dues: Sequence[tuple[float, Due]], y: float) -> list[Dot]:
    clusters: list[list[tuple[float, Due]]] = []
    for each in dues:
        if clusters and each[0] - clusters[-1][0][0] < _LEAST_GAP:
            clusters[-1].append(each)
        else:
            clusters.append([each])
    dots = []
    for cluster in clusters:
        names = list(dict.fromkeys(due.period for _, due in cluster))
        period = names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"
        middle = sum(at for at, _ in cluster) / len(cluster)
        radius = min(9 + 1.5 * len(cluster) ** 0.5, 15)
        dots.append(Dot(round(middle, 1), y, round(radius, 1), len(cluster), period, _anchor(names[0])))
    return dots
