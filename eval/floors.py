"""Floors under the metrics: what has once been reached is not given away unnoticed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from eval.scores import LOWER_IS_BETTER, Ratio

Measured = Mapping[str, Mapping[str, Ratio]]
"""Section (a gold set asked in one way, the facts) → metric → what was measured."""

Floors = dict[str, dict[str, float]]
"""Section → metric → the least share allowed, or the greatest where lower is better."""

SLACK = 0.005
"""Left at a bound of which nothing is given away."""

_HELD = frozenset({"false_answer", "unsupported_figures", "true_quotes"})

_CLOSE = 1e-9


def load_floors(path: Path) -> Floors:
    """The floors in ``path``; none where there is no such file."""
    if not path.exists():
        return {}
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    return floors


def save_floors(floors: Floors, path: Path) -> None:
    """Write ``floors`` as they are committed: one metric a line."""
    path.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def slides(measured: Measured, floors: Floors) -> Iterator[str]:
    """What fell short of its floor, one sentence each; sections not measured are left out."""
    for section in measured:
        for metric, floor in floors.get(section, {}).items():
            ratio = measured[section].get(metric)
            if ratio is None or ratio.value is None:
                yield f"{section}: {metric} is no longer measured (floor {floor:.3f})"
            elif _short_of(metric, ratio.value, floor):
                bound = "ceiling" if _lower_is_better(metric) else "floor"
                yield f"{section}: {metric} is {ratio}, {bound} {floor:.3f}"


def unguarded(measured: Measured, floors: Floors) -> list[str]:
    """Sections that were measured but have no floors yet."""
    return [section for section in measured if section not in floors]


def raised(measured: Measured, floors: Floors) -> Floors:
    """``floors`` lifted to what was measured less one question; none is ever lowered.

    Another processor rounds the vectors otherwise, and one close call may fall the other way. That
    is no excuse for an answer where there is none, for a figure that no clause states, or for a
    quote that is not in its document.
    """
    lifted: Floors = {section: dict(metrics) for section, metrics in floors.items()}
    for section, ratios in measured.items():
        metrics = lifted.setdefault(section, {})
        for metric, ratio in ratios.items():
            if ratio.value is None:
                continue
            slack = SLACK if metric in _HELD else max(SLACK, 1 / ratio.of)
            if _lower_is_better(metric):
                ceiling = _up(min(1.0, ratio.value + slack))
                metrics[metric] = min(ceiling, metrics.get(metric, 1.0))
            else:
                floor = _down(max(0.0, ratio.value - slack))
                metrics[metric] = max(floor, metrics.get(metric, 0.0))
    return lifted


def _up(share: float) -> float:
    return math.ceil(round(share * 1000, 6)) / 1000


def _down(share: float) -> float:
    return math.floor(round(share * 1000, 6)) / 1000


def _lower_is_better(metric: str) -> bool:
    return metric in LOWER_IS_BETTER


def _short_of(metric: str, value: float, floor: float) -> bool:
    return value > floor + _CLOSE if _lower_is_better(metric) else value < floor - _CLOSE
