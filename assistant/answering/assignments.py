"""Who leads, who cooperates, and which tasks an agency has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import THRESHOLD, Candidate, agencies_key, chosen, fact_score
from assistant.answering.claims import Claim, Draft, Evidence, evidence_of, shortened
from assistant.answering.context import Context
from indexing.facts.agencies import agency_key, same_agency
from indexing.language import folded
from indexing.model import Assignment

_MOST_TASKS = 60
_TASKS_ASKED = re.compile(r"nhiem vu|de an|cong viec|\bviec\b")


_LEAST_SUBSTANCE = 0.9
_THE_DOCUMENT = re.compile(
    r"(?:thực hiện|triển khai|theo dõi)\b[^.;]{0,60}\b(?:Kế hoạch|Quyết định|Chỉ thị|Chương trình|Đề án)\b"
)


def lead_agency(context: Context) -> Draft | None:
    """The agency that leads (or performs) the task asked about, or that sees the document itself done."""
    draft = chosen(context, _candidates(context, cooperating=False))
    if draft or not context.narrowed or context.relevance.substance(context.units) >= _LEAST_SUBSTANCE:
        return draft
    return chosen(context, _of_the_document(context))


def _of_the_document(context: Context) -> Iterator[Candidate]:
    """Who is to carry out, or to follow, the document as a whole (``… triển khai Kế hoạch này``)."""
    for fact in context.facts_of_documents("assignment"):
        if not isinstance(fact, Assignment) or fact.role not in ("lead", "standing") or not fact.lead:
            continue
        if _THE_DOCUMENT.search(fact.task[:160]):
            score = 0.8 if fact.role == "standing" else 0.75
            claim = _claim(context, fact, fact.lead, False)
            yield Candidate(fact.document_id, score, claim, agencies_key(fact.lead))


def cooperating(context: Context) -> Draft | None:
    """The agencies that cooperate in the task asked about."""
    return chosen(context, _candidates(context, cooperating=True))


def _candidates(context: Context, *, cooperating: bool) -> Iterator[Candidate]:
    named = context.understanding.agencies
    standing = "thuong truc" in folded(context.understanding.text)
    asked_lead = "chu tri" in folded(context.understanding.text)
    for fact in context.facts("assignment"):
        if not isinstance(fact, Assignment):
            continue
        answer = fact.cooperating if cooperating else fact.lead
        if not answer and not cooperating:
            continue
        subject = f"đơn vị cơ quan thường trực {fact.task}" if fact.role == "standing" else fact.task
        if cooperating:
            subject = f"{subject} {' '.join(fact.lead + fact.cooperating)}"
        score = fact_score(context, fact, subject)
        if context.clause(fact.clause_id).kind == "row":
            score += 0.04  # a task list states who does what; prose mentions it
        if cooperating and not answer:
            continue
        if cooperating and named and not any(same_agency(a, b) for a in named for b in fact.lead):
            score -= 0.15
        if not cooperating and fact.role == "cooperate":
            score -= 0.12
        if standing != (fact.role == "standing"):
            score -= 0.12 if standing else 0.04
        if asked_lead and fact.role == "perform":
            score -= 0.03
        yield Candidate(
            fact.document_id, score, _claim(context, fact, answer, cooperating), agencies_key(answer)
        )


def _claim(context: Context, fact: Assignment, answer: tuple[str, ...], cooperating: bool) -> Claim:
    names = "; ".join(answer)
    verb = {
        "standing": "là đơn vị thường trực",
        "perform": "thực hiện",
    }.get(fact.role, "chủ trì")
    if fact.role == "perform" and context.clause(fact.clause_id).kind == "row":
        verb = "là đơn vị thực hiện"  # what its column says, whatever was asked
    if cooperating:
        verb = "phối hợp"
    return Claim(text=f"{names} {verb}: {shortened(fact.task, 160)}", evidence=_evidence(context, fact))


def _evidence(context: Context, fact: Assignment) -> tuple[Evidence, ...]:
    clause = context.clause(fact.clause_id)
    own = evidence_of(clause, fact.start, fact.end)
    inherited = tuple(evidence_of(context.clause(s.clause_id), s.start, s.end) for s in fact.support)
    quoted = clause.text[own.start - clause.start : own.end - clause.start]
    if inherited and clause.kind != "row" and all(name in quoted for name in fact.lead + fact.cooperating):
        inherited = ()
    if not fact.support and not all(name in quoted for name in fact.lead):
        own = own.model_copy(update={"start": clause.start, "end": min(own.end, clause.start + 1200)})
    return (own, *inherited)


def tasks_of_agency(context: Context) -> Draft | None:
    """Every task that the agency named in the question leads (or cooperates in, when asked)."""
    named = context.understanding.agencies
    years = context.understanding.years
    if not named and not years and "phu luc" in folded(context.understanding.text):
        return _all_rows(context)
    if not named and not (years and _TASKS_ASKED.search(folded(context.understanding.text))):
        return None
    plain = folded(context.understanding.text)
    wants_cooperation = "phoi hop" in plain and "chu tri" not in plain
    only_rows = "phu luc" in plain or "bang" in plain.split()
    about = context.relevance.units(_without_agency(context))
    claims: list[Claim] = []
    best = 0.0
    for fact in context.facts_of_documents("assignment"):
        if not isinstance(fact, Assignment):
            continue
        clause = context.clause(fact.clause_id)
        if only_rows and clause.kind != "row":
            continue
        acting = fact.cooperating if wants_cooperation else fact.lead
        if named and not any(_is(a, b) for a in named for b in acting):
            continue
        if years and not any(year in (fact.time or clause.text) for year in years):
            continue
        performs = fact.role == "perform" and clause.kind == "row"
        asked_lead = not wants_cooperation and "chu tri" in plain
        if asked_lead and fact.role != "lead" and not performs:
            continue
        if not fact.task:
            continue
        if (
            context.relevance.substance(about) > 0.5
            and context.relevance.coverage(about, f"{fact.task} {fact.time} {' '.join(clause.headings[-2:])}")
            < THRESHOLD
        ):
            continue
        best = 1.0
        time = f" ({fact.time})" if fact.time else ""
        time += " – đơn vị thực hiện" if asked_lead and performs else ""
        claims.append(Claim(text=f"{shortened(fact.task, 200)}{time}", evidence=_evidence(context, fact)))
    if not claims:
        return None
    return Draft(
        claims=tuple(claims[:_MOST_TASKS]),
        confidence=best * 0.9,
        intro=named[0] if named else f"Năm {', '.join(years)}",
        layout="list",
    )


def _all_rows(context: Context) -> Draft | None:
    """Every task of the appendix of the one document asked about."""
    if len(context.documents) != 1:
        return None
    facts = [f for f in context.facts_of_documents("assignment") if context.clause(f.clause_id).kind == "row"]
    claims = tuple(
        Claim(text=shortened(f.task, 120), evidence=_evidence(context, f))
        for f in facts
        if isinstance(f, Assignment)
    )
    return Draft(claims=claims, confidence=0.85, intro="Phụ lục", layout="list") if claims else None


_DISTRICTS = re.compile(
    r"^(?:chu tich )?uy ban nhan dan (?:cac |cap )?(?:quan|huyen|thi xa|thanh pho|xa|phuong)\b"
)


def _is(asked: str, acting: str) -> bool:
    if same_agency(asked, acting):
        return True
    return all(_DISTRICTS.match(agency_key(name)) for name in (asked, acting))


_TASK_WORDS = re.compile(
    r"\b(?:(?:trong |vào |đến |hết )?năm 20\d\d|hoàn thành|phải|kế hoạch|nhiệm vụ|chủ trì|phối hợp|phụ lục"
    r"|thực hiện|đề án|giao|việc|bảng|danh mục|trách nhiệm|làm|tất cả|danh sách|xếp lịch|lịch|dự kiến)\b",
    re.IGNORECASE,
)


def _without_agency(context: Context) -> str:
    """The topic without the agency and the words that only say it is about tasks."""
    topic = context.understanding.topic
    for agency in context.understanding.agencies:
        for part in re.split(r",| và ", re.sub(r" (?:tỉnh|thành phố)\b.*$", "", agency)):
            topic = re.sub(re.escape(part.strip()), ",", topic, flags=re.IGNORECASE)
    return _TASK_WORDS.sub(",", topic)
