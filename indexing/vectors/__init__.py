"""The vector index: one small interface over Qdrant's embedded engine and a Qdrant server.

A point is one clause of one *revision* of a document; its id is the clause's row in the database. A
long clause has further points, with nothing but the vectors of its windows. All can be made again
from the database at any time: the index holds no truth of its own.

Indexes of different stamps (another model, another tokenizer) stand beside each other under names of
their own: one is searched while the other is made, and deleted when the other has taken over.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from indexing.vectors.interface import (
    Hit,
    Payload,
    VectorIndex,
    VectorPoint,
    VectorsLocked,
    VectorsUnusable,
)

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

    from indexing.settings import Settings

__all__ = [
    "Hit",
    "Payload",
    "VectorIndex",
    "VectorPoint",
    "VectorsLocked",
    "VectorsUnusable",
    "forget_other_vectors",
    "open_vectors",
]


def open_vectors(settings: Settings, *, dimension: int, stamp: str, create: bool = False) -> VectorIndex:
    """The vector index the settings name: the embedded engine unless ``qdrant_url`` is set
    (``:memory:`` keeps the vectors in this process, for trying the server path without one).

    Raises ``VectorsLocked`` or ``VectorsUnusable`` (never with ``create``).
    """
    if settings.qdrant_url is None:
        from indexing.vectors.edge import EdgeIndex

        folder = settings.data_dir / "vectors" / _name(stamp)
        return EdgeIndex(folder, dimension=dimension, stamp=stamp, create=create)
    from indexing.vectors.server import ServerIndex

    return ServerIndex(
        _client(settings),
        f"{settings.qdrant_collection}-{_name(stamp)}",
        dimension=dimension,
        stamp=stamp,
        shards=settings.qdrant_shards,
        replicas=settings.qdrant_replicas,
        create=create,
    )


def forget_other_vectors(settings: Settings, *, collection: str, stamp: str) -> None:
    """Delete the indexes of ``collection`` that have other stamps, but those a process works on."""
    if settings.qdrant_url is None:
        from indexing.vectors.edge import forget

        folder = settings.data_dir / "vectors"
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name != _name(stamp):
                forget(path)
        return
    from indexing.vectors.server import stamps

    client = _client(settings)
    for name, found in stamps(client, settings.qdrant_collection):
        if found != stamp and found.startswith(f"{collection}-"):
            client.delete_collection(name)
    client.close()


def _name(stamp: str) -> str:
    return hashlib.sha256(stamp.encode()).hexdigest()[:12]


def _client(settings: Settings) -> QdrantClient:
    from qdrant_client import QdrantClient

    key = settings.qdrant_key.get_secret_value() if settings.qdrant_key else None
    return QdrantClient(settings.qdrant_url, api_key=key, timeout=60)
