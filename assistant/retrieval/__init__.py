"""Question → ranked clauses: search by meaning and by words, fused and reranked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from assistant.retrieval.fusion import fused
from assistant.retrieval.reranker import rescored
from assistant.stages import stage
from indexing.collection import Collection
from indexing.model import Clause

__all__ = ["Hit", "search"]

#: Candidates asked of each leg before fusion, and how many of the fused are reranked.
_DEPTH = 60
_RERANKED = 40


class Hit(NamedTuple):
    """A clause with its score (z-units) and the score of each leg (None: not found by it)."""

    clause: Clause
    score: float
    dense: float | None
    lexical: float | None


@stage("retrieval")
def search(
    collection: Collection,
    text: str,
    *,
    limit: int = 10,
    documents: Sequence[str] | None = None,
    dense_weight: float,
    rerank: bool = True,
) -> list[Hit]:
    """The ``limit`` best clauses for ``text``, best first, only from ``documents`` when given.

    ``rerank`` gains most where diacritics are missing, and a little everywhere (docs/figures.md).
    """
    depth = max(_DEPTH, limit)
    # What runs beside the search by words is the model: the embedded engine does one search at a time.
    with ThreadPoolExecutor(1) as beside:
        by_meaning = beside.submit(collection.dense, text, depth, documents)
        lexical = dict(collection.sparse(text, depth, documents))
        dense = dict(by_meaning.result())
    scores = fused(dense, lexical, dense_weight)
    best = sorted(scores, key=lambda clause_id: (-scores[clause_id], clause_id))[: max(_RERANKED, limit)]
    clauses = collection.clauses(best)
    if rerank:
        # As stored: to mend layout damage here takes longer than the search.
        texts = ["\n".join((*c.headings, c.lead_in, c.text)) for c in clauses]
        closeness = collection.closeness(text, [clause.id for clause in clauses])
        better = rescored(text, texts, [scores[clause.id] for clause in clauses], closeness)
        scores |= {clause.id: score for clause, score in zip(clauses, better, strict=True)}
    hits = [Hit(c, scores[c.id], dense.get(c.id), lexical.get(c.id)) for c in clauses]
    return sorted(hits, key=lambda hit: (-hit.score, hit.clause.id))[:limit]
