"""Titles set in capitals, as they would be written in running text.

``KẾ HOẠCH THỰC HIỆN NGHỊ QUYẾT SỐ 29-NQ/TW CỦA BỘ CHÍNH TRỊ`` →
``Kế hoạch thực hiện Nghị quyết số 29-NQ/TW của Bộ Chính trị``: names, abbreviations and
numbers keep their capitals, the rest gives them up.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from indexing.language import abbreviations
from indexing.places import provinces

_NAMES = Path(__file__).with_name("proper_names.txt")
_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
# Roman numerals count something; elsewhere the same letters are a word (*vi phạm*).
_ROMAN = re.compile(
    r"\b(khóa|chương|phần|giai đoạn|quý|hạng|loại|lần thứ|học kỳ|học kì|thế kỷ|mục|khu vực) ([ivxlc]+)\b"
)
# A document with a number is written with a capital: *Nghị quyết số 29-NQ/TW*.
_NUMBERED = re.compile(
    r"\b(kết luận|nghị quyết|chỉ thị|quyết định|kế hoạch|nghị định|thông tư|luật|công văn|chương trình)"
    r"(?= số\b)"
)
# Of the title, and of a title quoted in it.
_BEGINNING = re.compile(r"^\W*[^\W\d_]|[“\"(]\s*[^\W\d_](?=\w* \w)")
_BEFORE_PLACE = r"(?<=tỉnh )"
_PLACE = re.compile(r"\b(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường) ((?:[^\W\d_]+ ?){1,3})$")
# Fewer letters than these may be a single abbreviation, and more lower-case ones a title as it should be.
_SHORTEST, _CAPITALS = 8, 0.8


def in_sentence_case(title: str) -> str:
    """``title`` with the capitals it would have in a sentence; one not set in capitals stays as it is."""
    letters = [char for char in title if char.isalpha()]
    if len(letters) < _SHORTEST or sum(char.isupper() for char in letters) < _CAPITALS * len(letters):
        return title
    lowered = _WORD.sub(lambda word: _kept(word[0]), title)
    for pattern, name in _proper_names():
        lowered = pattern.sub(name, lowered)
    lowered = _ROMAN.sub(lambda found: f"{found[1]} {found[2].upper()}", lowered)
    lowered = _NUMBERED.sub(lambda found: found[0].capitalize(), lowered)
    lowered = _PLACE.sub(_named_place, lowered)
    return _BEGINNING.sub(lambda start: start[0].upper(), lowered, count=2)


def _kept(word: str) -> str:
    """A word in lower case, unless it is an abbreviation, a number or part of one."""
    if any(char.isdigit() for char in word) or "/" in word:
        return word
    return word if word in _abbreviated() else word.lower()


def _named_place(found: re.Match[str]) -> str:
    """A place at the end of the title whose name is in no list."""
    at = found.start(1) - found.start()
    return found[0][:at] + found[0][at:].title()


@cache
def _abbreviated() -> frozenset[str]:
    return frozenset(name for name in abbreviations() if name.isupper() and len(name) > 1)


@cache
def _proper_names() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Names with what finds them in lower case, the longest first."""
    listed = filter(None, _NAMES.read_text(encoding="utf-8").splitlines())
    names = sorted(((name, "") for name in listed), key=lambda each: -len(each[0]))
    names += [(each.name, _BEFORE_PLACE if _is_word(each.name) else "") for each in provinces()]
    return tuple((re.compile(rf"{before}\b{re.escape(name.lower())}\b"), name) for name, before in names)


def _is_word(place: str) -> bool:
    """Whether the name of a province is also something else (*hòa bình*)."""
    return place.lower() in {"hòa bình", "thái bình", "bình định", "an giang", "nam định", "huế"}
