"""Reading a collection: documents, clauses and facts, dense and sparse search, of one state.

    with Collection.open(settings) as collection:
        for clause_id, score in collection.sparse("chỉ tiêu xóa mù chữ", 10): ...

A collection may be read from several threads while one of them indexes. Whoever makes several
calls that must agree with each other makes them on one ``collection.snapshot()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Some
from contextlib import contextmanager
from statistics import fmean
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from indexing.database import (
    ClauseRow,
    Counts,
    DocumentColumns,
    FactRow,
    ManifestRow,
    RevisionRow,
    TokensRow,
    in_pieces,
    to_clause,
    to_document,
    to_fact,
    unpack_counts,
)
from indexing.errors import CollectionError, CollectionInUse, IndexOutdated, ModelMismatch, NotIndexed
from indexing.files import parser_version
from indexing.late_interaction import Closeness, closeness, unpacked
from indexing.lexical import fold, sparse_query
from indexing.locks import ServerNote
from indexing.opening import Manifest, Shared, View, open_shared

if TYPE_CHECKING:
    from types import TracebackType

    from indexing.model import Clause, Document, Fact
    from indexing.settings import Settings
    from indexing.vectors import Hit

__all__ = [
    "Collection",
    "CollectionError",
    "CollectionInUse",
    "IndexOutdated",
    "Manifest",
    "ModelMismatch",
    "NotIndexed",
    "ServerNote",
]


class Collection:
    """A collection as it is now, or as it was when a snapshot of it was taken."""

    def __init__(self, shared: Shared, pinned: View | None = None) -> None:
        self._shared = shared
        self._pinned = pinned

    @classmethod
    def open(
        cls, settings: Settings, *, read_only: bool = True, lazy: bool = False, rebuild: bool = False
    ) -> Collection:
        """Open the collection the settings name; close it again, or use it as a context manager.

        Not ``read_only``: it is created when missing and this process holds the writer's lock
        until it is closed. ``lazy``: the vectors are opened by the first search, so listing works
        while another process holds them. ``rebuild``: an index of another embedding model may be
        opened, to be rebuilt by ``index_paths(…, rebuild=True)``.

        Raises ``NotIndexed``, ``ModelMismatch``, ``CollectionInUse`` or ``IndexOutdated``.
        """
        shared = open_shared(settings, writable=not read_only, rebuild=rebuild)
        if not lazy:
            try:
                _ = shared.vectors
            except BaseException:
                shared.close()
                raise
        return cls(shared)

    @property
    def shared(self) -> Shared:
        """What the writing side works with (engine, vectors, embedder, settings)."""
        return self._shared

    def close(self) -> None:
        """Give the folder back; a snapshot leaves that to the collection it was taken of."""
        if self._pinned is None:
            self._shared.close()

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def snapshot(self) -> Iterator[Collection]:
        """The collection as it is now, whatever is indexed meanwhile by this process."""
        if self._pinned is not None:
            yield self
            return
        with self._shared.keeping_revisions():
            yield Collection(self._shared, self._shared.view())

    def warm_up(self) -> None:
        """Load the vectors and the embedding model now rather than with the first question."""
        _ = self._shared.vectors
        self._shared.embedder.embed_query("khởi động")

    @property
    def manifest(self) -> Manifest:
        return self._view.manifest

    @property
    def _view(self) -> View:
        return self._pinned or self._shared.view()

    # --- documents --------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """Every document with its whole text, copies too (``same_as``), in order of id."""
        return self._documents(self._view.revisions.values(), text=True)

    def catalogue(self, document_ids: Some[str] | None = None) -> tuple[Document, ...]:
        """Like ``documents()``, but with empty texts: cheap however large the collection."""
        revisions = self._view.revisions
        chosen = revisions if document_ids is None else revisions.keys() & set(document_ids)
        return self._documents([revisions[d] for d in chosen], text=False)

    def document(self, document_id: str) -> Document | None:
        """One document with its text; None when there is none of this id."""
        revision = self._view.revisions.get(document_id)
        return None if revision is None else self._documents([revision], text=True)[0]

    def _documents(self, revisions: Some[int], *, text: bool) -> tuple[Document, ...]:
        r = RevisionRow
        columns: list[Any] = [r.document_id, r.same_as, r.file, r.source, r.data]
        query = select(*columns, *([r.text] if text else []))
        rows = self._all(revisions, lambda some: query.where(r.revision.in_(some)))
        made = (to_document(DocumentColumns(*row, *([] if text else [""]))) for row in rows)
        return tuple(sorted(made, key=lambda d: d.id))

    def outdated(self) -> list[str]:
        """Documents that another version of this program read, in order of id.

        They are answered from until they are read anew. An index of another tokenizer is brought
        up to date when it is opened, one of another embedding model is refused (``ModelMismatch``).
        """
        r, view = RevisionRow, self._view
        query = select(r.revision).where(r.parser != parser_version())
        with Session(self._shared.engine) as session:
            return sorted(view.documents[n] for n in session.scalars(query) if n in view.documents)

    def clause_counts(self) -> dict[str, int]:
        """How many clauses each document has, by its id."""
        r, view = RevisionRow, self._view
        rows = self._all(
            view.documents, lambda some: select(r.document_id, r.clauses).where(r.revision.in_(some))
        )
        return {row.document_id: row.clauses for row in rows}

    def answered_from(self, document_ids: Sequence[str]) -> list[str]:
        """The documents to search when these are asked for: a copy's original in its place."""
        view = self._view
        originals = (view.same_as.get(d, d) for d in document_ids)
        return list(dict.fromkeys(d for d in originals if d in view.revisions))

    # --- clauses ----------------------------------------------------------------------------

    def clause(self, clause_id: str) -> Clause | None:
        """One clause; None when there is none of this id."""
        return next(iter(self.clauses([clause_id])), None)

    def clauses(self, clause_ids: Sequence[str]) -> list[Clause]:
        """The clauses of these ids in this order; unknown ids are left out."""
        c, live = ClauseRow, self._view.documents
        query = select(c.clause_id, c.revision, c.data)
        rows = self._all(clause_ids, lambda some: query.where(c.clause_id.in_(some)))
        found = {clause_id: data for clause_id, revision, data in rows if revision in live}
        return [to_clause(found[i]) for i in clause_ids if i in found]

    def clauses_of(self, document_id: str) -> list[Clause]:
        """Every clause of a document in its order; none when there is no such document."""
        c = ClauseRow
        query = select(c.data).where(c.revision == self._view.revisions.get(document_id, -1))
        with Session(self._shared.engine) as session:
            return [to_clause(data) for data in session.scalars(query.order_by(c.position))]

    def neighbours(self, clause_id: str, n: int = 1) -> list[Clause]:
        """Up to ``n`` clauses before and ``n`` after a clause, with itself, in order."""
        c, live = ClauseRow, self._view.documents
        with Session(self._shared.engine) as session:
            places = session.execute(select(c.revision, c.position).where(c.clause_id == clause_id))
            place = next((p for p in places if p.revision in live), None)
            if place is None:
                return []
            near = c.position.between(place.position - n, place.position + n)
            query = select(c.data).where(c.revision == place.revision, near).order_by(c.position)
            return [to_clause(data) for data in session.scalars(query)]

    # --- facts ------------------------------------------------------------------------------

    def facts(
        self,
        kind: str | None = None,
        document_ids: Sequence[str] | None = None,
        clause_ids: Sequence[str] | None = None,
        *,
        subject: str | None = None,
        actor: str | None = None,
    ) -> list[Fact]:
        """Facts of documents that are answered from, in the order of documents and text.

        ``subject`` and ``actor`` keep facts whose subject (task, indicator, what is due, number,
        attribute) or agencies contain the words, accents and case aside.
        """
        f, view = FactRow, self._view
        wanted = self._answered(view, document_ids)
        query = select(f.revision, f.start, f.end, f.data)
        if kind is not None:
            query = query.where(f.kind == kind)
        for column, words in ((f.subject, subject), (f.actors, actor)):
            if words:
                query = query.where(column.contains(fold(words), autoescape=True))
        if clause_ids is not None:
            rows = self._all(clause_ids, lambda some: query.where(f.clause_id.in_(some)))
        elif document_ids is not None:
            rows = self._all(wanted, lambda some: query.where(f.revision.in_(some)))
        else:
            with Session(self._shared.engine) as session:
                rows = list(session.execute(query))
        kept = [row for row in rows if row.revision in wanted]
        kept.sort(key=lambda row: (view.documents[row.revision], row.start, row.end))
        return [to_fact(row.data) for row in kept]

    # --- search -----------------------------------------------------------------------------

    def dense(
        self, query_text: str, limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``limit`` nearest clauses by meaning: ``(clause id, cosine)``, best first."""
        vector = self._shared.embedder.embed_query(query_text).vector.tolist()
        return self._search(lambda **only: self._shared.vectors.dense(vector, limit, **only), document_ids)

    def sparse(
        self, query_text: str, limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``limit`` best clauses by words: ``(clause id, BM25 score)``, best first."""
        vector = sparse_query(query_text)
        return self._search(lambda **only: self._shared.vectors.sparse(vector, limit, **only), document_ids)

    def closeness(self, query_text: str, clause_ids: Sequence[str]) -> list[Closeness]:
        """How closely these clauses meet the question token by token, and in which of their texts.

        One of which that can't be told is as close as the others are on average.
        """
        embedder = self._shared.embedder
        question = embedder.embed_query(query_text).tokens
        c, t = ClauseRow, TokensRow
        query = (
            select(c.clause_id, c.revision, t.codes)
            .join(t, c.text_key == t.text_key)
            .where(t.fingerprint == embedder.fingerprint)
        )
        live = self._view.documents
        rows = self._all(clause_ids, lambda some: query.where(c.clause_id.in_(some))) if len(question) else ()
        found = {clause_id: unpacked(codes) for clause_id, revision, codes in rows if revision in live}
        near = dict(zip(found, closeness(question, list(found.values())), strict=True))
        middle = Closeness(fmean(one.value for one in near.values()) if near else 0.0, None)
        return [near.get(clause_id, middle) for clause_id in clause_ids]

    def _search(
        self, find: Callable[..., list[Hit]], document_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        while True:
            view = self._view
            hits = _search_view(find, view, self._answered(view, document_ids), document_ids is not None)
            # What was published meanwhile may have taken points of this view away: look again.
            if self._pinned or view is self._shared.view():
                return [(hit.clause_id, hit.score) for hit in hits]

    def _answered(self, view: View, document_ids: Sequence[str] | None) -> Some[int]:
        """Revisions to answer from: all of the view's, or those of these documents."""
        if document_ids is None:
            return view.answered
        originals = {view.same_as.get(d, d) for d in document_ids}
        return {view.revisions[d] for d in originals if d in view.revisions}

    # --- statistics -------------------------------------------------------------------------

    def syllables(self) -> Counts:
        """How often each accented syllable, and each pair of neighbours, stands in the collection."""
        with Session(self._shared.engine) as session:
            return unpack_counts(session.scalars(select(ManifestRow.syllables)).one())

    def _all(self, values: Some[Any], query: Callable[[list[Any]], Executable]) -> list[Any]:
        with Session(self._shared.engine) as session:
            return in_pieces(values, lambda some: session.execute(query(some)).all())


def _search_view(find: Callable[..., list[Hit]], view: View, wanted: Some[int], chosen: bool) -> list[Hit]:
    """Hits of the view's revisions only, however many others the vectors hold at the moment."""
    if chosen:
        return find(revisions=wanted) if wanted else []
    hidden: set[int] = set()
    while True:
        hits = find(without=hidden)
        strangers = {hit.revision for hit in hits} - view.answered
        if not strangers:
            return hits
        # Not filtered from the start: almost always there are none, and filters cost time.
        hidden |= strangers
