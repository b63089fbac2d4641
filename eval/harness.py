"""A gold set goes in, is asked question by question, and comes out as scores."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.model import Answer, Turn
from eval.gold import GoldQuestion, folded, load_gold
from eval.metrics import SearchHit, evidence_ranks, judge
from eval.scores import RATIOS, RECALL_DEPTHS, Outcome, Scores, scored
from indexing.model import Frozen
from indexing.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table


class Ask(Protocol):
    """Answers a question after the turns of ``history``."""

    def __call__(self, question: str, history: Sequence[Turn]) -> Answer: ...


class Search(Protocol):
    """The best ``limit`` hits for a question after the turns of ``history``."""

    def __call__(self, question: str, history: Sequence[Turn], limit: int) -> Sequence[SearchHit]: ...


class EvalResult(Frozen):
    """What a gold set measured: over all questions, by kind, and each question by itself.

    ``gold`` names the set; ``fold_diacritics`` says that it was asked without diacritics.
    """

    gold: str
    fold_diacritics: bool
    overall: Scores
    by_kind: dict[str, Scores]
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The questions that are not exact, or whose answer holds something unsupported."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if not outcome.judgement.exact or outcome.judgement.unsupported or outcome.judgement.untrue
        )

    def table(self) -> Table:
        """The metrics with counts, as a table for the terminal."""
        from rich.table import Table

        typed = ", typed without diacritics" if self.fold_diacritics else ""
        table = Table(title=f"{self.gold}: {self.overall.questions} questions{typed}")
        table.add_column("metric")
        table.add_column("all", justify="right")
        for name in RATIOS:
            table.add_row(name.replace("_", " "), str(getattr(self.overall, name)))
        table.add_row("elapsed p50 / p95", str(self.overall.elapsed_ms))
        table.add_row("wall clock p50 / p95", str(self.overall.wall_ms))
        for who, count in self.overall.worded.items():
            table.add_row(f"worded: {who}", str(count))
        table.add_section()
        for kind, scores in self.by_kind.items():
            table.add_row(f"exact, {kind}", str(scores.exact))
        return table


def run(
    gold: Sequence[GoldQuestion],
    ask: Ask,
    search: Search,
    texts: Mapping[str, str],
    *,
    name: str = "gold",
    fold_diacritics: bool = False,
) -> EvalResult:
    """Ask every question of ``gold`` and measure the answers.

    ``texts`` maps document ids to stored texts. Earlier questions of a conversation are asked
    first, in turn, so that the history holds the assistant's own answers; they are not measured.
    """
    questions = folded(gold) if fold_diacritics else gold
    outcomes = tuple(_outcome(question, ask, search, texts) for question in questions)
    kinds = dict.fromkeys(question.kind for question in questions)
    return EvalResult(
        gold=name,
        fold_diacritics=fold_diacritics,
        overall=scored(outcomes),
        by_kind={kind: scored([o for o in outcomes if o.question.kind == kind]) for kind in kinds},
        outcomes=outcomes,
    )


def evaluate(
    gold_path: Path, settings: Settings, *, fold: bool = False, report_dir: Path | None = None
) -> EvalResult:
    """Run the gold set ``gold_path`` against the index of ``settings``.

    With ``report_dir`` an HTML report is written there as ``index.html``.
    """
    return measured(load_gold(gold_path), settings, name=gold_path.stem, fold=fold, report_dir=report_dir)


def measured(
    gold: Sequence[GoldQuestion],
    settings: Settings,
    *,
    name: str,
    fold: bool = False,
    report_dir: Path | None = None,
) -> EvalResult:
    """As :func:`evaluate`, with the questions themselves."""
    from assistant.assistant import Assistant
    from indexing.collection import Collection

    with Collection.open(settings) as collection:
        assistant = Assistant(collection, settings)
        documents = {document.id: document for document in collection.documents()}

        def ask(question: str, history: Sequence[Turn]) -> Answer:
            return assistant.ask(question, history)

        def search(question: str, history: Sequence[Turn], limit: int) -> list[SearchHit]:
            hits = assistant.search(question, history, limit=limit)
            return [SearchHit(documents[hit.clause.document_id].file, hit.clause.text) for hit in hits]

        texts = {document.id: document.text for document in documents.values()}
        result = run(gold, ask, search, texts, name=name, fold_diacritics=fold)
    if report_dir is not None:
        from eval.report import write_report

        write_report(result, report_dir)
    return result


def _outcome(question: GoldQuestion, ask: Ask, search: Search, texts: Mapping[str, str]) -> Outcome:
    history = _conversation(question, ask)
    started = time.perf_counter()
    answer = ask(question.question, history)
    wall_ms = 1000 * (time.perf_counter() - started)
    hits = search(question.question, history, max(RECALL_DEPTHS)) if question.answerable else ()
    return Outcome(
        question=question,
        answer=answer,
        judgement=judge(question, answer, texts),
        ranks=evidence_ranks(question, hits),
        wall_ms=wall_ms,
    )


def _conversation(question: GoldQuestion, ask: Ask) -> tuple[Turn, ...]:
    turns: tuple[Turn, ...] = ()
    for earlier in question.history:
        answer = ask(earlier, turns)
        turns += (Turn(role="user", content=earlier), Turn(role="assistant", content=answer.answer))
    return turns
