"""Negation, restriction and force: ``không``, ``chưa``, ``trừ``, ``chỉ``, ``khuyến khích``, ``phải``.

A marker governs the words after it. What a claim negates must be negated where it is cited, and
what is negated there must not be claimed without it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.reading import Reading, Word
from assistant.verification.words import LINKS

_MARKER = re.compile(
    r"""(?<!\w)(?:
      (?P<except>ngoại\strừ|trừ\skhi|(?<!loại\s)(?<!khấu\s)(?<!giảm\s)(?<!được\s)(?<!bù\s)trừ|không\skể|chưa\skể|không\sbao\sgồm|không\stính|chưa\stính)
     |(?P<forbid>nghiêm\scấm|cấm|không\sđược(?:\sphép)?|tuyệt\sđối\skhông|không\scho\sphép)
     |(?P<not>(?:không|chẳng)(?!\s(?:chỉ|ngừng|gian|khí|những|quá|dưới|vượt|thấp\shơn|ít\shơn|cao\shơn|nhiều\shơn|nhỏ\shơn|hơn|quân|đồng\sbộ)\b))
     |(?P<yet>chưa(?!\s(?:đến|tới|đầy)\s\d))
     |(?P<only>(?<!chứng\s)(?<!địa\s)(?<!tín\s)chỉ(?!\s(?:tiêu|đạo|thị|số|huy|dẫn|định|giới|rõ|báo|ra|tay|đạt)\b))
     |(?P<outside>(?<!nước\s)ngoài(?!\sra\b))
     |(?P<encourage>khuyến\skhích|động\sviên)
     |(?P<may>có\sthể|được\sphép)
     |(?P<some>một\s(?:số|vài)(?!\sđiều\b)|phần\slớn|đa\ssố|hầu\shết)
     |(?P<all>tất\scả|toàn\sbộ|mọi(?!\s(?:mặt|nơi)\b))
     |(?P<must>bắt\sbuộc|(?<!chi\s)(?<!bên\s)phải))(?!\w)""",
    re.VERBOSE,
)
#: Markers that may be left out of a claim without making it false.
_MAY_BE_LEFT_OUT = frozenset({"must", "some", "all"})
_SCOPE = 4
_REACH = 20
_USED_SHARE = 0.6


class Marker(NamedTuple):
    """A marker with the first content words it governs."""

    kind: str
    start: int
    sentence: int
    scope: tuple[str, ...]
    shown: str
    bracketed: bool


@lru_cache(maxsize=1024)
def markers(reading: Reading) -> tuple[Marker, ...]:
    """The markers of ``reading``, in order."""
    return tuple(_markers(reading))


def _markers(reading: Reading) -> Iterator[Marker]:
    starts = [word.start for word in reading.words]
    for match in _MARKER.finditer(reading.lower):
        sentence = reading.sentence_at(match.start())
        stop = _scope_end(reading, match.end())
        first = bisect_left(starts, match.end())
        governed = (
            word for word in reading.words[first : first + _REACH] if word.start < stop and not word.used
        )
        scope = tuple(word.key for word in governed if word.key not in LINKS)[:_SCOPE]
        before = reading.lower[reading.sentence_spans[sentence][0] : match.start()]
        bracketed = before.rfind("(") > before.rfind(")")
        yield Marker(match.lastgroup or "", match.start(), sentence, scope, match.group(), bracketed)


def _scope_end(reading: Reading, start: int) -> int:
    goes_on = re.compile(r"\s*,").match(reading.lower, start)  # "khuyến khích, hỗ trợ …"
    found = re.compile(r"[,;.:|\n()]").search(reading.lower, goes_on.end() if goes_on else start)
    return found.start() if found else len(reading.lower)


def changed_polarity(
    claim: Reading, evidence: Sequence[Reading], leads: Sequence[Reading] = (), *, cut: bool
) -> Iterator[str]:
    """The markers that ``claim`` adds, or leaves out of what it takes from ``evidence``.

    ``leads`` are texts above the cited ones: one that ends with a colon (``Nghiêm cấm các hành vi:``)
    governs what stands below it. ``cut`` says that the claim shows by ``…`` that its sentence goes on.
    """
    said = markers(claim)
    cited = [(reading, marker) for reading in evidence for marker in markers(reading)]
    leading = {m.kind: m.shown for lead in leads for m in markers(lead) if _governs_below(lead, m)}
    for own in said:
        held = own.kind in leading or any(
            own.kind == m.kind and _overlap(own.scope, m.scope) for _, m in cited
        )
        if own.scope and not held:
            yield own.shown
    for kind, shown in leading.items():
        if not said_any(said, kind):
            yield shown
    told: set[tuple[str, tuple[str, ...]]] = set()
    for reading, marker in cited:
        if (marker.kind, marker.scope) in told:
            continue
        told.add((marker.kind, marker.scope))
        if marker.kind in _MAY_BE_LEFT_OUT or not marker.scope or marker.bracketed:
            continue
        if marker.kind == "except":
            kept = cut or said_any(said, "except")
            if not kept and _taken_share(claim, reading, marker.sentence) >= _USED_SHARE:
                yield marker.shown
        elif _left_out(claim, said, marker, evidence):
            yield marker.shown


def _left_out(claim: Reading, said: Sequence[Marker], marker: Marker, evidence: Sequence[Reading]) -> bool:
    """Whether the claim says what the marker governs oftener than the marker, and nothing else allows it."""
    words = _content(claim)
    for length in range(len(marker.scope), 0, -1):
        scope = marker.scope[:length]
        uses = _count(words, scope)
        if not uses or (length == 1 and len(marker.scope) > 1):
            continue
        marked = sum(m.kind == marker.kind and m.scope[:length] == scope for m in said)
        free = sum(_count(_content(each), scope) for each in evidence)
        governed = sum(
            m.kind == marker.kind and m.scope[:length] == scope for each in evidence for m in markers(each)
        )
        return uses - marked > free - governed
    return False


def _content(reading: Reading) -> list[str]:
    return [w.key for w in reading.words if w.key not in LINKS and not w.used]


def _count(words: Sequence[str], scope: tuple[str, ...]) -> int:
    return sum(tuple(words[i : i + len(scope)]) == scope for i in range(len(words)))


def _governs_below(lead: Reading, marker: Marker) -> bool:
    """Whether a prohibition ends a text with a colon, over the items below (``Nghiêm cấm các hành vi:``)."""
    if marker.kind != "forbid" or not lead.lower.rstrip().endswith(":"):
        return False
    return re.search(r"[.;\n]", lead.lower[marker.start :].rstrip(" :")) is None


def said_any(said: Sequence[Marker], kind: str) -> bool:
    """Whether a claim has a marker of ``kind``."""
    return any(marker.kind == kind for marker in said)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(other) and bool(set(one[:2]) & set(other[:3]))


def _taken_share(claim: Reading, reading: Reading, sentence: int) -> float:
    """The share of the claim's words that the sentence holds."""
    keys: list[Word] = [w for w in claim.words if w.key not in LINKS]
    held = {w.key for w in reading.words if w.sentence == sentence}
    return sum(w.key in held for w in keys) / len(keys) if keys else 0.0
