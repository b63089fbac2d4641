"""What must hold of every reading and every division of it, whatever the file was.

Each check gives the first thing that does not hold as an English sentence, or None.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from indexing.facts import extract
from indexing.model import Clause, Document, Fact, Frozen, ReadText
from indexing.readers.formats import Content, read_content
from indexing.structure import parse
from indexing.worker import step

CHECKING = "kiểm tra"


class Verdict(Frozen):
    """What does not hold of a file, as an English sentence."""

    wrong: str | None


def verdict(content: Content) -> Verdict:
    """A file read, divided, its facts found, and all of that checked; for the worker."""
    read = read_content(content)
    step(CHECKING)
    document, clauses = parse(read, document_id="d", source=content.path, sha256="")
    facts = extract(document, clauses)
    wrong = unsound_reading(read) or unsound_clauses(document, clauses) or unsound_facts(clauses, facts)
    return Verdict(wrong=wrong)


def unsound_reading(read: ReadText) -> str | None:
    """Blocks are in order, apart, on one line each, cover all text, and hold their cells."""
    end = 0
    for block in read.blocks:
        shown = block.of(read.text)
        if not end <= block.start < block.end <= len(read.text):
            return f"block {block.start}-{block.end} overlaps, is empty or lies outside"
        if read.text[end : block.start].strip():
            return f"text before {block.start} is in no block"
        if shown != shown.strip() or "\n" in shown:
            return f"block {block.start}-{block.end} is no trimmed line"
        if not (block.kind == "row") == bool(block.cells) == (block.table is not None):
            return f"block {block.start}-{block.end} is half a row"
        inside = block.start
        for cell in block.cells:
            if not inside <= cell.start <= cell.end <= block.end:
                return f"cell {cell.start}-{cell.end} is outside its row or out of order"
            inside = cell.end
        end = block.end
    if read.text[end:].strip():
        return f"text behind {end} is in no block"
    if not unicodedata.is_normalized("NFC", read.text):
        return "the text is not in NFC"
    if list(read.page_starts) != sorted(read.page_starts) or any(
        start > len(read.text) for start in read.page_starts
    ):
        return "pages are out of order or outside"
    return None


def unsound_clauses(document: Document, clauses: Sequence[Clause]) -> str | None:
    """Clauses are slices of the text in order, apart, cover all of it, and have their own names."""
    end = 0
    for clause in clauses:
        if document.text[end : clause.start].strip():
            return f"text before {clause.start} is in no clause"
        if clause.start < end or not clause.text or clause.text != document.text[clause.start : clause.end]:
            return f"{clause.path}: no slice of the text, or overlapping"
        if not all(clause.start <= cell.start <= cell.end <= clause.end for cell in clause.cells):
            return f"{clause.path}: a cell is outside its clause"
        if not clause.searched_text.strip():
            return f"{clause.path}: nothing to search"
        end = clause.end
    if document.text[end:].strip():
        return f"text behind {end} is in no clause"
    if not len({c.id for c in clauses}) == len({c.path for c in clauses}) == len(clauses):
        return "two clauses have one id or one address"
    return None


def unsound_facts(clauses: Sequence[Clause], facts: Sequence[Fact]) -> str | None:
    """Facts and what they rest on stand within their clauses."""
    within = {clause.id: clause for clause in clauses}
    for fact in facts:
        for span in (fact, *fact.support):
            clause = within[span.clause_id]
            if not clause.start <= span.start < span.end <= clause.end:
                return f"{clause.path}: a fact of kind {fact.kind} at {span.start}-{span.end} is outside"
    return None
