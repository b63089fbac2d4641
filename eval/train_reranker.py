"""``python -m eval.train_reranker DOCUMENTS``: the reranker's weights, from questions written for it.

Each text found for a question of :mod:`eval.questions` is a candidate; the weights make the right
one likeliest among them (softmax; enough weight decay that halves of the questions agree). Only
questions that the embedder did not learn from are asked: of those it did, the legs know too much.
No question of a benchmark or a gold set is trained on. The fused score's weight is not learned but
given: it says how far the features may overrule the legs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from assistant.retrieval.features import features
from assistant.retrieval.reranker import FILE, Weights
from eval.beir import Benchmark, searching
from eval.passages import read_clauses
from eval.questions import invented_questions, joined, official_questions, parted
from indexing.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CANDIDATES = 40
TRAINED_ON = (
    "{questions} questions written for this project about official documents (outside copyright) and invented"
    " texts, none of which the embedder learned from; no benchmark and no gold question"
)
_STEPS, _RATE, _DECAY = 300, 0.05, 0.1


class Example(NamedTuple):
    """One question: fused scores and features of its candidates, and the right one's row."""

    fused: Sequence[float]
    features: Sequence[Sequence[float]]
    right: int


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("assistant/retrieval") / FILE,
    fused: Annotated[float, typer.Option(help="Weight of the fused score.")] = 3.0,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
) -> None:
    """Learn the reranker's weights and write them as JSON."""
    read = list(read_clauses(documents))
    _, held_out = parted(joined(official_questions(read), invented_questions()))
    examples = list(_examples(held_out, cache))
    learned = fit(examples, fused)
    said = TRAINED_ON.format(questions=len(examples))
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
