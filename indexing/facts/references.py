"""Viện dẫn: other documents that a clause names by number, with date, issuer and subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.language import UPPER, folded
from indexing.model import Clause, Document, Reference

KINDS = (
    r"Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Chương trình(?: hành động)?|Công văn"
    r"|Công điện|Thông tư(?: liên tịch)?|Kết luận|Thông báo|Tờ trình|Hướng dẫn|Báo cáo|Đề án|Quy định|Văn bản|Quy chế"
)
#: ``284/KH-UBND``, ``30/2021/QĐ-TTg``, ``91-KL/TW``, ``4725/QĐ-BGD&ĐT``, ``37/2004/NQ- QH11``.
NUMBER = rf"\d{{1,5}}(?:/\d{{4}})?(?:\s?[/-]\s?(?=[{UPPER}])[{UPPER}][\w&]*){{1,3}}"
DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"

_REFERENCE = re.compile(
    rf"(?:(?P<kind>{KINDS})\s+)?(?:[Ss]ố\s*:?\s*)?(?P<number>{NUMBER})"
    rf"(?:\s*,?\s*(?:ngày\s+(?P<date>{DATE})|năm\s+\d{{4}}))?"
    rf"(?:\s*,?\s*của\s+(?P<issuer>[{UPPER}][^,;:“\"()]*?(?=\s+(?:về|ban hành|phê duyệt|quy định|hướng dẫn|thông qua"
    rf"|sửa đổi|tiếp tục|triển khai|thực hiện|tổ chức|ngày)\b|[,;:.“\"()]|$)))?",
)
_SUBJECT = re.compile(
    r"\s*,?\s*(?P<subject>(?:về(?: việc)?|ban hành|phê duyệt|quy định|hướng dẫn|thông qua|sửa đổi|tiếp tục|triển khai"
    r"|thực hiện|tổ chức|tăng cường)\b[^;]*)"
)
_RELATIONS = (
    ("ban hành kèm theo", re.compile(r"kem theo\W+(?:\w+\W+)?$")),
    ("thay thế", re.compile(r"thay the\W+(?:\w+\W+){0,3}$")),
    ("bãi bỏ", re.compile(r"bai bo\W+(?:\w+\W+){0,3}$")),
    ("sửa đổi, bổ sung", re.compile(r"(?:sua doi|bo sung)\W+(?:\w+\W+){0,6}$")),
    ("căn cứ", re.compile(r"can cu\W+(?:\w+\W+){0,2}$")),
    ("theo đề nghị", re.compile(r"de nghi .{0,60}$")),
    ("thực hiện", re.compile(r"(?:thuc hien|trien khai|theo|quan triet)\W+(?:\w+\W+){0,4}$")),
)


def number_key(number: str) -> str:
    """One key for the spellings of a document number: ``4725/QĐ-BGD&ĐT`` = ``4725/qd-bgdđt``."""
    key = re.sub(r"[^a-z0-9/-]", "", folded(number)).replace("bgddt", "bgd").replace("gddt", "gd")
    return re.sub(r"[/-]+", "/", key)


def of_clause(clause: Clause, document: Document) -> Iterator[Reference]:
    """The references of a clause; each span covers number, date, issuer and subject.

    A document's own number in its title block refers to nothing.
    """
    text = clause.text
    own = number_key(document.number or "") if clause.kind == "title" else ""
    found = [m for m in _REFERENCE.finditer(text) if m["kind"] or number_key(m["number"]) != own]
    for index, match in enumerate(found):
        limit = found[index + 1].start() if index + 1 < len(found) else len(text)
        subject, end = _subject(text, match.end(), limit)
        yield Reference(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start + match.start(),
            end=clause.start + end,
            number=re.sub(r"\s+", "", match["number"]),
            document_kind=match["kind"] or "",
            date=" ".join((match["date"] or "").split()),
            issuer=" ".join((match["issuer"] or "").split()),
            subject=subject,
            relation=_relation(text[: match.start()], clause),
        )


def _subject(text: str, start: int, limit: int) -> tuple[str, int]:
    """The subject that follows a reference and where it ends; quotation marks are kept whole."""
    match = _SUBJECT.match(text, start, limit)
    if not match:
        return "", start
    subject = match["subject"]
    for stop in re.finditer(rf"\.\s+(?=[{UPPER}])|\)|;|\.$|\n", subject):
        if subject.count("“", 0, stop.start()) <= subject.count("”", 0, stop.start()):
            subject = subject[: stop.start()]
            break
    subject = re.sub(rf"(?:,| và)?\s*(?:{KINDS})?\s*(?:số)?\s*$", "", subject).rstrip(" ,.;:(")
    end = match.start("subject") + len(subject)
    return " ".join(subject.split()), end


def _relation(before: str, clause: Clause) -> str:
    if clause.kind == "legal_basis":
        return "căn cứ"
    tail = folded(before[-90:])
    return next((name for name, pattern in _RELATIONS if pattern.search(tail)), "")
