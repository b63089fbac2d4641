"""``python -m eval.unseen DOCUMENTS``: questions about documents that nothing was learned from.

Of the official documents that :mod:`eval.questions` asks about, those that the embedder did not see
are indexed as an administrator would, in two halves: from one half
:mod:`eval.train_likelihood` learns, the other is measured here. Its own questions are asked, most of
them in other words than the text's, and as many about documents that are not there. An answer is
right when it cites the passage asked about; some questions are answered as well by another clause,
and a few of those about other documents by these, so the shares compare versions of the product
rather than say how good it is.
"""

from __future__ import annotations

import json
import random
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from assistant.assistant import Assistant
from assistant.model import Answer
from eval.passages import article_passages, clause_passages, read_clauses
from eval.questions import HELD_OUT, is_held_out, key, official
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.readers import SUFFIXES
from indexing.settings import Settings


class Asked(NamedTuple):
    """A question, and the words of the passage it asks for; None when that is not indexed."""

    question: str
    passage: str | None


class Unseen(NamedTuple):
    """Half of the held-out documents: indexed, questions about them, and about other documents."""

    collection: Collection
    settings: Settings
    own: list[Asked]
    others: list[Asked]


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    questions: Annotated[int, typer.Option(min=1, help="Asked of each kind, at most.")] = 1000,
    seed: Annotated[int, typer.Option(help="Draws others.")] = 11,
    log: Annotated[Path | None, typer.Option(help="Writes each question with its answer here.")] = None,
) -> None:
    """Ask, and count the answers that are right, cite another clause, or are refused."""
    told: dict[str, Counter[str]] = {"own": Counter(), "others": Counter()}
    lines: list[str] = []
    with half(documents, first=False, questions=questions, seed=seed) as unseen:
        assistant = Assistant(unseen.collection, unseen.settings)
        for about, asked in (("own", unseen.own), ("others", unseen.others)):
            for one in asked:
                answer = assistant.ask(one.question)
                outcome = _outcome(answer, one.passage)
                told[about][outcome] += 1
                said: dict[str, str | None]
                said = {"about": about, "outcome": outcome, "kind": answer.kind, "question": one.question}
                said |= {"answer": answer.answer, "passage": one.passage}
                lines.append(json.dumps(said, ensure_ascii=False))
    if log is not None:
        log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo(json.dumps(told))


@contextmanager
def half(documents: Path, *, first: bool, questions: int, seed: int) -> Iterator[Unseen]:
    """One half of the held-out documents of ``documents``, with up to so many questions of each kind."""
    mine = [p for p in documents.iterdir() if p.suffix in SUFFIXES and is_of_half(p.stem, first=first)]
    if not mine:
        raise typer.BadParameter(f"{documents} holds none of the documents that are asked about")
    passages = {
        (clauses[0].document_id, key(passage)): passage.text
        for clauses in read_clauses(documents)
        if clauses and is_of_half(clauses[0].document_id, first=first)
        for passage in (*article_passages(clauses), *clause_passages(clauses))
    }
    lines = official()
    own = [
        Asked(line.question, passages[line.document, line.passage])
        for line in lines
        if (line.document, line.passage) in passages
    ]
    others = [Asked(line.question, None) for line in lines if not is_held_out(line.document)]
    draw = random.Random(seed)
    own, others = (draw.sample(some, min(questions, len(some))) for some in (own, others))
    with tempfile.TemporaryDirectory(prefix="trichdan-unseen-") as folder:
        settings = Settings(data_dir=Path(folder), qdrant_url=None, database_url=None)
        index_paths(sorted(mine), settings)
        with Collection.open(settings) as collection:
            yield Unseen(collection, settings, own, others)


def says(clause: str, passage: str) -> bool:
    """Whether one is part of the other: an article may be asked about, its clauses are found."""
    one, other = " ".join(clause.split()), " ".join(passage.split())
    return one in other or other in one


def is_of_half(document: str, *, first: bool) -> bool:
    """Whether a held-out document is of the half that is learned from, or of the one that is measured."""
    return is_held_out(document) and (zlib.crc32(document.encode()) // HELD_OUT % 2 == 0) is first


def _outcome(answer: Answer, passage: str | None) -> str:
    if not answer.answerable:
        return "refused"
    if passage is None:
        return "answered"
    return "right" if any(says(one.quote, passage) for one in answer.citations) else "another clause"


if __name__ == "__main__":
    typer.run(main)
