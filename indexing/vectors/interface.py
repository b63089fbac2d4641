"""What a vector index is: points of clauses, searched by one vector at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypedDict

from indexing.lexical import SparseVector

DENSE, SPARSE = "dense", "sparse"
KEYWORDS = ("document_id", "province", "school_year", "kind")
BATCH = 256  # points written at once
_ROW_BITS = 40  # above them in a vector's id stands its number within the clause


class VectorsLocked(RuntimeError):
    """Another process holds the folder of the embedded engine."""


class VectorsUnusable(RuntimeError):
    """The index is missing, damaged or of another stamp: it must be rebuilt from the database."""


class Payload(TypedDict):
    """What is stored with a point; all fields but ``clause_id`` are indexed for filters."""

    clause_id: str
    document_id: str
    revision: int
    province: str | None
    school_year: str | None
    kind: str


class VectorPoint(NamedTuple):
    """A clause to search: its row number, unit-length dense vectors (the first is the whole
    clause's, others those of its windows), sparse vector, payload."""

    id: int
    dense: list[list[float]]
    sparse: SparseVector
    payload: Payload


class Hit(NamedTuple):
    """A found clause; ``score`` is a cosine (dense) or a sum of BM25 weights (sparse)."""

    clause_id: str
    score: float
    revision: int


class VectorIndex(Protocol):
    """Points of clauses, searched by one vector at a time, best first.

    ``revisions`` keeps the points of these revisions only, ``without`` leaves points of these
    out. Safe for concurrent readers beside one writer. What was written is durable after ``flush``.
    """

    def upsert(self, points: Iterator[VectorPoint]) -> int:
        """Write the points, replacing those of the same id; how many vectors there were."""

    def delete_revisions(self, revisions: Collection[int]) -> None:
        """Remove every point of these revisions."""

    def dense(
        self,
        vector: Sequence[float],
        limit: int,
        *,
        revisions: Collection[int] | None = None,
        without: Collection[int] = (),
        exact: bool = False,
    ) -> list[Hit]:
        """The ``limit`` clauses nearest by the cosine of their nearest vector.

        Large indexes may miss one unless ``exact``.
        """

    def sparse(
        self,
        vector: SparseVector,
        limit: int,
        *,
        revisions: Collection[int] | None = None,
        without: Collection[int] = (),
    ) -> list[Hit]:
        """The ``limit`` best clauses by weighted tokens; clauses without a common token never."""

    def count(self, *, without: Collection[int] = ()) -> int:
        """Number of dense vectors whose revision is not in ``without``."""

    def flush(self) -> None: ...

    def close(self) -> None: ...


def vector_ids(point: VectorPoint) -> Iterator[int]:
    """An id for each dense vector of a point; the first is the point's own."""
    return (point.id + (number << _ROW_BITS) for number in range(len(point.dense)))


def best_of_clauses(nearest: Callable[[int], list[Hit]], limit: int) -> list[Hit]:
    """The ``limit`` best clauses from a search for vectors; a clause counts once, at its best."""
    asked = 2 * limit
    while True:
        hits = nearest(asked)
        best: dict[tuple[str, int], Hit] = {}
        for found in hits:
            best.setdefault((found.clause_id, found.revision), found)
        if len(best) >= limit or len(hits) < asked:
            return list(best.values())[:limit]
        asked *= 2


def hit(payload: dict[str, Any] | None, score: float) -> Hit:
    """A search result of either engine, asked for the payload fields of a ``Hit``."""
    assert payload is not None, "the payload was asked for"
    return Hit(payload["clause_id"], float(score), payload["revision"])
