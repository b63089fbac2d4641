"""What a reader can ask instead, where a question is asked back or its place is not in the collection."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from assistant.chat.examples import candidates
from assistant.model import Answer
from indexing.collection import Collection
from indexing.places import find_places

_SHOWN = 5
_MOST_PLACES = 12
# The kind of a question → the kind of fact that can be asked for instead.
_FACTS = {
    "lead_agency": "assignment", "cooperating": "assignment", "duties": "assignment",
    "target": "target", "count": "target", "deadline": "deadline", "theme": "about",
}  # fmt: skip


class Choice(NamedTuple):
    """A button: what it says and the question it asks."""

    label: str
    question: str


def choices(answer: Answer, collection: Collection) -> list[Choice]:
    """The choices of a refusal; none where there is nothing to choose."""
    if answer.understanding is None:
        return []
    if answer.reason == "ambiguous":
        return _topics(answer, collection)
    if answer.reason == "other_place":
        return list(islice(_places(answer, collection), _MOST_PLACES))
    return []


def _topics(answer: Answer, collection: Collection) -> list[Choice]:
    """Questions of the kind that was asked, from the places it named, every document in turn."""
    asked = answer.understanding
    assert asked is not None
    kind = _FACTS.get(asked.kind, "assignment")
    found = candidates(collection, kind, asked.places)
    seen: dict[str, int] = {}
    ranked = []
    for candidate in found:
        turn = seen[candidate.fact.document_id] = seen.get(candidate.fact.document_id, -1) + 1
        ranked.append((turn, candidate.question))
    ranked.sort(key=lambda each: each[0])
    questions = dict.fromkeys(question for _, question in ranked)
    return [Choice(question, question) for question in islice(questions, _SHOWN)]


def _places(answer: Answer, collection: Collection) -> Iterator[Choice]:
    """The same question about each place that the collection knows."""
    asked = answer.understanding
    assert asked is not None
    present = sorted({each.province for each in collection.catalogue() if each.province})
    known = {*present, *asked.places}
    spans = [(start, end) for place, start, end in find_places(asked.text, known) if place in asked.places]
    if not spans:
        return
    for place in present:
        question = asked.text
        for start, end in reversed(spans):
            question = question[:start] + place + question[end:]
        yield Choice(place, question)
