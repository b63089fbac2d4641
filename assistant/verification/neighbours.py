"""What stands between the very words of the text must be what the text has there.

A claim that repeats a sentence with two agencies, or two years, in each other's place is made of the
sentence's own words and names. Its neighbours give it away: where the text says ``… báo cáo Sở Nội
vụ để trình UBND tỉnh``, no other agency may stand between ``báo cáo`` and ``để trình``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.reading import BARRIER, Agency, Reading
from assistant.verification.roles import runs
from assistant.verification.values import Value
from assistant.verification.words import LOOSE

_BEFORE, _AFTER = 4, 3
#: Words on both sides that make a place unmistakable, and on one side where the other has none.
_ENOUGH, _ENOUGH_ALONE = 4, 3
#: Before these words a list may be cut, or its items told in another order.
_OPENS_A_LIST = frozenset({"với", "cùng", "và", "các", "gồm", "hoặc", "cho", "là", "của"})


class Place(NamedTuple):
    """A value or a list of agencies with the words right before and right after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    value: Value | None
    agencies: tuple[Agency, ...]

    @property
    def kind(self) -> str:
        """What stands here."""
        return self.value.kind if self.value else "agencies"


@lru_cache(maxsize=1024)
def places(reading: Reading) -> tuple[Place, ...]:
    """The places of ``reading`` in order. Phrases end at a colon, a semicolon and a full stop."""
    named = runs(reading.lower, reading.agencies)
    inside = {at for run in named for at in range(run.start, run.end)}
    items: list[tuple[int, str, Value | None, tuple[Agency, ...]]] = [
        (start, key, None, ()) for start, key in reading.items if key[0] != "#" and start not in inside
    ]
    items += [
        (v.start, "#" + "/".join(map(str, v.key)), v, ()) for v in reading.values if v.start not in inside
    ]
    items += [(run.start, "@", None, run.agencies) for run in named]
    items.sort(key=lambda item: item[0])
    keys = [key for _, key, _, _ in items]
    found = []
    for at, (_, _, value, agencies) in enumerate(items):
        if value is None and not agencies:
            continue
        before, after = keys[max(0, at - _BEFORE) : at], keys[at + 1 : at + 1 + _AFTER]
        if BARRIER in before:
            before = before[len(before) - before[::-1].index(BARRIER) :]
        if BARRIER in after:
            after = after[: after.index(BARRIER)]
        found.append(Place(tuple(before), tuple(after), value, agencies))
    return tuple(found)


def misplaced(claim: Reading, quotes: Sequence[Reading], same: Callable[[str, str], bool]) -> Iterator[str]:
    """The values and agencies that ``claim`` puts where what is cited has only others.

    ``same`` says whether an agency of the claim, by its key, is the one cited.
    """
    cited = [place for quote in quotes for place in places(quote)]
    for place in places(claim):
        fitting = [other for other in cited if other.kind == place.kind and _fits(place, other)]
        if fitting and not any(_agrees(place, other, same) for other in fitting):
            yield place.value.shown if place.value else _names(claim, place)


def _fits(place: Place, other: Place) -> bool:
    """Whether the two stand in the same place of a sentence."""
    before, after = place.before, place.after
    alike = (before == other.before, after == other.after)
    if all(alike) and len(before) + len(after) >= _ENOUGH:
        return not LOOSE.issuperset((*before, *after))
    if place.value:
        return False
    if not before and len(after) >= _ENOUGH_ALONE:
        return alike[1] and (not other.before or other.before[-1] not in _OPENS_A_LIST)
    return not after and len(before) >= _ENOUGH_ALONE and alike[0] and before[-1] not in _OPENS_A_LIST


def _agrees(place: Place, other: Place, same: Callable[[str, str], bool]) -> bool:
    if place.value and other.value:
        return place.value.key == other.value.key
    ours, theirs = [a.key for a in place.agencies], [a.key for a in other.agencies]
    twice = len(set(ours)) < len(ours) and len(set(theirs)) == len(theirs)
    return not twice and all(any(same(one, their) for their in theirs) for one in ours)


def _names(claim: Reading, place: Place) -> str:
    return claim.text[place.agencies[0].start : place.agencies[-1].end] + ": chỗ khác"
