"""Texts to be found, made of the clauses of official documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import typer

from indexing.model import Clause
from indexing.settings import Settings

_SEARCHED = frozenset({"part", "item", "bullet", "paragraph", "row"})
_SYLLABLES = range(12, 420)


class Passage(NamedTuple):
    """A text to be found, with the headings it stands under."""

    headings: tuple[str, ...]
    text: str


def read_clauses(folder: Path) -> Iterator[Sequence[Clause]]:
    """The clauses of each document of ``folder`` that can be read; a document's id is its stem."""
    from indexing.parsing import parse_file
    from indexing.readers import SUFFIXES, ReadError

    settings = Settings()
    for path in sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES):
        try:
            yield parse_file(path, settings, document_id=path.stem, sha256="").clauses
        except ReadError as error:
            typer.echo(f"{path.name}: {error}", err=True)


def clause_passages(clauses: Sequence[Clause]) -> Iterator[Passage]:
    """Each clause for itself."""
    for clause in clauses:
        if clause.kind in _SEARCHED and len(clause.text.split()) in _SYLLABLES:
            yield Passage(clause.headings, " ".join(clause.text.split()))


def article_passages(clauses: Sequence[Clause]) -> Iterator[Passage]:
    """All that stands under one heading of the second level, as one text of many lines."""
    inside = [c for c in clauses if c.kind in _SEARCHED and len(c.headings) > 1]
    for headings, group in groupby(inside, key=lambda c: c.headings[:2]):
        lines = [" ".join(clause.text.split()) for clause in group]
        text = "\n".join(lines)
        if len(text.split()) in _SYLLABLES:
            yield Passage(tuple(" ".join(h.split()) for h in headings), text)
