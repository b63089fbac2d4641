"""Clauses of a collection with what a claim about them may rest on."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.answering.claims import evidence_of
from assistant.verification.surroundings import surroundings
from indexing.language import sentences
from indexing.model import Clause, Document, Fact, Support
from indexing.parsing import parse_file
from indexing.readers import SUFFIXES
from indexing.settings import Settings

#: A longer sentence is cut in what an answer cites.
_LONGEST_QUOTED = 1000


class Source(NamedTuple):
    """What a pair cites: quotes, the title block, and what the quotes leave to their place."""

    quotes: tuple[str, ...]
    title: str
    context: tuple[str, ...]


class Pair(NamedTuple):
    """A claim, what it cites, and whether it holds. ``kind`` says how it was made."""

    kind: str
    holds: bool
    claim: str
    source: Source


class Material(NamedTuple):
    """One document read, with its facts."""

    document: Document
    clauses: dict[str, Clause]
    facts: tuple[Fact, ...]

    def source(
        self,
        clause: Clause,
        start: int | None = None,
        end: int | None = None,
        support: Sequence[Support] = (),
    ) -> Source:
        """The evidence an answer gives for ``[start, end)`` of a clause, and for what else it rests on."""
        document = self.document
        evidence = [evidence_of(clause, start, end)]
        evidence += [evidence_of(self.clauses[s.clause_id], s.start, s.end) for s in support]
        date = document.date.strftime("%d/%m/%Y") if document.date else ""
        title = f"{document.kind} {document.number} {document.title} {document.issuer} {date} {clause.path}"
        return Source(
            tuple(document.text[e.start : e.end] for e in evidence),
            title,
            tuple(s for e in evidence for s in surroundings(self.clauses[e.clause_id])),
        )

    def sentences(self) -> Iterator[tuple[Source, str]]:
        """Every sentence of the body with its evidence, without its bullet or number."""
        for clause in self.clauses.values():
            if clause.kind not in ("item", "bullet", "paragraph", "legal_basis"):
                continue
            for span in sentences(clause.text):
                said = re.sub(
                    r"^\s*(?:[-+*•]\s*|(?:\d+(?:\.\d+)*[.)]|[a-zđ]\))\s+)", "", span.of(clause.text)
                ).strip()
                if len(said.split()) >= 6 and len(said) <= _LONGEST_QUOTED:
                    source = self.source(clause, clause.start + span.start, clause.start + span.end)
                    yield source, " ".join(said.split()).rstrip(" .;")


def drawn(folder: Path, size: int = 0, seed: int = 0) -> list[Path]:
    """The readable files of ``folder``, or ``size`` of them drawn by ``seed``; none when it is not there."""
    files = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in SUFFIXES]
    return sorted(random.Random(seed).sample(files, size)) if 0 < size < len(files) else files


def load(paths: Iterable[Path]) -> list[Material]:
    """The documents at ``paths``, read and taken apart."""
    found = []
    settings = Settings()
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        made = parse_file(path, settings, document_id=path.stem, sha256=digest)
        found.append(Material(made.document, {c.id: c for c in made.clauses}, made.facts))
    return found
