"""Diacritics put back into a question typed without them.

A Viterbi walk over syllable pairs counted in the collection's documents and in questions people
might ask of any: no model, no download, about a millisecond. Syllables that carry a mark are kept
as typed.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from indexing.language import folded, standard_spelling, words

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")

#: What stands before the first syllable of a question, after the last one, and for any figure.
START, END, FIGURE = "<", ">", "0"
FILE = "question_language.tsv"
#: A pair in the collection's documents counts as so many in questions.
_OWN = 2
#: So often a place's name counts.
_NAME = 50
#: What each pair's count is lessened by, for pairs never seen; such pairs each syllable has beside.
_LESSENED, _UNSEEN = 0.75, 10


@cache
def _asked() -> Mapping[tuple[str, str], int]:
    """How often syllables follow each other in questions: ``python -m eval.question_language`` counted."""
    text = files("assistant").joinpath(FILE).read_text(encoding="utf-8")
    pairs: dict[tuple[str, str], int] = {}
    for line in text.splitlines():
        first, followers = line.split("\t")
        for follower in followers.split(", "):
            syllable, _, count = follower.partition(" ")
            pairs[first, syllable] = int(count or 1)
    return pairs


def written(text: str) -> list[str]:
    """The lower-case syllables of ``text``, in the one way of spelling, and its figures as ``FIGURE``."""
    return [_read(m.group()) for m in _TOKEN.finditer(standard_spelling(text))]


def _read(token: str) -> str:
    return FIGURE if token[0].isdigit() else token.lower()


class DiacriticRestorer:
    """Restores questions over one collection's syllable counts."""

    def __init__(
        self,
        singles: Mapping[str, int],
        pairs: Mapping[tuple[str, str], int],
        names: Iterable[str] = (),
    ) -> None:
        """``singles`` and ``pairs`` count accented lower-case syllables; ``names`` are places."""
        self._singles: dict[str, float] = defaultdict(float)
        self._pairs: dict[tuple[str, str], float] = defaultdict(float)
        for (first, then), count in _asked().items():
            self._pairs[first, then] += count
            self._singles[then] += count
            if first == START:
                self._singles[START] += count
        for syllable, count in singles.items():
            self._singles[_read(syllable)] += _OWN * count
        for (first, then), count in pairs.items():
            self._pairs[_read(first), _read(then)] += _OWN * count
        for name in names:
            syllables = words(name)
            for syllable in syllables:
                self._singles[syllable] += _NAME
            for pair in pairwise(syllables):
                self._pairs[pair] += _NAME
        self._variants: dict[str, list[str]] = {}
        for syllable in self._singles:
            self._variants.setdefault(folded(syllable), []).append(syllable)
        self._followers = Counter(first for first, _ in self._pairs)
        self._preceded = Counter(then for _, then in self._pairs)

    def knows(self, syllable: str) -> bool:
        """Whether the collection or a question has ``syllable``, with whatever marks."""
        return folded(syllable) in self._variants

    def restore(self, text: str) -> str:
        """``text`` with its missing diacritics; unchanged when it has them already.

        A text most of whose syllables carry marks is left alone: its bare ones are meant bare.
        """
        text = standard_spelling(text)
        found = list(_WORD.finditer(text))
        bare = [m for m in found if folded(m.group()) == m.group().lower()]
        restorable = [
            m for m in bare if any(v != folded(v) for v in self._variants.get(folded(m.group()), ()))
        ]
        if not found or len(restorable) < 2 or len(bare) / len(found) < 0.55:
            return self._mended(text)
        tokens = list(_TOKEN.finditer(text))
        pieces, end = [], 0
        for match, syllable in zip(tokens, self._walk([_read(m.group()) for m in tokens]), strict=True):
            if syllable == FIGURE:
                continue
            pieces += [text[end : match.start()], _in_case_of(match.group(), syllable)]
            end = match.end()
        return "".join(pieces) + text[end:]

    def _mended(self, text: str) -> str:
        """An accented text with its slips mended: a mark forgotten or on the wrong letter.

        A syllable is changed only to one with the same letters, and only when that one is known to
        stand beside a neighbour and the one typed never does.
        """
        found = list(_TOKEN.finditer(text))
        typed = [_read(m.group()) for m in found]
        pieces, end = [], 0
        for i, match in enumerate(found):
            before = typed[i - 1] if i else ""
            after = typed[i + 1] if i + 1 < len(typed) else ""
            best = max(
                self._variants.get(folded(typed[i]), []),
                key=lambda v: self._beside(before, v, after),
                default=typed[i],
            )
            unknown = typed[i] not in self._singles
            if (
                best != typed[i]
                and (unknown or typed[i] == folded(typed[i]))
                and not match.group().isupper()
                and self._beside(before, best, after) >= (1 if unknown else 3)
                and self._beside(before, typed[i], after) == 0
            ):
                typed[i] = best
                pieces += [text[end : match.start()], _in_case_of(match.group(), best)]
                end = match.end()
        return "".join(pieces) + text[end:]

    def _beside(self, before: str, syllable: str, after: str) -> float:
        return self._pairs.get((before, syllable), 0.0) + self._pairs.get((syllable, after), 0.0)

    def _walk(self, syllables: list[str]) -> list[str]:
        """The likeliest accented reading of a run of syllables (bigram Viterbi)."""
        paths: dict[str, tuple[float, list[str]]] = {START: (0.0, [])}
        for syllable in (*syllables, END):
            accented = syllable != folded(syllable)
            options = [syllable] if accented else self._variants.get(syllable, []) or [syllable]
            step: dict[str, tuple[float, list[str]]] = {}
            for option in options:
                score, path = max(
                    (before + self._score(previous, option), path)
                    for previous, (before, path) in paths.items()
                )
                step[option] = (score, [*path, option])
            paths = step
        return paths[END][1][:-1]

    def _score(self, previous: str, syllable: str) -> float:
        """How likely (log) ``syllable`` stands after ``previous``: Kneser and Ney's estimate.

        Where the pair was never seen, as many different syllables as stand before it tell.
        """
        seen = self._singles.get(previous, 0.0) + _UNSEEN
        usual = (self._preceded[syllable] + 0.1) / len(self._pairs)
        left = (_LESSENED * self._followers[previous] + _UNSEEN) / seen
        counted = max(0.0, self._pairs.get((previous, syllable), 0.0) - _LESSENED)
        return math.log(counted / seen + left * usual)


def _in_case_of(typed: str, syllable: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return typed  # an abbreviation (GDMN) or shouting; neither is a syllable to restore
    return syllable.capitalize() if typed[0].isupper() else syllable
