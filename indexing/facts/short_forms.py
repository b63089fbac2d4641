"""Abbreviations that a text explains where it first uses them: ``Giáo dục mầm non (GDMN)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.facts.verbs import TASK_VERB
from indexing.language import UPPER, folded
from indexing.model import Span

_SHORT = re.compile(
    r"\((?:(?:sau đây |dưới đây )?(?:gọi|viết)(?: chung)?(?: tắt)? là\s*:?\s*|viết tắt\s*:?\s*)?"
    rf"(?P<short>[{UPPER}][{UPPER}&Đ-]{{1,11}})\)"
)
_ROMAN = re.compile(r"[IVXLC]+")
_WORD = re.compile(r"[^\s,;:.“”\"()]+")
# A name begins after these, or right after the verb that governs it (``xây dựng Hệ thống … (LMS)``).
_PHRASE_BREAK = re.compile(
    r"[,;:.“”\"()\n]|\b(?:với|cho|do|bởi|là|được|các|những|một|theo|trong|tại|từ|đến)\b"
    rf"|(?:{TASK_VERB.pattern})\s+(?=[{UPPER}])"
)
_MOST_WORDS = 12
_LOOK_BACK = 160


class ShortForm(NamedTuple):
    """An abbreviation, what it stands for, and the span of both."""

    short: str
    meaning: str
    span: Span


def short_forms(text: str) -> Iterator[ShortForm]:
    """The abbreviations that ``text`` explains by putting them in brackets after their meaning."""
    for match in _SHORT.finditer(text):
        if _ROMAN.fullmatch(match["short"]):
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        meaning = _spelled_out(before, match["short"]) or _named(before)
        if meaning:
            start = match.start() - len(before) + before.rindex(meaning)
            yield ShortForm(match["short"], " ".join(meaning.split()), Span(start=start, end=match.end()))


def _spelled_out(before: str, short: str) -> str:
    """The words whose initials ``short`` is made of; ``""`` when the last ones do not match."""
    letters = [folded(c) for c in short if c.isalpha()]
    words = list(_WORD.finditer(before))[-len(letters) - 4 :]
    for size in range(len(letters), min(len(words), len(letters) + 4) + 1):
        chosen = words[-size:]
        remaining = iter([folded(w.group()[0]) for w in chosen])
        if folded(chosen[0].group()[0]) == letters[0] and all(letter in remaining for letter in letters):
            return before[chosen[0].start() :].rstrip()
    return ""


def _named(before: str) -> str:
    """The capitalised name that ends ``before`` (``Trung tâm Điều hành … (IOC)``), ``""`` when none does."""
    breaks = list(_PHRASE_BREAK.finditer(before))
    phrase = before[breaks[-1].end() if breaks else 0 :].lstrip()
    if verb := TASK_VERB.match(phrase[:1].lower() + phrase[1:]):
        phrase = phrase[verb.end() :]
    capital = re.search(rf"(?<!\w)[{UPPER}]", phrase)
    if not capital:
        return ""
    name = phrase[capital.start() :].rstrip()
    return name if 2 <= len(name.split()) <= _MOST_WORDS else ""
