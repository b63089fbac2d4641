"""A circuit breaker: after some failures in a row an endpoint is left alone for a while.

Only failures of the endpoint count. One that answers, however badly its model words it, is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after ``failures`` in a row; after ``rest_s`` seconds one trial is let through.

    Safe to use from several threads. ``clock`` is any monotonic clock.
    """

    def __init__(self, failures: int, rest_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = failures
        self._rest = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is left alone, or about to be tried again after that."""
        with self._lock:
            return self._opened is not None

    def allows(self) -> bool:
        """Whether the endpoint may be asked; after the rest, only the first who asks may try."""
        with self._lock:
            if self._opened is None:
                return True
            if self._clock() - self._opened < self._rest:
                return False
            self._opened = self._clock()
            return True

    def succeeded(self) -> None:
        """The endpoint answered: it is trusted again."""
        with self._lock:
            self._failed, self._opened = 0, None

    def failed(self) -> None:
        """The endpoint did not answer."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._opened = self._clock()
