"""What a sentence of a clause says: whether it holds what is asked for, and how an answer tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.claims import shortened
from assistant.answering.context import Context
from indexing.facts.agencies import mentions
from indexing.facts.references import NUMBER
from indexing.language import folded, sentences
from indexing.model import Clause, Span

_LONGEST_TOLD = 420
_SHARE = re.compile(r"\d\s*(?:%|phần trăm)")
# A number with what it counts; no date, no document number, no "khoản 2", no "năm 2025".
_AMOUNT = re.compile(
    r"(?<!ngày )(?<!số )(?<!khoản )(?<!Điều )(?<!điều )(?<!năm )(?<!tháng )(?<!lớp )(?<![\d/.,-])"
    r"\d+(?:[.,]\d+)*(?:/\d+)?(?![\d/.,-])\s*(?:%|phần trăm|[^\W\d]+)"
)
_TIME = re.compile(
    r"\d{1,2}[/.-]\d{1,2}|(?:nam|thang|quy|ngay|tuan) \d|\d+ (?:gio|phut|ngay|tuan|thang|nam|tiet)\b"
    r"|hang (?:nam|thang|quy|tuan)|thuong xuyen|khi |sau khi"
)
_DAY = re.compile(r"(?<![\d/.,-])\d{1,2}/\d{1,2}(?:/\d{4})?(?![\d/])|ngay \d|\d+ ngay|hang ngay")
_ARTICLE = re.compile(r"\b(?:Điều|khoản|điểm) \w+")


def holds(kind: str, said: str, *, share: bool = False, day: bool = False) -> bool:
    """Whether a sentence holds what a question of ``kind`` asks for."""
    if kind == "target":
        return (_SHARE if share else _AMOUNT).search(said) is not None
    if kind == "deadline":
        return (_DAY if day else _TIME).search(folded(said)) is not None
    if kind in ("lead_agency", "cooperating"):
        return next(mentions(said), None) is not None
    if kind == "where":
        return _ARTICLE.search(said) is not None
    if kind == "legal_basis":
        return re.search(NUMBER, said) is not None or "Luật" in said
    return True


def of_other_year(context: Context, sentence: str, headings: str) -> bool:
    """Whether a sentence (or, it saying none, its heading) is of years that the question does not name."""
    years = set(
        re.findall(r"(?<![\d/–-])(?<![–-] )20\d\d(?!\s*[-–]\s*\d)", sentence)
        or re.findall(r"năm (20\d\d)\b", headings)
    )
    return bool(context.understanding.years and years) and not years & set(context.understanding.years)


# A piece that opens so only says more of the one before it.
_PIECE = re.compile(r";(?!\s*(?:đặc biệt|nhất là|trong đó|cụ thể|bao gồm|gồm|đó là)\b)", re.IGNORECASE)


def told(context: Context, sentence: str) -> str:
    """A sentence as an answer tells it: of a long one, the pieces between semicolons that fit."""
    said = plain(sentence)
    whole = 700 if context.understanding.kind in ("list", "duties") else _LONGEST_TOLD
    if len(said) <= whole or ";" not in said:
        return shortened(said, whole)
    pieces = [piece.strip() for piece in _PIECE.split(said)]
    fits = [context.relevance.coverage(context.units, piece) for piece in pieces]
    best = fits.index(max(fits))
    return shortened(pieces[best], _LONGEST_TOLD)


_GOES_ON = re.compile(r"(?:Đó là|Gồm|Bao gồm|Cụ thể|Trong đó|Theo đó|Một là|Thứ nhất)\b")


def spelled_out(text: str) -> Iterator[Span]:
    """The sentences of a clause; one that the next spells out ("… 3 nhóm. Đó là …") is kept with it."""
    pending: Span | None = None
    for span in sentences(text):
        if pending is not None and _GOES_ON.match(span.of(text)):
            pending = Span(start=pending.start, end=span.end)
            continue
        if pending is not None:
            yield pending
        pending = span
    if pending is not None:
        yield pending


def may_answer(clause: Clause) -> bool:
    """Whether a clause says anything: it is no signature, no list of recipients, no mere heading."""
    return clause.kind not in ("signature", "recipients") and not _is_heading(clause)


def _is_heading(clause: Clause) -> bool:
    """Whether a clause only heads others; one written out as a sentence may be an answer itself."""
    return (
        clause.kind == "part"
        and not clause.text.rstrip().endswith((".", ";"))
        and len(clause.text.split()) < 60
    )


def plain(sentence: str) -> str:
    """A sentence without the bullet or table bars it begins with."""
    text = re.sub(r"^\s*[-+*•]\s*", "", sentence).strip()
    return (
        " – ".join(part.strip() for part in text.split("|") if part.strip())
        if " | " in text
        else text.rstrip(" .;")
    )
