"""The words of a claim: each must stand in what is cited, what it quotes word for word."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.verification.reading import BARRIER, Reading, levelled, spelled_out
from assistant.verification.words import LOOSE, TOLD_WITH

_TELLING = re.compile(rf"(?<!\w)(?:{'|'.join(TOLD_WITH)})(?!\w)")
# Spellings and words that mean the same wherever administrative texts use them.
_SAME = {"đảm": "bảo", "hằng": "hàng", "hàng": "hằng"}
_TOLD_SYLLABLES = frozenset(syllable for told in TOLD_WITH for syllable in told.split())
_LONGEST_SUBSTITUTE = 4
#: Words that turn what they stand before, and how much may be left out with them.
_TURNING = frozenset({"không", "chưa", "chẳng", "chỉ", "cấm", "trừ", "ngoài"})
_EXCEPT = frozenset({"trừ", "ngoài"})
_LONGEST_CUT = 16
_ENOUGH_WORDS = 5
_LEAST_HELD = 0.34
_QUOTED = re.compile(r'"([^"\n]{3,})"')
_MARKS = re.compile(
    r"\[\d{1,3}\]|【[^】]*】|［[^］]*］|</?[a-z!][^>]*>|https?://\S+|!?\[[^\]]*\]\([^)]*\)|`|\{\{|\}\}", re.I
)


def unknown_words(claim: Reading, evidence: Sequence[Reading]) -> Iterator[str]:
    """The words of ``claim`` that stand in none of ``evidence`` and are not those answers are told with."""
    known: frozenset[str] = frozenset().union(*(each.keys for each in evidence))
    missing = [word for word in claim.words if not word.used and word.key not in known]
    if not missing:
        return
    told = [match.span() for match in _TELLING.finditer(claim.lower)]
    squeezed = ""
    for word in missing:
        if any(start <= word.start < end for start, end in told):
            continue
        meaning = spelled_out(word.key)
        if _SAME.get(word.key) in known or (meaning and known.issuperset(meaning)):
            continue
        squeezed = squeezed or "\0".join(re.sub(r"\s", "", each.lower) for each in evidence)
        if len(word.key) >= 4 and word.key in squeezed:  # torn apart by the layout of the cited text
            continue
        yield word.key


def from_elsewhere(claim: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """A claim whose words, agencies aside, the quotes hardly have: true maybe, but not of what it cites."""
    names = [(agency.start, agency.end) for agency in claim.agencies]
    said = [key for at, key in claim.items if not any(start <= at < end for start, end in names)]
    words = [key for key in dict.fromkeys(said) if key not in LOOSE and key[0] not in "#¦"]
    held = sum(any(word in quote.keys for quote in quotes) for word in words)
    if len(words) >= _ENOUGH_WORDS and held < _LEAST_HELD * len(words):
        yield claim.text[:60]


def misquoted(claim: Reading, evidence: Sequence[Reading]) -> Iterator[str]:
    """The passages that ``claim`` puts in quotation marks without their standing there word for word."""
    for match in _QUOTED.finditer(claim.text):
        said = " ".join(re.findall(r"[^\W_]+", match[1].lower()))
        if said and not any(f" {said} " in each.plain for each in evidence):
            yield match.group()


def foreign_marks(claim: str, quotes: Sequence[str]) -> Iterator[str]:
    """Citation marks, markup and links in a claim that are not the cited text's own."""
    found = _MARKS.findall(claim)
    if found:
        own = levelled("\n".join(quotes))
        yield from (mark for mark in found if levelled(mark) not in own)


def substituted(claim: Reading, quotes: Sequence[Reading], around: Sequence[Reading]) -> Iterator[str]:
    """The words that ``claim`` puts where the cited sentence has others, or none.

    ``giáo dục đại học mới`` is made of words that the clause holds elsewhere, but in this place it
    says ``giáo dục mầm non mới``: between the same neighbours the same words have to stand.
    """
    words = claim.spoken
    known = set().union(*(quote.pairs for quote in quotes))
    new = [pair not in known for pair in pairwise(words)]
    for start in range(2, len(words) - 2):
        left = (words[start - 2], words[start - 1])
        if left not in known or _is_loose(left):
            continue
        for length in range(1, _LONGEST_SUBSTITUTE + 1):
            end = start + length
            if end + 2 > len(words) or BARRIER in words[start - 2 : end + 2]:
                break
            right = (words[end], words[end + 1])
            if right not in known or _is_loose(right) or not any(new[start - 1 : end]):
                continue
            said = _told_apart(words[start:end])
            others = [_told_apart(other) for other in _all_between(quotes, left, right, _LONGEST_SUBSTITUTE)]
            if not said:
                continue
            if not others or said in others or _joined_elsewhere(known, left[1], said, right[0]):
                continue
            if () in others and any(_contains(each, said) for each in around):
                continue
            yield " ".join(said)
            return


def cut_out(claim: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """The negations and restrictions that stand in what is cited between words that ``claim`` joins."""
    words = claim.spoken
    for left, right in dict.fromkeys(
        (words[at - 2 : at], words[at : at + 2]) for at in range(2, len(words) - 1)
    ):
        cited = list(_all_between(quotes, left, right, _LONGEST_CUT))
        for between in cited if () not in cited else ():
            near = len(between) <= _LONGEST_SUBSTITUTE and not _TURNING.isdisjoint(between)
            if near or _EXCEPT.intersection(between[:2]):
                yield " ".join(between)
                return


def _is_loose(anchor: tuple[str, str]) -> bool:
    return anchor[0] in LOOSE and anchor[1] in LOOSE


def displaced(claim: Reading, evidence: Sequence[Reading]) -> Iterator[str]:
    """A word that stands beside neither of its neighbours in anything cited."""
    words = claim.spoken
    known = set().union(*(each.pairs for each in evidence))
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if any(w in _TOLD_SYLLABLES or w in LOOSE or w[0] in "#¦" for w in (before, word, after)):
            continue
        if (before, word) not in known and (word, after) not in known:
            yield word


def _all_between(
    quotes: Sequence[Reading], left: tuple[str, ...], right: tuple[str, ...], longest: int
) -> Iterator[tuple[str, ...]]:
    """What stands between two pairs of words that are at most ``longest`` words from each other."""
    for quote in quotes:
        yield from _between(quote, left, right, longest)


def _between(
    quote: Reading, left: tuple[str, ...], right: tuple[str, ...], longest: int
) -> Iterator[tuple[str, ...]]:
    ends = quote.pairs.get(right, [])
    for first in quote.pairs.get(left, ()) if ends else ():
        for last in ends[bisect_left(ends, first + 2) : bisect_right(ends, first + 2 + longest)]:
            other = quote.spoken[first + 2 : last]
            if BARRIER not in other:
                yield other


def _joined_elsewhere(known: set[tuple[str, ...]], before: str, said: tuple[str, ...], after: str) -> bool:
    """Whether the words join on both sides as they do in some cited place."""
    return (before, said[0]) in known and (said[-1], after) in known


def _told_apart(words: Sequence[str]) -> tuple[str, ...]:
    """``words`` without those that answers are told with, and without values."""
    return tuple(word for word in words if word not in LOOSE and word[0] != "#")


def _contains(reading: Reading, said: tuple[str, ...]) -> bool:
    return f" {' '.join(said)} " in f" {' '.join(reading.spoken)} "
