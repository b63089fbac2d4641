"""Question → ranked clauses: search by meaning and by words, fused and reranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from assistant.retrieval.fusion import fused
from assistant.retrieval.reranker import left_open, reread, rescored
from assistant.stages import stage
from indexing.collection import Collection
from indexing.model import Clause
from indexing.windows import nearest_text

__all__ = ["Hit", "search"]

#: Candidates asked of each leg before fusion, and how many of the fused are reranked.
_DEPTH = 60
_RERANKED = 40


class Hit(NamedTuple):
    """A clause with its score (z-units) and the score of each leg (None: not found by it).

    ``closeness`` is how closely it meets the question token by token, up to 1; None: not looked at.
    """

    clause: Clause
    score: float
    dense: float | None
    lexical: float | None
    closeness: float | None = None


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
    near: dict[str, float] = {}
    if rerank:
        near, scores = _reranked(collection, text, clauses, scores)
    hits = [Hit(c, scores[c.id], dense.get(c.id), lexical.get(c.id), near.get(c.id)) for c in clauses]
    return sorted(hits, key=lambda hit: (-hit.score, hit.clause.id))[:limit]


def _reranked(
    collection: Collection, question: str, clauses: Sequence[Clause], scores: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """By clause id, how closely each clause meets the question token by token, and its new score."""
    # As stored: to mend layout damage here takes longer than the search.
    texts = ["\n".join((*clause.headings, clause.lead_in, clause.text)) for clause in clauses]
    closeness = collection.closeness(question, [clause.id for clause in clauses])
    near = [one.value for one in closeness]
    better = rescored(question, texts, [scores[clause.id] for clause in clauses], near)
    unsure = left_open(better)
    nearest = [nearest_text(clauses[row], closeness[row]) for row in unsure]
    for row, score in zip(unsure, reread(question, nearest, [better[row] for row in unsure]), strict=True):
        better[row] = score
    ids = [clause.id for clause in clauses]
    return dict(zip(ids, near, strict=True)), dict(zip(ids, better, strict=True))
