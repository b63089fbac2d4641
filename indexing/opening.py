"""Opening a collection: its database, its vectors (rebuilt when they don't fit), its locks."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.orm import Session

from indexing import revisions as writing
from indexing.database import (
    SCHEMA_VERSION,
    Base,
    ManifestRow,
    RevisionRow,
    State,
    database_url,
    manifest_of,
    open_engine,
    pack_counts,
    sqlite_path,
)
from indexing.embedding import Embedder, load_embedder
from indexing.errors import CollectionError, IndexOutdated, ModelMismatch, NotIndexed
from indexing.lexical import TOKENIZER_VERSION
from indexing.locks import ServerNote, in_use
from indexing.points import embed_missing, points
from indexing.vectors import (
    VectorIndex,
    VectorPoint,
    VectorsLocked,
    VectorsUnusable,
    forget_other_vectors,
    open_vectors,
)

if TYPE_CHECKING:
    from indexing.settings import Settings

_log = logging.getLogger(__name__)
_WAIT_TO_READ_S = 10.0  # an `ask` in another terminal is done by then
_WAIT_TO_WRITE_S = 60.0
_ADVISORY_LOCK = 0x7472_6963_6864  # "trichd"


@dataclass(frozen=True)
class Manifest:
    """What the index was made with; ``generation`` counts the runs that changed it."""

    collection: str
    schema_version: int
    parser_version: str
    tokenizer_version: str
    embedder: str
    fingerprint: str
    dimension: int
    generation: int

    @property
    def stamp(self) -> str:
        """Names what the vectors must have been made with to be used by this program."""
        return f"{self.collection}-{self.fingerprint}-{self.dimension}-{TOKENIZER_VERSION}"


@dataclass(frozen=True)
class View:
    """One published state: which revision of which document is live.

    ``revisions`` and ``documents`` are each other's inverse; ``same_as`` names the originals of
    copies; ``answered`` holds the revisions that are no copies, with ``points`` points in all.
    """

    manifest: Manifest
    revisions: dict[str, int]
    documents: dict[int, str]
    same_as: dict[str, str]
    answered: frozenset[int]
    points: int


class Shared:
    """What a collection and its snapshots share; see ``open_shared``."""

    def __init__(self, settings: Settings, engine: Engine, embedder: Embedder, writer: WriterLock | None):
        self.settings = settings
        self.engine = engine
        self.embedder = embedder
        self.indexing = threading.Lock()  # held by the one thread that indexes
        self.writer = writer
        self._lock = threading.RLock()
        self._view: View | None = None
        self._snapshots = 0
        self._uncollected = False
        self._vectors: VectorIndex | None = None

    def view(self) -> View:
        """The published state as of now; the same object as long as nothing is published."""
        with Session(self.engine) as session:
            generation = session.scalar(select(ManifestRow.generation))
            known = self._view
            if known is not None and known.manifest.generation == generation:
                return known
        with self._lock:
            self._view = _load_view(self.engine)
            return self._view

    @contextmanager
    def keeping_revisions(self) -> Iterator[None]:
        """While inside, nothing that a view taken inside may need is deleted by this process."""
        with self._lock:
            self._snapshots += 1
        try:
            yield
        finally:
            with self._lock:
                self._snapshots -= 1
                due = self._uncollected and self._snapshots == 0
            # Not while a thread indexes: what it has written so far is not live either.
            if due and self.indexing.acquire(blocking=False):
                try:
                    # Nor when the lock was given back since: what is not live may be another process's.
                    if self.writer is not None:
                        self.collect_garbage()
                finally:
                    self.indexing.release()

    def collect_garbage(self) -> None:
        """Clear replaced revisions away; if snapshots may need them, when the last of these ends.

        Called by the thread that holds ``indexing``.
        """
        with self._lock:
            self._uncollected = self._snapshots > 0
            if not self._uncollected:
                writing.collect_garbage(self.engine, self.vectors)

    @property
    def vectors(self) -> VectorIndex:
        """The vector index, opened (and mended) on first use; raises ``CollectionInUse``."""
        if (opened := self._vectors) is not None:
            return opened
        with self._lock:
            if self._vectors is None:
                self._vectors = self._open_vectors()
            return self._vectors

    def vectors_beside(self, manifest: Manifest, written: Iterator[VectorPoint]) -> VectorIndex:
        """An index of these points as ``manifest`` asks for, made beside the one that is searched."""
        vectors = self._waiting(manifest, create=True)
        try:
            vectors.upsert(written)
            vectors.flush()
        except BaseException:
            vectors.close()
            raise
        return vectors

    def take_over(self, vectors: VectorIndex) -> None:
        """Search these vectors from now on; the manifest that asks for them is published."""
        with self._lock:
            earlier, self._vectors = self._vectors, vectors
            if earlier is not None:
                earlier.close()
            self._forget_others(_load_view(self.engine).manifest)

    def _forget_others(self, manifest: Manifest) -> None:
        forget_other_vectors(self.settings, collection=manifest.collection, stamp=manifest.stamp)

    def _open_vectors(self) -> VectorIndex:
        until = time.monotonic() + _WAIT_TO_READ_S
        while True:
            view = _load_view(self.engine)
            try:
                vectors = self._waiting(view.manifest, create=False)
                if self._complete(vectors, view):
                    return vectors
                vectors.close()
                problem = "points are missing"
            except VectorsUnusable as error:
                problem = str(error)
            if self._may_mend:
                level = logging.WARNING if view.points else logging.INFO
                _log.log(level, "the vectors are made anew: %s", problem)
                return self._made_anew(view)
            # On a server a run of another process may be half-way through its clearing away.
            if time.monotonic() > until:
                raise CollectionError(
                    f"Kho vector «{self.settings.qdrant_collection}» trên máy chủ Qdrant không khớp với "
                    "cơ sở dữ liệu. Hãy chạy lại `trichdan index ĐƯỜNG_DẪN…` để dựng lại."
                )
            time.sleep(0.2)

    @property
    def _may_mend(self) -> bool:
        """Whether nobody else can be writing to the vectors at this moment."""
        return self.writer is not None or self.settings.qdrant_url in (None, ":memory:")

    def _complete(self, vectors: VectorIndex, view: View) -> bool:
        """Whether the vectors hold every point of the view; points of killed runs are deleted."""
        with Session(self.engine) as session:
            strangers = set(session.scalars(select(RevisionRow.revision))) - view.answered
        if not self._may_mend:
            return vectors.count(without=strangers) == view.points
        if vectors.count() == view.points:
            return True
        vectors.delete_revisions(strangers)
        vectors.flush()
        return vectors.count() == view.points

    def _made_anew(self, view: View) -> VectorIndex:
        """A new vector index from the database; texts are embedded only where a vector is missing."""
        embed_missing(self.engine, view.answered, self.embedder)
        vectors = self.vectors_beside(view.manifest, points(self.engine, view.answered, self.embedder))
        self._forget_others(view.manifest)
        return vectors

    def _waiting(self, manifest: Manifest, *, create: bool) -> VectorIndex:
        """Open the vectors, waiting a while for another process to be done with them."""
        patience = _WAIT_TO_WRITE_S if self.writer else _WAIT_TO_READ_S
        until = time.monotonic() + patience
        while True:
            try:
                return open_vectors(
                    self.settings, dimension=manifest.dimension, stamp=manifest.stamp, create=create
                )
            except VectorsLocked as error:
                data_dir = self.settings.data_dir
                if time.monotonic() > until or ServerNote.read(data_dir):
                    raise in_use(data_dir, writing=self.writer is not None) from error
                time.sleep(0.1)

    def close(self) -> None:
        with self._lock:
            if self._vectors is not None:
                self._vectors.close()
                self._vectors = None
        if self.writer:
            self.writer.release()
        self.engine.dispose()


class WriterLock:
    """At most one process writes: locks that the system releases if the process dies."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        from filelock import FileLock, Timeout

        settings.data_dir.mkdir(parents=True, exist_ok=True)
        self._file = FileLock(settings.data_dir / "index.lock", thread_local=False)
        self._connection: Connection | None = None
        try:
            self._file.acquire(timeout=0)
        except Timeout as error:
            raise in_use(settings.data_dir, writing=True) from error
        # A file lock says nothing to other machines that share a PostgreSQL database.
        if engine.dialect.name == "postgresql":
            self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._connection.scalar(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))):
                self.release()
                raise in_use(settings.data_dir, writing=True)

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._file.release()


def open_shared(settings: Settings, *, writable: bool, rebuild: bool) -> Shared:
    """The parts of a collection; raises as ``Collection.open`` says."""
    if not writable and settings.database_url is None and not sqlite_path(settings).is_file():
        raise _not_indexed(settings)
    embedder = load_embedder(settings)
    engine = open_engine(database_url(settings))
    writer = None
    try:
        writer = WriterLock(settings, engine) if writable else None
        _prepare(settings, engine, embedder, writable=writable, rebuild=rebuild)
    except BaseException:
        if writer:
            writer.release()
        engine.dispose()
        raise
    return Shared(settings, engine, embedder, writer)


def _prepare(
    settings: Settings, engine: Engine, embedder: Embedder, *, writable: bool, rebuild: bool
) -> None:
    if writable:
        Base.metadata.create_all(engine)
    elif not inspect(engine).has_table(ManifestRow.__tablename__):
        raise _not_indexed(settings)
    with Session(engine) as session, session.begin():
        row = manifest_of(session)
        if row is None and writable:
            row = _new_manifest(embedder)
            session.add(row)
        if row is None or (row.generation == 0 and not writable):
            raise _not_indexed(settings)
        if row.schema_version != SCHEMA_VERSION:
            raise IndexOutdated(
                f"Chỉ mục trong {settings.data_dir} do một phiên bản khác của trichdan tạo ra. "
                "Hãy xóa thư mục đó rồi chạy lại `trichdan index ĐƯỜNG_DẪN…`."
            )
        if row.fingerprint != embedder.fingerprint:
            if row.generation == 0:
                row.embedder, row.fingerprint = embedder.name, embedder.fingerprint
                row.dimension = embedder.dimension
            elif not rebuild:
                raise ModelMismatch(
                    f"Chỉ mục trong {settings.data_dir} được tạo bằng mô hình nhúng «{row.embedder}», "
                    f"còn cấu hình chọn «{embedder.name}» (hoặc một bản khác của nó). Hãy chạy "
                    "`trichdan index --rebuild`, hoặc đặt lại TRICHDAN_EMBEDDING_MODEL."
                )


def _new_manifest(embedder: Embedder) -> ManifestRow:
    from collections import Counter

    return ManifestRow(
        id=1,
        collection=uuid.uuid4().hex,
        schema_version=SCHEMA_VERSION,
        parser_version="",
        tokenizer_version=TOKENIZER_VERSION,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        generation=0,
        syllables=pack_counts((Counter(), Counter())),
    )


def _not_indexed(settings: Settings) -> NotIndexed:
    return NotIndexed(
        f"Chưa có chỉ mục trong {settings.data_dir}. Hãy chạy `trichdan index ĐƯỜNG_DẪN…` trước."
    )


def _load_view(engine: Engine) -> View:
    r = RevisionRow
    live = select(r.revision, r.document_id, r.same_as, r.points).where(r.state == State.LIVE)
    with Session(engine) as session:
        while True:
            before = _manifest(session)
            rows = session.execute(live).all()
            session.rollback()
            # Two statements may see two states: only what stands between equal generations counts.
            if before.generation == _manifest(session).generation:
                break
    return View(
        manifest=before,
        revisions={row.document_id: row.revision for row in rows},
        documents={row.revision: row.document_id for row in rows},
        same_as={row.document_id: row.same_as for row in rows if row.same_as},
        answered=frozenset(row.revision for row in rows if not row.same_as),
        points=sum(row.points for row in rows if not row.same_as),
    )


def _manifest(session: Session) -> Manifest:
    columns = [getattr(ManifestRow, name) for name in Manifest.__dataclass_fields__]
    return Manifest(*session.execute(select(*columns)).one())
