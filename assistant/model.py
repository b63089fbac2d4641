"""What goes in and out of the assistant (the shapes of the API)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.understanding import Understanding
from indexing.model import Frozen


class Turn(Frozen):
    """One earlier turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class CitedDocument(Frozen):
    """The title block of a cited document. ``date`` is ISO 8601; ``file`` the base name."""

    id: str
    number: str | None
    title: str
    issuer: str | None
    date: str | None
    file: str


class Citation(Frozen):
    """Where a statement stands: ``quote == document.text[start:end]``, verbatim.

    ``path`` is the clause's address, ``page`` counts from 1 where the format has pages,
    ``url`` opens the document at the clause (relative to the server's root), ``warning`` says why
    the quote may differ from the paper (the page was recognised from a picture).
    """

    marker: int = Field(ge=1)
    quote: str = Field(max_length=1200)
    clause_id: str
    path: str
    document: CitedDocument
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = None
    url: str
    warning: str | None = None


class Answer(Frozen):
    """An answer whose every statement carries its ``[n]``, or a plain refusal without citations.

    ``kind`` says what was asked (``lead_agency``, ``target`` …), ``understood`` the question as
    completed or corrected (None when it was taken as typed), ``understanding`` all that was read
    from it, ``reason`` why it was refused, ``notice`` why a language model that is set up did not word it.
    """

    question: str
    answerable: bool
    answer: str
    kind: str
    mode: Literal["facts", "extractive", "llm"]
    confidence: float = Field(ge=0, le=1)
    citations: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    understood: str | None = None
    understanding: Understanding | None = None
    notice: str | None = None
    reason: (
        Literal["not_in_documents", "other_place", "other_year", "not_about_documents", "ambiguous"] | None
    ) = None
