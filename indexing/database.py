"""The relational truth: document revisions, their text, clauses and facts, embeddings, manifest.

Every time a document is read it becomes a new *revision*; at most one revision of a document is
live. A run writes pending revisions and makes them live in one transaction at its end, so that
whoever opens the database sees all of a run or nothing of it. SQLite by default; the SQL is plain
enough for PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    BigInteger,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from indexing.errors import IndexOutdated
from indexing.model import Assignment, Clause, Deadline, Document, Fact, Reference, Target

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.settings import Settings

# Raise it when a table changes: an index of another version is refused, never misread.
SCHEMA_VERSION = 1
_CHUNK = 500  # values of one IN list; SQLite's oldest limit is 999
_T = TypeVar("_T")

# SQLite hands out row numbers by itself for INTEGER keys only.
_RowId = BigInteger().with_variant(Integer, "sqlite")


class State(StrEnum):
    """Life of a revision: written by a run, answered from, replaced and waiting to be deleted."""

    PENDING = "pending"
    LIVE = "live"
    RETIRED = "retired"


class Base(DeclarativeBase):
    """Declarative base of all tables."""


class ManifestRow(Base):
    """The one row (id 1) that says what the index was made with.

    ``generation`` counts published runs; ``syllables`` are the packed totals of the live
    documents (see ``pack_counts``).
    """

    __tablename__ = "manifest"
    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(String(32))
    schema_version: Mapped[int]
    parser_version: Mapped[str] = mapped_column(String(64))
    tokenizer_version: Mapped[str] = mapped_column(String(64))
    embedder: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    dimension: Mapped[int]
    generation: Mapped[int]
    syllables: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class RevisionRow(Base):
    """One reading of one document: its text, metadata (``data``: the rest of ``Document`` as JSON).

    ``size`` (bytes) and ``mtime_ns`` are the file's when it was read; ``parser`` the version of
    the code that read it; ``points`` how many vectors its clauses are found by.
    """

    __tablename__ = "revisions"
    revision: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    same_as: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    date: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = mapped_column(Text)
    school_year: Mapped[str | None] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    parser: Mapped[str] = mapped_column(String(64))
    points: Mapped[int]
    clauses: Mapped[int]
    facts: Mapped[int]
    data: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    syllables: Mapped[bytes] = mapped_column(LargeBinary)

    # Row numbers are never handed out twice, so a stray point can't pass for a newer revision's.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012


class ClauseRow(Base):
    """A clause (``data``: the ``Clause`` as JSON); ``id`` is its point in the vector index.

    ``text_key`` is the hash of the texts it is found by, None when it is never searched.
    """

    __tablename__ = "clauses"
    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    revision: Mapped[int] = mapped_column(ForeignKey("revisions.revision", ondelete="CASCADE"))
    clause_id: Mapped[str] = mapped_column(Text, index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    text_key: Mapped[str | None] = mapped_column(String(64), index=True)
    data: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("clauses_in_order", "revision", "position"),
        {"sqlite_autoincrement": True},
    )


class FactRow(Base):
    """A fact (``data``: the ``Fact`` as JSON) with what facts are filtered by, accents folded."""

    __tablename__ = "facts"
    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    revision: Mapped[int] = mapped_column(ForeignKey("revisions.revision", ondelete="CASCADE"), index=True)
    clause_id: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    start: Mapped[int]
    end: Mapped[int]
    subject: Mapped[str] = mapped_column(Text)  # task, indicator, what is due, number, attribute
    actors: Mapped[str] = mapped_column(Text)  # lead and cooperating agencies, recipient, issuer
    data: Mapped[str] = mapped_column(Text)


class EmbeddingRow(Base):
    """The dense vectors (float16, little endian, one after the other) of the texts of a clause."""

    __tablename__ = "embeddings"
    text_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class TokensRow(Base):
    """The token vectors of the texts of a clause (see ``indexing.late_interaction.packed``)."""

    __tablename__ = "tokens"
    text_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    codes: Mapped[bytes] = mapped_column(LargeBinary)


def database_url(settings: Settings) -> str:
    """The SQLAlchemy URL in force: the settings' or the SQLite file in the data folder."""
    return settings.database_url or f"sqlite:///{sqlite_path(settings).absolute()}"


def sqlite_path(settings: Settings) -> Path:
    return settings.data_dir / "trichdan.sqlite"


def open_engine(url: str) -> Engine:
    """An engine for ``url``; SQLite in WAL mode, so readers never wait for the writer."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL"):
                connection.execute(f"PRAGMA {pragma}").close()

    return engine


# --- between rows and the model --------------------------------------------------------------

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
_COLUMNS_OF_DOCUMENT = {"id", "text", "same_as", "file", "source"}


def document_data(document: Document) -> str:
    """JSON of everything of a document that has no column of its own."""
    return document.model_dump_json(exclude=_COLUMNS_OF_DOCUMENT)


class DocumentColumns(NamedTuple):
    """The columns a ``Document`` is made from."""

    document_id: str
    same_as: str | None
    file: str
    source: str
    data: str
    text: str


def to_document(row: DocumentColumns) -> Document:
    with _outdated():
        return Document(
            id=row.document_id,
            same_as=row.same_as,
            file=row.file,
            source=row.source,
            text=row.text,
            **json.loads(row.data),
        )


def to_clause(data: str) -> Clause:
    with _outdated():
        return Clause.model_validate_json(data)


def to_fact(data: str) -> Fact:
    with _outdated():
        return FACT.validate_json(data)


@contextmanager
def _outdated() -> Iterator[None]:
    """Stored JSON that the model no longer takes was written by another version."""
    try:
        yield
    except ValidationError as error:
        raise IndexOutdated(
            "Chỉ mục do một phiên bản khác của trichdan tạo ra. "
            "Hãy chạy lại `trichdan index ĐƯỜNG_DẪN…` với mọi văn bản."
        ) from error


def fact_columns(fact: Fact) -> dict[str, Any]:
    """The columns of a fact's row but its revision."""
    from indexing.lexical import fold

    subject, actors = _filtered_by(fact)
    return {
        "clause_id": fact.clause_id,
        "kind": fact.kind,
        "start": fact.start,
        "end": fact.end,
        "subject": fold(subject),
        "actors": fold("; ".join(a for a in actors if a)),
        "data": fact.model_dump_json(),
    }


def _filtered_by(fact: Fact) -> tuple[str, Sequence[str]]:
    if isinstance(fact, Assignment):
        return fact.task, (*fact.lead, *fact.cooperating)
    if isinstance(fact, Target):
        return f"{fact.indicator} {fact.scope}".strip(), ()
    if isinstance(fact, Deadline):
        return fact.what, (fact.recipient,)
    if isinstance(fact, Reference):
        return f"{fact.number} {fact.subject}".strip(), (fact.issuer,)
    return f"{fact.attribute} {fact.subject} {fact.value}".strip(), ()


def text_key(embedded_texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(embedded_texts).encode()).hexdigest()


# --- syllable counts --------------------------------------------------------------------------

Counts = tuple[Counter[str], Counter[tuple[str, str]]]


def pack_counts(counts: Counts) -> bytes:
    """Unigram and bigram counts as compressed JSON; zero counts are left out."""
    unigrams, bigrams = counts
    plain = (
        {a: n for a, n in unigrams.items() if n},
        {f"{a} {b}": n for (a, b), n in bigrams.items() if n},
    )
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack_counts(packed: bytes) -> Counts:
    unigrams, bigrams = json.loads(zlib.decompress(packed)) if packed else ({}, {})
    pairs = ((key.split(" ", 1), n) for key, n in bigrams.items())
    return Counter(unigrams), Counter({(a, b): n for (a, b), n in pairs})


# --- queries in pieces ------------------------------------------------------------------------


def chunked(values: Iterable[_T], size: int = _CHUNK) -> Iterator[list[_T]]:
    """``values`` in lists short enough for one IN list."""
    remaining = iter(values)
    while piece := list(islice(remaining, size)):
        yield piece


def in_pieces(values: Iterable[_T], query: Callable[[list[_T]], Iterable[Any]]) -> list[Any]:
    """Rows of ``query`` over every piece of ``values``."""
    return [row for piece in chunked(values) for row in query(piece)]


def manifest_of(session: Session) -> ManifestRow | None:
    return session.scalar(select(ManifestRow).where(ManifestRow.id == 1))
