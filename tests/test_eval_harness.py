from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest
from rich.console import Console

from assistant.model import Answer, Citation, CitedDocument, Turn
from eval.gold import Evidence, GoldQuestion
from eval.harness import EvalResult, run
from eval.metrics import SearchHit
from eval.report import html
from eval.scores import Ratio, latency

TEXT = "Sở Y tế chủ trì đề án."

GOLD = (
    GoldQuestion(
        id="lead",
        kind="lead_agency",
        question="Cơ quan nào chủ trì đề án?",
        answerable=True,
        answer=(("Sở Y tế",),),
        evidence=(Evidence(doc="plan", quote="Sở Y tế chủ trì"),),
    ),
    GoldQuestion(
        id="follow",
        kind="follow_up",
        question="Còn thời gian?",
        history=("Cơ quan nào chủ trì đề án?", "Ai phối hợp?"),
        answerable=True,
        answer=(("2025",),),
        evidence=(Evidence(doc="plan", quote="thực hiện năm 2025"),),
    ),
    GoldQuestion(id="none", kind="unanswerable", question="Thời tiết thế nào?", answerable=False),
)


class Recorder:
    """Answers what it knows, refuses the rest, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.searched: list[tuple[str, int]] = []

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        self.asked.append((question, tuple(history)))
        knows = "chủ trì" in question or "chu tri" in question
        return Answer(
            question=question,
            answerable=knows,
            answer="Sở Y tế [1]." if knows else "Văn bản không nêu.",
            kind="lead_agency",
            mode="facts",
            confidence=0.9 if knows else 0.1,
            citations=(citation(),) if knows else (),
            elapsed_ms=10.0,
            reason=None if knows else "not_in_documents",
        )

    def search(self, question: str, history: Sequence[Turn], limit: int) -> list[SearchHit]:
        self.searched.append((question, limit))
        return [SearchHit("plan.txt", "khác"), SearchHit("plan.txt", TEXT)]


def citation() -> Citation:
    document = CitedDocument(id="d", number=None, title="", issuer=None, date=None, file="plan.txt")
    return Citation(
        marker=1, quote=TEXT, clause_id="d:1", path="1", document=document, start=0, end=len(TEXT), url="/d#1"
    )


@pytest.fixture(scope="module")
def result() -> EvalResult:
    recorder = Recorder()
    return run(GOLD, recorder.ask, recorder.search, {"d": TEXT}, name="small")


def test_every_share_comes_with_its_counts(result: EvalResult) -> None:
    scores = result.overall
    assert (scores.answer_accuracy.n, scores.answer_accuracy.of) == (1, 2)
    assert (scores.citation_recall.n, scores.citation_recall.of) == (1, 2)
    assert (scores.citation_precision.n, scores.citation_precision.of) == (1, 1)
    assert (scores.exact.n, scores.exact.of) == (2, 3)
    assert (scores.false_refusal.n, scores.false_refusal.of) == (1, 2)
    assert (scores.false_answer.n, scores.false_answer.of) == (0, 1)
    assert (scores.recall_at_1.n, scores.recall_at_5.n, scores.recall_at_10.n) == (0, 1, 1)
    assert (scores.mrr.n, scores.mrr.of) == (0.5, 2)
    assert scores.true_quotes.value == 1
    assert scores.elapsed_ms.p50 == 10


def test_scores_are_kept_by_kind_and_failures_by_question(result: EvalResult) -> None:
    assert list(result.by_kind) == ["lead_agency", "follow_up", "unanswerable"]
    assert result.by_kind["lead_agency"].exact.value == 1
    assert [outcome.question.id for outcome in result.failed] == ["follow"]


def test_earlier_questions_are_asked_in_turn_with_the_assistants_answers() -> None:
    recorder = Recorder()
    run(GOLD[1:2], recorder.ask, recorder.search, {})
    questions = [question for question, _ in recorder.asked]
    assert questions == ["Cơ quan nào chủ trì đề án?", "Ai phối hợp?", "Còn thời gian?"]
    assert recorder.asked[0][1] == ()
    assert [(turn.role, turn.content) for turn in recorder.asked[2][1]] == [
        ("user", "Cơ quan nào chủ trì đề án?"),
        ("assistant", "Sở Y tế [1]."),
        ("user", "Ai phối hợp?"),
        ("assistant", "Văn bản không nêu."),
    ]


def test_only_answerable_questions_are_searched_ten_deep() -> None:
    recorder = Recorder()
    run(GOLD, recorder.ask, recorder.search, {})
    assert recorder.searched == [(GOLD[0].question, 10), (GOLD[1].question, 10)]


def test_folding_asks_without_diacritics() -> None:
    recorder = Recorder()
    result = run(GOLD, recorder.ask, recorder.search, {"d": TEXT}, fold_diacritics=True)
    assert recorder.asked[0][0] == "Co quan nao chu tri de an?"
    assert result.fold_diacritics and result.overall.answer_accuracy.n == 1


def test_the_result_is_a_table_and_json(result: EvalResult) -> None:
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(result.table())
    shown = console.export_text()
    assert "50.0 % (1/2)" in shown and "exact, follow_up" in shown
    told = json.loads(result.model_dump_json())
    assert told["overall"]["answer_accuracy"] == {"n": 1.0, "of": 2, "value": 0.5}
    assert EvalResult.model_validate(told) == result


def test_with_a_language_model_it_is_counted_who_worded_the_answers() -> None:
    notice = "Mô hình ngôn ngữ không trả lời kịp."
    changes = iter(({"mode": "llm"}, {"notice": notice}, {"notice": notice}, {}))

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        return Recorder().ask(question, history).model_copy(update=next(changes))

    told = run((GOLD[0],) * 4, ask, Recorder().search, {"d": TEXT})
    assert told.overall.worded == {notice: 2, "by the model": 1}
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(told.table())
    assert "worded: by the model" in console.export_text()
    assert f"worded: {notice}" in html(told)


def test_without_a_language_model_nothing_is_said_of_one(result: EvalResult) -> None:
    assert result.overall.worded == {}
    assert "worded:" not in html(result)


def test_nothing_measured_is_no_share() -> None:
    assert Ratio(n=0, of=0).value is None
    assert str(Ratio(n=0, of=0)) == "–"


def test_percentiles_are_interpolated() -> None:
    measured = latency([40.0, 10.0, 20.0, 30.0])
    assert (measured.p50, measured.of) == (25.0, 4)
    assert measured.p95 == pytest.approx(38.5)
    assert latency([]).p95 == 0
