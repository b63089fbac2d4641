"""Facts or clauses → a draft of claims. One answerer a kind of question, the best passage for the rest."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering import assignments, extractive, figures, places, references, rows
from assistant.answering.claims import Draft
from assistant.answering.context import Context
from assistant.question_kinds import Kind

Answerer = Callable[[Context], Draft | None]


def _about(attribute: str) -> Answerer:
    return lambda context: figures.about_document(context, attribute)


_ANSWERERS: dict[Kind, tuple[Answerer, ...]] = {
    "lead_agency": (assignments.lead_agency, extractive.instead_of_fact),
    "cooperating": (assignments.cooperating, assignments.lead_agency),
    "target": (figures.target, rows.cell, extractive.instead_of_fact),
    "deadline": (figures.deadline, rows.cell, extractive.instead_of_fact),
    "theme": (_about("theme"),),
    "motto": (_about("motto"), extractive.best_passage),
    "signer": (figures.signer,),
    "validity": (figures.validity, extractive.best_passage),
    "definition": (figures.definition, extractive.best_passage),
    "legal_basis": (references.legal_basis, extractive.instead_of_fact),
    "where": (extractive.where,),
    "list": (assignments.tasks_of_agency, figures.targets_of, extractive.recipients, extractive.passages),
    "count": (places.count, rows.cell, extractive.instead_of_fact),
    "choice": (references.choice, extractive.best_passage),
    "yes_no": (extractive.yes_no,),
    "compare": (places.compare, extractive.best_passage),
    "which_place": (places.which_place, extractive.best_passage),
    "duties": (assignments.tasks_of_agency, extractive.passages),
    "issued": (figures.issued, figures.deadline, extractive.best_passage),
    "content": (rows.cell, extractive.best_passage),
}


def draft_answer(context: Context) -> Draft | None:
    """The first draft that an answerer of the question's kind proposes; None when none does."""
    for answerer in _ANSWERERS.get(context.understanding.kind, (extractive.best_passage,)):
        draft = answerer(context)
        if draft and draft.claims:
            return draft
    return None
