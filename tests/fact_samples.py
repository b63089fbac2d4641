"""Short documents of our own for the tests of facts, read the way files are."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TypeVar

from indexing import facts
from indexing.model import Clause, Document, Fact, FactBase
from indexing.readers import read_file
from indexing.settings import Settings
from indexing.structure import parse

Kind = TypeVar("Kind", bound=FactBase)

HEAD = """ỦY BAN NHÂN DÂN TỈNH LŨNG VÀI
Số: 77/KH-UBND
Lũng Vài, ngày 03 tháng 3 năm 2025

KẾ HOẠCH
Phát triển thư viện trường học
"""


class Sample:
    """A parsed document and its facts."""

    def __init__(self, document: Document, clauses: tuple[Clause, ...]) -> None:
        self.document = document
        self.clauses = {clause.id: clause for clause in clauses}
        self.facts: tuple[Fact, ...] = facts.extract(document, clauses)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The facts of one kind, in the order of the text."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def quoted(self, fact: FactBase) -> str:
        """The words a fact rests on: its own span, then those of its support."""
        spans = ((fact.start, fact.end), *((s.start, s.end) for s in fact.support))
        return "\n".join(self.document.text[start:end] for start, end in spans)


def sample(path: Path) -> Sample:
    """The file at ``path`` with its facts."""
    document, clauses = parse(read_file(path, Settings()), document_id=path.stem, source=path, sha256="0")
    return Sample(document, clauses)


def plan(body: str, head: str = HEAD) -> Sample:
    """A provincial plan with ``body`` under its title."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "van-ban.txt"
        path.write_text(f"{head}\n{body}\n", encoding="utf-8")
        return sample(path)


def sentence(text: str, kind: str = "Kế hoạch") -> Sample:
    """One paragraph of a document of a kind, without anything around it."""
    document = Document(
        id="d", file="d.txt", source="d.txt", sha256="0", format="txt", text=text, kind=kind,
        issuer="Ủy ban nhân dân tỉnh Lũng Vài",
    )  # fmt: skip
    clause = Clause(
        id="d:1", document_id="d", path=f"{kind} > đoạn 1", kind="paragraph", order=0, text=text,
        start=0, end=len(text),
    )  # fmt: skip
    return Sample(document, (clause,))
