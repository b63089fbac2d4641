"""``python -m eval.train_reranker DOCUMENTS``: the reranker's weights, from questions written for it.

Each text found for a question of :mod:`eval.questions` is a candidate; the weights make the right
one likeliest among them (softmax). Only questions that the embedder did not learn from are asked:
of those it did, the legs know too much. No question of a benchmark or a gold set is trained on.
Weights are divided by the fused score's; only a share of them (``--trusted``) is kept, because
made-up questions share words with their texts differently from real ones. What the cross-encoder
says weighs as much as is learned from the candidates that are left open for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from assistant.retrieval.cross_encoder import cross_encoder
from assistant.retrieval.features import Features, features
from assistant.retrieval.reranker import FILE, Weights, left_open
from eval.beir import Benchmark, Searched, searching
from eval.passages import read_clauses
from eval.questions import invented_questions, joined, official_questions, parted
from indexing.late_interaction import Closeness
from indexing.model import Clause
from indexing.settings import Settings
from indexing.windows import nearest_text

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
    """One question: what is seen of each of its candidates, scores first; the right one's row."""

    seen: Sequence[Sequence[float]]
    right: int


class Found(NamedTuple):
    """One question: of its candidates the fused score, the features and the closeness; the right one's
    row; the clauses themselves, and which text of each is nearest."""

    question: str
    seen: Sequence[Sequence[float]]
    right: int
    clauses: Sequence[Clause]
    nearest: Sequence[Closeness]


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("assistant/retrieval") / FILE,
    trusted: Annotated[float, typer.Option(help="Share of the learned weights.", min=0, max=1)] = 0.3,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
) -> None:
    """Learn the reranker's weights and write them as JSON."""
    read = list(read_clauses(documents))
    _, held_out = parted(joined(official_questions(read), invented_questions()))
    with searching(held_out, Settings(), cache) as searched:
        found = learned(list(_found(held_out, searched)), trusted)
    out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(found.model_dump()))


def learned(found: Sequence[Found], trusted: float) -> Weights:
    """The weights of the features, then that of what the cross-encoder says where they leave it open."""
    fused, *others = fit([Example(one.seen, one.right) for one in found])
    pairs, near, tokens = (round(trusted * weight / fused, 2) for weight in others)
    said = TRAINED_ON.format(questions=len(found))
    linear = Weights(pairs=pairs, near=near, tokens=tokens, read=0.0, trained_on=said)
    score, read = fit(list(_read(found, linear)))
    return linear.model_copy(update={"read": round(read / score, 2)})


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


def _found(benchmark: Benchmark, searched: Searched) -> Iterator[Found]:
    """What is found for each question whose passage is among it."""
    for query, relevant in benchmark.qrels.items():
        question = benchmark.queries[query]
        hits = searched.best(question, CANDIDATES, dense_weight=Settings().dense_weight, rerank=False)
        right = next((row for row, hit in enumerate(hits) if hit.clause.id in relevant), None)
        if right is not None:
            clauses = [hit.clause for hit in hits]
            features_of = features(question, [clause.searched_text for clause in clauses])
            nearest = searched.closeness(question, [clause.id for clause in clauses])
            scores = [hit.score for hit in hits]
            seen = [
                (score, *one, near.value)
                for score, one, near in zip(scores, features_of, nearest, strict=True)
            ]
            yield Found(question, seen, right, clauses, nearest)


def _read(found: Sequence[Found], weights: Weights) -> Iterator[Example]:
    """Score and cross-encoder's score of the candidates that are left open, the right one among them."""
    for one in found:
        scores = [weights.score(fused, Features(*two), near) for fused, *two, near in one.seen]
        rows = left_open(scores)
        if one.right in rows:
            texts = [nearest_text(one.clauses[row], one.nearest[row]) for row in rows]
            read = cross_encoder().scores(one.question, texts)
            seen = [(scores[row], said) for row, said in zip(rows, read, strict=True)]
            yield Example(seen, rows.index(one.right))


if __name__ == "__main__":
    typer.run(main)
