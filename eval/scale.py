"""How long each stage of a search takes in a collection of a given size, and what it weighs.

The collection is made up: each text is a sentence or two of one official clause followed by those
of another, its vector the mean of theirs and a little noise. It is searched as any collection is,
only that the clauses found are taken from memory rather than from the database.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.retrieval.fusion import fused
from assistant.retrieval.reranker import rescored
from eval.pairs import clause_passages
from eval.scores import Latency, latency
from eval.train_reranker import read_clauses
from indexing.embedding import load_embedder
from indexing.lexical import sparse_passage, sparse_query
from indexing.model import Frozen
from indexing.settings import Settings
from indexing.vectors import Payload, VectorIndex, VectorPoint, open_vectors

if TYPE_CHECKING:
    from indexing.embedding import Embedder, Vectors

_DEPTH, _RERANKED = 60, 40
_DOCUMENTS = 60
_NOISE = 0.02
_WORDS = 60  # of each of the two clauses


class Scale(Frozen):
    """One size of collection: milliseconds per stage and search, seconds to index, megabytes."""

    clauses: int
    stages_ms: dict[str, Latency]
    indexed_s: float
    disk_mb: float
    memory_mb: float


def measured(
    folder: Path, sizes: Sequence[int], *, base: int = 600, questions: int = 60, seed: int = 7
) -> list[Scale]:
    """Search collections of these sizes made of ``base`` clauses of the documents in ``folder``."""
    draw = random.Random(seed)
    passages = [
        p.text for clauses in islice(read_clauses(folder), _DOCUMENTS) for p in clause_passages(clauses)
    ]
    texts = draw.sample(passages, min(base, len(passages)))
    embedder = load_embedder(Settings())
    vectors = embedder.embed_passages(texts)
    asked = [" ".join(draw.choice(texts).split()[:14]) for _ in range(questions)]
    return [_one_size(size, texts, vectors, asked, embedder, seed) for size in sizes]


def _one_size(
    size: int, texts: Sequence[str], vectors: Vectors, asked: Sequence[str], embedder: Embedder, seed: int
) -> Scale:
    with tempfile.TemporaryDirectory(prefix="trichdan-scale-") as folder:
        settings = Settings(data_dir=Path(folder), qdrant_url=None)
        index = open_vectors(settings, dimension=embedder.dimension, stamp="scale", create=True)
        try:
            kept: list[str] = []
            started = time.perf_counter()
            index.upsert(_points(size, texts, vectors, random.Random(seed), kept))
            index.flush()
            indexed_s = time.perf_counter() - started
            for question in asked[:5]:
                _timed(question, index, embedder, kept)
            runs = [_timed(question, index, embedder, kept) for question in asked]
        finally:
            index.close()
        disk = sum(path.stat().st_blocks * 512 for path in Path(folder).rglob("*") if path.is_file())
    return Scale(
        clauses=size,
        stages_ms={stage: latency([run[stage] for run in runs]) for stage in runs[0]},
        indexed_s=round(indexed_s, 1),
        disk_mb=round(disk / 1e6, 1),
        memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1),
    )


def _timed(question: str, index: VectorIndex, embedder: Embedder, kept: Sequence[str]) -> dict[str, float]:
    marks = [time.perf_counter()]

    def lap() -> None:
        marks.append(time.perf_counter())

    vector = embedder.embed_query(question).tolist()
    lap()
    dense = {hit.clause_id: hit.score for hit in index.dense(vector, _DEPTH)}
    lap()
    lexical = {hit.clause_id: hit.score for hit in index.sparse(sparse_query(question), _DEPTH)}
    lap()
    scores = fused(dense, lexical, 0.5)
    best = sorted(scores, key=lambda key: -scores[key])[:_RERANKED]
    rescored(question, [kept[int(key)] for key in best], [scores[key] for key in best])
    lap()
    stages = ("embed", "dense", "lexical", "fuse and rerank")
    spent = [1000 * (after - before) for before, after in pairwise(marks)]
    return dict(zip(stages, spent, strict=True)) | {"search": sum(spent)}


def _points(
    size: int, texts: Sequence[str], vectors: Vectors, draw: random.Random, kept: list[str]
) -> Iterator[VectorPoint]:
    import numpy as np

    noise = np.random.default_rng(draw.randrange(2**32))
    for number in range(size):
        one, other = draw.randrange(len(texts)), draw.randrange(len(texts))
        text = f"{_some(texts[one], draw)}\n{_some(texts[other], draw)}"
        vector = vectors[one] + vectors[other] + noise.normal(0, _NOISE, vectors.shape[1])
        vector /= np.linalg.norm(vector)
        kept.append(text)
        payload = Payload(
            clause_id=str(number),
            document_id=str(number // 100),
            revision=number // 100,
            province=None,
            school_year=None,
            kind="paragraph",
        )
        yield VectorPoint(number, vector.tolist(), sparse_passage(text), payload)


def _some(text: str, draw: random.Random) -> str:
    words = text.split()
    first = draw.randrange(max(1, len(words) - _WORDS))
    return " ".join(words[first : first + _WORDS])
