"""The server's own tables, beside those of the index: keys, secrets, jobs and what they carry.

They live in the relational store, so that every replica sees them and a backup holds them. Making
the index anew leaves them alone: they have a base of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Float, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from sqlalchemy import Engine

# SQLite hands out row numbers by itself for INTEGER keys only.
_RowId = BigInteger().with_variant(Integer, "sqlite")


class ServerBase(DeclarativeBase):
    """Declarative base of the server's tables."""


class KeyRow(ServerBase):
    """An API key, by its digest; a revoked one stays, so that what it did can be told.

    ``rate`` is the key's own limit (requests a minute), None for the settings'. Times are seconds
    since the epoch.
    """

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    rate: Mapped[int | None]
    created: Mapped[float] = mapped_column(Float(53))
    revoked: Mapped[float | None] = mapped_column(Float(53))


class SecretRow(ServerBase):
    """A secret that the replicas of one collection share."""

    __tablename__ = "server_secrets"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class JobRow(ServerBase):
    """An upload on its way into the index; ``report`` is the pipeline's report of the file as JSON.

    ``seq`` is the order of arrival. ``done`` of ``total`` counts what the phase counts: files
    while reading, clauses after that.
    """

    __tablename__ = "jobs"
    seq: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    file: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), index=True)
    phase: Mapped[str] = mapped_column(String(10), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    seconds_left: Mapped[float | None] = mapped_column(Float(53))
    attempts: Mapped[int] = mapped_column(default=0)
    created: Mapped[float] = mapped_column(Float(53))
    started: Mapped[float | None] = mapped_column(Float(53))
    finished: Mapped[float | None] = mapped_column(Float(53))
    error: Mapped[str | None] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text)

    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012


class PartRow(ServerBase):
    """A piece of a job's file; gone when the job has ended."""

    __tablename__ = "job_parts"
    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    job: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("job_parts_in_order", "job", "position"),)


def create_tables(engine: Engine) -> None:
    """Make the tables that are missing."""
    ServerBase.metadata.create_all(engine)
