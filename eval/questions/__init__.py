"""Questions written for training: over official documents, and over invented texts.

``official.tsv`` asks about clauses of official documents, which are not here: each line names a
document and the :func:`key` of a passage, which is found again wherever the document is.
``invented.jsonl`` brings its own texts, about institutions and places that do not exist. All
questions were written for this project, none is of a benchmark or a gold set.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from eval.beir import Benchmark, text_clause
from eval.passages import Passage, article_passages, clause_passages
from indexing.model import Clause, Frozen

log = logging.getLogger(__name__)
_OFFICIAL, _INVENTED, _PHRASES = "official.tsv", "invented.jsonl", "phrases.txt"
#: About one document, or set of invented texts, in so many is kept from embedder and cross-encoder, by hash.
HELD_OUT = 6


class Line(NamedTuple):
    """One question of ``official.tsv``."""

    document: str
    passage: str
    question: str

    @property
    def clause(self) -> str:
        """What the passage is called in a corpus."""
        return f"{self.document}-{self.passage}"


class InventedText(Frozen):
    """One line of ``invented.jsonl``: a text of a set of neighbouring ones, and what it answers."""

    set: str
    heading: str
    text: str
    questions: tuple[str, ...]


def key(passage: Passage) -> str:
    """Twelve hexadecimal digits that tell the passage by its words and headings."""
    said = "\n".join((*passage.headings, passage.text))
    return hashlib.sha256(" ".join(said.split()).encode()).hexdigest()[:12]


def official() -> list[Line]:
    """The lines of ``official.tsv``."""
    text = files(__name__).joinpath(_OFFICIAL).read_text(encoding="utf-8")
    return [Line(*line.split("\t")) for line in text.splitlines()]


def official_questions(read: Sequence[Sequence[Clause]]) -> Benchmark:
    """The questions over those documents of ``read`` that have any; their passages are the corpus.

    A passage that the documents no longer have is left out with its questions.
    """
    lines = official()
    wanted = {line.clause for line in lines}
    corpus: dict[str, Clause] = {}
    for clauses in read:
        document = clauses[0].document_id if clauses else ""
        for passage in (*article_passages(clauses), *clause_passages(clauses)):
            name = f"{document}-{key(passage)}"
            if name in wanted:
                corpus[name] = _clause(name, document, passage)
    asked = [(line.clause, line.question) for line in lines if line.clause in corpus]
    if len(asked) < len(lines):
        log.warning(
            "passages of %d of %d questions are not in the documents", len(lines) - len(asked), len(lines)
        )
    return _benchmark("official", corpus, asked)


def invented_questions() -> Benchmark:
    """The invented texts with their questions."""
    corpus: dict[str, Clause] = {}
    asked: list[tuple[str, str]] = []
    for number, line in enumerate(_lines()):
        passage = Passage(tuple(heading for heading in (line.set, line.heading) if heading), line.text)
        name = f"invented-{number}"
        corpus[name] = _clause(name, line.set, passage)
        asked += [(name, question) for question in line.questions]
    return _benchmark("invented", corpus, asked)


def joined(first: Benchmark, second: Benchmark) -> Benchmark:
    """Both corpora searched as one."""
    return Benchmark(
        f"{first.name}+{second.name}",
        {**first.corpus, **second.corpus},
        {**first.queries, **second.queries},
        {**first.qrels, **second.qrels},
    )


def parted(asked: Benchmark) -> tuple[Benchmark, Benchmark]:
    """(to learn from, held out): the same corpus, the questions parted by document."""

    def of(held_out: bool) -> Benchmark:
        wanted = {
            query: relevant
            for query, relevant in asked.qrels.items()
            if is_held_out(asked.corpus[next(iter(relevant))].document_id) is held_out
        }
        return asked._replace(qrels=wanted)

    return of(False), of(True)


def asked_to_learn() -> list[str]:
    """The questions that are not held out, without what they ask about."""
    about_invented = (line for line in _lines() if not is_held_out(line.set))
    own = [line.question for line in official() if not is_held_out(line.document)]
    return [*own, *(question for line in about_invented for question in line.questions)]


def phrases() -> list[str]:
    """Turns of phrase that questions about one passage lack: follow-ups, greetings, asking for a place."""
    return files(__name__).joinpath(_PHRASES).read_text(encoding="utf-8").splitlines()


def is_held_out(document: str) -> bool:
    """Whether the embedder learns nothing from this document's questions."""
    return zlib.crc32(document.encode()) % HELD_OUT == 0


def _benchmark(name: str, corpus: dict[str, Clause], asked: Sequence[tuple[str, str]]) -> Benchmark:
    queries = {f"{name}-q{number}": question for number, (_, question) in enumerate(asked)}
    qrels = {f"{name}-q{number}": {passage: 1} for number, (passage, _) in enumerate(asked)}
    return Benchmark(name, corpus, queries, qrels)


def _clause(name: str, document: str, passage: Passage) -> Clause:
    return text_clause(name, passage.text, *passage.headings).model_copy(update={"document_id": document})


def _lines() -> Iterator[InventedText]:
    text = files(__name__).joinpath(_INVENTED).read_text(encoding="utf-8")
    return (InventedText.model_validate_json(line) for line in text.splitlines())
