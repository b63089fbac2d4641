"""``python -m eval.train_cross_encoder DOCUMENTS``: the model that reads candidates with the question.

It learns from the questions of :mod:`eval.questions`, those over held-out documents excepted: to put
the passage asked about before those that the search finds beside it. It begins as the
embedder. Two CPU cores that know bfloat16 take an hour; with the ``training`` extra.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from assistant.retrieval.cross_encoder import FOLDER, GRAPH
from eval.beir import Benchmark, searching
from eval.passages import read_clauses
from eval.questions import invented_questions, joined, official_questions, parted
from eval.text import undiacritical
from eval.train_embedder import ALIKE, typed
from indexing.embedding import EMBEDDED_MODEL, MODELS
from indexing.lexical import fold
from indexing.settings import Settings
from indexing.windows import nearest_text, searched_text

#: Of the passages that the search finds beside the right one, those a question's rivals are drawn from.
FOUND = 9
#: Share of the questions that are asked without diacritics.
_BARE = 0.1


class Example(NamedTuple):
    """A question, what answers it, and what was found beside that, nearest first: their nearest windows."""

    question: str
    right: str
    rivals: Sequence[str]


class Course(NamedTuple):
    """How the model is trained: see the options of :func:`main`."""

    epochs: int
    batch: int
    rivals: int
    rate: float
    seed: int
    steps: int
    halved: bool


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    base: Annotated[Path, typer.Option(help="Embedder to begin as.", exists=True)] = MODELS / EMBEDDED_MODEL,
    out: Annotated[Path, typer.Option(help="Folder the graph is written to.")] = FOLDER,
    epochs: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 1,
    batch: Annotated[int, typer.Option(min=1, help="Questions a batch.")] = 16,
    rivals: Annotated[int, typer.Option(min=1, help="Passages beside the right one.")] = 3,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 7e-5,
    seed: Annotated[int, typer.Option(help="Draws others.")] = 7,
    steps: Annotated[int, typer.Option(help="Stop after so many batches; 0 goes through all.")] = 0,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
    halved: Annotated[
        bool, typer.Option(help="Compute in bfloat16: slower where the processor does not know it.")
    ] = True,
) -> None:
    """Fine-tune the encoder of ``base`` as a cross-encoder and write its graph to ``out``."""
    read = list(read_clauses(documents))
    learned, _ = parted(joined(official_questions(read), invented_questions()))
    examples = list(found_examples(learned, cache))
    typer.echo(f"{len(examples)} questions", err=True)
    train(base, out, examples, Course(epochs, batch, rivals, rate, seed, steps, halved))


def found_examples(benchmark: Benchmark, cache: Path | None) -> Iterator[Example]:
    """What the search finds for each question, the right passage beside; none where it finds no other."""
    settings = Settings()
    words = {key: frozenset(fold(searched_text(clause)).split()) for key, clause in benchmark.corpus.items()}
    with searching(benchmark, settings, cache) as searched:
        for query, relevant in benchmark.qrels.items():
            question, right = benchmark.queries[query], next(iter(relevant))
            # As fused: what reranks reads with the model that is to be made.
            hits = searched.best(question, FOUND + 1, dense_weight=settings.dense_weight, rerank=False)
            others = [hit.clause.id for hit in hits if not _alike(words, hit.clause.id, right)]
            ids = [right, *others[:FOUND]]
            nearest = searched.closeness(question, ids)
            texts = [nearest_text(benchmark.corpus[key], one) for key, one in zip(ids, nearest, strict=True)]
            if others:
                yield Example(question, texts[0], texts[1:])


def _alike(words: Mapping[str, frozenset[str]], one: str, other: str) -> bool:
    """Whether two passages are the same, or share so many words that both may answer."""
    common = len(words[one] & words[other])
    return one == other or common >= ALIKE * len(words[one] | words[other])


def train(base: Path, out: Path, examples: Sequence[Example], how: Course) -> None:
    """Fine-tune the encoder in ``base``; the graph of what comes of it is written to ``out``."""
    import torch

    from eval.cross_encoder import Pair, PairScorer, export
    from eval.learning import Learner

    torch.manual_seed(how.seed)
    draw = random.Random(how.seed)
    model = PairScorer(base)
    model.eval()  # no dropout: see eval.train_embedder
    learner = Learner(model, rate=how.rate, warm=0.05, halved=how.halved)
    planned = [some for _ in range(how.epochs) for some in _batches(examples, how.batch, draw)]
    planned = planned[: how.steps] if how.steps else planned
    began = time.monotonic()
    for step, some in enumerate(planned):
        asked = [_drawn(one, how.rivals, draw) for one in some]
        scores = model.score([Pair(question, text) for question, texts in asked for text in texts])
        # The right text is the first of each question's.
        parts = torch.split(scores, [len(texts) for _, texts in asked])
        loss: Any = torch.stack([-part.log_softmax(0)[0] for part in parts]).mean()
        learner.step(loss, step, len(planned))
        if step % 10 == 0 or step + 1 == len(planned):
            told = {"step": step, "of": len(planned), "s": round(time.monotonic() - began)}
            typer.echo(json.dumps(told | {"loss": round(loss.item(), 4)}), err=True)
    model.float().load_state_dict(learner.learned)
    out.mkdir(parents=True, exist_ok=True)
    export(model, out / GRAPH)


def _batches(examples: Sequence[Example], size: int, draw: random.Random) -> Iterator[list[Example]]:
    mixed = draw.sample(examples, len(examples))
    for first in range(0, len(mixed), size):
        yield mixed[first : first + size]


def _drawn(one: Example, rivals: int, draw: random.Random) -> tuple[str, list[str]]:
    """A question as typed, the right text, the nearest rival and some others."""
    question = typed(one.question, draw)
    if draw.random() < _BARE:
        question = undiacritical(question)
    others = one.rivals[1:]
    return question, [one.right, one.rivals[0], *draw.sample(others, min(rivals - 1, len(others)))]


if __name__ == "__main__":
    typer.run(main)
