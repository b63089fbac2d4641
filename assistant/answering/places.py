"""Questions across documents: comparisons, ``tỉnh nào``, and counts."""

from __future__ import annotations

import re

from assistant.answering import about, assignments, deadlines, extractive, references, targets
from assistant.answering.claims import Claim, Draft, document_label
from assistant.answering.context import Context
from assistant.question_kinds import Kind, kind_of
from indexing.language import folded
from indexing.model import Document

_COMPARING = re.compile(
    r"\b(?:hãy )?so sánh\b|\bkhác nhau(?: như thế nào| thế nào| gì)?|\bkhác (?:gì|biệt)\b"
    r"|\bgiống nhau\b|\bđối chiếu\b",
    re.I,
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s*%?")


def compare(context: Context) -> Draft | None:
    """The same question asked of each place; one row a place, each with its own citation."""
    asked = context.understanding
    single = _COMPARING.sub(" ", asked.text)
    kind = kind_of(single)
    if kind in ("content", "compare", "which_place"):
        kind = _kind_of_topic(folded(asked.topic))
    claims = [
        claim.model_copy(update={"label": label})
        for label, documents in _by_place(context)
        for claim in _ask(context, documents, kind)
    ]
    if len({claim.label for claim in claims}) < 2:
        return None
    return Draft(claims=tuple(claims), confidence=0.85, layout="table")


def which_place(context: Context) -> Draft | None:
    """Every place whose document says what was asked, with the figure when one was named."""
    figures_asked = [f.strip() for f in _FIGURE.findall(re.sub(r"20\d\d", "", context.understanding.topic))]
    kind: Kind = "target" if figures_asked or "ty le" in folded(context.understanding.topic) else "content"
    claims: list[Claim] = []
    for label, documents in _by_place(context):
        for claim in _ask(context, documents, kind):
            if all(_figure_in(f, claim.text) for f in figures_asked):
                claims.append(claim.model_copy(update={"label": label}))
    if not claims:
        return None
    return Draft(claims=tuple(claims), confidence=0.8, layout="table")


def _kind_of_topic(plain: str) -> Kind:
    if "chu de" in plain:
        return "theme"
    if "phuong cham" in plain:
        return "motto"
    if re.search(r"ty le|chi tieu|so luong|phan tram|muc ", plain):
        return "target"
    if re.search(r"thoi han|thoi gian|bao cao", plain):
        return "deadline"
    return "content"


def _by_place(context: Context) -> list[tuple[str, list[Document]]]:
    """The documents of the scope, grouped by their place, in the order the question names them."""
    groups: dict[str, list[Document]] = {}
    for document in context.documents.values():
        groups.setdefault(document.province or document_label(document), []).append(document)
    order = {place: i for i, place in enumerate(context.understanding.places)}
    return sorted(groups.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


def _ask(context: Context, documents: list[Document], kind: Kind) -> tuple[Claim, ...]:
    """The best claim of one place's documents; none when they do not say."""
    understanding = context.understanding.model_copy(update={"kind": kind})
    single = context.within(documents, understanding)
    draft: Draft | None
    if kind == "target":
        draft = targets.target(single)
    elif kind == "deadline":
        draft = deadlines.deadline(single)
    elif kind in ("theme", "motto", "signer", "validity"):
        draft = about.about_document(single, kind)
    elif kind == "lead_agency":
        draft = assignments.lead_agency(single)
    elif kind == "legal_basis":
        draft = references.legal_basis(single)
    else:
        draft = extractive.best_passage(single)
    return draft.claims[:1] if draft else ()


def _figure_in(figure: str, text: str) -> bool:
    squeezed = re.sub(r"\s", "", text)
    wanted = re.escape(re.sub(r"\s", "", figure))
    return re.search(rf"(?<![\d,.]){wanted}(?!\d)", squeezed) is not None


def count(context: Context) -> Draft | None:
    """How many tasks an agency has: the list, counted."""
    tasks = assignments.tasks_of_agency(context)
    if tasks is None:
        return None
    return tasks.model_copy(update={"layout": "count"})
