"""How long the stages of one answer take, for whoever measures it; next to nothing when nobody does.

    with measured() as stages:
        assistant.ask(question)
    stages.seconds["retrieval"]

A stage inside another is taken out of the outer one's time, so that the stages add up.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Stages:
    """Seconds by stage, and how many claims the verifier removed."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    removed: int = 0
    _open: list[str] = field(default_factory=list)
    _since: float = 0.0

    def enter(self, name: str) -> None:
        """A stage begins."""
        self._account()
        self._open.append(name)

    def leave(self) -> None:
        """The latest stage ends."""
        self._account()
        self._open.pop()

    def _account(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now


_measured: ContextVar[Stages | None] = ContextVar("stages", default=None)


@contextmanager
def measured() -> Iterator[Stages]:
    """Measure what is done inside, in this thread (or task)."""
    stages = Stages()
    token = _measured.set(stages)
    try:
        yield stages
    finally:
        _measured.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done inside is a stage; ``@stage(…)`` makes one of a function."""
    stages = _measured.get()
    if stages is None:
        yield
        return
    stages.enter(name)
    try:
        yield
    finally:
        stages.leave()


def note_removed(claims: int) -> None:
    """Claims that the verifier did not let pass."""
    if (stages := _measured.get()) is not None:
        stages.removed += claims
