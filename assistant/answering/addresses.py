"""Where the documents say something: the clause's address, told as people say it."""

from __future__ import annotations

import re

from assistant.answering.claims import Claim, Draft, evidence_of
from assistant.answering.context import READ, Context
from assistant.answering.extractive import best_passage
from indexing.language import folded
from indexing.model import Clause

_ARTICLE_OF = re.compile(
    r"\b(?:dieu|khoan|diem|muc|chuong) (?:nao|may|so may) (?:cua |trong |tai )?"
    r"(?:bo luat|luat|nghi dinh|thong tu|nghi quyet|quy che|hien phap|phap lenh)\b"
)

#: Least score of a clause whose address is told, and how much of the question it has to have.
_LEAST, _LEAST_COVERED = 0.5, 0.35


def where(context: Context) -> Draft | None:
    """The address of the clause that speaks of what was asked about.

    Of a law that the documents only refer to, the article they name ("điều mấy Luật Thủ đô?").
    """
    if _ARTICLE_OF.search(folded(context.understanding.text)):
        return best_passage(context)
    scored = []
    for hit in context.hits[:READ]:
        cover = context.relevance.coverage(
            context.units, f"{hit.clause.text} {' '.join(hit.clause.headings[-1:])}"
        )
        scored.append((0.5 * cover + 0.5 * context.support(hit.clause.id), hit.clause))
    if not scored:
        return None
    score, clause = max(scored, key=lambda pair: pair[0])
    if score < _LEAST or context.clause_covered(clause) < _LEAST_COVERED:
        return None
    claim = Claim(text=f"Nội dung này ở {spoken_address(clause)}", evidence=(evidence_of(clause),))
    return Draft(claims=(claim,), confidence=min(1.0, score), mode="extractive")


def spoken_address(clause: Clause) -> str:
    """A clause's address as people say it: ``mục II.6 của Kế hoạch``, ``điểm b khoản 2 Điều 3``."""
    parts = clause.path.split(" > ")
    law = next((i for i, p in enumerate(parts) if p.startswith("Điều ")), None)
    if law is not None:
        instrument = f" {parts[0]}" if law > 0 else ""
        return " ".join(reversed(parts[law:])) + instrument
    if parts[0].startswith("Phụ lục") and len(parts) == 2 and re.match(r"\d+(?: \(\d+\))?$", parts[1]):
        return f"số thứ tự {parts[1]} của {parts[0]}"
    numbered = [p for p in parts[1:] if re.fullmatch(r"(?:[IVXLC]+|[\d.]+|[a-zđ])(?: \(\d+\))?", p)]
    tail = [p for p in parts[1:] if p not in numbered]
    if not numbered:
        return clause.path
    joined = ".".join(
        p
        for i, p in enumerate(numbered)
        if not (i + 1 < len(numbered) and numbered[i + 1].startswith(p + "."))
    )
    end = f" ({', '.join(tail)})" if tail and not tail[-1].startswith("đoạn") else ""
    return (
        f"{parts[0]}, mục {joined}{end}"
        if parts[0].startswith("Phụ lục")
        else f"mục {joined}{end} của {parts[0]}"
    )
