"""Questions to begin with, drawn from the collection's own facts and tried before they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from assistant.assistant import Assistant, BadQuestion
from indexing.collection import Collection
from indexing.model import About, Assignment, Deadline, Document, Fact, Target

_TRIED = 12
# What reads well inside a question: words of one line, not too many of them.
_PLAIN = re.compile(r"[\w\s,()/-]{12,100}")
_RATE = re.compile(r"(tỷ|tỉ) lệ |số (?!liệu)", re.IGNORECASE)
_DUTY = re.compile(
    r"(báo cáo|gửi|nộp|hoàn thành|trình|ban hành|xây dựng|tổ chức|đăng ký|rà soát|công bố) ", re.IGNORECASE
)


class _Candidate(NamedTuple):
    question: str
    fact: Fact


def example_questions(collection: Collection, assistant: Assistant) -> tuple[str, ...]:
    """A question of each kind, from different documents where possible, each of which is answered
    from the very clause it was drawn from."""
    documents = {each.id: each for each in collection.catalogue() if each.same_as is None}
    chosen: list[str] = []
    used: set[str] = set()
    for kind, worded in _WORDING.items():
        candidates = list(_candidates(collection, kind, worded, documents))
        # Documents not yet used come first: the examples show the width of the collection.
        candidates.sort(key=lambda each: each.fact.document_id in used)
        for candidate in islice(candidates, _TRIED):
            if candidate.question not in chosen and _holds(assistant, candidate):
                chosen.append(candidate.question)
                used.add(candidate.fact.document_id)
                break
    return tuple(chosen)


def _holds(assistant: Assistant, candidate: _Candidate) -> bool:
    try:
        answer = assistant.ask(candidate.question)
    except BadQuestion:
        return False
    cited = {each.clause_id for each in answer.citations}
    return answer.understood is None and candidate.fact.clause_id in cited


def _candidates(
    collection: Collection,
    kind: str,
    worded: Callable[[Fact, Document], str],
    documents: dict[str, Document],
) -> Iterator[_Candidate]:
    for fact in sorted(collection.facts(kind=kind), key=lambda each: each.end - each.start):
        document = documents.get(fact.document_id)
        # Only where the question can name its place: a rate without one could be anybody's.
        if document is not None and document.province and (question := worded(fact, document)):
            yield _Candidate(question, fact)


def _plain(text: str) -> str:
    """``text`` on one line when it can stand inside a question, else nothing."""
    line = " ".join(text.split()).strip(" .;:,-")
    return line if _PLAIN.fullmatch(line) else ""


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _assignment(fact: Fact, document: Document) -> str:
    task = _plain(fact.task) if isinstance(fact, Assignment) and fact.lead else ""
    return f"Ở {document.province}, cơ quan nào chủ trì {_lowered(task)}?" if task else ""


def _target(fact: Fact, document: Document) -> str:
    indicator = _plain(fact.indicator) if isinstance(fact, Target) else ""
    if not _RATE.match(indicator):
        return ""
    return f"{indicator[0].upper()}{indicator[1:]} của {document.province} là bao nhiêu?"


def _deadline(fact: Fact, document: Document) -> str:
    what = _plain(fact.what) if isinstance(fact, Deadline) else ""
    return f"{document.province} phải {_lowered(what)} khi nào?" if _DUTY.match(what) else ""


def _about(fact: Fact, document: Document) -> str:
    if not isinstance(fact, About) or fact.attribute != "theme" or not document.school_year:
        return ""
    return f"Chủ đề năm học {document.school_year} của {document.province} là gì?"


_WORDING: dict[str, Callable[[Fact, Document], str]] = {
    "assignment": _assignment,
    "target": _target,
    "about": _about,
    "deadline": _deadline,
}
