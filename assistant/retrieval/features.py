"""How a question's words stand together in each candidate: what the two legs cannot see.

Words are weighed by how few of the candidates have them: all of them are about the question's
topic, so what sets one apart is what the others lack.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from indexing.lexical import fold, without_asking

_Key = TypeVar("_Key", str, tuple[str, str])

# Folded syllables that say nothing by themselves; pairs of them say nothing either.
_EMPTY = frozenset(
    {
        *("va", "cua", "cac", "nhung", "trong", "theo", "cho", "la", "de", "tai", "ve", "voi", "nay", "do"),
        *("thi", "ma", "nhu", "bi", "boi", "hay", "co", "duoc", "tu", "den", "vao", "o", "tren", "gi", "nao"),
        *("ai", "dau", "sao", "may", "mot", "bao", "nhieu", "the", "khi", "ra"),
    }
)
_SYLLABLE = re.compile(r"[^\W_]+")
# Syllables a stretch may be longer than the question and still be read as saying it.
_SLACK = 6
# What a word weighs that every candidate has.
_COMMON = 0.3


class Features(NamedTuple):
    """One candidate's features, shares of the question's weight from 0 to 1.

    ``pairs``: neighbouring words of the question that are neighbours here. ``near``: words of it
    that stand here within one stretch of about its length.
    """

    pairs: float
    near: float


class _Question(NamedTuple):
    length: int
    syllables: frozenset[str]
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


class _Found(NamedTuple):
    """The question's syllables in one text: where each stands, which words, which pairs."""

    places: list[tuple[int, str]]
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def features(question: str, texts: Sequence[str]) -> list[Features]:
    """The features of each of ``texts``, the candidates for ``question``, in their order."""
    asked = _asked(question)
    found = [_found(asked, text) for text in texts]
    words = _weights(asked.words, [one.words for one in found])
    pairs = _weights(asked.pairs, [one.pairs for one in found])
    all_words, all_pairs = sum(words.values()) or 1.0, sum(pairs.values()) or 1.0
    return [
        Features(
            pairs=sum(weight for pair, weight in pairs.items() if pair in one.pairs) / all_pairs,
            near=_nearest(one.places, words, asked.length + _SLACK) / all_words,
        )
        for one in found
    ]


def _asked(question: str) -> _Question:
    found = _syllables(without_asking(question))
    distinct = tuple(dict.fromkeys(found))
    return _Question(
        length=len(found),
        syllables=frozenset(found),
        words=tuple(s for s in distinct if s not in _EMPTY) or distinct,
        pairs=tuple(p for p in dict.fromkeys(pairwise(found)) if not _EMPTY.issuperset(p)),
    )


def _found(asked: _Question, text: str) -> _Found:
    places = [(place, s) for place, s in enumerate(_syllables(text)) if s in asked.syllables]
    together = ((left, right) for (before, left), (after, right) in pairwise(places) if after == before + 1)
    return _Found(places, frozenset(s for _, s in places), frozenset(together))


@lru_cache(maxsize=4096)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(_SYLLABLE.findall(fold(text)))


def _weights(keys: Iterable[_Key], texts: Sequence[frozenset[_Key]]) -> dict[_Key, float]:
    """What each key weighs: the rarer among the texts, the more."""
    n, counts = len(texts), Counter(key for text in texts for key in text)
    return {key: _COMMON + math.log(1 + (n - counts[key] + 0.5) / (counts[key] + 0.5)) for key in keys}


def _nearest(places: Sequence[tuple[int, str]], words: Mapping[str, float], size: int) -> float:
    """The most weight of distinct words within ``size`` neighbouring syllables."""
    found = [(place, syllable) for place, syllable in places if syllable in words]
    inside: Counter[str] = Counter()
    best = weight = 0.0
    first = 0
    for place, syllable in found:
        inside[syllable] += 1
        if inside[syllable] == 1:
            weight += words[syllable]
        while place - found[first][0] > size:
            left = found[first][1]
            inside[left] -= 1
            if not inside[left]:
                weight -= words[left]
            first += 1
        best = max(best, weight)
    return best
