"""How often somebody may ask: token buckets, one per key or address."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_BUCKETS = 10_000  # addresses of a scan must not fill the memory; the oldest are forgotten


class Buckets:
    """For each name a bucket of ``size`` tokens that fills up evenly in ``period_s`` seconds.

    Kept in this process: with several replicas each grants the whole rate.
    """

    def __init__(self, size: int, period_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._period_s, self._clock = size, period_s, clock
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, size: int | None = None) -> int:
        """Take a token; 0, or after how many whole seconds there will be one. A size of 0 is no limit."""
        most = self._size if size is None else size
        if most <= 0:
            return 0
        with self._lock:
            level = self._level(name, most)
            taken = level >= 1
            self._keep(name, level - 1 if taken else level)
        return 0 if taken else self._wait(level, most)

    def wait(self, name: str) -> int:
        """Like ``take``, but nothing is taken."""
        if self._size <= 0:
            return 0
        with self._lock:
            level = self._level(name, self._size)
        return 0 if level >= 1 else self._wait(level, self._size)

    def _level(self, name: str, most: int) -> float:
        level, then = self._levels.get(name, (float(most), 0.0))
        filled = (self._clock() - then) * most / self._period_s if name in self._levels else 0.0
        return min(float(most), level + filled)

    def _keep(self, name: str, level: float) -> None:
        self._levels[name] = level, self._clock()
        self._levels.move_to_end(name)
        if len(self._levels) > _MOST_BUCKETS:
            self._levels.popitem(last=False)

    def _wait(self, level: float, most: int) -> int:
        return max(1, math.ceil((1 - level) * self._period_s / most))
