"""What a vector index is: points of clauses, searched by one vector at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypedDict

from indexing.lexical import SparseVector

DENSE, SPARSE = "dense", "sparse"
KEYWORDS = ("document_id", "province", "school_year", "kind")
BATCH = 256  # points written at once


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
    """A clause to search: its row number, unit-length dense vector, sparse vector, payload."""

    id: int
    dense: list[float]
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
        """Write the points, replacing those of the same id; how many there were."""

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
        """The ``limit`` nearest clauses by cosine; large indexes may miss one unless ``exact``."""

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
        """Number of points whose revision is not in ``without``."""

    def flush(self) -> None: ...

    def close(self) -> None: ...


def hit(payload: dict[str, Any] | None, score: float) -> Hit:
    """A search result of either engine, asked for the payload fields of a ``Hit``."""
    assert payload is not None, "the payload was asked for"
    return Hit(payload["clause_id"], float(score), payload["revision"])
