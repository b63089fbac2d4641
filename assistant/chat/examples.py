"""Questions to begin with, drawn from the collection's own facts and tried before they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from assistant.assistant import Assistant, BadQuestion
from indexing.collection import Collection
from indexing.model import About, Assignment, Deadline, Document, Fact, Target

_SHOWN = 4
_TRIED = 12
_PLAIN = re.compile(r"[\w\s,()/%-]{12,110}")


def example_questions(collection: Collection, assistant: Assistant) -> tuple[str, ...]:
    """A few questions of different kinds and documents, each of which the assistant answers."""
    documents = {each.id: each for each in collection.catalogue() if each.same_as is None}
    per_kind = [list(islice(_candidates(collection, kind, documents), _TRIED)) for kind in _WORDING]
    chosen: list[str] = []
    used: set[str] = set()
    for candidates in per_kind:
        # A question about a document not yet used comes first: the examples show the width of the collection.
        for question, document_id in sorted(candidates, key=lambda each: each[1] in used):
            if question not in chosen and _answered(assistant, question):
                chosen.append(question)
                used.add(document_id)
                break
    return tuple(chosen[:_SHOWN])


def _answered(assistant: Assistant, question: str) -> bool:
    try:
        answer = assistant.ask(question)
    except BadQuestion:
        return False
    return answer.answerable and answer.understood is None


def _candidates(
    collection: Collection, kind: str, documents: dict[str, Document]
) -> Iterator[tuple[str, str]]:
    facts: Sequence[Fact] = collection.facts(kind=kind)
    for fact in sorted(facts, key=lambda each: each.end - each.start):
        document = documents.get(fact.document_id)
        if document is not None and (question := _WORDING[kind](fact, _of(document))):
            yield question, document.id


def _of(document: Document) -> str:
    """`` của tỉnh …`` where the document is one place's; so that the question names what it asks about."""
    return f" của {document.province}" if document.province else ""


def _plain(text: str) -> str:
    """``text`` on one line when it can stand inside a question, else nothing."""
    line = " ".join(text.split()).strip(" .;:,")
    return line if _PLAIN.fullmatch(line) else ""


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _assignment(fact: Fact, of: str) -> str:
    task = _plain(fact.task) if isinstance(fact, Assignment) and fact.lead else ""
    return f"Cơ quan nào{of} chủ trì {_lowered(task)}?" if task else ""


def _target(fact: Fact, of: str) -> str:
    indicator = _plain(fact.indicator) if isinstance(fact, Target) else ""
    return f"{indicator[0].upper()}{indicator[1:]}{of} đặt ra là bao nhiêu?" if indicator else ""


def _deadline(fact: Fact, of: str) -> str:
    what = _plain(fact.what) if isinstance(fact, Deadline) else ""
    return f"Thời hạn {_lowered(what)}{of} là khi nào?" if what else ""


def _about(fact: Fact, of: str) -> str:
    if not isinstance(fact, About) or fact.attribute != "theme":
        return ""
    subject = _plain(fact.subject) or "năm học"
    return f"Chủ đề {_lowered(subject)}{of} là gì?"


_WORDING: dict[str, Callable[[Fact, str], str]] = {
    "assignment": _assignment,
    "target": _target,
    "about": _about,
    "deadline": _deadline,
}
