"""The HTML report of an evaluation: one file that needs nothing beside it."""

from __future__ import annotations

import base64
from pathlib import Path

from eval import plots
from eval.harness import EvalResult
from eval.scores import LOWER_IS_BETTER, RATIOS, Scores


def write_report(result: EvalResult, folder: Path) -> Path:
    """Write ``index.html`` into ``folder`` (made if need be) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(html(result), encoding="utf-8")
    return path


def html(result: EvalResult) -> str:
    """The report as one HTML page; every text in it is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eval", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    drawings = [
        ("Exact by kind", plots.by_kind(result.by_kind)),
        ("Latency", plots.latencies(result.outcomes)),
        ("Refusal threshold", plots.thresholds(result.outcomes)),
    ]
    return environment.get_template("report.html").render(
        result=result,
        ratios=RATIOS,
        lower_is_better=LOWER_IS_BETTER,
        meanings=_meanings(),
        drawings=[(title, _data_url(drawing)) for title, drawing in drawings],
    )


def _meanings() -> dict[str, str]:
    """What each metric means, as the docstring of :class:`Scores` defines it."""
    meanings: dict[str, str] = {}
    names: tuple[str, ...] = ()
    for line in (Scores.__doc__ or "").splitlines():
        if line.strip().startswith("``"):
            term, _, meaning = line.strip().rpartition("``")
            names = tuple(part.strip("`, ") for part in term.split(","))
            if names == ("recall_at_k",):
                names = tuple(name for name in RATIOS if name.startswith("recall_at_"))
            meanings |= dict.fromkeys(names, meaning.strip())
        elif line.strip() and names:
            meanings |= {name: f"{meanings[name]} {line.strip()}" for name in names}
    return meanings


def _data_url(drawing: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode("ascii")
