"""What a reader can ask instead: of a question asked back, or of a place or year that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from assistant.chat.examples import candidates
from assistant.model import Answer
from assistant.understanding import Understanding
from indexing.collection import Collection
from indexing.places import find_places

_SHOWN = 5
_MOST_PLACES = 12
_SCHOOL_YEAR = re.compile(r"20\d\d\s*(?:-|–|—|đến|/|\s)\s*20\d\d")
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
    if answer.reason == "other_year":
        return _years(answer, collection)
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
    for place in present:
        if question := _at(asked, place, present):
            yield Choice(place, question)


def _years(answer: Answer, collection: Collection) -> list[Choice]:
    """The same question about the school years there are of its places, and about places of its year."""
    asked = answer.understanding
    assert asked is not None
    documents = [each for each in collection.catalogue() if each.school_year]
    own = [each for each in documents if not asked.places or each.province in asked.places]
    years = sorted({each.school_year for each in own if each.school_year})
    found = [Choice(year, _SCHOOL_YEAR.sub(year.replace("-", " - "), asked.text)) for year in years]
    present = sorted({each.province for each in documents if each.province})
    for place in sorted({d.province for d in documents if d.school_year == asked.school_year and d.province}):
        if question := _at(asked, place, present):
            found.append(Choice(f"{place}, {asked.school_year}", question))
    return found[:_MOST_PLACES]


def _at(asked: Understanding, place: str, present: Sequence[str]) -> str | None:
    """The question about ``place`` instead of the places it names; None when it names none."""
    known = {*present, *asked.places}
    spans = [(start, end) for name, start, end in find_places(asked.text, known) if name in asked.places]
    question = asked.text
    for start, end in reversed(spans):
        question = question[:start] + place + question[end:]
    return question if spans else None
