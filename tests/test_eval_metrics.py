from __future__ import annotations

from typing import Any

import pytest

from assistant.model import Answer, Citation, CitedDocument
from eval import metrics
from eval.gold import Evidence, GoldQuestion
from eval.metrics import SearchHit, judge

TEXT = "Kế hoạch. Sở Y tế chủ trì đề án trường sạch đạt 38% trước ngày 15/9/2024."
QUOTE = TEXT[10:]


def gold(**changes: Any) -> GoldQuestion:
    fields: dict[str, Any] = {
        "id": "q",
        "kind": "lead_agency",
        "question": "Cơ quan nào chủ trì?",
        "answerable": True,
        "answer": (("Sở Y tế", "Sở Y Tế tỉnh"),),
        "evidence": (Evidence(doc="plan", quote="Sở Y tế | chủ trì đề án"),),
    }
    return GoldQuestion.model_validate(fields | changes)


NONE = gold(kind="unanswerable", answerable=False, answer=(), evidence=())


def cited(quote: str = QUOTE, *, file: str = "plan.txt", start: int = 10, marker: int = 1) -> Citation:
    return Citation(
        marker=marker,
        quote=quote,
        clause_id="d:ii-5",
        path="Kế hoạch > II > 5",
        document=CitedDocument(
            id="d",
            number="284/KH-UBND",
            title="Kế hoạch năm học",
            issuer="UBND tỉnh",
            date="2025-04-22",
            file=file,
        ),
        start=start,
        end=start + len(quote),
        url="/documents/d#ii-5",
    )


def answered(text: str, *citations: Citation, answerable: bool = True) -> Answer:
    return Answer(
        question="?",
        answerable=answerable,
        answer=text,
        kind="lead_agency",
        mode="facts",
        confidence=0.9,
        citations=citations,
        reason=None if answerable else "not_in_documents",
    )


def words(count: int) -> str:
    return " ".join(f"từ{chr(97 + i % 26) * (1 + i // 26)}" for i in range(count))


# --- answer accuracy -----------------------------------------------------------------------


def test_each_group_needs_one_of_its_alternatives() -> None:
    question = gold(answer=(("Sở Y tế", "ngành y tế"), ("38%",)))
    assert metrics.accurate(question, answered("SỞ Y TẾ, đạt 38% [1]."))
    assert not metrics.accurate(question, answered("Sở Y tế [1]."))
    assert metrics.groups_missed(question, answered("Sở Y tế [1].")) == (("38%",),)


@pytest.mark.parametrize(("length", "right"), [(500, True), (501, False)])
def test_a_single_fact_has_500_characters(length: int, right: bool) -> None:
    answer = answered("Sở Y tế".ljust(length, "."))
    assert metrics.accurate(gold(), answer) is right


@pytest.mark.parametrize("kind", ["list", "compare", "content"])
def test_lists_comparisons_and_contents_may_be_long(kind: str) -> None:
    assert metrics.accurate(gold(kind=kind), answered("Sở Y tế".ljust(5000, ".")))


def test_a_refusal_that_mentions_the_answer_is_no_answer() -> None:
    assert not metrics.accurate(gold(), answered("Gần nhất: Sở Y tế.", answerable=False))


# --- citations -----------------------------------------------------------------------------


@pytest.mark.parametrize(("kept", "recalled"), [(10, True), (9, True), (8, False)])
def test_recall_needs_nine_tenths_of_the_words(kept: int, recalled: bool) -> None:
    question = gold(evidence=(Evidence(doc="plan", quote=words(10)),))
    missed = metrics.evidence_missed(question, answered("…", cited(words(kept))))
    assert (not missed) is recalled


def test_recall_does_not_add_up_two_citations() -> None:
    question = gold(evidence=(Evidence(doc="plan", quote="một hai ba bốn"),))
    assert metrics.evidence_missed(question, answered("…", cited("một hai"), cited("ba bốn", marker=2)))


def test_recall_looks_only_at_the_evidence_document() -> None:
    assert metrics.evidence_missed(gold(), answered("…", cited(file="other.txt")))
    assert not metrics.evidence_missed(gold(), answered("…", cited(file="plan.docx")))


@pytest.mark.parametrize(("kept", "to_the_point"), [(6, True), (5, False)])
def test_precision_needs_six_tenths_of_the_words(kept: int, to_the_point: bool) -> None:
    question = gold(evidence=(Evidence(doc="plan", quote=words(10)),))
    assert metrics.precise(question, cited(words(kept))) is to_the_point


def test_a_citation_that_holds_an_alternative_is_precise_in_any_document() -> None:
    assert metrics.precise(gold(), cited("giao Sở Y tế thực hiện", file="other.txt"))
    assert not metrics.precise(gold(), cited("giao Sở Nội vụ thực hiện"))
    assert not metrics.precise(NONE, cited())


def test_a_quote_must_be_the_stored_text_at_its_offsets() -> None:
    texts = {"d": TEXT}
    assert metrics.untrue(answered("…", cited()), texts) == ()
    assert metrics.untrue(answered("…", cited(start=9)), texts) == (1,)
    assert metrics.untrue(answered("…", cited()), {}) == (1,)


# --- exact, refusals -----------------------------------------------------------------------


def test_exact_is_accurate_with_full_citation_recall() -> None:
    texts = {"d": TEXT}
    assert judge(gold(), answered("Sở Y tế [1].", cited()), texts).exact
    uncited = judge(gold(), answered("Sở Y tế."), texts)
    assert uncited.accurate and not uncited.exact
    assert uncited.why == ("not cited: plan: Sở Y tế | chủ trì đề án",)


def test_exact_needs_every_evidence_quote() -> None:
    question = gold(evidence=(*gold().evidence, Evidence(doc="plan", quote="điều khác hẳn")))
    judged = judge(question, answered("Sở Y tế [1].", cited()), {"d": TEXT})
    assert [missed.quote for missed in judged.evidence_missed] == ["điều khác hẳn"]
    assert not judged.exact


def test_an_unanswerable_question_is_exact_when_refused_without_citation() -> None:
    refused = judge(NONE, answered("Văn bản không nêu.", answerable=False), {})
    assert refused.exact and refused.accurate is None and refused.why == ()
    citing = judge(NONE, answered("Không nêu [1].", cited(), answerable=False), {"d": TEXT})
    assert not citing.exact and "refused, yet cites" in citing.why
    false = judge(NONE, answered("Sở Y tế [1].", cited()), {"d": TEXT})
    assert not false.exact and "answered, but the documents do not say" in false.why


# --- unsupported figures -------------------------------------------------------------------


def test_figures_may_stand_in_the_quote_the_title_block_or_the_address() -> None:
    answer = answered("Theo 284/KH-UBND ngày 22/4/2025, mục II.5: đạt 38% trước 15/9/2024 [1].", cited())
    judged = judge(gold(), answer, {"d": TEXT})
    assert judged.unsupported == ()
    assert judged.figures == 5


def test_a_figure_of_the_question_is_not_supported_by_the_question() -> None:
    question = gold(question="Năm 2031 cơ quan nào chủ trì?")
    judged = judge(question, answered("Năm 2031: Sở Y tế [1].", cited()), {"d": TEXT})
    assert judged.unsupported == ("2031",)
    assert "unsupported figure: 2031" in judged.why


def test_a_refusal_states_no_figures_of_its_own() -> None:
    refusal = answered("Văn bản không nêu cho năm 2031.", answerable=False)
    judged = judge(NONE, refusal, {})
    assert (judged.figures, judged.unsupported) == (0, ())


# --- retrieval -----------------------------------------------------------------------------


def test_evidence_ranks_count_from_one_and_skip_other_documents() -> None:
    question = gold(evidence=(*gold().evidence, Evidence(doc="plan", quote="không có ở đâu")))
    hits = [SearchHit("other.txt", TEXT), SearchHit("plan.txt", "Sở Nội vụ"), SearchHit("plan.txt", TEXT)]
    assert metrics.evidence_ranks(question, hits) == (3, None)
