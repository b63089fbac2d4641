"""Two things of one sentence changed places: every word still stands there, and the claim is false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from indexing.facts.agencies import agency_key, mentions

_FIGURE = r"(?<![\d/.,-])\d+(?:[.,]\d+)*"
#: What changes places, by the kind of mistake.
_SWAPPED = {
    "figures swapped": re.compile(rf"{_FIGURE}\s?%"),
    "amounts swapped": re.compile(rf"{_FIGURE}(?: (?:nghìn|triệu|tỷ))? đồng\b"),
    "counts swapped": re.compile(
        rf"(?<!ngày )(?<!tháng )(?<!năm ){_FIGURE}(?= (?:người|học sinh|xã|ngày|giờ)\b)"
    ),
    "years swapped": re.compile(r"(?<=năm )20\d\d\b(?! ?[-–])"),
    "dates swapped": re.compile(r"\b\d{1,2}/\d{1,2}/20\d\d|\b\d{1,2} tháng \d{1,2} năm 20\d\d"),
    "document numbers swapped": re.compile(r"\b\d{1,5}(?:/20\d\d)?/[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)*"),
}
# Between the two so much has to be said that they are of different things, not items of one list.
_LEAST_BETWEEN = 3
_PARTED = re.compile(r"\b(?:chủ trì|phối hợp|thường trực|trình|báo cáo|gửi)\b")
_TOGETHER = re.compile(r"\bphối hợp\b.*\bphối hợp\b|^\W*phối hợp")


def swapped(said: str) -> Iterator[tuple[str, str]]:
    """The kind of mistake and the sentence with two of its values, or two agencies, in each other's place."""
    for kind, pattern in _SWAPPED.items():
        found = list(pattern.finditer(said))
        for one, other in pairwise(found):
            between = re.findall(r"[^\W\d_]+", said[one.end() : other.start()])
            if one.group() != other.group() and len(between) >= _LEAST_BETWEEN:
                yield kind, _exchanged(said, one.span(), other.span())
                break
    named = list(mentions(said))
    for first, second in pairwise(named):
        names = agency_key(first.of(said)), agency_key(second.of(said))
        if f" {names[0]} " in f" {names[1]} " or f" {names[1]} " in f" {names[0]} ":
            continue
        if _PARTED.search(said[first.end : second.start]) and not _TOGETHER.search(said):
            yield "agencies swapped", _exchanged(said, (first.start, first.end), (second.start, second.end))
            break


def _exchanged(text: str, one: tuple[int, int], other: tuple[int, int]) -> str:
    first, second = text[slice(*one)], text[slice(*other)]
    return text[: one[0]] + second + text[one[1] : other[0]] + first + text[other[1] :]
