"""Lines of a page out of its words; what repeats on every page taken off.

Rule: words of one baseline are a line; a small raised number belongs to the line it is raised
over and reads ``[n]``. Page numbers and heads that repeat over the pages are no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from indexing.readers.building import broken_at_hyphen, is_rule, note_call
from indexing.readers.pdf_words import Word

_PAGE_NUMBER = re.compile(r"[-–—\s.]*(?:[Tt]rang\s*)?\d{1,4}(?:\s*(?:/|trên|of)\s*\d{1,4})?[-–—\s.]*")
_CALL = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3})[\])]?")
_EDGE = 0.13  # of the page's height: where heads and page numbers stand
_SAME_LINE = 0.16


@dataclass(frozen=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def x0(self) -> float:
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @cached_property
    def y(self) -> float:
        return median(word.y for word in self.words if not word.raised or len(self.words) == 1)

    @cached_property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @cached_property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if not word.raised)

    @cached_property
    def text(self) -> str:
        text = ""
        for word in self.words:
            # A note call hangs on the word before it.
            hangs = word.raised and word.text.isdigit()
            text += note_call(text, word.text) if hangs else f" {word.text}" if text else word.text
        return text


@dataclass(frozen=True)
class Page:
    """The lines of a page, its size and number (from 1)."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The lines the words stand in, from the top."""
    return _with_note_calls(_on_baselines(words))


def _on_baselines(words: Iterable[Word]) -> list[Line]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.y):
        if rows and abs(word.y - rows[-1][0].y) <= _SAME_LINE * max(word.size, 1.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda w: w.x0))) for row in rows]


def _with_note_calls(lines: list[Line]) -> list[Line]:
    """Put lines that are only raised numbers into the lines they are raised over."""
    merged: list[Line] = []
    raised: list[Word] = []
    for line in map(_undrawn, lines):
        if all(_CALL.fullmatch(word.text) for word in line.words):
            raised += line.words
            continue
        taken = [call for call in raised if _is_raised_over(call, line)]
        # Side by side, the line that a number is raised over need not be the next one.
        passed = [call for call in raised if call not in taken and line.y - call.y >= line.size]
        raised = [call for call in raised if call not in taken and call not in passed]
        calls = [replace(call, text=_bare(call.text), raised=True) for call in taken]
        merged += _on_baselines(passed)
        merged.append(Line(tuple(sorted((*line.words, *calls), key=lambda w: w.x0))))
    return sorted([*merged, *_on_baselines(raised)], key=lambda line: line.y)


def _undrawn(line: Line) -> Line:
    """The line without strokes drawn with letters (``____``) when it has no words but note calls."""
    calls = tuple(word for word in line.words if not is_rule(word.text))
    only_calls = calls and all(_CALL.fullmatch(word.text) for word in calls)
    return Line(calls) if only_calls else line


def _bare(call: str) -> str:
    """A note call's number without its brackets; another mark, such as ``(*)``, stays as it is."""
    number = call.strip("[]()")
    return number if number.isdigit() else call


def _is_raised_over(call: Word, line: Line) -> bool:
    below = [word for word in line.words if not word.raised]
    near = min(max(call.x0 - word.x1, word.x0 - call.x1) for word in below)
    return call.size < 0.85 * line.size and 0 < line.y - call.y < 0.7 * line.size and near < line.size


def joined(lines: Sequence[Line]) -> str:
    """The text of lines that follow one another."""
    text = ""
    for line in lines:
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif not text or broken_at_hyphen(text, line.text):
            text += line.text
        else:
            text += f" {line.text}"
    return text


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers and repeated heads and feet."""
    places = Counter(key for page in pages for key in {_key(page, line) for line in _at_edges(page)})
    most = max(3, len(pages) * 0.5)

    def is_running(page: Page, line: Line) -> bool:
        return _PAGE_NUMBER.fullmatch(line.text) is not None or places[_key(page, line)] >= most

    kept = []
    for page in pages:
        running = {id(line) for line in _at_edges(page) if is_running(page, line)}
        kept.append(replace(page, lines=tuple(ln for ln in page.lines if id(ln) not in running)))
    return kept


def _at_edges(page: Page) -> list[Line]:
    edge = page.height * _EDGE
    first = [line for line in page.lines[:2] if line.y < edge]
    last = [line for line in page.lines[-2:] if line.y > page.height - edge]
    return [*first, *(line for line in last if line not in first)]


def _key(page: Page, line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / 4)
