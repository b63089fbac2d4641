"""The likeliest clause, quoted where people ask in words of their own."""

from __future__ import annotations

from assistant.answering.claims import Claim, Draft, evidence_of
from assistant.answering.context import LEAST_SUBSTANCE, READ, Context
from assistant.answering.levels import levels
from assistant.answering.saying import holds, may_answer, of_other_year, spelled_out, told
from indexing.facts.agencies import agency_key
from indexing.model import Clause, Span

#: Least likelihood of a clause that is quoted for what the search says of it, not for its words; and
#: where one that says it of another matter misleads: who, whether, by what, and in a follow-up.
_LIKELY, _LIKELIER = 0.3, 0.5
#: How much of what a follow-up newly asks about a quote has to say.
_TO_THE_POINT = 0.5
#: A clause so short is quoted whole: which of its sentences answers is not for words to say.
_SHORT = 300


def likeliest(context: Context) -> Draft | None:
    """What the likeliest clause says, where people ask in words of their own."""
    asked = context.understanding
    if context.relevance.substance(context.units) < LEAST_SUBSTANCE:
        return None
    least = _LIKELY if asked.kind in ("content", "list", "where") and not asked.leans else _LIKELIER
    for hit in sorted(context.hits[:READ], key=lambda hit: -context.likelihood(hit.clause.id)):
        likelihood = context.likelihood(hit.clause.id)
        if likelihood < least:
            return None
        if (claim := _quoted(context, hit.clause)) is not None:
            return Draft(claims=(claim,), confidence=likelihood, mode="extractive")
    return None


def _quoted(context: Context, clause: Clause) -> Claim | None:
    """The sentence of a likely clause to quote; None if it speaks of somebody or something else."""
    asked = context.understanding
    if not may_answer(clause):
        return None
    headings = " ".join((*clause.headings[-2:], clause.lead_in))
    document = context.documents.get(clause.document_id)
    around = f"{headings} {clause.text} {document.title if document else ''}"
    actors = [agency_key(agency) for agency in asked.agencies]
    if actors and not any(actor in agency_key(around) for actor in actors):
        return None
    if not set(context.names) <= context.relevance.keys(context.document_text(clause.document_id)):
        return None
    named, wanted = levels(around), levels(context.relevance.expanded(asked.topic))
    if of_other_year(context, clause.text, headings) or (named and wanted and not named & wanted):
        return None
    spans = [span for span in spelled_out(clause.text) if holds(asked.kind, span.of(clause.text))]
    if not spans:
        return None
    best = max(spans, key=lambda span: context.covered(clause.document_id, span.of(clause.text)))
    if len(clause.text) <= _SHORT:
        best = Span(start=0, end=len(clause.text.rstrip()))
    said = best.of(clause.text)
    if context.focus and context.relevance.coverage(context.focus, f"{said} {headings}") < _TO_THE_POINT:
        return None
    opening = "Văn bản nêu: " if asked.kind == "yes_no" else ""
    evidence = evidence_of(clause, clause.start + best.start, clause.start + best.end)
    return Claim(text=f"{opening}{told(context, said)}", evidence=(evidence,))
