"""From files to an index: find, read, parse, embed, publish.

A run is all or nothing: killed at any moment, it leaves the collection as it was, and the next one
takes up what it had read and embedded. One bad file never stops the rest; its older self stays answered from.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from indexing import revisions as writing
from indexing.collection import Collection
from indexing.database import RevisionRow, State
from indexing.files import find_files, parser_version, sha256_of, slug
from indexing.lexical import TOKENIZER_VERSION
from indexing.model import Document
from indexing.parsing import parse_file
from indexing.points import embed_missing, forget_unused_embeddings, points
from indexing.readers import ReadError
from indexing.revisions import FileStamp, Plan, Stored
from indexing.settings import Settings
from indexing.vectors import VectorPoint

_log = logging.getLogger(__name__)

# Called with the phase, the file at hand ("" when there is none), how many of how many are done.
OnProgress = Callable[[Literal["read", "embed", "store"], str, int, int], None]


class FileReport(BaseModel):
    """What became of one file; ``clauses`` and ``facts`` are those answered from now."""

    model_config = ConfigDict(frozen=True)

    file: str
    id: str | None = None
    number: str | None = None
    status: Literal["indexed", "unchanged", "failed"]
    clauses: int = 0
    facts: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None


class Vanished(BaseModel):
    """A document whose file is gone; kept unless the run prunes."""

    model_config = ConfigDict(frozen=True)

    id: str
    file: str
    removed: bool


class IndexReport(BaseModel):
    """What a run did: one entry per file found, in order of path, and the vanished ones."""

    model_config = ConfigDict(frozen=True)

    documents: tuple[FileReport, ...]
    vanished: tuple[Vanished, ...] = ()

    @property
    def failed(self) -> tuple[FileReport, ...]:
        return tuple(d for d in self.documents if d.status == "failed")


def index_paths(
    paths: Sequence[str | Path],
    settings: Settings,
    *,
    prune: bool = False,
    on_progress: OnProgress | None = None,
    rebuild: bool = False,
    collection: Collection | None = None,
) -> IndexReport:
    """Bring the index up to what the files say; files of folders are found recursively.

    ``prune`` removes documents under ``paths`` whose file is gone. ``rebuild`` reads every file
    anew and lets the embedding model change; without ``paths``, those of all documents there are
    (one whose file is gone stays as it was read). A process that already holds the collection
    (opened with ``read_only=False``) passes it as ``collection``; readers of it go on meanwhile.

    Raises ``CollectionInUse`` (a server or another run holds the folder), ``ModelMismatch``,
    ``EmbeddingError``.
    """
    with _writable(settings, collection, rebuild) as opened, opened.shared.indexing:
        run = _Run(opened, [Path(p).absolute() for p in paths], rebuild, on_progress or _silent)
        run.read()
        vanished = run.vanished(prune)
        run.publish()
        return IndexReport(documents=run.reports(), vanished=vanished)


def remove_documents(
    document_ids: Iterable[str], settings: Settings, *, collection: Collection | None = None
) -> list[str]:
    """Remove documents from the index (not their files); the ids that were there."""
    with _writable(settings, collection, rebuild=False) as opened, opened.shared.indexing:
        run = _Run(opened, [], False, _silent)
        known = [d for d in dict.fromkeys(document_ids) if d in run.live]
        run.plan.removed.update(known)
        run.publish()
        return known


@contextmanager
def _writable(settings: Settings, collection: Collection | None, rebuild: bool) -> Iterator[Collection]:
    if collection is not None:
        if collection.shared.writer is None:
            raise ValueError("the collection was opened read-only")
        yield collection
        return
    from indexing.locks import ServerNote, in_use

    # Checked first: without this the run would find the vectors locked when all is embedded.
    if settings.qdrant_url is None and ServerNote.read(settings.data_dir):
        raise in_use(settings.data_dir, writing=True)
    with Collection.open(settings, read_only=False, lazy=True, rebuild=rebuild) as opened:
        yield opened


def _silent(phase: str, file: str, done: int, total: int) -> None:
    """Progress nobody watches."""


class _Run:
    """One run of ``index_paths``: what it found, what it staged, what it will publish."""

    def __init__(
        self, collection: Collection, paths: list[Path], rebuild: bool, on_progress: OnProgress
    ) -> None:
        self._collection = collection
        self._shared = collection.shared
        self._engine = collection.shared.engine
        self._rebuild = rebuild
        self._on_progress = on_progress
        self._parser = parser_version()
        self.plan = Plan()
        with Session(self._engine) as session:
            self._before = writing.live_revisions(session)
            self._leftovers = writing.garbage(session)
            unfinished = writing.stored(session, RevisionRow.state == State.PENDING)
        self._named = bool(paths)
        self._paths = paths or ([Path(r.source) for r in self._before] if rebuild else [])
        self.live = {r.document_id: r for r in self._before}
        self._by_source = {r.source: r for r in self._before}
        # What a run that was killed had read; each was written whole.
        self._read_already = {(r.source, r.document_id, r.sha256, r.parser): r.revision for r in unfinished}
        self._taken = {*self.live}
        self._outcomes: list[FileReport | tuple[str, str]] = []  # (document id, status) until published

    # --- reading ----------------------------------------------------------------------------

    def read(self) -> None:
        files, missing = find_files(self._paths)
        for path in missing if self._named else ():  # a document's is told of as vanished
            self._outcomes.append(_failure(path, "Không có tệp hay thư mục này."))
        for done, path in enumerate(files):
            self._on_progress("read", path.name, done, len(files))
            self._outcomes.append(self._read_one(path))
        if files:
            self._on_progress("read", "", len(files), len(files))

    def _read_one(self, path: Path) -> FileReport | tuple[str, str]:
        known = self._by_source.get(str(path))
        try:
            stat = path.stat()
            current = known is not None and self._is_current(known)
            if known and current and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
                return known.document_id, "unchanged"
            stamp = FileStamp(stat.st_size, stat.st_mtime_ns, sha256_of(path))
            known = known or self._moved(stamp.sha256)
            if known and self._is_current(known) and stamp.sha256 == known.sha256:
                self.plan.touched[known.revision] = (str(path), path.name, stamp)
                return known.document_id, "unchanged"
            document_id = known.document_id if known else self._new_id(path)
            staged = self._read_already.get((str(path), document_id, stamp.sha256, self._parser))
            if staged is None:
                settings = self._shared.settings
                parsed = parse_file(path, settings, document_id=document_id, sha256=stamp.sha256)
                staged = writing.stage(self._engine, parsed, stamp, self._parser)
            self.plan.staged[document_id] = staged
            return document_id, "indexed"
        except Exception as error:  # whatever is wrong with one file, the others are read
            if isinstance(error, ReadError | OSError):
                _log.info("%s: %s", path, error)
                return _failure(path, str(error), known)
            _log.exception("cannot index %s", path)
            return _failure(path, f"Lỗi khi đọc văn bản ({type(error).__name__}: {error})", known)

    def _is_current(self, known: Stored) -> bool:
        return not self._rebuild and known.parser == self._parser

    def _moved(self, sha256: str) -> Stored | None:
        """The document this content was known as, if its file is gone: the file was moved."""
        return next(
            (
                r
                for r in self._before
                if r.sha256 == sha256 and r.revision not in self.plan.touched and not Path(r.source).exists()
            ),
            None,
        )

    def _new_id(self, path: Path) -> str:
        """Slug of the stem; with the suffix, then a number, while other files have it."""
        stem = slug(path.stem)
        numbered = (f"{stem}-{n}" for n in count(2))
        chosen = next(
            c for c in chain((stem, f"{stem}-{slug(path.suffix)}"), numbered) if c not in self._taken
        )
        self._taken.add(chosen)
        return chosen

    def vanished(self, prune: bool) -> tuple[Vanished, ...]:
        """Documents under the given paths whose file is gone; planned for removal with ``prune``."""
        moved = set(self.plan.touched)
        gone = [
            r
            for r in self._before
            if r.revision not in moved
            and r.document_id not in self.plan.staged
            and any(Path(r.source).is_relative_to(p) for p in self._paths)
            and not Path(r.source).exists()
        ]
        if prune:
            self.plan.removed.update(r.document_id for r in gone)
        return tuple(Vanished(id=r.document_id, file=Path(r.source).name, removed=prune) for r in gone)

    # --- publishing -------------------------------------------------------------------------

    def publish(self) -> None:
        """Embed and write what is staged, make it live at once, clear the old away."""
        shared, embedder, plan = self._shared, self._shared.embedder, self.plan
        manifest = shared.view().manifest
        remade = manifest.fingerprint != embedder.fingerprint
        if shared.settings.qdrant_url is not None and not remade:
            _ = shared.vectors  # a server may have lost them: then this run brings them back
        replaced = {*plan.staged, *plan.removed}
        if not (replaced or plan.touched or remade or self._leftovers):
            return
        with Session(self._engine) as session:
            staged = writing.stored(session, RevisionRow.revision.in_(plan.staged.values()))
        after = [r for r in self._before if r.document_id not in replaced] + staged
        same_as = writing.copies(after, {r.document_id: r.same_as for r in self._before})
        answered = [r for r in after if r.document_id not in same_as]
        new = {r.revision for r in answered if remade or r.document_id in replaced or r.same_as}
        embed_missing(
            self._engine, new, embedder, lambda done, total: self._on_progress("embed", "", done, total)
        )
        total = sum(r.points for r in after if r.revision in new)
        self._on_progress("store", "", 0, total)
        made_with: dict[str, Any] = {
            "embedder": embedder.name,
            "fingerprint": embedder.fingerprint,
            "dimension": embedder.dimension,
            "tokenizer_version": TOKENIZER_VERSION,
            "parser_version": self._parser,
        }
        written = self._told(points(self._engine, new, embedder), total)
        beside = shared.vectors_beside(replace(manifest, **made_with), written) if remade else None
        if new and not remade:
            shared.vectors.upsert(written)
            shared.vectors.flush()
        try:
            writing.publish(self._engine, plan, same_as, made_with)
        except BaseException:
            if beside is not None:
                beside.close()
            raise
        if beside is not None:
            shared.take_over(beside)
        if replaced or remade or self._leftovers:
            shared.collect_garbage()
            forget_unused_embeddings(self._engine)
        self._on_progress("store", "", total, total)

    def _told(self, written: Iterator[VectorPoint], total: int) -> Iterator[VectorPoint]:
        """The points as they are, progress told now and then."""
        for done, point in enumerate(written):
            if done % 256 == 0:
                self._on_progress("store", "", done, total)
            yield point

    # --- reporting --------------------------------------------------------------------------

    def reports(self) -> tuple[FileReport, ...]:
        with Session(self._engine) as session:
            live = {r.document_id: r for r in writing.live_revisions(session)}
        read = {o[0] for o in self._outcomes if not isinstance(o, FileReport)}
        known = {d.id: d for d in self._collection.catalogue(read)}
        reports = (
            o if isinstance(o, FileReport) else _report(known[o[0]], live[o[0]], o[1]) for o in self._outcomes
        )
        return tuple(sorted(reports, key=lambda r: r.file))


def _report(document: Document, stored: Stored, status: str) -> FileReport:
    copy = f"Trùng với văn bản «{document.same_as}» đã có; câu trả lời chỉ dẫn văn bản đó."
    return FileReport.model_validate({
        "file": document.file, "id": document.id, "number": document.number, "status": status,
        "clauses": stored.clauses, "facts": stored.facts,
        "warnings": (*document.warnings, *([copy] if document.same_as else [])),
    })  # fmt: skip


def _failure(path: Path, error: str, known: Stored | None = None) -> FileReport:
    if known is None:
        return FileReport(file=path.name, status="failed", error=error)
    kept = "Bản đã lập chỉ mục trước đó vẫn được giữ."
    return FileReport(
        file=path.name, id=known.document_id, number=known.number, status="failed",
        clauses=known.clauses, facts=known.facts, warnings=(kept,), error=error,
    )  # fmt: skip
