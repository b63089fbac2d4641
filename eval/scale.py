"""How long each stage of a search takes in a collection of a given size, and what it weighs.

The collection is made up: each text is a stretch of one official clause followed by one of another,
its vector theirs summed by their shares of the words, with a little noise; to embed a million texts
would take half a day. Texts repeat after ten thousand, vectors never. It is searched as any
collection is, only that the clauses found are made up again rather than taken from the database. It
is indexed by one process and searched by another. Token vectors are those of the two clauses, taken
from memory and not the database; what they weigh there is reckoned from single clauses.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from assistant.retrieval import search
from assistant.retrieval.fusion import fused
from assistant.retrieval.reranker import left_open, reread, rescored
from eval.beir import Benchmark, corpus_found, text_clause
from eval.passages import clause_passages, read_clauses
from eval.scores import Latency, latency
from indexing.collection import Collection
from indexing.embedding import load_embedder
from indexing.late_interaction import Closeness, TokenCodes, closeness, packed
from indexing.lexical import sparse_passage, sparse_query
from indexing.model import Clause, Frozen
from indexing.settings import Settings
from indexing.vectors import Payload, VectorIndex, VectorPoint, open_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexing.embedding import Embedder, Vectors

_Told = TypeVar("_Told")
_DEPTH, _RERANKED = 60, 40
_NOISE = 0.01  # a dimension; vectors are of length 1
_WORDS = 60  # of each of the two clauses, at most
_TEXTS = 10_000  # different ones: to take words apart takes longer than to index them
_ADDED = 100
_RECALL_DEPTH = 10


class Indexed(Frozen):
    """What indexing took: seconds, those of adding ``_ADDED`` clauses more, megabytes.

    ``tokens_mb`` is what the token vectors of that many clauses take in the database.
    """

    seconds: float
    more_s: float
    disk_mb: float
    tokens_mb: float
    memory_mb: float


class Searched(Frozen):
    """Milliseconds per stage and search, seconds to open, megabytes; of the ten nearest by exact
    search, the share that the product's search by meaning found."""

    stages_ms: dict[str, Latency]
    exact_ms: Latency
    recall_at_10: float
    opened_s: float
    memory_mb: float


class Scale(Frozen):
    """One size of collection."""

    clauses: int
    indexed: Indexed
    searched: Searched


class MadeUp(NamedTuple):
    """The clauses that a collection is made up of, what finds them, and where the drawing starts."""

    texts: Sequence[str]
    vectors: Vectors
    tokens: Sequence[TokenCodes]
    seed: int

    def text(self, number: int) -> str:
        """One text of the collection, always the same for a number."""
        _, (first, second), _ = self._parts(number % _TEXTS)
        return f"{' '.join(first)}\n{' '.join(second)}"

    def vector(self, number: int) -> NDArray[np.float32]:
        """Its vector, of length 1."""
        import numpy as np

        (one, other), (first, second), draw = self._parts(number)
        share = len(first) / (len(first) + len(second))
        noise = np.random.default_rng(draw.randrange(2**32)).standard_normal(self.vectors.shape[1])
        vector = share * self.vectors[one] + (1 - share) * self.vectors[other] + _NOISE * noise
        shortened: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
        return shortened

    def token_codes(self, number: int) -> TokenCodes:
        """The token vectors of its two clauses."""
        import numpy as np

        (one, other), _, _ = self._parts(number)
        first, second = self.tokens[one], self.tokens[other]
        return TokenCodes(first.lengths + second.lengths, np.concatenate([first.codes, second.codes]))

    def _parts(self, number: int) -> tuple[tuple[int, int], tuple[list[str], list[str]], random.Random]:
        draw = random.Random(self.seed * 1_000_003 + number)
        one, other = draw.randrange(len(self.texts)), draw.randrange(len(self.texts))
        return (one, other), (_some(self.texts[one], draw), _some(self.texts[other], draw)), draw


def measured(
    folder: Path,
    sizes: Sequence[int],
    *,
    base: int = 2000,
    questions: int = 60,
    seed: int = 7,
    cache: Path | None = None,
) -> Iterator[Scale]:
    """Search collections of these sizes made of ``base`` clauses of the documents in ``folder``.

    ``cache`` keeps their vectors between runs.
    """
    import numpy as np

    draw = random.Random(seed)
    passages = [p.text for clauses in read_clauses(folder) for p in clause_passages(clauses)]
    passages = list(dict.fromkeys(passages))
    texts = draw.sample(passages, min(base, len(passages)))
    corpus = {str(number): text_clause(str(number), text) for number, text in enumerate(texts)}
    found = corpus_found(Benchmark("scale", corpus, {}, {}), load_embedder(Settings()), cache)
    made_up = MadeUp(
        texts, np.stack([each.vectors[0] for each in found]), [each.tokens for each in found], seed
    )
    asked = [" ".join(draw.choice(texts).split()[:14]) for _ in range(questions)]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="trichdan-scale-") as place:
            indexed = _apart(_index, Path(place), made_up, size)
            searched = _apart(_search, Path(place), made_up, asked)
        yield Scale(clauses=size, indexed=indexed, searched=searched)


def _apart(work: Callable[..., _Told], *arguments: object) -> _Told:
    """What ``work`` returns, done by a process of its own, so that its memory can be told."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _index(folder: Path, made_up: MadeUp, size: int) -> Indexed:
    index = _opened(folder, made_up.vectors.shape[1], create=True)
    points = _points(made_up, range(size + _ADDED))
    started = time.perf_counter()
    index.upsert(islice(points, size))
    index.flush()
    indexed_at = time.perf_counter()
    index.upsert(points)
    index.flush()
    more_s = time.perf_counter() - indexed_at
    index.close()
    disk = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
    return Indexed(
        seconds=round(indexed_at - started, 1),
        more_s=round(more_s, 2),
        disk_mb=round(disk / 1e6, 1),
        tokens_mb=round(
            size * sum(len(packed(each)) for each in made_up.tokens) / len(made_up.tokens) / 1e6, 1
        ),
        memory_mb=_peak_mb(),
    )


def _search(folder: Path, made_up: MadeUp, asked: Sequence[str]) -> Searched:
    settings = Settings()
    embedder = load_embedder(settings)
    embedder.embed_query("khởi động")
    started = time.perf_counter()
    index = _opened(folder, made_up.vectors.shape[1])
    opened_s = time.perf_counter() - started
    for question in asked[:5]:  # not as they are asked later: the model remembers its last questions
        _timed(question.upper(), index, embedder, made_up, settings.dense_weight)
    runs = [_timed(question, index, embedder, made_up, settings.dense_weight) for question in asked]
    memory = _peak_mb()  # before whole vectors are read, which a search does not
    exact_ms, found = [], 0
    for question in asked:
        vector = embedder.embed_query(question).vector.tolist()
        before = time.perf_counter()
        nearest = index.dense(vector, _RECALL_DEPTH, exact=True)
        exact_ms.append(1000 * (time.perf_counter() - before))
        hits = index.dense(vector, _DEPTH)[:_RECALL_DEPTH]
        found += len({hit.clause_id for hit in nearest} & {hit.clause_id for hit in hits})
    index.close()
    return Searched(
        stages_ms={stage: latency([run[stage] for run in runs]) for stage in runs[0]},
        exact_ms=latency(exact_ms),
        recall_at_10=found / (_RECALL_DEPTH * len(asked)),
        opened_s=round(opened_s, 2),
        memory_mb=memory,
    )


def _opened(folder: Path, dimension: int, *, create: bool = False) -> VectorIndex:
    settings = Settings(data_dir=folder, qdrant_url=None)
    return open_vectors(settings, dimension=dimension, stamp="scale", create=create)


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1)


class _MadeUpCollection:
    """What :func:`assistant.retrieval.search` asks of a collection, over a made-up one."""

    def __init__(self, index: VectorIndex, embedder: Embedder, made_up: MadeUp) -> None:
        self._index, self._embedder, self._made_up = index, embedder, made_up

    def dense(self, text: str, limit: int, documents: Sequence[str] | None = None) -> list[tuple[str, float]]:
        hits = self._index.dense(self._embedder.embed_query(text).vector.tolist(), limit)
        return [(hit.clause_id, hit.score) for hit in hits]

    def sparse(
        self, text: str, limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        return [(hit.clause_id, hit.score) for hit in self._index.sparse(sparse_query(text), limit)]

    def closeness(self, text: str, ids: Sequence[str]) -> list[Closeness]:
        tokens = [self._made_up.token_codes(int(key)) for key in ids]
        near = closeness(self._embedder.embed_query(text).tokens, tokens)
        return [one._replace(text=0) for one in near]  # made-up texts are short: one each

    def clauses(self, ids: Sequence[str]) -> list[Clause]:
        return [text_clause(key, self._made_up.text(int(key))) for key in ids]


def _timed(
    question: str, index: VectorIndex, embedder: Embedder, made_up: MadeUp, dense_weight: float
) -> dict[str, float]:
    """A whole search, in which the model runs beside another stage, then each stage by itself."""
    collection = cast(Collection, _MadeUpCollection(index, embedder, made_up))
    marks, computed = [time.perf_counter()], time.process_time()

    def lap() -> None:
        marks.append(time.perf_counter())

    search(collection, question, limit=_RECALL_DEPTH, dense_weight=dense_weight)
    lap()
    # On a machine that others use too, what all threads computed says more than the clock.
    processors = 1000 * (time.process_time() - computed)
    vector = embedder.embed_query(f"{question}?").vector.tolist()  # what it has just seen is remembered
    lap()
    dense = {hit.clause_id: hit.score for hit in index.dense(vector, _DEPTH)}
    lap()
    lexical = {hit.clause_id: hit.score for hit in index.sparse(sparse_query(question), _DEPTH)}
    lap()
    scores = fused(dense, lexical, dense_weight)
    best = sorted(scores, key=lambda key: -scores[key])[:_RERANKED]
    near = [one.value for one in collection.closeness(question, best)]
    texts = [made_up.text(int(key)) for key in best]
    better = rescored(question, texts, [scores[key] for key in best], near)
    lap()
    unsure = left_open(better)
    reread(question, [texts[row] for row in unsure], [better[row] for row in unsure])
    lap()
    stages = ("search", "embed", "dense", "lexical", "fuse and rerank", "read")
    spent = [1000 * (after - before) for before, after in pairwise(marks)]
    return dict(zip(stages, spent, strict=True)) | {"of processors": processors}


def _points(made_up: MadeUp, numbers: range) -> Iterator[VectorPoint]:
    sparse = [sparse_passage(made_up.text(number)) for number in range(min(_TEXTS, numbers.stop))]
    for number in numbers:
        payload = Payload(
            clause_id=str(number),
            document_id=str(number // 100),
            revision=number // 100,
            province=None,
            school_year=None,
            kind="paragraph",
        )
        yield VectorPoint(number, [made_up.vector(number).tolist()], sparse[number % _TEXTS], payload)


def _some(text: str, draw: random.Random) -> list[str]:
    words = text.split()
    first = draw.randrange(max(1, len(words) - _WORDS))
    return words[first : first + _WORDS]
