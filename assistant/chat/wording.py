"""How offices write dates, documents and places in them."""

from __future__ import annotations

import datetime as dt
import re

from assistant.chat.titles import in_sentence_case
from assistant.model import Citation
from indexing.collection import Collection
from indexing.model import Clause, Document

_ROMAN = re.compile(r"[IVXLC]+")
_NUMBER = re.compile(r"\d+(\.\d+)*")
_LETTER = re.compile(r"[a-zđ]{1,2}")


def written_date(date: dt.date | None) -> str:
    """``22/4/2025``: no leading zeros, as in running text."""
    return f"{date.day}/{date.month}/{date.year}" if date else ""


def capitalised(text: str) -> str:
    """``text`` as it begins a line: a task that its document names in the middle of a sentence."""
    return text[:1].upper() + text[1:]


def document_name(document: Document) -> str:
    """``Kế hoạch số 284/KH-UBND``, or what there is of it."""
    kind = document.kind or "Văn bản"
    if document.number:
        blank = "…" if document.number.startswith("/") else ""  # a copy whose number was never filled in
        return f"{kind} số {blank}{document.number}"
    return f"{kind} “{in_sentence_case(document.title)}”" if document.title else f"{kind} ({document.file})"


def full_name(document: Document) -> str:
    """``Kế hoạch số 284/KH-UBND ngày 22/4/2025 của UBND tỉnh Bắc Kạn``."""
    parts = [document_name(document)]
    if document.date:
        parts.append(f"ngày {written_date(document.date)}")
    if document.issuer:
        parts.append(f"của {document.issuer}")
    return " ".join(parts)


def place_in_words(clause: Clause, document: Document) -> str:
    """The clause's address from the inside out: ``điểm 5, mục II``; empty for the document itself."""
    parts = clause.path.split(" > ")
    if parts and document.kind and parts[0].casefold() == document.kind.casefold():
        parts = parts[1:]
    words: list[str] = []
    in_article = below_number = False
    for index, part in enumerate(parts):
        word = part
        if index == len(parts) - 1 and clause.kind == "row" and _NUMBER.fullmatch(part):
            word = f"dòng {part}"
        elif _ROMAN.fullmatch(part):
            word = f"mục {part}"
        elif _NUMBER.fullmatch(part):
            word = f"khoản {part}" if in_article else f"điểm {part}"
            below_number = True
        elif _LETTER.fullmatch(part):
            # Under a numbered *điểm* of a plan the lettered division is called *tiết*.
            word = f"tiết {part}" if below_number and not in_article else f"điểm {part}"
        in_article = in_article or part.casefold().startswith("điều ")
        words.append(word)
    return ", ".join(reversed(words))


def source_line(citation: Citation, collection: Collection) -> str:
    """One line that names a citation's source as an office would write it."""
    clause = collection.clause(citation.clause_id)
    document = collection.document(citation.document.id)
    if clause is None or document is None:
        return f"{citation.path}, văn bản {citation.document.number or citation.document.file}"
    place = place_in_words(clause, document)
    return f"{place}, {full_name(document)}" if place else full_name(document)
