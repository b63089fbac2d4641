"""What the verifier accepts and refuses of the pairs, per kind, with counts."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.verification import unsupported
from eval.adversarial.falsifications import falsified
from eval.adversarial.material import Material, Pair
from eval.adversarial.truths import truths


class Count(NamedTuple):
    """How many pairs of a kind there are, and how many were judged wrongly."""

    kind: str
    holds: bool
    pairs: int
    wrong: int


class Measured(NamedTuple):
    """The counts per kind, the pairs judged wrongly, and the milliseconds a claim took."""

    counts: tuple[Count, ...]
    wrong: tuple[tuple[Pair, tuple[str, ...]], ...]
    milliseconds: float

    def total(self, holds: bool) -> Count:
        """All true (or all false) claims together."""
        chosen = [c for c in self.counts if c.holds is holds]
        return Count("all", holds, sum(c.pairs for c in chosen), sum(c.wrong for c in chosen))


def pairs(materials: Sequence[Material], most: int | None = None, seed: int = 11) -> list[Pair]:
    """The adversarial set of ``materials``; of each kind at most ``most``, drawn by ``seed``."""
    everything = [*(pair for material in materials for pair in truths(material)), *falsified(materials)]
    chance = random.Random(seed)
    kept: list[Pair] = []
    for holds in (True, False):
        for kind in dict.fromkeys(p.kind for p in everything if p.holds is holds):
            of_kind = list(
                {(p.claim, p.source): p for p in everything if p.kind == kind and p.holds is holds}.values()
            )
            kept += chance.sample(of_kind, most) if most and len(of_kind) > most else of_kind
    return kept


def measure(chosen: Iterable[Pair]) -> Measured:
    """Judge every pair."""
    numbers: dict[tuple[str, bool], list[int]] = {}
    wrong = []
    spent = 0.0
    for pair in chosen:
        started = time.process_time()
        failures = unsupported(pair.claim, pair.source.quotes, pair.source.title, pair.source.context)
        spent += time.process_time() - started
        count = numbers.setdefault((pair.kind, pair.holds), [0, 0])
        count[0] += 1
        if bool(failures) == pair.holds:
            count[1] += 1
            wrong.append((pair, tuple(failures)))
    total = sum(n for n, _ in numbers.values())
    counts = tuple(Count(kind, holds, n, w) for (kind, holds), (n, w) in numbers.items())
    return Measured(counts, tuple(wrong), 1000 * spent / total if total else 0.0)
