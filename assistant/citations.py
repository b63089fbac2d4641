"""Claims → the text of an answer with ``[n]``, and its citations; quotes true by construction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answering.claims import Claim, Draft, Evidence
from assistant.harmless import harmless
from assistant.model import Citation, CitedDocument
from indexing.model import Clause, Document
from indexing.readers.doubts import doubt_about

#: Claims shown of a long list; the rest is counted.
_MOST_SHOWN = 40
_MOST_COUNTED = 12


class Citations:
    """Numbers evidence in the order it is first cited; equal evidence shares a marker."""

    def __init__(self, clause: Callable[[str], Clause], document: Callable[[str], Document]) -> None:
        self._clause = clause
        self._document = document
        self._markers: dict[Evidence, int] = {}

    def marked(self, claim: Claim) -> str:
        """``[1][2]`` for a claim's evidence."""
        return "".join(f"[{self._markers.setdefault(e, len(self._markers) + 1)}]" for e in claim.evidence)

    def quote_of(self, evidence: Evidence) -> str:
        """The words that a piece of evidence stands for."""
        return self._document(evidence.document_id).text[evidence.start : evidence.end]

    def all(self) -> tuple[Citation, ...]:
        """The citations of everything marked so far, by marker."""
        return tuple(self._citation(evidence, marker) for evidence, marker in self._markers.items())

    def _citation(self, evidence: Evidence, marker: int) -> Citation:
        document = self._document(evidence.document_id)
        clause = self._clause(evidence.clause_id)
        return Citation(
            marker=marker,
            quote=document.text[evidence.start : evidence.end],
            clause_id=clause.id,
            path=clause.path,
            document=CitedDocument(
                id=document.id,
                number=document.number,
                title=document.title,
                issuer=document.issuer,
                date=document.date.isoformat() if document.date else None,
                file=document.file,
            ),
            start=evidence.start,
            end=evidence.end,
            page=document.page_of(evidence.start),
            warning=doubt_about(document.warnings, document.page_of(evidence.start)),
            url=f"/documents/{document.id}?start={evidence.start}&end={evidence.end}#{clause.id}",
        )


def rendered(draft: Draft, claims: Sequence[Claim], citations: Citations) -> str:
    """The answer's text: sentences, a bulleted list, or a small Markdown table."""
    if draft.layout == "table":
        rows = [f"| {_cell(c.label)} | {_cell(c.text)} {citations.marked(c)} |" for c in claims]
        return "\n".join(["| Nơi | Nội dung |", "|---|---|", *rows])
    before = harmless(draft.intro)
    if draft.layout == "count":
        # The last of many stands for all. A count stands in no document, and every figure of an answer
        # has to: it is said in words, unless the last row is numbered so.
        cited = claims if len(claims) <= _MOST_COUNTED else claims[-1:]
        marks = "".join(citations.marked(c) for c in cited)
        numbered = re.match(rf"{len(claims)}\b", citations.quote_of(cited[-1].evidence[0])) is not None
        number = str(len(claims)) if numbered else in_words(len(claims))
        return f"{before} có {number} nhiệm vụ {marks}."
    lines = [line(claim, citations.marked(claim)) for claim in claims[:_MOST_SHOWN]]
    if draft.layout == "prose":
        return " ".join(lines)
    if draft.layout == "list" or len(lines) > 1:
        more = f"\n(và {len(claims) - _MOST_SHOWN} mục nữa)" if len(claims) > _MOST_SHOWN else ""
        intro = f"{before.rstrip(':')}:\n" if before else ""
        return intro + "\n".join(f"- {line}" for line in lines) + more
    return f"{before} {lines[0]}".strip()


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """A number from 0 to 99 in Vietnamese words (``34`` → ``ba mươi tư``); larger ones as figures."""
    if not 0 <= number < 100:
        return str(number)
    tens, units = divmod(number, 10)
    if tens == 0:
        return _DIGITS[units]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    changed = {0: "", 5: "lăm"} if tens == 1 else {0: "", 1: "mốt", 4: "tư", 5: "lăm"}
    tail = changed.get(units, _DIGITS[units])
    return f"{head} {tail}".strip()


_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*\.|[a-zđ]\)|[-+*•])\s+")


def line(claim: Claim, marks: str) -> str:
    """A claim as a sentence with its marks."""
    label = f"{harmless(claim.label)}: " if claim.label else ""
    return f"{label}{_told(claim.text)} {marks}."


def _told(text: str) -> str:
    """A claim's text without the numbering of its clause, beginning with a capital."""
    text = re.sub(r"\s+([,;:.])", r"\1", _NUMBERING.sub("", harmless(text))).rstrip(" .;")
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    return _told(text).replace("|", "/").replace("\n", " ")
