"""Qdrant's engine in this process, on a folder: the embedded default."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing.lexical import SparseVector
from indexing.vectors.interface import (
    BATCH,
    DENSE,
    KEYWORDS,
    SPARSE,
    Hit,
    VectorPoint,
    VectorsLocked,
    VectorsUnusable,
    best_of_clauses,
    hit,
    vector_ids,
)

if TYPE_CHECKING:
    from qdrant_edge import Filter

_STAMP_FILE = "trichdan.json"
# Smaller segments (KB of vectors; 20,000 of 384 floats) are scanned exactly, in a few milliseconds.
# Larger ones are scanned in codes of 4 bits a dimension and the best of that scored exactly: measured
# 4 to 15 times as fast and the same ten found, where binary codes find 6 to 9 of them. A graph (HNSW)
# is as fast but takes a hundred times as long to build, which two cores would feel at every upload.
_CODED_FROM_KB = 30_000
_SCORED_EXACTLY = 2.0  # times as many as are asked for
# Deleted points count in the token weights until their segment is rewritten (0.4 s per 20,000
# points), so the weights are off by at most this share.
_DELETED_SHARE = 0.01


class EdgeIndex:
    """The embedded engine on a folder; one process at a time (``VectorsLocked`` otherwise)."""

    def __init__(self, folder: Path, *, dimension: int, stamp: str, create: bool = False) -> None:
        """Open the folder, or make a new empty one in its place with ``create``.

        ``stamp`` names what the vectors were made with; raises ``VectorsUnusable`` when the
        folder has another one or cannot be loaded.
        """
        import qdrant_edge

        self._qdrant = qdrant_edge
        self._folder = folder
        # Recall would otherwise be what the codes alone have, 0.98.
        again = qdrant_edge.QuantizationSearchParams(rescore=True, oversampling=_SCORED_EXACTLY)
        self._quickly = qdrant_edge.SearchParams(quantization=again)
        self._exactly = qdrant_edge.SearchParams(exact=True)
        self._shard = self._create(dimension, stamp) if create else self._load(stamp)

    def _load(self, stamp: str) -> Any:
        try:
            found = json.loads((self._folder / _STAMP_FILE).read_text("utf-8")).get("stamp")
        except (OSError, ValueError) as error:
            raise VectorsUnusable(f"no vector index in {self._folder}") from error
        if found != stamp:
            raise VectorsUnusable(f"vector index of stamp {found}, not {stamp}")
        # The engine takes missing segments for an empty shard, which the caller's count reveals.
        shard = self._guarded(lambda: self._qdrant.EdgeShard.load(str(self._folder)))
        shard.optimize()  # what a killed process deleted may still count; nothing to do otherwise
        return shard

    def _create(self, dimension: int, stamp: str) -> Any:
        if self._folder.exists():
            _require_unlocked(self._folder, self._qdrant)
            shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True)
        q = self._qdrant
        codes = q.TurboQuantQuantizationConfig(bits=q.TurboQuantBitSize.Bits4, always_ram=True)
        dense = q.EdgeVectorParams(
            size=dimension,
            distance=q.Distance.Cosine,
            hnsw_config=q.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=10),
            quantization_config=codes,
        )
        config = q.EdgeConfig(
            vectors={DENSE: dense},
            sparse_vectors={SPARSE: q.EdgeSparseVectorParams(modifier=q.Modifier.Idf)},
            optimizers=q.EdgeOptimizersConfig(
                indexing_threshold=_CODED_FROM_KB,
                deleted_threshold=_DELETED_SHARE,
                vacuum_min_vector_number=1,
            ),
        )
        shard = self._guarded(lambda: q.EdgeShard.create(str(self._folder), config))
        shard.update(q.UpdateOperation.create_field_index("revision", q.PayloadSchemaType.Integer))
        for field in KEYWORDS:
            shard.update(q.UpdateOperation.create_field_index(field, q.PayloadSchemaType.Keyword))
        shard.flush()
        # Last: a folder with a stamp was created whole.
        (self._folder / _STAMP_FILE).write_text(json.dumps({"stamp": stamp}), "utf-8")
        return shard

    def _guarded(self, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except Exception as error:  # the engine raises nothing more specific
            if _is_lock(error):
                raise VectorsLocked(str(self._folder)) from error
            raise VectorsUnusable(str(error)) from error

    def upsert(self, points: Iterator[VectorPoint]) -> int:
        q, total = self._qdrant, 0
        while batch := list(islice(points, BATCH)):
            made = [
                q.Point(id, {DENSE: dense} | ({SPARSE: q.SparseVector(*p.sparse)} if id == p.id else {}),
                        dict(p.payload))
                for p in batch
                for id, dense in zip(vector_ids(p), p.dense, strict=True)
            ]  # fmt: skip
            self._shard.update(q.UpdateOperation.upsert_points(made))
            total += len(made)
        return total

    def delete_revisions(self, revisions: Collection[int]) -> None:
        chosen = self._filter(revisions, ())
        if revisions and chosen:
            self._shard.update(self._qdrant.UpdateOperation.delete_points_by_filter(chosen))

    def dense(
        self,
        vector: Sequence[float],
        limit: int,
        *,
        revisions: Collection[int] | None = None,
        without: Collection[int] = (),
        exact: bool = False,
    ) -> list[Hit]:
        chosen = self._filter(revisions, without)
        params = self._exactly if exact else self._quickly
        query = [float(v) for v in vector]
        return best_of_clauses(lambda most: self._search(query, DENSE, most, chosen, params), limit)

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
        query = self._qdrant.SparseVector(*vector)
        return self._search(query, SPARSE, limit, self._filter(revisions, without))

    def _search(
        self, query: Any, using: str, limit: int, chosen: Filter | None, params: Any = None
    ) -> list[Hit]:
        q = self._qdrant
        request = q.QueryRequest(
            limit=limit,
            query=q.Query.Nearest(query, using),
            filter=chosen,
            params=params,
            with_payload=["clause_id", "revision"],
        )
        return [hit(found.payload, found.score) for found in self._shard.query(request)]

    def _filter(self, revisions: Collection[int] | None, without: Collection[int]) -> Filter | None:
        def among(values: Collection[int]) -> Any:
            return self._qdrant.FieldCondition("revision", match=self._qdrant.MatchAny(sorted(values)))

        must = None if revisions is None else [among(revisions)]
        must_not = [among(without)] if without else None
        return self._qdrant.Filter(must=must, must_not=must_not) if must or must_not else None

    def count(self, *, without: Collection[int] = ()) -> int:
        request = self._qdrant.CountRequest(exact=True, filter=self._filter(None, without))
        return int(self._shard.count(request))

    def flush(self) -> None:
        self._shard.flush()
        self._shard.optimize()  # drops deleted points; makes codes above the threshold

    def close(self) -> None:
        self._shard.close()


def forget(path: Path) -> None:
    """Delete a vector index, or a part of one, unless a process works on it."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    import qdrant_edge

    try:
        _require_unlocked(path, qdrant_edge)
    except VectorsLocked:
        return
    shutil.rmtree(path, ignore_errors=True)


def _require_unlocked(folder: Path, engine: Any) -> None:
    """Raise ``VectorsLocked`` rather than delete a folder that a process works on."""
    try:
        engine.EdgeShard.load(str(folder)).close()
    except Exception as error:  # damaged folders may be deleted, locked ones not
        if _is_lock(error):
            raise VectorsLocked(str(folder)) from error


def _is_lock(error: Exception) -> bool:
    return "WouldBlock" in str(error)
