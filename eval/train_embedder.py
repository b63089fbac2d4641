"""``python -m eval.train_embedder DOCUMENTS BASE OUT``: the compact model taught how people ask.

It learns from the questions of :mod:`eval.questions`, those over held-out documents excepted. A
batch is made of groups of questions about neighbouring passages, so that each one's rivals are
hard. Every question is also asked without diacritics, with slips at times: it has to find the same
passage, and to land where the accented one does, as do stretches of the passages. Beside a text's
vector one for each token is learned (:mod:`indexing.late_interaction`). What is written is an
average of the weights before and after: it keeps what the model knew of other texts. Two CPU cores
that know bfloat16 take half an hour, others twice to three times as long; with the ``training`` extra.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from eval.beir import Benchmark
from eval.passages import read_clauses
from eval.questions import invented_questions, joined, official_questions, parted
from eval.text import undiacritical
from indexing.embedding import OnnxEmbedder
from indexing.lexical import fold, without_asking
from indexing.windows import embedded_texts, searched_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Scale of cosines in the loss; e5's own temperature is 1/100, which leaves less of a margin.
SCALE = 50.0
#: The same for how closely the tokens of a question are met, which varies more.
TOKEN_SCALE = 30.0
#: Questions about passages near to each other in a batch, and how many neighbours they come from.
GROUP, NEIGHBOURS = 8, 24
#: Share of distinct words in common from which two passages may both answer a question.
ALIKE = 0.6
#: What each thing learned weighs: ``apart`` is how far a question without diacritics lands from its twin.
WEIGHTS = {"plain": 1.0, "folded": 1.0, "apart": 10.0, "tokens": 1.0, "folded tokens": 0.5}
#: Stretches of passages a batch, asked with and without diacritics.
STRETCHES = 16
#: Passages that the token vectors' first directions are taken from.
SPREAD = 300
#: Share of the weights as they were in the average that is written.
KEPT = 0.5
_SLIPS = 0.15


class Asked(NamedTuple):
    """A question and the row of its passage."""

    question: str
    passage: int


class Course(NamedTuple):
    """How the model is trained: see the options of :func:`main`."""

    epochs: int
    batch: int
    rate: float
    kept: float
    seed: int
    steps: int
    halved: bool


class Passages(NamedTuple):
    """What the questions ask for: the texts each is found by, neighbours, and which are alike."""

    texts: Sequence[Sequence[str]]
    near: Sequence[Sequence[int]]
    alike: NDArray[np.bool_]
    rarity: dict[str, float]


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    base: Annotated[Path, typer.Argument(help="Model to start from, with its ONNX graph.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Folder the model is written to.")],
    epochs: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 2,
    batch: Annotated[int, typer.Option(min=8, help="Questions a batch.")] = 64,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 6e-5,
    kept: Annotated[float, typer.Option(min=0, max=1, help="Share of the weights as they were.")] = KEPT,
    seed: Annotated[int, typer.Option(help="Draws other batches.")] = 7,
    steps: Annotated[int, typer.Option(help="Stop after so many batches; 0 goes through all.")] = 0,
    halved: Annotated[
        bool, typer.Option(help="Compute in bfloat16: slower where the processor does not know it.")
    ] = True,
) -> None:
    """Fine-tune ``base`` and write it with its ONNX graph to ``out``."""
    from eval.export_embedder import export

    read = list(read_clauses(documents))
    everything = joined(official_questions(read), invented_questions())
    learned, _ = parted(everything)
    passages, asked = material(learned, base)
    about = len({one.passage for one in asked})
    typer.echo(f"{len(asked)} questions about {about} passages", err=True)
    how = Course(epochs, batch, rate, kept, seed, steps, halved)
    train(base, out, passages, asked, how)
    export(out, out)


def material(learned: Benchmark, base: Path) -> tuple[Passages, list[Asked]]:
    """Passages with their neighbours by the model as it is, and the questions learned from."""
    import numpy as np

    rows = {name: row for row, name in enumerate(learned.corpus)}
    texts = [embedded_texts(clause) for clause in learned.corpus.values()]
    words = [frozenset(fold(searched_text(clause)).split()) for clause in learned.corpus.values()]
    counts = Counter(chain.from_iterable(words))
    number = {word: column for column, word in enumerate(counts)}
    has = np.zeros((len(words), len(number)), np.float32)
    for row, some in enumerate(words):
        has[row, [number[word] for word in some]] = 1
    common = has @ has.T
    sizes = has.sum(axis=1)
    alike = common / (sizes[:, None] + sizes[None, :] - common) >= ALIKE
    embedder = OnnxEmbedder(base, threads=len(os.sched_getaffinity(0)))
    vectors = np.stack([one.vector for one in embedder.embed_passages([some[0] for some in texts])])
    close = vectors @ vectors.T
    close[alike] = -1
    near = np.argsort(-close, axis=1)[:, :NEIGHBOURS]
    rarity = {word: math.log(1 + len(words) / n) for word, n in counts.items()}
    asked = [
        Asked(learned.queries[query], rows[next(iter(relevant))]) for query, relevant in learned.qrels.items()
    ]
    return Passages(texts, near.tolist(), alike, rarity), asked


def batches(
    asked: Sequence[Asked], passages: Passages, size: int, draw: random.Random
) -> Iterator[list[Asked]]:
    """Every question once, in batches of groups about neighbouring passages, one question a passage."""
    waiting: dict[int, list[Asked]] = {}
    for one in draw.sample(asked, len(asked)):
        waiting.setdefault(one.passage, []).append(one)
    while waiting:
        chosen: dict[int, Asked] = {}
        left = list(waiting)
        draw.shuffle(left)
        for seed in left:
            if len(chosen) >= size:
                break
            group = [p for p in (seed, *draw.sample(passages.near[seed], NEIGHBOURS)) if p in waiting]
            for passage in group[: min(GROUP, size - len(chosen))]:
                if passage not in chosen:
                    chosen[passage] = waiting[passage][-1]
        for passage in chosen:
            waiting[passage].pop()
            if not waiting[passage]:
                del waiting[passage]
        yield list(chosen.values())


def best_text(question: str, texts: Sequence[str], rarity: dict[str, float]) -> str:
    """The window that shares most with the question; the whole of a short text."""
    if len(texts) == 1:
        return texts[0]
    words = set(fold(without_asking(question)).split())
    return max(
        texts[1:],
        key=lambda text: sum(rarity.get(word, 0) for word in words.intersection(fold(text).split())),
    )


def typed(question: str, draw: random.Random) -> str:
    """As people type it: small letters, no question mark, now and then a slip."""
    if draw.random() < 0.3:
        question = question.lower()
    if draw.random() < 0.3:
        question = question.rstrip("?. ") or question
    words = question.split()
    at = draw.randrange(len(words))
    word = words[at]
    if draw.random() < _SLIPS and len(word) > 2 and word.isalpha():
        place = draw.randrange(len(word) - 1)
        slip = draw.choice(
            (word[place + 1] + word[place], word[place], word[place] + word[place : place + 2])
        )
        words[at] = word[:place] + slip + word[place + 2 :]
    return " ".join(words)


def stretch(texts: Sequence[str], draw: random.Random) -> str:
    """4 to 20 neighbouring words of a passage."""
    words = draw.choice(texts).split()
    length = draw.randint(4, 20)
    first = draw.randint(0, max(0, len(words) - length))
    return " ".join(words[first : first + length])


def train(base: Path, out: Path, passages: Passages, asked: Sequence[Asked], how: Course) -> None:
    """Fine-tune the model in ``base``; what comes of it is saved to ``out``."""
    import torch

    from eval.learning import Learner
    from eval.token_embedder import TokenEmbedder

    torch.manual_seed(how.seed)
    draw = random.Random(how.seed)
    model = TokenEmbedder(base)
    model.eval()  # no dropout: a few passes over short questions do not overfit, and it costs a third
    if not model.taught:
        model.spread("passage", [draw.choice(texts) for texts in draw.choices(passages.texts, k=SPREAD)])
    learner = Learner(model, rate=how.rate, warm=0.1, halved=how.halved)
    before = {name: weight.clone() for name, weight in learner.learned.items()}
    planned = [each for _ in range(how.epochs) for each in batches(asked, passages, how.batch, draw)]
    planned = planned[: how.steps] if how.steps else planned
    began = time.monotonic()
    for step, some in enumerate(planned):
        losses = _losses(model, passages, some, draw)
        loss = sum(WEIGHTS[name] * loss for name, loss in losses.items())
        learner.step(loss, step, len(planned))
        if step % 10 == 0 or step + 1 == len(planned):
            told = {"step": step, "of": len(planned), "s": round(time.monotonic() - began)}
            told |= {name: round(loss.item(), 4) for name, loss in losses.items()}
            typer.echo(json.dumps(told), err=True)
    if base.resolve() != out.resolve():
        shutil.copytree(base, out, dirs_exist_ok=True)
    # Where token vectors are new, there is nothing to keep of them.
    learned = learner.learned
    kept = {name: how.kept if model.taught or name.startswith("encoder.") else 0.0 for name in learned}
    model.save(out, {name: weight.lerp(before[name], kept[name]) for name, weight in learned.items()})


def _losses(model: Any, passages: Passages, some: Sequence[Asked], draw: random.Random) -> dict[str, Any]:
    """What is to become less, by the names of ``WEIGHTS``."""
    import torch

    from eval.token_embedder import Batch, closeness

    n, rows = len(some), [one.passage for one in some]
    questions = [typed(one.question, draw) for one in some]
    stretches = [stretch(passages.texts[draw.choice(rows)], draw) for _ in range(STRETCHES)]
    found = [best_text(one.question, passages.texts[one.passage], passages.rarity) for one in some]
    read = model.read("query", questions + [undiacritical(text) for text in questions + stretches])
    texts = model.read("passage", found)
    with torch.no_grad():
        meant = model.read("query", stretches).vectors
    rivals = torch.from_numpy(passages.alike[rows][:, rows]) & ~torch.eye(n, dtype=torch.bool)
    near = SCALE * read.vectors[: 2 * n] @ texts.vectors.T
    met = TOKEN_SCALE * closeness(Batch(*(part[: 2 * n] for part in read)), texts)
    plain, bare = read.vectors[:n], read.vectors[n:]
    return {
        "plain": _finding(near[:n], rivals),
        "folded": _finding(near[n:], rivals),
        "apart": (1 - (bare * torch.cat([plain.detach(), meant])).sum(dim=1)).mean(),
        "tokens": _finding(met[:n], rivals),
        "folded tokens": _finding(met[n:], rivals),
    }


def _finding(scores: Any, rivals: Any) -> Any:
    """Cross-entropy of finding the text of each question, and half that of the other way round."""
    import torch

    scores = scores.masked_fill(rivals, -1e4)
    right = torch.arange(len(scores))
    entropy = torch.nn.functional.cross_entropy
    return entropy(scores, right) + 0.5 * entropy(scores.T, right)


if __name__ == "__main__":
    typer.run(main)
