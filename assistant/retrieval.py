"""Question → ranked clauses: dense and lexical search, fused by a weighted sum of z-scores.

Rank fusion (RRF) throws away how much better a hit is and loses to this on Vietnamese.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from indexing.collection import Collection
from indexing.model import Clause

#: Candidates asked of each leg before fusion.
_DEPTH = 60


class Hit(NamedTuple):
    """A clause with its fused score (z-units) and the score of each leg (None: not found by it)."""

    clause: Clause
    score: float
    dense: float | None
    lexical: float | None


def search(
    collection: Collection,
    text: str,
    *,
    limit: int = 10,
    documents: Sequence[str] | None = None,
    dense_weight: float = 0.5,
) -> list[Hit]:
    """The ``limit`` best clauses for ``text``, best first, only from ``documents`` when given."""
    depth = max(_DEPTH, limit)
    dense = dict(collection.dense(text, depth, documents))
    lexical = dict(collection.sparse(text, depth, documents))
    z_dense, z_lexical = _z_scores(dense), _z_scores(lexical)
    floor_dense = min(z_dense.values(), default=0.0)
    floor_lexical = min(z_lexical.values(), default=0.0)
    fused = {
        clause_id: dense_weight * z_dense.get(clause_id, floor_dense)
        + (1 - dense_weight) * z_lexical.get(clause_id, floor_lexical)
        for clause_id in dense.keys() | lexical.keys()
    }
    best = sorted(fused, key=lambda clause_id: (-fused[clause_id], clause_id))[:limit]
    clauses = {clause.id: clause for clause in collection.clauses(best)}
    return [Hit(clauses[i], fused[i], dense.get(i), lexical.get(i)) for i in best if i in clauses]


def _z_scores(scores: dict[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    mean = statistics.fmean(scores.values())
    spread = statistics.pstdev(scores.values()) or 1.0
    return {key: (value - mean) / spread for key, value in scores.items()}
