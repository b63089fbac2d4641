"""A text as the verifier sees it: words, values and agencies, each with its place.

Layout damage is repaired and spelling levelled on both sides, so that only what is said counts.
A *sentence* ends at a full stop, a semicolon or a line end (a table row is one sentence); its
*pieces* end at commas, brackets, table bars and ``và``. A piece is what a value is tied to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.verification.values import VALUE, Kind, Value, read_value
from assistant.verification.words import BEFORE_POINT, STOP
from indexing.facts.agencies import agency_key, mentions
from indexing.language import abbreviations, standard_spelling
from indexing.structure.repair import repaired

_DASHES = re.compile(r"[‐‑‒–—−]")
_QUOTES = re.compile(r"[“”„«»″]")
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_SENTENCE_BREAK = re.compile(r"[;\n]|[.!?…](?=[\s”\"')\]]|$)")
_PIECE_BREAK = re.compile(r"[,;()\[\]|/\n]|(?<=\s)-(?=\s)|[.!?…](?=\s|$)")
_ROW_BAR = re.compile(r" \| |^\||\|$")


class Word(NamedTuple):
    """A lower-case syllable. ``used`` marks one that only says how a value is bounded."""

    key: str
    sentence: int
    piece: int
    start: int
    used: bool = False


class Agency(NamedTuple):
    """An agency mention: its key, its place and its extent."""

    key: str
    sentence: int
    start: int
    end: int


class Reading:
    """The words, values and agencies of one text, in order."""

    def __init__(self, text: str) -> None:
        self.text = levelled(text)
        self.lower = _lowered(self.text)
        self.row = bool(_ROW_BAR.search(self.text.strip()))
        self.words: list[Word] = []
        self.values: list[Value] = []
        self._bounds: list[tuple[int, int]] = []
        self._scan()

    def _scan(self) -> None:
        sentence = piece = 0
        at = 0
        first = True
        spans: list[tuple[int, int]] = []
        pending: list[tuple[int, int, int, str]] = []
        for start, end, match in _tokens(self.lower):
            gap = self.lower[at:start]
            if at and self._ends_sentence(gap, at, first):
                sentence, piece, first = sentence + 1, piece + 1, True
                self._bounds.append((sentence, start))
            elif at and _PIECE_BREAK.search(self.lower, at, start + 1):
                piece += 1
            at = end
            if match is None:
                key = self.lower[start:end]
                if key in ("và", "hoặc"):
                    piece += 1
                pending.append((sentence, piece, start, key))
            else:
                previous = self.values[-1].end if self.values else 0
                since = max(previous, self._bounds[-1][1] if self._bounds else 0)
                value = read_value(self.lower, match, since, sentence, piece)
                self.values.append(value)
                if match["counted"] and value.kind == "number":
                    unit = _WORD.finditer(self.lower, match.start("counted"), match.end("counted"))
                    pending += [(sentence, piece, w.start(), w.group()) for w in unit]
                spans.append((value.bound_start, value.start))
                if value.after_end > value.end:
                    spans.append((value.end, value.after_end))
            first = False
        used = {at for start, end in spans for at in range(start, end)}
        self.words = [
            Word(key, sentence, piece, start, start in used) for sentence, piece, start, key in pending
        ]

    def _ends_sentence(self, gap: str, at: int, first: bool) -> bool:
        if self.row:
            return "\n" in gap
        found = _SENTENCE_BREAK.search(self.lower, at, at + len(gap) + 1)
        if not found or found.start() >= at + len(gap):
            return False
        if found.group() == ".":
            before = self.lower[:at].rsplit(None, 1)[-1] if at else ""
            numbered = len(before) <= 3 and before[:1].isdigit() and self._opens(at)
            return not (numbered or before in BEFORE_POINT)
        return True

    def _opens(self, at: int) -> bool:
        """Whether only an enumerator stands before ``at`` in its line (``1. Tăng cường …``)."""
        line = self.lower.rfind("\n", 0, at) + 1
        return re.fullmatch(r"\s*(?:điều |khoản |mục )?[\divxl.]{1,6}", self.lower[line:at]) is not None

    @cached_property
    def keys(self) -> frozenset[str]:
        """All syllables, abbreviations also spelled out."""
        found = {word.key for word in self.words}
        for key in tuple(found):
            found.update(spelled_out(key))
        return frozenset(found)

    @cached_property
    def sequence(self) -> str:
        """Everything said, token by token with its punctuation: a verbatim passage is contained in it."""
        said = (_ONE_MARK.get(token, token) for token in _TOKEN.findall(self.lower))
        return f" {_REPEATED_BAR.sub('|', ' '.join(said)).strip(' ,|')} "

    @cached_property
    def items(self) -> tuple[tuple[int, str], ...]:
        """Words (abbreviations spelled out), values as ``#…`` and ends of phrases, each with its place."""
        found = [(v.start, "#" + "/".join(map(str, v.key))) for v in self.values]
        found += [(m.start(), BARRIER) for m in _BARRIER.finditer(self.lower)]
        found += [(w.start, key) for w in self.words if not w.used for key in spelled_out(w.key) or (w.key,)]
        return tuple(sorted(found, key=lambda item: item[0]))

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The words in order, as in :attr:`items`, each phrase in one spelling."""
        keys = [key for _, key in self.items]
        return tuple(" ".join(keys).replace("đảm bảo", "bảo đảm").replace("hàng năm", "hằng năm").split())

    def around(self, value: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words right before and right after a value, up to where a phrase ends."""
        at = self._spoken_at[value.start]
        before = self.spoken[max(0, at - _AROUND[0]) : at]
        after = self.spoken[at + 1 : at + 1 + _AROUND[1]]
        if BARRIER in before:
            before = before[len(before) - before[::-1].index(BARRIER) :]
        if BARRIER in after:
            after = after[: after.index(BARRIER)]
        return before, after

    @cached_property
    def _spoken_at(self) -> dict[int, int]:
        places = (place for place, word in enumerate(self.spoken) if word[0] == "#")
        return dict(zip((v.start for v in self.values), places, strict=True))

    @cached_property
    def pairs(self) -> dict[tuple[str, ...], list[int]]:
        """Where each pair of neighbouring words of :attr:`spoken` stands."""
        found: dict[tuple[str, ...], list[int]] = {}
        for position, pair in enumerate(pairwise(self.spoken)):
            found.setdefault(pair, []).append(position)
        return found

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies named, in order."""
        return tuple(
            Agency(agency_key(self.text[m.start : m.end]), self.sentence_at(m.start), m.start, m.end)
            for m in mentions(self.text)
            if not any(v.kind == "document" and v.start < m.end and m.start < v.end for v in self.values)
        )

    def content(self, but: Kind | None = None, unit: str | None = None) -> list[Word]:
        """The words that say what is spoken of, in order, and the values not of kind ``but`` as words.

        With ``unit`` only the values of that unit are left out. Years are written ``#2025``.
        """
        values = [
            Word(_as_word(v), v.sentence, v.piece, v.start)
            for v in self.values
            if v.kind != but or (unit is not None and v.unit != unit)
        ]
        said = [w for w in self.words if not w.used and w.key not in STOP]
        return sorted([*said, *values], key=lambda w: w.start)

    def topic(self, sentence: int) -> tuple[str, ...]:
        """What a sentence speaks of, the agencies' own names aside."""
        names = [(a.start, a.end) for a in self.agencies if a.sentence == sentence]
        return tuple(
            w.key
            for w in self.content("number")
            if w.sentence == sentence and not any(start <= w.start < end for start, end in names)
        )

    @cached_property
    def plain(self) -> str:
        """The syllables and digits alone: what stands between quotation marks is looked for here."""
        return " " + " ".join(_SYLLABLE.findall(self.lower)) + " "

    @cached_property
    def sentence_spans(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends."""
        starts = [0, *(start for _, start in self._bounds)]
        return tuple(zip(starts, [*starts[1:], len(self.lower)], strict=True))

    def sentence_at(self, position: int) -> int:
        """The number of the sentence that holds ``position``."""
        return next((number for number, start in reversed(self._bounds) if start <= position), 0)


def _as_word(value: Value) -> str:
    if value.kind == "year":
        return f"#{value.key[0]}"
    return str(value.key[0]) if value.kind == "label" else f"{value.kind}{value.key}"


BARRIER = "¦"
_AROUND = (4, 3)
_BARRIER = re.compile(r"[:;|\n]|[.!?…](?=\s|$)")
_SYLLABLE = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\d+(?:[.,/-]\d+)*|[%‰≥≤<>|:()]|[,;.](?=\s|$)|(?<=\s)-(?=\s)|[^\W_]+(?:&[^\W_]+)*")
_ONE_MARK = {";": ",", ".": ",", "-": "|"}
_REPEATED_BAR = re.compile(r"\|(?: \|)+")


def _tokens(text: str) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """The values and the words between them, in order."""
    at = 0
    for match in VALUE.finditer(text):
        for word in _WORD.finditer(text, at, match.start()):
            yield word.start(), word.end(), None
        yield match.start(), match.end(), match
        at = match.end()
    for word in _WORD.finditer(text, at):
        yield word.start(), word.end(), None


def levelled(text: str) -> str:
    """``text`` with its layout repaired and one spelling, dash and quotation mark."""
    text = _QUOTES.sub('"', _DASHES.sub("-", repaired(text)))
    return standard_spelling(_BLANKS.sub(" ", text))


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {
        short.lower(): tuple(standard_spelling(m).lower().split()) for short, m in abbreviations().items()
    }


def spelled_out(word: str) -> tuple[str, ...]:
    """The syllables an abbreviation stands for; none when it is not one."""
    return _abbreviations().get(word, ())


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """The reading of ``text``; the same text is read once."""
    return Reading(text)
