"""Candidate answers and the choice among them: one document's best, or each document's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.answering.claims import Claim, Draft, document_label
from assistant.answering.context import Context
from indexing.facts.agencies import agency_key
from indexing.model import Fact

#: Least score a candidate needs to be an answer; calibrated by ``trichdan eval``.
THRESHOLD = 0.56
#: Documents whose best candidate scores this close to the best one answer as well.
_NEAR = 0.1
_MOST_DOCUMENTS = 6


class Candidate(NamedTuple):
    """A possible answer: ``score`` is 0–1, ``key`` the same for candidates that say the same."""

    document_id: str
    score: float
    claim: Claim
    key: str


def fact_score(context: Context, fact: Fact, subject: str) -> float:
    """How well a fact whose subject is ``subject`` fits the question, 0 to 1.

    The subject counts most; the clause and the headings it inherits settle what it leaves unsaid.
    """
    clause = context.clause(fact.clause_id)
    document = context.documents.get(fact.document_id)
    own = context.relevance.coverage(context.core, subject)
    around = context.relevance.coverage(
        context.units,
        f"{subject}\n{clause.text}\n{' '.join(clause.headings)}\n{document.title if document else ''}",
    )
    concise = context.relevance.coverage(context.relevance.units(subject), context.understanding.topic)
    return 0.6 * own + 0.32 * around + 0.05 * context.bonus(fact.clause_id) + 0.03 * concise


def chosen(
    context: Context, candidates: Iterable[Candidate], *, threshold: float = THRESHOLD
) -> Draft | None:
    """The best candidate; with no place named, each document's best one that is as good."""
    ranked = sorted((_to_the_point(context, c) for c in candidates), key=lambda c: -c.score)
    if not ranked or ranked[0].score < threshold:
        return None
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        if candidate.score >= max(threshold, ranked[0].score - _NEAR):
            best.setdefault(candidate.document_id, candidate)
    picked = list(best.values())[:_MOST_DOCUMENTS]
    return Draft(claims=merged(context, picked), confidence=min(1.0, ranked[0].score))


#: What the clause gains that the answer before a follow-up cited.
_SPOKEN_OF = 0.1
#: What a candidate loses that says nothing of what a follow-up question newly asks about.
_BESIDE_THE_POINT = 0.3


def _to_the_point(context: Context, candidate: Candidate) -> Candidate:
    """A candidate scored by what a follow-up itself asks, and by the clause that was just spoken of."""
    if any(e.clause_id in context.spoken_of for e in candidate.claim.evidence[:1]):
        return candidate._replace(score=candidate.score + _SPOKEN_OF)
    focus = context.focus
    if not focus:
        return candidate
    headings = (" ".join(context.clause(e.clause_id).headings[-2:]) for e in candidate.claim.evidence[:1])
    missed = 1 - context.relevance.coverage(focus, f"{candidate.claim.text} {' '.join(headings)}")
    return candidate._replace(score=candidate.score - _BESIDE_THE_POINT * missed)


def merged(context: Context, picked: Sequence[Candidate]) -> tuple[Claim, ...]:
    """One claim for the documents that say the same, else one a document, headed by its name."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in picked:
        groups.setdefault(candidate.key, []).append(candidate)
    claims = []
    for group in groups.values():
        first = group[0].claim
        evidence = tuple(dict.fromkeys(e for candidate in group for e in candidate.claim.evidence))
        label = ""
        if len(groups) > 1:
            names = [
                document_label(context.documents[c.document_id])
                for c in group
                if c.document_id in context.documents
            ]
            label = "; ".join(dict.fromkeys(names))
        claims.append(first.model_copy(update={"evidence": evidence, "label": label}))
    return tuple(claims)


def agencies_key(names: Iterable[str]) -> str:
    """One key for a list of agencies, whatever their spelling and order."""
    return "|".join(sorted(agency_key(name) for name in names))
