"""``python -m eval.train_reranker DOCUMENTS``: the reranker's weights from official texts' own structure.

Each text found for a question-like one (:mod:`eval.pairs`) is a candidate; the weights make the
right one likeliest among them (softmax; enough weight decay that halves of the pairs agree). No
question that anyone asked, of a benchmark or a gold set, is trained on. The fused score's weight is
not learned but given: it says how far the features may overrule the legs, which invented questions
cannot teach.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from assistant.retrieval.features import features
from assistant.retrieval.reranker import FILE, Weights
from eval.beir import Benchmark, searching, text_clause
from eval.pairs import Passage, article_passages, asked, clause_passages
from indexing.model import Clause
from indexing.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CANDIDATES = 40
#: The share of neighbouring words that people's questions have in common with the clause that
#: answers them (10th to 90th percentile in the sample collection): only such pairs are learned from.
SHARED = (0.1, 0.6)
TRAINED_ON = (
    "question-like texts invented from the structure of {documents} official documents (outside copyright),"
    " {pairs} of them with as many words in common as questions have; no benchmark and no gold question"
)
_STEPS, _RATE, _DECAY = 300, 0.05, 0.1


class Example(NamedTuple):
    """One question-like text: fused scores and features of its candidates, and the right one's row."""

    fused: Sequence[float]
    features: Sequence[Sequence[float]]
    right: int


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("assistant/retrieval") / FILE,
    fused: Annotated[float, typer.Option(help="Weight of the fused score.")] = 3.0,
    articles: Annotated[int, typer.Option(help="Most texts of whole articles.")] = 1500,
    clauses: Annotated[int, typer.Option(help="Most texts of single clauses.")] = 2500,
    seed: Annotated[int, typer.Option(help="Draws other pairs.")] = 7,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
) -> None:
    """Learn the reranker's weights and write them as JSON."""
    draw = random.Random(seed)
    read = list(read_clauses(documents))
    draw.shuffle(read)
    examples: list[Example] = []
    for name, passages, most in (
        ("articles", article_passages, articles),
        ("clauses", clause_passages, clauses),
    ):
        made = _sampled(read, passages, most, draw)
        examples += _examples(_invented(f"{name}-{seed}", made, draw), cache)
    alike = [e for e in examples if SHARED[0] <= e.features[e.right][0] <= SHARED[1]]
    learned = fit(alike, fused)
    said = TRAINED_ON.format(documents=len(read), pairs=len(alike))
    found = Weights(fused=fused, pairs=learned[0], near=learned[1], trained_on=said)
    out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(found.model_dump()))


def fit(examples: Sequence[Example], fused: float) -> list[float]:
    """The features' weights, to two digits, that make the right candidates likeliest."""
    import numpy as np

    rows, width = len(examples), max(len(e.fused) for e in examples)
    x = np.zeros((rows, width, len(examples[0].features[0])))
    offset, right = np.full((rows, width), -np.inf), np.zeros((rows, width))
    for row, example in enumerate(examples):
        n = len(example.fused)
        x[row, :n], offset[row, :n] = example.features, fused * np.asarray(example.fused)
        right[row, example.right] = 1
    spread = x[np.isfinite(offset)].std(axis=0) + 1e-9
    x /= spread

    def gradient(w: Floats) -> Floats:
        scores = x @ w + offset
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        slope: Floats = np.einsum("ij,ijk->k", likely - right, x) / rows + _DECAY * w
        return slope

    return [round(float(weight), 2) for weight in _descended(gradient, x.shape[2]) / spread]


def _descended(gradient: Callable[[Floats], Floats], size: int) -> Floats:
    """Where Adam ends up from zero."""
    import numpy as np

    w, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, _STEPS + 1):
        slope = gradient(w)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        w -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return w


def read_clauses(folder: Path) -> Iterator[Sequence[Clause]]:
    """The clauses of each document of ``folder`` that can be read."""
    from indexing.parsing import parse_file
    from indexing.readers import SUFFIXES, ReadError

    settings = Settings()
    for path in sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES):
        try:
            yield parse_file(path, settings, document_id=path.stem, sha256="").clauses
        except ReadError as error:
            typer.echo(f"{path.name}: {error}", err=True)


def _sampled(
    read: Sequence[Sequence[Clause]],
    passages: Callable[[Sequence[Clause]], Iterator[Passage]],
    most: int,
    draw: random.Random,
) -> list[Passage]:
    """Up to ``most`` passages of neighbouring documents, so that rivals of a text are among them."""
    made = list(dict.fromkeys(passage for clauses in read for passage in passages(clauses)))[: 4 * most]
    return draw.sample(made, min(most, len(made)))


def _invented(name: str, passages: list[Passage], draw: random.Random) -> Benchmark:
    kept, pairs = asked(passages, draw)
    corpus = {str(number): text_clause(str(number), p.text, *p.headings) for number, p in enumerate(kept)}
    queries = {f"q{number}": pair.question for number, pair in enumerate(pairs)}
    qrels = {f"q{number}": {str(pair.passage): 1} for number, pair in enumerate(pairs)}
    return Benchmark(name, corpus, queries, qrels)


def _examples(benchmark: Benchmark, cache: Path | None) -> Iterator[Example]:
    settings = Settings()
    with searching(benchmark, settings, cache) as searched:
        for query, relevant in benchmark.qrels.items():
            hits = searched.best(
                benchmark.queries[query], CANDIDATES, dense_weight=settings.dense_weight, rerank=False
            )
            right = next((row for row, hit in enumerate(hits) if hit.clause.id in relevant), None)
            if right is not None:
                found = features(benchmark.queries[query], [hit.clause.searched_text for hit in hits])
                yield Example([hit.score for hit in hits], found, right)


if __name__ == "__main__":
    typer.run(main)
