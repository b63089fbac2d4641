"""What a value or an agency is said of: the words next to it in a claim are those next to it in the text.

In ``bậc tiểu học đạt 98,4%, bậc trung học cơ sở đạt 97%`` both figures and all words are there, and
still ``trung học cơ sở: 98,4%`` is false. Each value owns the words of its piece of the sentence; a
claim about it has to share them rather than those of a rival value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.reading import Reading, Word
from assistant.verification.values import Kind, Value

_LEVEL = re.compile(
    r"nhà trẻ|mẫu giáo|mầm non|tiểu học|trung học cơ sở|thcs|trung học phổ thông|thpt|thường xuyên"
    r"|cao đẳng|đại học"
    r"|nông thôn|thành thị|miền núi|ngoài công lập|công lập|tư thục|\d+ tuổi|lớp \d+"
)
#: A year tells two figures of one indicator apart better than a word does.
_YEAR_WEIGHT = 3
_SHORT_SENTENCE = 6
#: Words before a document's number that say what document it is (``Nghị quyết số``).
_KIND_WORDS = 3


class Rival(NamedTuple):
    """What another value is said of. ``later`` says that it follows in the same sentence."""

    words: Sequence[str]
    later: bool = False


def fits(said: Sequence[str], own: Sequence[str], rivals: Iterable[Rival]) -> bool:
    """Whether what is ``said`` of a value is rather its ``own`` words than those of any rival.

    A value inherits the words of those before it (``… bậc tiểu học đạt 98,4%, trung học cơ sở 97%``),
    never of those after it.
    """
    claimed, mine = frozenset(said), frozenset(own)
    levels, own_levels, own_years = _levels(said), _levels(own), _years(own)
    for rival in rivals:
        theirs = frozenset(rival.words)
        only_mine, only_theirs = mine - theirs, theirs - mine
        if not only_theirs:
            continue
        rival_share = _share(claimed, only_theirs)
        if not only_mine:
            if rival_share > 0.5:
                return False
            continue
        share = _share(claimed, only_mine)
        if share == 0 or share < rival_share or (rival.later and rival_share == 1):
            return False
        if own_levels and (levels - own_levels) & _levels(rival.words):
            return False
        if own_years and (_years(said) - own_years) & _years(rival.words):
            return False
    return True


def _share(claimed: frozenset[str], words: frozenset[str]) -> float:
    weights = {word: _YEAR_WEIGHT if word[:1] == "#" else 1 for word in words}
    return sum(weight for word, weight in weights.items() if word in claimed) / sum(weights.values())


def _levels(in_order: Sequence[str]) -> frozenset[str]:
    """The school levels, areas and ages among words that are still in order."""
    return frozenset(_LEVEL.findall(" ".join(in_order)))


def _years(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[:1] == "#")


@lru_cache(maxsize=4096)
def owned(reading: Reading, kind: Kind, unit: str) -> Mapping[int, tuple[str, ...]]:
    """By the position of each value of ``kind`` in ``unit``, the words that are its own, in order.

    A piece without a value goes with the next one, or with the one before where values come first
    (``80% giáo viên, 70% học sinh``). Values of other kinds and units count as words.
    """
    found: dict[int, list[str]] = defaultdict(list)
    values = [v for v in reading.values if v.kind == kind and v.unit == unit and not is_ordinal(reading, v)]
    content = reading.content(kind, unit)
    for sentence in {v.sentence for v in values}:
        inside = [v for v in values if v.sentence == sentence]
        said = [w for w in content if w.sentence == sentence]
        forward = any(w.start < inside[0].start and w.key[0] != "#" for w in said)
        for value in inside:
            found[value.start] = []
        for place, word in enumerate(said):
            owner = _owner(word, inside, forward)
            if kind == "document":
                owner = _document_of(word, inside, said[place + 1 : place + 1 + _KIND_WORDS])
            found[owner.start].append(word.key)
    return {start: tuple(words) for start, words in found.items()}


def foreign(said: Sequence[str], reading: Reading, value: Value) -> float:
    """The share of ``said`` that only other sentences than the value's own hold.

    A sentence of a few words (``…; hoàn thành trước ngày 30/11/2024``) goes on with the one before it.
    """
    inside = {w.key for w in reading.content() if w.sentence == value.sentence}
    if len(inside) <= _SHORT_SENTENCE:
        inside |= {w.key for w in reading.content() if w.sentence == value.sentence - 1}
    outside = {w.key for w in reading.content()} - inside
    words = [word for word in said if word in inside or word in outside]
    return sum(word in outside for word in words) / len(words) if words else 0.0


def _owner(word: Word, values: Sequence[Value], forward: bool) -> Value:
    same = [v for v in values if v.piece == word.piece]
    near = same or values
    if forward:
        after = [v for v in near if v.start > word.start]
        return after[0] if after else near[-1]
    before = [v for v in near if v.start < word.start]
    return before[-1] if before else near[0]


def _document_of(word: Word, documents: Sequence[Value], following: Sequence[Word]) -> Value:
    """The document a word speaks of: the one whose kind it names, else the last one named before it."""
    after = next((d for d in documents if d.start > word.start), None)
    before = next((d for d in reversed(documents) if d.start < word.start), None)
    near = after is not None and sum(w.start < after.start for w in following) < _KIND_WORDS
    return after if after is not None and (near or before is None) else before or documents[0]


def is_ordinal(reading: Reading, value: Value) -> bool:
    """Whether a figure only numbers its row or line (``31 | Tham mưu …``, ``2. Tăng cường …``)."""
    if value.kind != "number" or value.unit or value.bound:
        return False
    start, _ = reading.sentence_spans[value.sentence]
    opens = not reading.lower[start : value.start].strip(" |-+*\n")
    return opens and re.match(r"\s*(?:\||[.)](?:\s|$))|\s-\s", reading.lower[value.end :]) is not None
