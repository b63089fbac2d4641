"""Two ranked lists made one: a weighted sum of z-scores.

Rank fusion (RRF) throws away how much better a hit is and loses to this on Vietnamese.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping


def fused(dense: Mapping[str, float], lexical: Mapping[str, float], dense_weight: float) -> dict[str, float]:
    """Clause id → fused score; what one leg has not found counts as that leg's last hit."""
    z_dense, z_lexical = _z_scores(dense), _z_scores(lexical)
    floor_dense = min(z_dense.values(), default=0.0)
    floor_lexical = min(z_lexical.values(), default=0.0)
    return {
        clause_id: dense_weight * z_dense.get(clause_id, floor_dense)
        + (1 - dense_weight) * z_lexical.get(clause_id, floor_lexical)
        for clause_id in dense.keys() | lexical.keys()
    }


def _z_scores(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    mean = statistics.fmean(scores.values())
    spread = statistics.pstdev(scores.values()) or 1.0
    return {key: (value - mean) / spread for key, value in scores.items()}
