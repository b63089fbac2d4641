"""``python -m eval.train_reranker DOCUMENTS``: the reranker's weights, from questions written for it.

Each text found for a question of :mod:`eval.questions` is a candidate; the weights make the right
one likeliest among them (softmax). Only questions that the embedder did not learn from are asked:
of those it did, the legs know too much. No question of a benchmark or a gold set is trained on.
Weights are divided by the fused score's; only a share of them (``--trusted``) is kept, because
made-up questions share words with their texts differently from real ones.
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
_STEPS, _RATE, _DECAY = 600, 0.05, 0.01


class Example(NamedTuple):
    """One question: of its candidates the fused score and the features; the right one's row."""

    seen: Sequence[Sequence[float]]
    right: int


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("assistant/retrieval") / FILE,
    trusted: Annotated[float, typer.Option(help="Share of the learned weights.", min=0, max=1)] = 0.3,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
) -> None:
    """Learn the reranker's weights and write them as JSON."""
    read = list(read_clauses(documents))
    _, held_out = parted(joined(official_questions(read), invented_questions()))
    examples = list(_examples(held_out, cache))
    fused, *learned = fit(examples)
    pairs, near, tokens = (round(trusted * weight / fused, 2) for weight in learned)
    said = TRAINED_ON.format(questions=len(examples))
    found = Weights(pairs=pairs, near=near, tokens=tokens, trained_on=said)
    out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(found.model_dump()))


def fit(examples: Sequence[Example]) -> list[float]:
    """The weights of what is seen that make the right candidates likeliest."""
    import numpy as np

    rows, width = len(examples), max(len(example.seen) for example in examples)
    x, right = np.zeros((rows, width, len(examples[0].seen[0]))), np.zeros((rows, width))
    there = np.zeros((rows, width), bool)
    for row, example in enumerate(examples):
        x[row, : len(example.seen)], there[row, : len(example.seen)] = example.seen, True
        right[row, example.right] = 1
    spread = x[there].std(axis=0) + 1e-9
    x /= spread

    def gradient(w: Floats) -> Floats:
        scores = np.where(there, x @ w, -np.inf)
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        slope: Floats = np.einsum("ij,ijk->k", likely - right, x) / rows + _DECAY * w
        return slope

    return [float(weight) for weight in _descended(gradient, x.shape[2]) / spread]


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
                closeness = searched.closeness(benchmark.queries[query], [hit.clause.id for hit in hits])
                scores = [hit.score for hit in hits]
                seen = [(score, *one, n) for score, one, n in zip(scores, found, closeness, strict=True)]
                yield Example(seen, right)


if __name__ == "__main__":
    typer.run(main)
