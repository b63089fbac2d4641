"""From stored clauses to points: embeddings kept by text, so that only new texts cost time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Some
from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from indexing.database import (
    ClauseRow,
    EmbeddingRow,
    RevisionRow,
    TokensRow,
    chunked,
    in_pieces,
    manifest_of,
    to_clause,
)
from indexing.late_interaction import packed
from indexing.lexical import sparse_passage
from indexing.vectors import Payload, VectorPoint
from indexing.windows import embed, embedded_texts, searched_text

if TYPE_CHECKING:
    from indexing.embedding import Embedder

_EMBEDDED_AT_ONCE = 64  # clauses between two commits of embeddings


def embed_missing(
    engine: Engine,
    revisions: Some[int],
    embedder: Embedder,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Embed every searched clause of the revisions that has no vectors yet; how many there were.

    Committed every few dozen clauses, so a killed run loses next to nothing.
    """
    with Session(engine) as session:
        keys = _missing_keys(session, revisions, embedder.fingerprint)
    done = 0
    for piece in chunked(sorted(keys.items(), key=lambda item: -item[1][1]), _EMBEDDED_AT_ONCE):
        with Session(engine) as session:
            texts = _texts(session, [row for _, (row, _) in piece])
        made = embed(embedder, [texts[row] for _, (row, _) in piece])
        by = [{"text_key": key, "fingerprint": embedder.fingerprint} for key, _ in piece]
        vectors = [
            {**one, "vector": f.vectors.astype("<f2").tobytes()} for one, f in zip(by, made, strict=True)
        ]
        tokens = [
            {**one, "codes": packed(f.tokens)} for one, f in zip(by, made, strict=True) if f.tokens.codes.size
        ]
        with Session(engine) as session, session.begin():
            session.execute(insert(EmbeddingRow), vectors)
            if tokens:
                # Programs that know no token vectors leave them when they forget the embeddings.
                stray = TokensRow.text_key.in_([key for key, _ in piece])
                session.execute(delete(TokensRow).where(stray, TokensRow.fingerprint == embedder.fingerprint))
                session.execute(insert(TokensRow), tokens)
        done += len(piece)
        if on_progress:
            on_progress(done, len(keys))
    return done


def _missing_keys(session: Session, revisions: Some[int], fingerprint: str) -> dict[str, tuple[int, int]]:
    """Text key → (a clause row that has it, length of its JSON) for texts without a vector."""
    c, e = ClauseRow, EmbeddingRow
    rows = in_pieces(
        revisions,
        lambda some: session.execute(
            select(c.text_key, c.id, func.length(c.data)).where(c.revision.in_(some), c.text_key.is_not(None))
        ),
    )
    found = {key: (row, length) for key, row, length in rows}
    known = select(e.text_key).where(e.fingerprint == fingerprint)
    for key in in_pieces(found, lambda some: session.scalars(known.where(e.text_key.in_(some)))):
        found.pop(key, None)
    return found


def _texts(session: Session, rows: Sequence[int]) -> dict[int, list[str]]:
    found = session.execute(select(ClauseRow.id, ClauseRow.data).where(ClauseRow.id.in_(rows)))
    return {row: embedded_texts(to_clause(data)) for row, data in found}


def points(engine: Engine, revisions: Some[int], embedder: Embedder) -> Iterator[VectorPoint]:
    """The points of the revisions from their rows and stored embeddings (see ``embed_missing``)."""
    import numpy as np

    c, r, e = ClauseRow, RevisionRow, EmbeddingRow
    query = (
        select(c.id, c.data, r.revision, r.province, r.school_year, e.vector)
        .join(r, c.revision == r.revision)
        .join(e, c.text_key == e.text_key)
        .where(e.fingerprint == embedder.fingerprint)
        .order_by(c.id)
    )
    for revision in sorted(revisions):
        with Session(engine) as session:
            rows = session.execute(query.where(c.revision == revision)).all()
        for row, data, _, province, school_year, vector in rows:
            clause = to_clause(data)
            payload = Payload(
                clause_id=clause.id,
                document_id=clause.document_id,
                revision=revision,
                province=province,
                school_year=school_year,
                kind=clause.kind,
            )
            dense = np.frombuffer(vector, "<f2").astype(np.float32).reshape(-1, embedder.dimension).tolist()
            yield VectorPoint(row, dense, sparse_passage(searched_text(clause)), payload)


def forget_unused_embeddings(engine: Engine) -> None:
    """Delete stored vectors that no clause needs or that another embedder made."""
    with Session(engine) as session, session.begin():
        row = manifest_of(session)
        assert row is not None
        for table in (EmbeddingRow, TokensRow):
            used = exists().where(ClauseRow.text_key == table.text_key)
            session.execute(delete(table).where(table.fingerprint != row.fingerprint))
            session.execute(delete(table).where(~used))
