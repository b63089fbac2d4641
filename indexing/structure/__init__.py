"""Read text → a document with its metadata and a tree of addressed clauses.

``lines`` mends what page breaks and line breaks did, ``sections`` tells title blocks, bodies,
signatures and appendices apart, ``title_block`` reads the metadata, ``outline`` and ``tables`` find
the divisions, ``clauses`` gives each its address. Nothing here depends on how a file is laid out:
the same words give the same addresses from Word, PDF, HTML or plain text.
"""

from __future__ import annotations

from pathlib import Path

from indexing.model import Clause, Document, ReadText
from indexing.structure.clauses import clauses_of
from indexing.structure.findings import Findings
from indexing.structure.lines import lines_of
from indexing.structure.metadata import metadata_of, named_roots
from indexing.structure.sections import sections_of

__all__ = ["parse"]


def parse(
    read: ReadText, *, document_id: str, source: Path, sha256: str
) -> tuple[Document, tuple[Clause, ...]]:
    """The document that ``read`` holds, and its clauses in reading order."""
    findings = Findings()
    sections = sections_of(lines_of(read))
    metadata = metadata_of(sections)
    document = Document(
        id=document_id,
        file=source.name,
        source=str(source),
        sha256=sha256,
        format=read.format,
        text=read.text,
        page_starts=read.page_starts,
        **metadata,
    )
    findings.note_text(read.text)
    findings.note_number(document.number)
    clauses = clauses_of(document, sections, named_roots(sections, document), findings)
    return document.model_copy(update={"warnings": (*read.warnings, *findings.sentences())}), clauses
