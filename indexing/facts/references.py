"""Viện dẫn: other documents that a clause names by number, with date, issuer and subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.agencies import mentions
from indexing.language import UPPER, folded
from indexing.model import Clause, Document, Reference

KINDS = (
    r"Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Chương trình(?: hành động)?"
    r"|Công văn|Công điện|Thông tư(?: liên tịch)?|Kết luận|Thông báo|Tờ trình|Hướng dẫn|Báo cáo|Đề án"
    r"|Quy định"
    r"|Văn bản(?: hợp nhất)?|Quy chế"
)
# The marks in a number are abbreviations: two capitals at least (``QĐ``, ``TTg``, ``QH15``).
_MARK = rf"(?=[\w&]*[{UPPER}][\w&]*[{UPPER}])[{UPPER}][\w&]*"
#: ``284/KH-UBND``, ``30/2021/QĐ-TTg``, ``91-KL/TW``, ``4725/QĐ-BGD&ĐT``, ``37/2004/NQ- QH11``.
NUMBER = (
    rf"\d{{1,5}}(?:/\d{{4}})?(?:\s?/\s?{_MARK}(?:\s?[/-]\s{{0,2}}[{UPPER}][\w&]*){{0,3}}"
    rf"|\s?-\s?{_MARK}\s?/\s?[{UPPER}][\w&]*)"
)
DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"

_REFERENCE = re.compile(
    rf"(?:(?P<kind>{KINDS})\s+"
    # "Luật Đất đai số 31/2024/QH15": a law's name stands before its number.
    rf"(?P<name>(?<=Luật )(?:(?!{KINDS})[^;:.()\d\n]){{2,120}}?\s+(?=số\s))?)?"
    rf"(?:[Ss]ố\s*:?\s*)?(?<![\w/.-])(?P<number>{NUMBER})"
    rf"(?:\s*,?\s*(?:ngày\s+(?P<date>{DATE})|năm\s+\d{{4}}))?"
)
_OF = re.compile(rf"\s*,?\s*của\s+(?=[{UPPER}])")
_TITLE = re.compile(
    r"(?:Bộ trưởng|Thứ trưởng|Thống đốc|Chủ nhiệm|Tổng Giám đốc|Phó Giám đốc|Giám đốc|Cục trưởng"
    r"|Tổng cục trưởng|Chủ tịch"
    r"|Phó Chủ tịch|Chánh|Trưởng ban)(?:,\s*(?:Bộ trưởng|Chủ nhiệm))?\s+"
)
_TERM = re.compile(r"\s+(?:khóa|khoá)\s+[IVXLC]+\b|\s+Đảng(?:\s+(?:khóa|khoá)\s+[IVXLC]+)?\b")
_ISSUER = re.compile(
    rf"[{UPPER}][^,;:“\"()\n]{{0,120}}?(?=\s+(?:về|vể|ban hành|phê duyệt|quy định|hướng dẫn|thông qua"
    rf"|sửa đổi|tiếp tục"
    r"|triển khai|thực hiện|tổ chức|công bố|ngày|thì|vẫn|đã|được|là|kết luận|có|do|và|để|tại|giao"
    r"|Quy định|Kết luận|Ban hành"
    r"|Phê duyệt|Sửa đổi)\b|[,;:.“\"()\n]|\s*$)"
)
_SUBJECT = re.compile(
    r"\s*,?\s*(?P<subject>(?:về(?: việc)?|ban hành|phê duyệt|quy định(?! tại| này)|hướng dẫn|thông qua"
    r"|sửa đổi|tiếp tục"
    r"|triển khai|thực hiện|tổ chức|tăng cường|công bố|Quy định|Ban hành|Sửa đổi)\b[^;]*)"
)
_DANGLING = re.compile(
    rf"(?:,| và| của| theo| tại| một số điều của| các)?\s*(?:(?:và|các|của|theo"
    rf"|tại)\s+)?(?:{KINDS})?\s*(?:số)?\s*$"
)
_RELATIONS = (
    ("ban hành kèm theo", re.compile(r"kem theo\W+(?:\w+\W+)?$")),
    ("thay thế", re.compile(r"thay the\W+(?:\w+\W+){0,3}$")),
    ("bãi bỏ", re.compile(r"bai bo\W+(?:\w+\W+){0,3}$")),
    ("sửa đổi, bổ sung", re.compile(r"(?:sua doi|bo sung)\W+(?:\w+\W+){0,6}$")),
    ("căn cứ", re.compile(r"can cu\W+(?:\w+\W+){0,2}$")),
    ("theo đề nghị", re.compile(r"de nghi .{0,60}$")),
    ("thực hiện theo", re.compile(r"thuc hien theo\W+(?:\w+\W+){0,2}$")),
    ("thực hiện", re.compile(r"(?:thuc hien|trien khai|theo|quan triet)\W+(?:\w+\W+){0,4}$")),
)
# Relations that a list shares (``bãi bỏ Quyết định A; Quyết định B``, ``Bãi bỏ các quyết định sau:``).
_SHARED = {"thay thế", "bãi bỏ", "sửa đổi, bổ sung"}
_LIST_OPENING = (
    ("bãi bỏ", re.compile(r"bai bo[^.;]{0,60}:?\s*$|het hieu luc[^.;]{0,60}:?\s*$")),
    ("thay thế", re.compile(r"thay the[^.;]{0,60}:?\s*$")),
    ("sửa đổi, bổ sung", re.compile(r"sua doi, bo sung[^.;]{0,60}:?\s*$")),
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
    shared, shared_end = _opened_list(clause), 0
    for index, match in enumerate(found):
        limit = found[index + 1].start() if index + 1 < len(found) else len(text)
        issuer, end = _issuer(text, match.end(), limit)
        subject, end = _subject(text, end, limit)
        subject = subject or " ".join((match["name"] or "").split())
        relation = _relation(text[: match.start()], clause)
        if relation in ("", "sửa đổi, bổ sung") and shared and _is_list_gap(text[shared_end : match.start()]):
            relation = relation or shared
        shared, shared_end = (relation if relation in _SHARED else ""), end
        yield Reference(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start + match.start(),
            end=clause.start + end,
            number=re.sub(r"\s+", "", match["number"]),
            document_kind=match["kind"] or "",
            date=" ".join((match["date"] or "").split()),
            issuer=issuer,
            subject=subject,
            relation=relation,
        )


def _issuer(text: str, start: int, limit: int) -> tuple[str, int]:
    """The agency or office that issued a text (``của …``) and where its name ends."""
    of = _OF.match(text, start, limit)
    if not of:
        return "", start
    title = _TITLE.match(text, of.end(), limit)
    name_at = title.end() if title else of.end()
    window = text[of.end() : min(limit, of.end() + 160)]
    for offset in dict.fromkeys((0, name_at - of.end())):
        named = next((m for m in mentions(window[offset:]) if m.start == 0), None)
        if named:
            end = of.end() + offset + named.end
            term = _TERM.match(text, end, limit)
            end = term.end() if term else end
            return " ".join(text[of.end() : end].split()), end
    plain = _ISSUER.match(text, of.end(), limit)
    if not plain:
        return "", start
    return " ".join(plain.group().split()), plain.end()


def _subject(text: str, start: int, limit: int) -> tuple[str, int]:
    """The subject that follows a reference and where it ends; quotation marks are kept whole."""
    match = _SUBJECT.match(text, start, limit)
    if not match:
        return "", start
    subject = match["subject"]
    for stop in re.finditer(rf"\./|\.\s+(?=[{UPPER}])|\)|;|\.$|\n", subject):
        if subject.count("“", 0, stop.start()) <= subject.count("”", 0, stop.start()):
            subject = subject[: stop.start()]
            break
    if match.start("subject") + len(subject) >= limit:
        subject = _DANGLING.sub("", subject)
    subject = subject.rstrip(" ,.;:(/")
    end = match.start("subject") + len(subject)
    return " ".join(subject.split()), end


def _relation(before: str, clause: Clause) -> str:
    if clause.kind == "legal_basis":
        return "căn cứ"
    tail = folded(before[-90:])
    return next((name for name, pattern in _RELATIONS if pattern.search(tail)), "")


def _opened_list(clause: Clause) -> str:
    """The relation that the words above a list give to every document in it."""
    opening = folded((clause.lead_in or (clause.headings[-1] if clause.headings else ""))[-120:])
    return next((name for name, pattern in _LIST_OPENING if pattern.search(opening)), "")


def _is_list_gap(gap: str) -> bool:
    """Whether only punctuation and numbering stand between two references of one list."""
    return re.fullmatch(r"[\s;,\-–+*()]*(?:(?:và|\d{1,2}[.)]|[a-zđ][.)])\s*)?", gap) is not None
