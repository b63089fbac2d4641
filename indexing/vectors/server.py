"""A collection on a Qdrant server or cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from indexing.lexical import SparseVector
from indexing.vectors.interface import (
    BATCH,
    DENSE,
    KEYWORDS,
    SPARSE,
    Hit,
    VectorPoint,
    VectorsUnusable,
    best_of_clauses,
    hit,
    vector_ids,
)

if TYPE_CHECKING:
    from qdrant_client import QdrantClient


# Candidates kept while walking the graph, and how many times as many as asked for are scored again
# by whole vectors: recall@10 is above 0.99 then (docs/figures.md).
_WALKED = 256
_SCORED_EXACTLY = 2.0


class ServerIndex:
    """A collection on a Qdrant server or cluster, through qdrant-client."""

    def __init__(
        self,
        client: QdrantClient,
        collection: str,
        *,
        dimension: int,
        stamp: str,
        shards: int = 1,
        replicas: int = 1,
        create: bool = False,
    ) -> None:
        """Use the collection, or make a new empty one in its place with ``create``.

        Raises ``VectorsUnusable`` when it does not exist or was made with another ``stamp``.
        """
        from qdrant_client import models

        self._models = models
        self._client = client
        self._name = collection
        if create:
            self._create(dimension, stamp, shards, replicas)
            return
        if not client.collection_exists(collection):
            raise VectorsUnusable(f"no collection {collection}")
        metadata = client.get_collection(collection).config.metadata or {}
        if metadata.get("stamp") != stamp:
            raise VectorsUnusable(f"collection {collection} of stamp {metadata.get('stamp')}, not {stamp}")

    def _create(self, dimension: int, stamp: str, shards: int, replicas: int) -> None:
        m = self._models
        if self._client.collection_exists(self._name):
            self._client.delete_collection(self._name)
        # Codes in memory, whole vectors on disk: a server holds many times what fits its memory.
        codes = m.ScalarQuantizationConfig(type=m.ScalarType.INT8, quantile=0.99, always_ram=True)
        dense = m.VectorParams(
            size=dimension,
            distance=m.Distance.COSINE,
            on_disk=True,
            quantization_config=m.ScalarQuantization(scalar=codes),
        )
        self._client.create_collection(
            self._name,
            vectors_config={DENSE: dense},
            sparse_vectors_config={SPARSE: m.SparseVectorParams(modifier=m.Modifier.IDF)},
            shard_number=shards,
            replication_factor=replicas,
            metadata={"stamp": stamp},
        )
        if not _is_local(self._client):  # local mode has no payload indexes and warns about each
            self._client.create_payload_index(self._name, "revision", m.PayloadSchemaType.INTEGER)
            for field in KEYWORDS:
                self._client.create_payload_index(self._name, field, m.PayloadSchemaType.KEYWORD)

    def upsert(self, points: Iterator[VectorPoint]) -> int:
        m, total = self._models, 0
        while batch := list(islice(points, BATCH)):
            made = [
                m.PointStruct(
                    id=id,
                    vector={DENSE: dense} | ({SPARSE: words} if id == p.id else {}),
                    payload=dict(p.payload),
                )
                for p in batch
                for words in [m.SparseVector(indices=p.sparse.indices, values=p.sparse.values)]
                for id, dense in zip(vector_ids(p), p.dense, strict=True)
            ]
            self._client.upsert(self._name, made, wait=True)
            total += len(made)
        return total

    def delete_revisions(self, revisions: Collection[int]) -> None:
        chosen = self._filter(revisions, ())
        if revisions and chosen:
            self._client.delete(self._name, self._models.FilterSelector(filter=chosen), wait=True)

    def dense(
        self,
        vector: Sequence[float],
        limit: int,
        *,
        revisions: Collection[int] | None = None,
        without: Collection[int] = (),
        exact: bool = False,
    ) -> list[Hit]:
        again = self._models.QuantizationSearchParams(rescore=True, oversampling=_SCORED_EXACTLY)
        params = self._models.SearchParams(exact=exact, hnsw_ef=_WALKED, quantization=again)
        query = [float(v) for v in vector]
        return best_of_clauses(
            lambda most: self._search(query, DENSE, most, revisions, without, params), limit
        )

    def sparse(
        self,
        vector: SparseVector,
        limit: int,
        *,
        revisions: Collection[int] | None = None,
        without: Collection[int] = (),
    ) -> list[Hit]:
        if not vector.indices:
            return []
        query = self._models.SparseVector(indices=vector.indices, values=vector.values)
        return self._search(query, SPARSE, limit, revisions, without)

    def _search(
        self,
        query: Any,
        using: str,
        limit: int,
        revisions: Collection[int] | None,
        without: Collection[int],
        params: Any = None,
    ) -> list[Hit]:
        found = self._client.query_points(
            self._name,
            query=query,
            using=using,
            limit=limit,
            query_filter=self._filter(revisions, without),
            search_params=params,
            with_payload=["clause_id", "revision"],
        )
        return [hit(point.payload, point.score) for point in found.points]

    def _filter(self, revisions: Collection[int] | None, without: Collection[int]) -> Any:
        m = self._models

        def among(values: Collection[int]) -> Any:
            return m.FieldCondition(key="revision", match=m.MatchAny(any=sorted(values)))

        must = None if revisions is None else [among(revisions)]
        must_not = [among(without)] if without else None
        return m.Filter(must=must, must_not=must_not) if must or must_not else None

    def count(self, *, without: Collection[int] = ()) -> int:
        found = self._client.count(self._name, count_filter=self._filter(None, without), exact=True)
        return int(found.count)

    def flush(self) -> None:
        """Nothing to do: writes waited for the server, which keeps them."""

    def close(self) -> None:
        self._client.close()


def stamps(client: QdrantClient, prefix: str) -> Iterator[tuple[str, str]]:
    """Name and stamp of every collection whose name begins so."""
    for found in client.get_collections().collections:
        if found.name.startswith(prefix):
            metadata = client.get_collection(found.name).config.metadata or {}
            yield found.name, str(metadata.get("stamp"))


def _is_local(client: QdrantClient) -> bool:
    from qdrant_client.local.qdrant_local import QdrantLocal

    return isinstance(client._client, QdrantLocal)
