"""``python -m eval.gate``: index the sample and the real plans, measure, and fail on a slide.

The sample collection in ``eval/sample`` is always measured. The real plans are measured where they
are found, in ``../shared`` or the folder that ``TRICHDAN_SHARED`` names, and their absence is said.
Each gold set is asked twice: as written, and typed without diacritics.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eval.facts import FoundFact, KindScores, load_fact_gold, score_facts
from eval.floors import load_floors, raised, save_floors, slides, unguarded
from eval.harness import EvalResult, evaluate
from eval.report import write_report
from eval.scores import RATIOS, Ratio
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.settings import Settings

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
FLOORS = HERE / "floors.json"

Sections = dict[str, dict[str, Ratio]]


class NotIndexed(RuntimeError):
    """A document of a gold set could not be read, so nothing measured over it would mean anything."""


def shared_folder() -> Path:
    """Where material lies that is not part of the repository."""
    return Path(os.environ.get("TRICHDAN_SHARED") or HERE.parent.parent / "shared")


def main(
    update: Annotated[bool, typer.Option("--update", help="Raise the floors to what is measured.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Folder for an HTML report per run, and the facts missed.")
    ] = None,
) -> None:
    """Measure the sample and the plans and compare with the floors."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="trichdan-gate-") as folder:
        measured = _measured(Path(folder), report, console)
    floors = load_floors(FLOORS)
    if update:
        save_floors(raised(measured, floors), FLOORS)
        console.print(f"Floors raised in {FLOORS.name}.")
        return
    for section in unguarded(measured, floors):
        console.print(f"{section}: no floors yet; --update sets them.")
    slid = list(slides(measured, floors))
    for sentence in slid:
        console.print(f"[red]slid[/red] {sentence}")
    if slid:
        raise typer.Exit(1)
    console.print("[green]Nothing slid.[/green]")


def _measured(folder: Path, report: Path | None, console: Console) -> Sections:
    sample = _indexed([SAMPLE / "documents"], folder / "sample")
    sections = _asked("sample", SAMPLE / "gold.jsonl", sample, report, console)
    sections |= _facts([sample, _indexed([SAMPLE / "facts"], folder / "facts")], report, console)
    plans, gold = shared_folder() / "plans", shared_folder() / "gold" / "dev.jsonl"
    if plans.is_dir() and gold.is_file():
        sections |= _asked("plans", gold, _indexed([plans], folder / "plans"), report, console)
    else:
        console.print(
            "The real plans are not here (../shared or TRICHDAN_SHARED): only the sample was measured."
        )
    return sections


def _indexed(paths: Iterable[Path], data_dir: Path) -> Settings:
    settings = Settings(data_dir=data_dir, database_url=None, qdrant_url=None)
    report = index_paths(list(paths), settings)
    if report.failed:
        raise NotIndexed("; ".join(f"{document.file}: {document.error}" for document in report.failed))
    return settings


def _asked(name: str, gold: Path, settings: Settings, report: Path | None, console: Console) -> Sections:
    sections: Sections = {}
    for fold, section in ((False, name), (True, f"{name}, no diacritics")):
        result = evaluate(gold, settings, fold=fold)
        console.print(result.table())
        if report is not None:
            write_report(result, report / section.replace(", ", "-").replace(" ", "-"))
        sections[section] = _ratios(result)
    return sections


def _ratios(result: EvalResult) -> dict[str, Ratio]:
    return {name: getattr(result.overall, name) for name in RATIOS}


def _facts(indexes: Iterable[Settings], report: Path | None, console: Console) -> Sections:
    found = [fact for settings in indexes for fact in _found(settings)]
    scores = score_facts(load_fact_gold(SAMPLE / "facts.jsonl"), found)
    for kind, kind_scores in scores.items():
        console.print(f"facts, {kind}: precision {kind_scores.precision}, recall {kind_scores.recall}")
    if report is not None:
        (report / "facts.txt").write_text("\n".join(_differences(scores)) + "\n", encoding="utf-8")
    return {
        f"facts, {kind}": {"precision": kind_scores.precision, "recall": kind_scores.recall}
        for kind, kind_scores in scores.items()
    }


def _found(settings: Settings) -> Iterator[FoundFact]:
    with Collection.open(settings) as collection:
        files = {document.id: document.file for document in collection.catalogue()}
        facts = collection.facts()
        texts = {clause.id: clause.text for clause in collection.clauses([fact.clause_id for fact in facts])}
    yield from (FoundFact(files[fact.document_id], fact, texts[fact.clause_id]) for fact in facts)


def _differences(scores: Mapping[str, KindScores]) -> Iterator[str]:
    for kind, kind_scores in scores.items():
        yield from (f"{kind}, missed: {fact}" for fact in kind_scores.missed)
        yield from (f"{kind}, spurious: {fact}" for fact in kind_scores.spurious)


if __name__ == "__main__":
    typer.run(main)
