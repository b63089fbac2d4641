"""Gold sets: questions with the answers and the evidence they must come with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints, ValidationError, field_validator, model_validator

from eval.text import undiacritical, words
from indexing.model import Frozen

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

SEVERAL_FACTS = frozenset({"list", "compare", "content"})
"""Kinds whose answers are allowed to be long; all others ask for a single fact."""


class GoldError(ValueError):
    """A gold set cannot be used; the message names the file and the line."""


class Evidence(Frozen):
    """Words of a document that answer the question. ``doc`` is the stem of the document's file."""

    doc: Filled
    quote: Filled

    @field_validator("quote")
    @classmethod
    def _has_words(cls, quote: str) -> str:
        if not words(quote):
            raise ValueError("the quote has no words")
        return quote


class GoldQuestion(Frozen):
    """One question. Each group of ``answer`` needs one of its alternatives in the answer.

    ``history`` holds the user's earlier questions of the same conversation, oldest first;
    ``feedback`` what was said of the answer that the question was drawn from (nothing is measured by it).
    """

    id: Filled
    kind: Filled
    question: Filled
    history: tuple[Filled, ...] = ()
    answerable: bool
    answer: tuple[Annotated[tuple[Filled, ...], Field(min_length=1)], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    feedback: dict[str, JsonValue] | None = None

    @model_validator(mode="after")
    def _complete(self) -> GoldQuestion:
        if self.answerable and not (self.answer and self.evidence):
            raise ValueError("an answerable question needs `answer` and `evidence`")
        if not self.answerable and (self.answer or self.evidence):
            raise ValueError("an unanswerable question has neither `answer` nor `evidence`")
        return self

    @property
    def single_fact(self) -> bool:
        """Whether one fact is asked for, so that the answer must be short."""
        return self.kind not in SEVERAL_FACTS


def load_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of the JSON Lines file ``path``; :class:`GoldError` when it is not sound."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read: {error}") from error
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = _parsed(line, f"{path}, line {number}")
        if question.id in questions:
            raise GoldError(f"{path}, line {number}: id {question.id!r} is used twice")
        questions[question.id] = question
    if not questions:
        raise GoldError(f"{path}: holds no questions")
    return tuple(questions.values())


def folded(gold: Iterable[GoldQuestion]) -> tuple[GoldQuestion, ...]:
    """The same set typed without diacritics; what is expected of the answers stays as it is."""
    return tuple(
        question.model_copy(
            update={
                "question": undiacritical(question.question),
                "history": tuple(map(undiacritical, question.history)),
            }
        )
        for question in gold
    )


def _parsed(line: str, where: str) -> GoldQuestion:
    try:
        return GoldQuestion.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON: {error}") from error
    except ValidationError as error:
        raise GoldError(f"{where}: {faults(error)}") from error


def faults(error: ValidationError) -> str:
    """What is wrong with a line, field by field."""
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'line'}: {fault['msg']}" for fault in error.errors()
    )
