"""Deadlines (thời hạn): when a thing is due or done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import Candidate, chosen, fact_score
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import Context
from assistant.answering.levels import levels
from indexing.language import folded
from indexing.model import Deadline


def deadline(context: Context) -> Draft | None:
    """When the thing asked about is due or done."""
    return chosen(context, _deadlines(context))


def _deadlines(context: Context) -> Iterator[Candidate]:
    plain = folded(context.understanding.text)
    asked_levels = levels(context.relevance.expanded(context.understanding.topic))
    wants_day = "ngay" in plain.split() or "han" in plain.split()
    for fact in context.facts("deadline"):
        if not isinstance(fact, Deadline):
            continue
        clause = context.clause(fact.clause_id)
        whom = _whom(clause.text, fact.due)
        if asked_levels and (named := levels(whom)) and not named & asked_levels:
            continue
        score = fact_score(context, fact, f"{fact.what} {whom}")
        if wants_day and not re.search(r"\d{1,2}[/.-]\d{1,2}|ngày \d", fact.due) and clause.kind != "row":
            score -= 0.1
        claim = Claim(
            text=f"{shortened(fact.what, 200)}: {fact.due}",
            evidence=(
                *(evidence_of(context.clause(s.clause_id), s.start, s.end) for s in fact.support),
                evidence_of(clause, fact.start, fact.end),
            ),
        )
        yield Candidate(fact.document_id, score, claim, folded(fact.due))


def _whom(text: str, due: str) -> str:
    """For whom a time holds, when it is said right after it (``… đối với học sinh tiểu học``)."""
    found = re.search(re.escape(due).replace(r"\ ", r"\s+"), text)
    tail = text[found.end() : found.end() + 80] if found else ""
    qualified = re.match(r"\s*(?:đối với|với|cho|dành cho)\s+[^,;.]*", tail)
    return re.split(r"\bvà (?:trước|sau|chậm nhất)\b", qualified.group())[0] if qualified else ""
