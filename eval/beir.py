"""Retrieval benchmarks in BEIR form, run through the product's own vectors, tokens and fusion.

A folder holds ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``,
``text``) and ``qrels.tsv`` (question, text, grade, under a heading line).
"""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from assistant.diacritics import DiacriticRestorer
from assistant.retrieval import Hit as Ranked
from assistant.retrieval import search
from eval.ranking import DEPTH, Ranking, measured
from eval.text import undiacritical
from indexing.collection import Collection
from indexing.database import chunked
from indexing.embedding import Embedder, load_embedder
from indexing.late_interaction import Closeness, TokenCodes, closeness
from indexing.lexical import sparse_passage, sparse_query
from indexing.model import Clause
from indexing.revisions import count_syllables
from indexing.settings import Settings
from indexing.vectors import Hit, Payload, VectorIndex, VectorPoint, open_vectors
from indexing.windows import ClauseVectors, embed, embedded_texts, searched_text

if TYPE_CHECKING:
    from indexing.embedding import Vectors


_AT_ONCE = 256  # texts whose token vectors are in memory as floats


class Benchmark(NamedTuple):
    """Texts to search, questions, and which texts are relevant to each question."""

    name: str
    corpus: Mapping[str, Clause]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]


def load_benchmark(folder: Path) -> Benchmark:
    """The benchmark in ``folder``; a title that the text does not begin with is its heading.

    Texts that are empty, title and all, can't be found and are left out.
    """
    clauses = (
        text_clause(line["_id"], line["text"], line.get("title", ""))
        for line in _lines(folder / "corpus.jsonl")
    )
    corpus = {clause.id: clause for clause in clauses if searched_text(clause)}
    queries = {line["_id"]: line["text"] for line in _lines(folder / "queries.jsonl")}
    qrels: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for query, text, grade in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            qrels.setdefault(query, {})[text] = int(grade)
    return Benchmark(folder.name, corpus, queries, qrels)


class Searched:
    """A benchmark's corpus as :func:`assistant.retrieval.search` searches a collection."""

    def __init__(
        self, benchmark: Benchmark, index: VectorIndex, tokens: Sequence[TokenCodes], embedder: Embedder
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._clauses = benchmark.corpus
        self._tokens = dict(zip(benchmark.corpus, tokens, strict=True))

    def dense(self, text: str, limit: int, documents: Sequence[str] | None = None) -> list[tuple[str, float]]:
        return _scored(self._index.dense(self._embedder.embed_query(text).vector.tolist(), limit))

    def sparse(
        self, text: str, limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        return _scored(self._index.sparse(sparse_query(text), limit))

    def clauses(self, ids: Sequence[str]) -> list[Clause]:
        return [self._clauses[key] for key in ids]

    def closeness(self, text: str, ids: Sequence[str]) -> list[Closeness]:
        return closeness(self._embedder.embed_query(text).tokens, [self._tokens[key] for key in ids])

    def best(self, text: str, limit: int, *, dense_weight: float, rerank: bool = True) -> list[Ranked]:
        """The product's own search of this corpus."""
        as_collection = cast(Collection, self)
        return search(as_collection, text, limit=limit, dense_weight=dense_weight, rerank=rerank)


@contextmanager
def searching(benchmark: Benchmark, settings: Settings, cache: Path | None = None) -> Iterator[Searched]:
    """The benchmark's corpus, indexed in a folder of its own for as long as it is searched.

    ``cache`` keeps the vectors of the corpus between runs.
    """
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory(prefix="trichdan-bench-") as folder:
        apart = settings.model_copy(update={"data_dir": Path(folder), "qdrant_url": None})
        found = corpus_found(benchmark, embedder, cache)
        index = _indexed(benchmark, [each.vectors for each in found], embedder, apart)
        try:
            yield Searched(benchmark, index, [each.tokens for each in found], embedder)
        finally:
            index.close()


def rankings(
    benchmark: Benchmark, settings: Settings, cache: Path | None = None
) -> dict[str, dict[str, Ranking]]:
    """Way of typing → leg (``dense``, ``lexical``, ``fused``, ``reranked``) → scores.

    Questions are asked as written, typed without diacritics, and with their diacritics restored
    from the corpus. ``cache`` keeps the vectors of the corpus between runs.
    """
    restorer = DiacriticRestorer(*count_syllables(benchmark.corpus.values()))
    ways: dict[str, Callable[[str], str]] = {
        "as written": str,
        "no diacritics": undiacritical,
        "restored": lambda text: restorer.restore(undiacritical(text)),
    }
    with searching(benchmark, settings, cache) as searched:
        return {way: _legs(benchmark, typed, searched, settings) for way, typed in ways.items()}


def _legs(
    benchmark: Benchmark, typed: Callable[[str], str], searched: Searched, settings: Settings
) -> dict[str, Ranking]:
    runs: dict[str, dict[str, list[str]]] = {"dense": {}, "lexical": {}, "fused": {}, "reranked": {}}
    for query in benchmark.qrels:
        question = typed(benchmark.queries[query])
        runs["dense"][query] = _ids(searched.dense(question, DEPTH))
        runs["lexical"][query] = _ids(searched.sparse(question, DEPTH))
        for leg, rerank in (("fused", False), ("reranked", True)):
            hits = searched.best(question, DEPTH, dense_weight=settings.dense_weight, rerank=rerank)
            runs[leg][query] = [hit.clause.id for hit in hits]
    return {leg: measured(ranked, benchmark.qrels) for leg, ranked in runs.items()}


def _indexed(
    benchmark: Benchmark, vectors: Sequence[Vectors], embedder: Embedder, settings: Settings
) -> VectorIndex:
    index = open_vectors(settings, dimension=embedder.dimension, stamp=benchmark.name, create=True)
    index.upsert(
        VectorPoint(
            number, own.tolist(), sparse_passage(searched_text(clause)), _payload(key, benchmark.name)
        )
        for number, ((key, clause), own) in enumerate(zip(benchmark.corpus.items(), vectors, strict=True))
    )
    index.flush()
    return index


def _payload(key: str, name: str) -> Payload:
    return {
        "clause_id": key,
        "document_id": name,
        "revision": 1,
        "province": None,
        "school_year": None,
        "kind": "paragraph",
    }


def corpus_found(benchmark: Benchmark, embedder: Embedder, cache: Path | None = None) -> list[ClauseVectors]:
    """What each text of the benchmark is found by, in their order; ``cache`` keeps it between runs."""
    import numpy as np

    texts = [embedded_texts(clause) for clause in benchmark.corpus.values()]
    name = hashlib.sha256("\0".join(chain.from_iterable(texts)).encode()).hexdigest()[:8]
    kept = cache / f"{benchmark.name}-{name}-{embedder.fingerprint[:16]}.npz" if cache else None
    if kept is not None and kept.exists():
        with np.load(kept) as arrays:
            return _kept(arrays, list(map(len, texts)))
    found = [each for some in chunked(texts, _AT_ONCE) for each in embed(embedder, some)]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            kept,
            vectors=np.concatenate([each.vectors for each in found]),
            codes=np.concatenate([each.tokens.codes for each in found]),
            lengths=list(chain.from_iterable(each.tokens.lengths for each in found)),
        )
    return found


def _kept(arrays: Mapping[str, Any], counts: Sequence[int]) -> list[ClauseVectors]:
    """The reverse of what :func:`corpus_found` keeps, of clauses found by so many texts each."""
    import numpy as np

    vectors = np.split(arrays["vectors"], list(accumulate(counts))[:-1])
    parts = [max(1, count - 1) for count in counts]  # token vectors of the windows, or of the whole
    lengths = [tuple(some.tolist()) for some in np.split(arrays["lengths"], list(accumulate(parts))[:-1])]
    codes = np.split(arrays["codes"], list(accumulate(map(sum, lengths)))[:-1])
    return [
        ClauseVectors(own, TokenCodes(some, said))
        for own, some, said in zip(vectors, lengths, codes, strict=True)
    ]


def text_clause(key: str, text: str, *headings: str) -> Clause:
    """A text of a benchmark as the clause it would be, under those headings it does not begin with."""
    return Clause(
        id=key,
        document_id=key,
        path=key,
        kind="paragraph",
        order=0,
        text=text,
        headings=tuple(heading for heading in headings if heading and not text.startswith(heading)),
        start=0,
        end=len(text),
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _scored(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.clause_id, hit.score) for hit in hits]


def _ids(hits: Sequence[tuple[str, float]]) -> list[str]:
    return [key for key, _ in hits]
