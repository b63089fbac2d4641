"""Claims: what an answer states, each with the spans of the documents that support it."""

from __future__ import annotations

from indexing.language import sentences
from indexing.model import Clause, Document, Frozen, Span

#: A clause up to this long is quoted whole; of a longer one the sentences that matter.
_WHOLE = 700
_LONGEST = 1200


class Evidence(Frozen):
    """A span of a document, in one clause, that supports a claim."""

    document_id: str
    clause_id: str
    start: int
    end: int


class Claim(Frozen):
    """One statement (without markers) and its evidence. ``label`` heads it where several
    documents answer; ``cell`` places it in a comparison."""

    text: str
    evidence: tuple[Evidence, ...]
    label: str = ""


class Draft(Frozen):
    """What an answerer proposes: claims, how sure it is (0–1), and how it came by them."""

    claims: tuple[Claim, ...]
    confidence: float
    mode: str = "facts"
    intro: str = ""
    layout: str = "sentences"


def evidence_of(clause: Clause, start: int | None = None, end: int | None = None) -> Evidence:
    """Evidence that stands alone: the whole clause, or the sentences around ``[start, end)``."""
    start = clause.start if start is None else start
    end = clause.end if end is None else end
    if clause.kind == "row" or clause.end - clause.start <= _WHOLE:
        span = Span(start=clause.start, end=min(clause.end, clause.start + _LONGEST))
    else:
        relative = (start - clause.start, end - clause.start)
        around = [s for s in sentences(clause.text) if s.end > relative[0] and s.start < relative[1]]
        first = around[0].start if around else relative[0]
        last = around[-1].end if around else relative[1]
        if relative[1] > first + _LONGEST:
            first = relative[0]
        if last - first > _WHOLE:
            first, last = _between_semicolons(clause.text, first, last, relative)
        span = Span(start=clause.start + first, end=clause.start + min(last, first + _LONGEST))
    return Evidence(document_id=clause.document_id, clause_id=clause.id, start=span.start, end=span.end)


def _between_semicolons(text: str, first: int, last: int, inner: tuple[int, int]) -> tuple[int, int]:
    """Of an endless sentence the part between semicolons that holds ``inner``."""
    before = text.rfind("; ", first, inner[0])
    after = text.find(";", inner[1], last)
    return (before + 2 if before >= 0 else first), (after if after >= 0 else last)


def shortened(text: str, limit: int = 220) -> str:
    """``text`` on one line, cut at a word with ``…`` when longer than ``limit``."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def document_label(document: Document) -> str:
    """How an answer names a document: kind, number and place (``Kế hoạch số 284/KH-UBND, Bắc Kạn``)."""
    number = f" số {document.number}" if document.number and document.number[0].isdigit() else ""
    name = f"{document.kind or 'Văn bản'}{number}"
    where = document.province or document.issuer
    return f"{name} ({where})" if where else name
