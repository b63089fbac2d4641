"""What readers say of answers: right, wrong, wrong source, with a note.

A question is stored here only because somebody pressed the button that says so; nothing else of
the server keeps questions. The table is of its own: making the index anew leaves it alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, insert, inspect, select

from assistant.model import Answer

Verdict = Literal["right", "wrong", "wrong_source"]
Short = Annotated[str, StringConstraints(max_length=500)]
Long = Annotated[str, StringConstraints(max_length=20_000)]


class Cited(BaseModel):
    """A citation as far as it is needed to find its words again."""

    model_config = ConfigDict(extra="forbid")

    document_id: Short
    file: Short
    clause_id: Short
    path: Short
    quote: Annotated[str, StringConstraints(max_length=1200)]


class Record(BaseModel):
    """An answer that something is said of."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    understood: Long | None = None
    kind: Short
    answerable: bool
    answer: Long
    citations: Annotated[list[Cited], Field(max_length=100)] = []


class Feedback(Record):
    """What somebody says of an answer."""

    verdict: Verdict
    note: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""


class Stored(Feedback):
    """Feedback as it was kept; ``at`` is ISO 8601 in UTC."""

    at: str


_metadata = MetaData()
_table = Table(
    "feedback",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("data", Text, nullable=False),
)


def record_of(answer: Answer) -> Record:
    """What is sent along when a reader says something of ``answer``."""
    return Record(
        question=answer.question,
        understood=answer.understood,
        kind=answer.kind,
        answerable=answer.answerable,
        answer=answer.answer,
        citations=[
            Cited(
                document_id=each.document.id, file=each.document.file, clause_id=each.clause_id,
                path=each.path, quote=each.quote,
            )
            for each in answer.citations
        ],
    )  # fmt: skip


class FeedbackStore:
    """The feedback in one relational store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, feedback: Feedback) -> None:
        """Keep ``feedback``; the table is made when the first is kept."""
        _metadata.create_all(self._engine)
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        row = {"at": at, "verdict": feedback.verdict, "data": feedback.model_dump_json()}
        with self._engine.begin() as connection:
            connection.execute(insert(_table).values(row))

    def all(self) -> Iterator[Stored]:
        """Everything that was said, oldest first."""
        if not inspect(self._engine).has_table(_table.name):
            return
        with self._engine.connect() as connection:
            for row in connection.execute(select(_table).order_by(_table.c.id)):
                said = Feedback.model_validate_json(row.data)
                yield Stored(at=row.at, **said.model_dump())


def gold_candidate(said: Stored) -> dict[str, Any]:
    """A line of a gold set, for a person to look over; what was said stays with it, as ``feedback``.

    An answer said to be right proposes itself. Of a wrong one only the question is known: what it
    should have been stays empty, and the line is refused as gold until somebody has filled it in.
    """
    right, given = said.verdict == "right", said.answerable
    cited = [{"doc": PurePath(each.file).stem, "quote": each.quote} for each in said.citations]
    return {
        "id": "gop-y-" + hashlib.sha256(said.model_dump_json().encode()).hexdigest()[:10],
        "kind": said.kind,
        "question": said.understood or said.question,
        "answerable": given if right else None,
        "answer": [[each] for each in essentials(said)] if right and given else [],
        "evidence": cited if right and given else [],
        "feedback": said.model_dump(include={"at", "verdict", "note", "answer", "citations"}),
    }


def essentials(said: Record) -> list[str]:
    """What an answer has to say whatever its wording: its figures, dates, numbers, agencies and quotes.

    Those that the question names already tell nothing. An answer of words alone has to be said as it is.
    """
    from assistant.verification.reading import read

    unmarked = re.sub(r"\s*\[\d+\]", "", said.answer).strip()
    answer = read(unmarked)
    question = read(said.understood or said.question)
    asked = {value.key for value in question.values} | {each.key for each in question.agencies}
    found = [(v.start, v.end) for v in answer.values if v.kind != "label" and v.key not in asked]
    found += [(each.start, each.end) for each in answer.agencies if each.key not in asked]
    told = [answer.text[start:end] for start, end in sorted(found)] + re.findall("“([^”]+)”", unmarked)
    return list(dict.fromkeys(told)) or [unmarked]
