"""``trichdan backup`` and ``trichdan restore``: the relational store and the uploaded files in one file.

The file is a zip of a SQLite database, the uploads and ``manifest.json``, whichever database the
installation uses, so that a backup can move from SQLite to PostgreSQL and back. Vectors are left
out: they are made again from what is stored.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, MetaData, inspect, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assistant.api.desk import upload_folder
from assistant.api.tables import ServerBase
from assistant.operations.copying import copy_tables, rows_of
from indexing.collection import Collection
from indexing.database import (
    SCHEMA_VERSION,
    Base,
    ManifestRow,
    RevisionRow,
    database_url,
    open_engine,
    sqlite_path,
)
from indexing.errors import CollectionError
from indexing.files import sha256_of
from indexing.locks import ServerNote
from indexing.opening import WriterLock

if TYPE_CHECKING:
    from indexing.settings import Settings

_FORMAT = 1
_DATABASE, _MANIFEST, _UPLOADS = "trichdan.sqlite", "manifest.json", "uploads/"
TABLES: tuple[MetaData, ...] = (Base.metadata, ServerBase.metadata)


class BackupError(CollectionError):
    """A backup cannot be made or restored; the message is Vietnamese and says why."""


class BackupManifest(BaseModel):
    """What a backup says of itself; ``uploads`` is the folder the uploaded files were in."""

    model_config = ConfigDict(frozen=True)

    format: int
    schema_version: int
    created: str
    documents: int
    sha256: str
    uploads: str


def back_up(settings: Settings, file: Path) -> BackupManifest:
    """Write a consistent snapshot to ``file``, whether a server runs or not."""
    if settings.database_url is None and not sqlite_path(settings).is_file():
        raise BackupError(f"Chưa có gì để sao lưu trong {settings.data_dir}.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".trichdan-", dir=file.absolute().parent) as folder:
        database = Path(folder) / _DATABASE
        _snapshot(settings, database)
        manifest = BackupManifest(
            format=_FORMAT,
            schema_version=_checked(database),
            created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            documents=rows_of(database, "SELECT count(*) FROM revisions WHERE state = 'live'"),
            sha256=sha256_of(database),
            uploads=str(upload_folder(settings.data_dir)),
        )
        unfinished = Path(folder) / "backup.zip"
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(_MANIFEST, manifest.model_dump_json(indent=2))
            packed.write(database, _DATABASE)
            for upload in _uploads(settings):
                packed.write(upload, _UPLOADS + upload.name)
        unfinished.chmod(0o600)  # it holds every document and the digests of the keys
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    return manifest


def _uploads(settings: Settings) -> list[Path]:
    folder = upload_folder(settings.data_dir)
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith("."))


def _snapshot(settings: Settings, target: Path) -> None:
    """All tables of one moment, as a SQLite file."""
    engine = open_engine(database_url(settings))
    try:
        if engine.dialect.name == "sqlite":
            assert engine.url.database is not None
            with closing(sqlite3.connect(engine.url.database, timeout=60)) as source:
                source.execute("VACUUM INTO ?", (str(target),))  # one read transaction
            return
        steady = engine.execution_options(isolation_level="REPEATABLE READ")
        with _engine_of(target) as made, steady.begin() as connection:
            for tables in TABLES:
                copy_tables(connection, made, tables)
    finally:
        engine.dispose()


@contextmanager
def _engine_of(file: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # everything in the one file


def _checked(database: Path) -> int:
    """The schema version of a whole database; raises ``BackupError``."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("Cơ sở dữ liệu bị hỏng: PRAGMA integrity_check không đạt.")
            row = connection.execute("SELECT schema_version FROM manifest WHERE id = 1").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"Không phải cơ sở dữ liệu của trichdan ({error}).") from error
    if row is None:
        raise BackupError("Cơ sở dữ liệu chưa có chỉ mục nào.")
    return int(row[0])


# --- restoring --------------------------------------------------------------------------------


def restore(settings: Settings, file: Path, *, force: bool = False) -> BackupManifest:
    """Put the backup in the place of what the settings name; everything is checked before.

    ``force`` overwrites an installation that holds documents. Raises ``BackupError`` and
    ``CollectionInUse``; whatever is raised before the switch leaves all as it was.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if note := ServerNote.read(settings.data_dir):
        raise BackupError(f"Máy chủ đang chạy tại {note.url}. Hãy dừng nó rồi khôi phục.")
    held = _held(settings)
    if held and not force:
        raise BackupError(
            f"Kho hiện có {held} văn bản sẽ bị ghi đè. Hãy `trichdan backup` trước, rồi thêm --force."
        )
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data_dir) as folder:
        manifest, uploads = _unpacked(file, Path(folder))
        database = Path(folder) / _DATABASE
        _adapt(database, manifest, upload_folder(settings.data_dir))
        engine = open_engine(database_url(settings))
        try:
            lock = WriterLock(settings, engine)
            try:
                _switch(settings, engine, database)
                _place_uploads(uploads, upload_folder(settings.data_dir))
            finally:
                lock.release()
        finally:
            engine.dispose()
    with Collection.open(settings, read_only=False) as collection:  # makes the vectors
        collection.warm_up()
    return manifest


def _held(settings: Settings) -> int:
    """How many documents the restored ones would replace."""
    if settings.database_url is None and not sqlite_path(settings).is_file():
        return 0
    engine = open_engine(database_url(settings))
    try:
        if not inspect(engine).has_table(RevisionRow.__tablename__):
            return 0
        with Session(engine) as session:
            live = select(RevisionRow.revision).where(RevisionRow.state == "live")
            return len(session.scalars(live).all())
    except DBAPIError:
        return 1  # what cannot be read is not overwritten without being told to either
    finally:
        engine.dispose()


def _unpacked(file: Path, folder: Path) -> tuple[BackupManifest, list[Path]]:
    """The backup's manifest and uploads, its database in ``folder``: all of it sound."""
    uploads: list[Path] = []
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = BackupManifest.model_validate(json.loads(packed.read(_MANIFEST)))
            if (damaged := packed.testzip()) is not None:
                raise BackupError(f"Bản sao lưu {file} bị hỏng ở {damaged}.")
            packed.extract(_DATABASE, folder)
            for name in packed.namelist():
                # A plain name: nothing may be written outside of the folder.
                if name.startswith(_UPLOADS) and Path(name).name == name.removeprefix(_UPLOADS):
                    uploads.append(Path(packed.extract(name, folder)))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ValidationError) as error:
        raise BackupError(f"{file} không phải bản sao lưu của trichdan, hoặc đã hỏng.") from error
    if manifest.format != _FORMAT or manifest.schema_version != SCHEMA_VERSION:
        raise BackupError(f"{file} do một phiên bản khác của trichdan tạo ra; hãy dùng phiên bản đó.")
    database = folder / _DATABASE
    if sha256_of(database) != manifest.sha256 or _checked(database) != SCHEMA_VERSION:
        raise BackupError(f"Bản sao lưu {file} bị hỏng: cơ sở dữ liệu không khớp dấu kiểm.")
    return manifest, uploads


def _adapt(database: Path, manifest: BackupManifest, uploads: Path) -> None:
    """Make the database this installation's: uploads are here, and its vectors are yet to be made."""
    with _engine_of(database) as engine, Session(engine) as session, session.begin():
        session.execute(update(ManifestRow).values(collection=uuid.uuid4().hex))
        for revision, source in session.execute(select(RevisionRow.revision, RevisionRow.source)).all():
            if str(Path(source).parent) == manifest.uploads:
                here = {"source": str(uploads / Path(source).name)}
                session.execute(update(RevisionRow).where(RevisionRow.revision == revision).values(**here))


def _switch(settings: Settings, engine: Engine, database: Path) -> None:
    if engine.dialect.name != "sqlite":
        with open_engine(f"sqlite:///{database}").connect() as source, engine.begin() as target:
            for tables in reversed(TABLES):
                tables.create_all(target)
                for table in reversed(tables.sorted_tables):
                    target.execute(table.delete())
            for tables in TABLES:
                copy_tables(source, target, tables)
        return
    place = Path(engine.url.database or sqlite_path(settings))
    engine.dispose()
    # Its journal goes first: left beside the new file it would be played into it.
    if place.exists():
        _fold_journal(place)
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    database.replace(place)


def _fold_journal(place: Path) -> None:
    """Write what stands in the journal into the file, so that up to the switch nothing is lost."""
    try:
        with closing(sqlite3.connect(place, timeout=10)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # damaged: that is why it is being replaced


def _place_uploads(files: list[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.replace(folder / file.name)
