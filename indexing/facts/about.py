"""Facts about the document itself: theme, motto, signer, validity, recipients, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.references import KINDS
from indexing.facts.short_forms import short_forms
from indexing.language import LOWER, UPPER, sentences
from indexing.model import About, Clause, Document, Span

_QUOTED = r"[^“\"”.;]{0,160}?[“\"](?P<value>[^”\"]{5,400})[”\"]"
_THEME = re.compile(rf"(?P<subject>[Cc]hủ đề\b(?: (?:năm học|công tác|năm|hoạt động|tháng))?{_QUOTED})")
_THEME_WITHOUT_QUOTES = re.compile(
    r"[Cc]hủ đề (?:năm học|công tác năm)\b[^:“\"”.;]{0,120}(?:là)?\s*:\s*(?P<value>[^“\"”.;:]{10,300})"
)
_MOTTO = re.compile(rf"(?P<subject>(?:[Pp]hương châm|[Kk]hẩu hiệu)\b{_QUOTED})")
_VALIDITY = re.compile(
    rf"(?:(?P<kind>{KINDS})(?: này)?\s+)?có hiệu lực (?:thi hành )?"
    r"(?P<value>(?:kể )?từ [^.;]{3,160}?)(?=[.;]|$|,? (?:và )?(?:thay thế|bãi bỏ)|\n|,)"
)
_RECIPIENTS_HEAD = re.compile(r"[\s|*]*Nơi nhận\s*:?\s*[*]*\s*", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"[Kk]ính gửi\s*:?\s*(?P<value>[^\n:]{3,300}(?:\n\s*[-–+•][^\n]{2,200})*|(?:\n\s*[-–+•][^\n]{2,200})+)"
)
# An office in capitals, behind the marks of signing for another (TM., KT., TL.).
_OFFICE = re.compile(
    r"(?:(?:TM|KT|TL|TUQ|Q)\.?\s*)?(?:CHỦ TỊCH|PHÓ |QUYỀN |GIÁM ĐỐC|TỔNG |BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG"
    r"|CHÁNH |CỤC TRƯỞNG"
    r"|CHI CỤC|VỤ TRƯỞNG|HIỆU TRƯỞNG|TRƯỞNG |THỐNG ĐỐC|BÍ THƯ|CHỦ NHIỆM|VIỆN TRƯỞNG|ỦY BAN|UBND)"
)
_NAME_LAST = re.compile(rf"(?:[{UPPER}][{LOWER}]+\s+){{1,4}}[{UPPER}][{LOWER}]+(?=[\s|*.]*$)")


def of_clause(clause: Clause, document: Document) -> Iterator[About]:
    """What a clause says about its document."""
    yield from _quoted(clause)
    yield from _validity(clause, document)
    if clause.kind in ("signature", "recipients"):
        yield from _closing(clause, document)
        return
    for short in short_forms(clause.text) if clause.kind != "title" else ():
        yield _fact(clause, "abbreviation", short.meaning, short.span, short.short)
    if clause.kind in ("title", "paragraph") and (match := _ADDRESSED.search(clause.text)):
        yield _fact(clause, "recipients", match["value"], Span(start=match.start(), end=match.end()))


def _fact(clause: Clause, attribute: str, value: str, span: Span, subject: str = "") -> About:
    return About.model_validate(
        {
            "document_id": clause.document_id,
            "clause_id": clause.id,
            "start": clause.start + span.start,
            "end": clause.start + span.end,
            "attribute": attribute,
            "subject": " ".join(subject.split()),
            "value": " ".join(value.split()),
        }
    )


def _quoted(clause: Clause) -> Iterator[About]:
    """Themes and mottos, which stand in quotation marks or after a colon."""
    text = clause.text
    for attribute, patterns in (("theme", (_THEME, _THEME_WITHOUT_QUOTES)), ("motto", (_MOTTO,))):
        for pattern in patterns:
            matches = list(pattern.finditer(text))
            for match in matches:
                subject = text[match.start() : match.start("value")].rstrip(' “":')
                yield _fact(clause, attribute, match["value"], _sentence_of(text, match), subject)
            if matches:
                break


def _validity(clause: Clause, document: Document) -> Iterator[About]:
    """When the document takes effect; a sentence about a text of another kind is not about it."""
    for match in _VALIDITY.finditer(clause.text):
        kind = match["kind"]
        own = {document.kind, "Quy định", "Quy chế", "Văn bản"} if document.kind else {kind}
        if clause.kind != "legal_basis" and (kind is None or kind in own):
            yield _fact(clause, "validity", match["value"], _sentence_of(clause.text, match))


def _sentence_of(text: str, match: re.Match[str]) -> Span:
    """The span from the sentence in which a match begins to the one in which it ends."""
    start, end = match.span()
    covering = [s for s in sentences(text) if s.end > start and s.start < end]
    if not covering:
        return Span(start=start, end=end)
    return Span(start=covering[0].start, end=max(end, covering[-1].end))


# --- the end of a document -----------------------------------------------------------------


def _closing(clause: Clause, document: Document) -> Iterator[About]:
    """Recipients and signer; one table row often holds both, side by side."""
    text = clause.text
    signer = _signer(text, document, alone=clause.kind == "signature")
    head = _RECIPIENTS_HEAD.match(text)
    if clause.kind == "recipients" or head:
        start = head.end() if head else 0
        office = _OFFICE.search(text, start) if signer else None
        end = start + len(text[start : office.start() if office else len(text)].rstrip(" |\n"))
        if end > start:
            yield _fact(clause, "recipients", text[start:end], Span(start=0, end=end))
    if signer:
        office = _OFFICE.search(text)
        start = office.start() if office and office.start() < signer.start else signer.start
        yield _fact(clause, "signer", signer.of(text), Span(start=start, end=signer.end))


def _signer(text: str, document: Document, *, alone: bool) -> Span | None:
    """The name of who signs: the one the document is known to be signed by, else one under an office."""
    if document.signer:
        words = r"[\s|]+".join(map(re.escape, document.signer.split()))
        found = list(re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE))
        # Among recipients a name may stand as one of them; a signature has the office above it.
        office = _OFFICE.search(text)
        if found and (alone or (office and office.start() < found[-1].start())):
            return Span(start=found[-1].start(), end=found[-1].end())
        return None
    office = _OFFICE.search(text)
    last = _NAME_LAST.search(text, office.end()) if office and alone else None
    return Span(start=last.start(), end=last.end()) if last else None
