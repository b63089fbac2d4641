"""The same documents in several formats, asked the same questions: what a format costs in answers.

Rule: each format is a collection of its own in which every file is named as the gold set names it;
nothing but the files differs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.gate import NotIndexed
from eval.gold import GoldQuestion, load_gold
from eval.harness import EvalResult, measured
from indexing.pipeline import index_paths
from indexing.settings import Settings

ORIGINAL = ".txt"
FORMATS = (ORIGINAL, ".docx", ".html", ".pdf", ".scan.pdf")
ALLOWED = {".scan.pdf": 8.0}  # points of exact answers that a format may cost
_ALLOWED = 2.0


@dataclass(frozen=True)
class Rendering:
    """What a gold set measured over one format, as written and typed without diacritics."""

    suffix: str
    written: EvalResult
    typed: EvalResult

    def slides(self, original: Rendering) -> Iterator[str]:
        """Where the format costs more exact answers than it may."""
        allowed = ALLOWED.get(self.suffix, _ALLOWED)
        for result, against in ((self.written, original.written), (self.typed, original.typed)):
            points = 100 * ((against.overall.exact.value or 0) - (result.overall.exact.value or 0))
            if points > allowed:
                yield f"{self.suffix}: {points:.1f} points below {original.suffix}, {allowed:g} are allowed"

    def lines(self, original: Rendering | None) -> Iterator[str]:
        """The figures with counts, and the questions lost against ``original``."""
        asked = (
            (self.written, original.written if original else None, "as written"),
            (self.typed, original.typed if original else None, "without diacritics"),
        )
        for result, against, how in asked:
            scores = result.overall
            yield (
                f"{self.suffix}, {how}: exact {scores.exact}, citation recall {scores.citation_recall}, "
                f"precision {scores.citation_precision}, false refusals {scores.false_refusal}, "
                f"false answers {scores.false_answer}, unsupported figures {scores.unsupported_figures}"
            )
            if against is not None:
                lost = exact_ids(against) - exact_ids(result)
                gained = exact_ids(result) - exact_ids(against)
                yield f"  lost {len(lost)} {sorted(lost)}, gained {len(gained)} {sorted(gained)}"


def exact_ids(result: EvalResult) -> set[str]:
    """The questions answered exactly."""
    return {outcome.question.id for outcome in result.outcomes if outcome.judgement.exact}


def measured_renderings(root: Path, suffixes: Sequence[str], folder: Path) -> Iterator[Rendering]:
    """The development set over the plans of ``root`` in each format; indexes are made in ``folder``."""
    gold = load_gold(root / "gold" / "dev.jsonl")
    plans = sorted((root / "plans").glob("*.txt"))
    for suffix in suffixes:
        held = folder / suffix.strip(".")
        files = plans if suffix == ORIGINAL else _named(root / "plans-formats", plans, suffix, held)
        yield _measured(suffix, gold, files, held / "data")


def _named(twins: Path, plans: Iterable[Path], suffix: str, folder: Path) -> list[Path]:
    """Copies called as the plans are: ``a.scan.pdf`` becomes ``a.pdf``."""
    folder.mkdir(parents=True)
    copies = [folder / f"{plan.stem}.{suffix.rsplit('.', 1)[-1]}" for plan in plans]
    for plan, copy in zip(plans, copies, strict=True):
        shutil.copy(twins / f"{plan.stem}{suffix}", copy)
    return copies


def _measured(suffix: str, gold: Sequence[GoldQuestion], files: Sequence[Path], data_dir: Path) -> Rendering:
    settings = Settings(data_dir=data_dir, database_url=None, qdrant_url=None)
    report = index_paths(files, settings)
    if report.failed:
        raise NotIndexed("; ".join(f"{document.file}: {document.error}" for document in report.failed))
    written, typed = (measured(gold, settings, name=suffix, fold=fold) for fold in (False, True))
    return Rendering(suffix, written, typed)
