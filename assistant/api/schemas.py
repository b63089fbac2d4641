"""What requests carry and responses hold, with examples in Vietnamese and English."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from assistant.model import Turn
from indexing.model import Clause, Document

MAX_TURNS = 100
MAX_TURN_CHARS = 20_000


def _without_control(text: str) -> str:
    if any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in text):
        raise ValueError("chứa ký tự điều khiển")
    return text


def _bounded_turns(turns: list[Turn]) -> list[Turn]:
    for turn in turns:
        _without_control(turn.content)
        if len(turn.content) > MAX_TURN_CHARS:
            raise ValueError(f"lượt hội thoại không được quá {MAX_TURN_CHARS} ký tự")
    return turns


Identifier = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_without_control)]
History = Annotated[list[Turn], Field(max_length=MAX_TURNS), AfterValidator(_bounded_turns)]

ASK_EXAMPLES: list[JsonValue] = [
    {"question": "Cơ quan nào chủ trì Đề án phát triển y tế học đường?", "history": []},
    {
        "question": "Còn thời gian thực hiện?",
        "history": [
            {"role": "user", "content": "Cơ quan nào chủ trì Đề án phát triển y tế học đường?"},
            {"role": "assistant", "content": "Sở Y tế chủ trì [1]."},
        ],
    },
    {"question": "Which agency leads the school health programme?"},
]


class AskRequest(BaseModel):
    """A question, the turns before it, and optionally the only documents to answer from."""

    model_config = ConfigDict(json_schema_extra={"examples": ASK_EXAMPLES})

    # What is wrong with a question the assistant says; the schema only documents it.
    question: str = Field(json_schema_extra={"minLength": 1, "pattern": r"\S"})
    history: History = Field(default_factory=list)
    documents: list[Identifier] | None = Field(None, max_length=1000)


class FoundClause(BaseModel):
    """One search result."""

    rank: int
    score: float
    clause_id: str
    document_id: str
    document_number: str | None
    path: str
    kind: str
    text: str
    headings: list[str]
    start: int
    end: int
    page: int | None
    url: str


class SearchResults(BaseModel):
    """Clauses, best first."""

    query: str
    count: int
    results: list[FoundClause]


class DocumentInfo(BaseModel):
    """A document of the collection, without its text."""

    id: str
    file: str
    format: str
    number: str | None
    kind: str | None
    title: str
    issuer: str | None
    date: str | None
    place: str | None
    province: str | None
    school_year: str | None
    signer: str | None
    pages: int | None
    clauses: int
    warnings: list[str]
    same_as: str | None
    url: str


class DocumentList(BaseModel):
    """A page of the collection, in a stable order."""

    total: int
    offset: int
    limit: int
    documents: list[DocumentInfo]


class ClauseInfo(BaseModel):
    """One clause as it stands in its document."""

    id: str
    path: str
    kind: str
    order: int
    parent_id: str | None
    text: str
    start: int
    end: int
    page: int | None
    url: str


class DocumentDetail(DocumentInfo):
    """A document with its stored text and all its clauses, in reading order."""

    text: str
    outline: list[ClauseInfo]


class CellInfo(BaseModel):
    """A cell of a table row."""

    column: str
    text: str
    start: int
    end: int


class Neighbours(BaseModel):
    """The clauses around one."""

    before: list[ClauseInfo]
    after: list[ClauseInfo]


class ClauseDetail(ClauseInfo):
    """A clause with its place in the document and what stands around it."""

    document: DocumentInfo
    headings: list[str]
    lead_in: str
    cells: list[CellInfo]
    shared: list[CellInfo] = Field(description="Ô gộp của dòng trên, có giá trị cho cả dòng này")
    neighbours: Neighbours


class IndexedFile(BaseModel):
    """What became of an uploaded file."""

    file: str
    id: str | None
    number: str | None
    status: str
    clauses: int
    facts: int
    warnings: list[str]


def clause_url(clause: Clause) -> str:
    """Where the reading view shows ``clause``."""
    return f"/documents/{clause.document_id}#{clause.id}"


def document_info(document: Document, clauses: int) -> DocumentInfo:
    """``document`` as the API lists it."""
    return DocumentInfo(
        **document.model_dump(include={
            "id", "file", "format", "number", "kind", "title", "issuer", "place",
            "province", "school_year", "signer", "same_as",
        }),
        date=document.date.isoformat() if document.date else None,
        pages=len(document.page_starts) or None,
        clauses=clauses,
        warnings=list(document.warnings),
        url=f"/documents/{document.id}",
    )  # fmt: skip


def clause_info(clause: Clause) -> ClauseInfo:
    """``clause`` as the API shows it."""
    return ClauseInfo(
        **clause.model_dump(
            include={"id", "path", "kind", "order", "parent_id", "text", "start", "end", "page"}
        ),
        url=clause_url(clause),
    )
