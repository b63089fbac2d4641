"""``python -m eval.unseen DOCUMENTS``: questions about documents that no model learned from.

Of the official documents that :mod:`eval.questions` asks about, those that embedder and cross-encoder
did not see are indexed as an administrator would, in two halves: from one half, and from one half of
the questions about other documents, :mod:`eval.train_likelihood` learns; the others are asked here.
(The reranker's four weights come from questions over both.) Its own questions are asked, most of
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

#: Shorter pieces (a heading, "Như trên") stand anywhere.
_TELLING = 20


class Asked(NamedTuple):
    """A question; the file's stem and the words of the passage it asks for, None when not indexed."""

    question: str
    document: str | None = None
    passage: str | None = None

    def answered_by(self, file: str, clause: str) -> bool:
        """Whether a clause of a file is part of the passage, or the passage of it.

        An article may be asked about; its clauses are found.
        """
        if self.passage is None or Path(file).stem != self.document:
            return False
        one, other = " ".join(clause.split()), " ".join(self.passage.split())
        return one == other or (min(len(one), len(other)) >= _TELLING and (one in other or other in one))


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
                outcome = _outcome(answer, one)
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
        Asked(line.question, line.document, passages[line.document, line.passage])
        for line in lines
        if (line.document, line.passage) in passages
    ]
    strangers = [line for line in lines if not is_held_out(line.document)]
    others = [Asked(line.question) for line in strangers if _is_first(line.document) is first]
    draw = random.Random(seed)
    own, others = (draw.sample(some, min(questions, len(some))) for some in (own, others))
    with tempfile.TemporaryDirectory(prefix="trichdan-unseen-") as folder:
        settings = Settings(data_dir=Path(folder), qdrant_url=None, database_url=None)
        index_paths(sorted(mine), settings)
        with Collection.open(settings) as collection:
            yield Unseen(collection, settings, own, others)


def is_of_half(document: str, *, first: bool) -> bool:
    """Whether a held-out document is of the half that is learned from, or of the one that is measured."""
    return is_held_out(document) and _is_first(document) is first


def _is_first(document: str) -> bool:
    return zlib.crc32(document.encode()) // HELD_OUT % 2 == 0


def _outcome(answer: Answer, one: Asked) -> str:
    if not answer.answerable:
        return "refused"
    if one.passage is None:
        return "answered"
    right = any(one.answered_by(said.document.file, said.quote) for said in answer.citations)
    return "right" if right else "another clause"


if __name__ == "__main__":
    typer.run(main)
