"""Diacritics put back into a question typed without them, from the collection's own syllables.

A Viterbi walk over syllable pairs counted in the documents and in the language of questions: no
model, no download, about a millisecond. Syllables that carry a mark are kept as typed.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from indexing.language import folded, standard_spelling, words

_WORD = re.compile(r"[^\W\d_]+")
_START = "<"


@cache
def _question_pairs() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Syllables and pairs of the phrases people ask with (``bao nhiêu``, ``cơ quan nào``)."""
    text = files("assistant").joinpath("question_phrases.txt").read_text(encoding="utf-8")
    singles: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for line in text.splitlines():
        syllables = words(line)
        for syllable in syllables:
            singles[syllable] += 1
        for pair in pairwise(syllables):
            pairs[pair] += 3
    return singles, pairs


class DiacriticRestorer:
    """Restores questions over one collection's syllable counts."""

    def __init__(
        self,
        singles: Mapping[str, int],
        pairs: Mapping[tuple[str, str], int],
        names: Iterable[str] = (),
    ) -> None:
        """``singles`` and ``pairs`` count accented lower-case syllables; ``names`` are places."""
        asked_singles, asked_pairs = _question_pairs()
        self._singles: dict[str, float] = defaultdict(float, singles)
        self._pairs: dict[tuple[str, str], float] = defaultdict(float, pairs)
        for syllable, count in asked_singles.items():
            self._singles[syllable] += count
        for pair, count in asked_pairs.items():
            self._pairs[pair] += count * 4
        for name in names:
            syllables = words(name)
            for syllable in syllables:
                self._singles[syllable] += 1
            for pair in pairwise(syllables):
                self._pairs[pair] += 50
        self._variants: dict[str, list[str]] = defaultdict(list)
        for syllable in self._singles:
            self._variants[folded(syllable)].append(syllable)

    def knows(self, syllable: str) -> bool:
        """Whether the collection writes ``syllable``, with whatever marks."""
        return folded(syllable) in self._variants

    def restore(self, text: str) -> str:
        """``text`` with its missing diacritics; unchanged when it has them already.

        A text most of whose syllables carry marks is left alone: its bare ones are meant bare.
        """
        text = standard_spelling(text)
        found = list(_WORD.finditer(text))
        bare = [m for m in found if folded(m.group()) == m.group().lower()]
        restorable = [m for m in bare if any(v != folded(v) for v in self._variants[folded(m.group())])]
        if not found or len(restorable) < 2 or len(bare) / len(found) < 0.55:
            return self._mended(text, found)
        chosen = self._walk([m.group().lower() for m in found])
        pieces, end = [], 0
        for match, syllable in zip(found, chosen, strict=True):
            pieces += [text[end : match.start()], _in_case_of(match.group(), syllable)]
            end = match.end()
        return "".join(pieces) + text[end:]

    def _mended(self, text: str, found: list[re.Match[str]]) -> str:
        """An accented text with its slips mended: a mark forgotten or on the wrong letter.

        A syllable is changed only to one with the same letters, and only when the collection
        writes that one beside a neighbour and never the one typed.
        """
        typed = [m.group().lower() for m in found]
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
                (unknown or typed[i] == folded(typed[i]))
                and not match.group().isupper()
                and self._beside(before, best, after) >= (1 if unknown else 3)
                and self._beside(before, typed[i], after) == 0
            ):
                typed[i] = best
            else:
                best = typed[i]
            pieces += [
                text[end : match.start()],
                match.group() if best == match.group().lower() else _in_case_of(match.group(), best),
            ]
            end = match.end()
        return "".join(pieces) + text[end:]

    def _beside(self, before: str, syllable: str, after: str) -> float:
        return self._pairs.get((before, syllable), 0.0) + self._pairs.get((syllable, after), 0.0)

    def _walk(self, syllables: list[str]) -> list[str]:
        """The likeliest accented reading of a run of syllables (bigram Viterbi)."""
        paths: dict[str, tuple[float, list[str]]] = {_START: (0.0, [])}
        for syllable in syllables:
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
        return max(paths.values())[1]

    def _score(self, previous: str, syllable: str) -> float:
        single = math.log(self._singles.get(syllable, 0.0) + 0.1)
        if previous == _START:
            return single * 0.3
        pair = self._pairs.get((previous, syllable), 0.0)
        return math.log(pair + 0.001 * self._singles.get(syllable, 0.0) + 0.0005) - math.log(
            self._singles.get(previous, 0.0) + 1.0
        )


def _in_case_of(typed: str, syllable: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return typed  # an abbreviation (GDMN) or shouting; neither is a syllable to restore
    return syllable.capitalize() if typed[0].isupper() else syllable
