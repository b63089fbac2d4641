"""Facts or clauses → a draft of claims. One answerer a kind of question, the best passage for the rest."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering import (
    about,
    addresses,
    assignments,
    deadlines,
    extractive,
    places,
    references,
    rows,
    targets,
)
from assistant.answering.claims import Draft
from assistant.answering.context import Context
from assistant.answering.likely import likeliest
from assistant.question_kinds import Kind
from assistant.stages import stage

Answerer = Callable[[Context], Draft | None]


def _about(attribute: str) -> Answerer:
    return lambda context: about.about_document(context, attribute)


_ANSWERERS: dict[Kind, tuple[Answerer, ...]] = {
    "lead_agency": (assignments.lead_agency, extractive.instead_of_fact),
    "cooperating": (assignments.cooperating, assignments.lead_agency),
    "target": (targets.target, rows.cell, extractive.instead_of_fact),
    "deadline": (deadlines.deadline, rows.cell, extractive.instead_of_fact),
    "theme": (_about("theme"),),
    "motto": (_about("motto"), extractive.best_passage),
    "signer": (about.signer,),
    "validity": (about.validity, extractive.best_passage),
    "definition": (about.definition, extractive.best_passage),
    "legal_basis": (references.legal_basis, extractive.instead_of_fact),
    "where": (addresses.where,),
    "list": (assignments.tasks_of_agency, targets.targets_of, extractive.recipients, extractive.passages),
    "count": (places.count, rows.cell, extractive.instead_of_fact),
    "choice": (references.choice, extractive.best_passage),
    "yes_no": (extractive.yes_no,),
    "compare": (places.compare, extractive.best_passage),
    "which_place": (places.which_place, extractive.best_passage),
    "duties": (assignments.tasks_of_agency, extractive.passages),
    "issued": (about.issued, deadlines.deadline, extractive.best_passage),
    "content": (references.choice_of_words, rows.cell, extractive.best_passage),
}


#: What a likely clause does not stand in for: what only the title block or a fact says, figures (its own
#: are of something else), and a choice it need not hold.
_NO_CLAUSE: frozenset[Kind] = frozenset({
    "theme", "motto", "signer", "issued", "validity", "definition", "compare", "target", "deadline", "count",
    "cooperating", "choice", "which_place",
})  # fmt: skip


@stage("answering")
def draft_answer(context: Context) -> Draft | None:
    """The first draft that an answerer of the question's kind proposes; None when none does."""
    if len(context.understanding.places) > 1 and (draft := places.compare(context)):
        return draft
    for answerer in _ANSWERERS.get(context.understanding.kind, (extractive.best_passage,)):
        draft = answerer(context)
        if draft and draft.claims:
            return draft
    return None if context.understanding.kind in _NO_CLAUSE else likeliest(context)
