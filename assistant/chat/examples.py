"""Questions to begin with, drawn from the collection's own facts and tried before they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from assistant.assistant import Assistant, BadQuestion
from assistant.chat.questions import KINDS, question_about
from indexing.collection import Collection
from indexing.model import Document, Fact

_TRIED = 12


class Candidate(NamedTuple):
    """A question with the fact it asks for; the lower its rank, the sooner it is tried."""

    question: str
    fact: Fact
    rank: tuple[int, ...]


def example_questions(collection: Collection, assistant: Assistant) -> tuple[str, ...]:
    """A question of each kind, from different documents where possible, each of which is answered
    from the very clause it was drawn from."""
    chosen: list[str] = []
    used: set[str] = set()
    for kind in KINDS:
        # Documents not yet used come first: the examples show the width of the collection.
        found = sorted(candidates(collection, kind), key=lambda each: each.fact.document_id in used)
        for candidate in islice(found, _TRIED):
            if candidate.question not in chosen and _holds(assistant, candidate):
                chosen.append(candidate.question)
                used.add(candidate.fact.document_id)
                break
    return tuple(chosen)


def candidates(collection: Collection, kind: str, places: Iterable[str] = ()) -> list[Candidate]:
    """Questions about the facts of one kind (in these places), the best to be shown first."""
    documents = {each.id: each for each in collection.catalogue() if each.same_as is None}
    wanted = set(places)
    found = _worded(collection, kind, documents, wanted)
    return sorted(found, key=lambda each: each.rank)


def _worded(
    collection: Collection, kind: str, documents: dict[str, Document], places: set[str]
) -> Iterator[Candidate]:
    facts = [each for each in collection.facts(kind=kind) if each.document_id in documents]
    rows = {
        each.id
        for each in collection.clauses(list(dict.fromkeys(each.clause_id for each in facts)))
        if each.kind == "row"
    }
    for fact in facts:
        document = documents[fact.document_id]
        # Only where the question can name its place: a rate without one could be anybody's.
        if not document.province or (places and document.province not in places):
            continue
        if question := question_about(fact, document):
            # A row of a table names its task in few clear words; a sentence seldom does.
            yield Candidate(question, fact, (fact.clause_id not in rows, abs(len(question) - 80)))


def _holds(assistant: Assistant, candidate: Candidate) -> bool:
    try:
        answer = assistant.tell(candidate.question, None)  # nobody reads it: no model needs to word it
    except BadQuestion:
        return False
    cited = {each.clause_id for each in answer.citations}
    return answer.understood is None and candidate.fact.clause_id in cited
