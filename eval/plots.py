"""The plots of the evaluation report, each as one SVG without any outside reference."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from eval.scores import Outcome, Scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_RIGHT, _WRONG, _QUIET = "#1f7a5c", "#b3402e", "#8a94a6"
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def by_kind(kinds: Mapping[str, Scores]) -> str:
    """Share of exact questions per kind, with counts."""
    figure, axes = _canvas(height=0.8 + 0.32 * len(kinds))
    names = list(kinds)[::-1]
    shares = [100 * (kinds[name].exact.value or 0.0) for name in names]
    axes.barh(names, [100.0] * len(names), color="#e7eaf0")
    axes.barh(names, shares, color=_RIGHT)
    for row, name in enumerate(names):
        exact = kinds[name].exact
        axes.text(101, row, f"{exact.n:.0f}/{exact.of}", va="center", fontsize=8)
    axes.set_xlim(0, 112)
    axes.set_xlabel("exact, %")
    return _svg(figure)


def latencies(outcomes: Sequence[Outcome]) -> str:
    """How long answers took, with median and 95th percentile of the assistant's own time."""
    from eval.scores import latency

    figure, axes = _canvas(height=2.8)
    own = [outcome.answer.elapsed_ms for outcome in outcomes]
    axes.hist(own, bins=min(30, max(5, len(own) // 2)), color=_QUIET)
    measured = latency(own)
    for name, value, colour in (("p50", measured.p50, _RIGHT), ("p95", measured.p95, _WRONG)):
        axes.axvline(value, color=colour, label=f"{name}: {value:.1f} ms")
    axes.set_xlabel("elapsed_ms")
    axes.set_ylabel("questions")
    axes.legend(frameon=False)
    return _svg(figure)


def threshold_points(outcomes: Sequence[Outcome]) -> list[tuple[float, int, int]]:
    """For each confidence at which something changes: answers kept that are right, and wrong.

    An answer is kept when its confidence is at least the threshold. An answer is right when it
    is accurate; every answer to an unanswerable question is wrong. Refusals are not counted.
    """
    given = [
        (outcome.answer.confidence, bool(outcome.judgement.accurate))
        for outcome in outcomes
        if outcome.answer.answerable
    ]
    levels = sorted({0.0, 1.0, *(confidence for confidence, _ in given)})
    return [
        (
            level,
            sum(right for confidence, right in given if confidence >= level),
            sum(not right for confidence, right in given if confidence >= level),
        )
        for level in levels
    ]


def thresholds(outcomes: Sequence[Outcome]) -> str:
    """What refusing every answer below a confidence would keep, right and wrong."""
    figure, axes = _canvas(height=2.8)
    levels, right, wrong = zip(*threshold_points(outcomes), strict=True)
    # An answer is kept up to and including its own confidence, so each step ends there.
    axes.step(levels, right, where="pre", color=_RIGHT, label="right answers kept")
    axes.step(levels, wrong, where="pre", color=_WRONG, label="wrong answers kept")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("answers below this confidence refused")
    axes.set_ylabel("answers")
    axes.legend(frameon=False)
    return _svg(figure)


def _canvas(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    return figure, axes


def _svg(figure: Figure) -> str:
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "trichdan"}):
        figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    drawing = buffer.getvalue()
    return drawing[drawing.index("<svg") :]
