"""API keys in the relational store: made, listed and revoked by ``trichdan keys``.

Only digests are stored. The keys are random and long, so a plain SHA-256 is as good as a slow
hash: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import Engine, func, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.api.tables import KeyRow, SecretRow, create_tables
from indexing.database import database_url, open_engine, sqlite_path

if TYPE_CHECKING:
    from indexing.settings import Settings

Role = Literal["reader", "admin"]
_PREFIX = "td_"  # lets scanners of leaked secrets, and people, tell what it is


@dataclass(frozen=True)
class StoredKey:
    """A key as it is known: never the key itself."""

    id: str
    name: str
    role: Role
    digest: str
    rate: int | None
    created: float
    revoked: float | None


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class KeyStore:
    """The keys of one relational store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine)

    def create(self, name: str, role: Role, rate: int | None = None) -> tuple[StoredKey, str]:
        """A new key: what is stored of it, and the key, which nobody can show again."""
        key = _PREFIX + secrets.token_urlsafe(32)
        row = KeyRow(
            id=secrets.token_hex(4),
            name=name,
            role=role,
            digest=digest_of(key),
            rate=rate,
            created=time.time(),
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.add(row)
        return _stored(row), key

    def all(self) -> list[StoredKey]:
        """Every key there has been, oldest first."""
        with Session(self._engine) as session:
            return [
                _stored(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created, KeyRow.id))
            ]

    def revoke(self, key_id: str) -> bool:
        """Put a key out of force; whether there was one of this id that was in force."""
        gone = update(KeyRow).where(KeyRow.id == key_id, KeyRow.revoked.is_(None)).values(revoked=time.time())
        with Session(self._engine) as session, session.begin():
            return bool(session.execute(gone).rowcount)  # type: ignore[attr-defined]

    def secret(self, name: str) -> bytes:
        """A secret that all replicas share; made when it is first asked for."""
        made = secrets.token_bytes(32)
        with Session(self._engine) as session:
            found = session.get(SecretRow, name)
            if found is None:
                try:
                    session.add(SecretRow(name=name, value=made))
                    session.commit()
                except IntegrityError:  # another replica was faster
                    session.rollback()
                found = session.get_one(SecretRow, name)
            return found.value


def _stored(row: KeyRow) -> StoredKey:
    return StoredKey(row.id, row.name, cast("Role", row.role), row.digest, row.rate, row.created, row.revoked)


def any_stored(settings: Settings) -> bool:
    """Whether the store holds a key, revoked ones too; nothing is made where there is no store."""
    if settings.database_url is None and not sqlite_path(settings).is_file():
        return False
    engine = open_engine(database_url(settings))
    try:
        if not inspect(engine).has_table(KeyRow.__tablename__):
            return False
        with Session(engine) as session:
            return bool(session.scalar(select(func.count()).select_from(KeyRow)))
    finally:
        engine.dispose()
