"""The vector index: one small interface over Qdrant's embedded engine and a Qdrant server.

A point is one clause of one *revision* of a document; its id is the clause's row in the
database, so the index can be rebuilt from there at any time and holds no truth of its own.
"""

from __future__ import annotations

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
    from indexing.settings import Settings

__all__ = [
    "Hit",
    "Payload",
    "VectorIndex",
    "VectorPoint",
    "VectorsLocked",
    "VectorsUnusable",
    "open_vectors",
]


def open_vectors(settings: Settings, *, dimension: int, stamp: str, create: bool = False) -> VectorIndex:
    """The vector index the settings name: the embedded engine unless ``qdrant_url`` is set
    (``:memory:`` keeps the vectors in this process, for trying the server path without one).

    Raises ``VectorsLocked`` or ``VectorsUnusable`` (never with ``create``).
    """
    if settings.qdrant_url is None:
        from indexing.vectors.edge import EdgeIndex

        folder = settings.data_dir / "vectors"
        return EdgeIndex(folder, dimension=dimension, stamp=stamp, create=create)
    from qdrant_client import QdrantClient

    from indexing.vectors.server import ServerIndex

    key = settings.qdrant_key.get_secret_value() if settings.qdrant_key else None
    return ServerIndex(
        QdrantClient(settings.qdrant_url, api_key=key, timeout=60),
        settings.qdrant_collection,
        dimension=dimension,
        stamp=stamp,
        shards=settings.qdrant_shards,
        replicas=settings.qdrant_replicas,
        create=create,
    )
