"""Viện dẫn: other documents that a clause names by number, with date, issuer and subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.agencies import mentions
from indexing.language import LOWER, UPPER, folded
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
    rf"(?:/20\d\d)?|\s?-\s?{_MARK}\s?/\s?[{UPPER}][\w&]*)"
)
#: Kinds written small, short or in capitals: ``công văn số``, ``QĐ số``, ``NGHỊ QUYẾT SỐ``.
_SHORT_KINDS = {
    "QĐ": "Quyết định", "NĐ": "Nghị định", "NQ": "Nghị quyết", "TT": "Thông tư", "CV": "Công văn",
    "KH": "Kế hoạch", "CT": "Chỉ thị", "VB": "Văn bản", "TB": "Thông báo", "HD": "Hướng dẫn",
    "TTr": "Tờ trình", "KL": "Kết luận", "BC": "Báo cáo",
}  # fmt: skip
DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"

_DATED = rf"(?:[Nn]gày|NGÀY)(?:\s+ngày)?\s*(?P<date>{DATE}|\d{{1,2}} THÁNG \d{{1,2}} NĂM \d{{4}})"
_REFERENCE = re.compile(
    rf"(?:(?:(?P<kind>{KINDS})\s+"
    # "Luật Đất đai số 31/2024/QH15": a law's name stands before its number, an amended one's within it.
    r"(?P<name>(?<=[Ll]uật )(?:[Ss]ửa đổi, bổ sung (?:một số điều )?của (?:các )?(?:Bộ luật|Luật) )?"
    rf"(?:(?!{KINDS})[^;:.()\d\n]){{2,120}}?\s+(?=số\s))?"
    # "Kế hoạch thanh tra số 5/KH-TTr": what a text is for may stand before its number, too.
    rf"|(?P<qualified>{KINDS})(?:,?\s+(?!số\s)(?:[{LOWER}]+|Kết luận)){{1,5}}\s+(?=số\s)"
    rf"|(?P<small>(?i:{KINDS}))\s+(?=(?i:số)\s)|(?P<short>{'|'.join(_SHORT_KINDS)})\s+(?:(?=số\s)|(?=\d))"
    r")?(?:(?i:số)\s*:?\s*)?)"
    rf"(?<![\w/.-])(?P<number>{NUMBER})(?:\s*,?\s*(?:{_DATED}|năm\s+\d{{4}}))?"
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
    r"|triển khai|thực hiện|tổ chức|công bố|ngày|thì|vẫn|đã|được|là|vướng mắc|hỏi|phản ánh|kết luận|có|do"
    r"|và|để|tại|giao"
    r"|Quy định|Kết luận|Ban hành"
    r"|Phê duyệt|Sửa đổi)\b|[,;:.“\"()\n]|\s*$)"
)
_SUBJECT = re.compile(
    r"\s*,?\s*(?:\(cũ\)\s*)?(?P<subject>(?:[Vv]ề(?: việc)?|ban hành|phê duyệt|quy định(?! tại| này)"
    r"|hướng dẫn|thông qua"
    r"|sửa đổi|tiếp tục"
    r"|triển khai|thực hiện|tổ chức|tăng cường|công bố|quyết nghị|quyết định(?: việc)?(?! số| này)"
    r"|phân cấp|Quy định|Ban hành|Sửa đổi)\b[^;]*)"
)
_DANGLING = re.compile(
    rf"(?:,| và| của| theo| tại| một số điều của| các| ban hành kèm)?\s*(?:(?:và|các|của|theo"
    rf"|tại)\s+)?(?:{KINDS})?\s*(?:số)?\s*$"
)
# A subject ends where a cell or a paragraph does, or where the sentence goes on about something else.
_SUBJECT_END = re.compile(
    rf",?\s*(?:cụ thể|bao gồm)\s*:?\s*$|:\s*$|\./|\.\s+(?=[{UPPER}|])|\||;|\.$|\n(?=\s*[^\s{LOWER}])"
    rf"|\s*\((?:sau đây|gọi|viết tắt|sau khi|bản chụp|gửi kèm|kèm"
    rf"|thứ tự)\b"
    r"|\s+(?:hết|có) hiệu lực\b|\s+thì\b|,\s+trình\b"
    r"|\s+và (?:các )?(?:[Pp]hụ lục|văn bản|quy định|nội dung) (?:khác |có liên quan|liên quan|kèm|ban hành)"
)
# What an amended text says of its amendment, where the next reference names that.
_AMENDED = re.compile(
    r"[\s,(]*(?:đã )?được (?:sửa đổi|bổ sung|thay thế)[^;.]{0,40}?\s*(?:tại|bởi|theo|bằng)?"
    rf"(?:\s*(?:{KINDS}))?(?:\s+số)?\s*$"
)
_EXPIRES = re.compile(r"\s*,?\s*(?:sẽ )?hết hiệu lực\b")
# How far before a number the words reach that say what it is to the text.
_LOOK_BACK = 160
_BARE = re.compile(r"(?:quy định|thực hiện|hướng dẫn|ban hành|triển khai|tổ chức|về|về việc)", re.IGNORECASE)
# In a sentence that opens with its basis, the main clause follows a comma.
_ON_BASIS = re.compile(r"\W*(?:\d[\d.]*\W+)?(?:Căn cứ|Theo|Thực hiện|Trên cơ sở|Tiếp theo|Để)\b")
_MAIN_CLAUSE = re.compile(
    r",\s+(?=[^,;.]{2,60}?\s(?:đề nghị|yêu cầu|có ý kiến|ban hành|thông báo|báo cáo|hướng dẫn|triển khai"
    r"|xây dựng)\b)"
)
_SPEAKS = re.compile(
    rf",\s+(?=[{UPPER}][^,;.]{{1,80}}\s(?:có ý kiến|yêu cầu|kết luận|chỉ đạo|đề nghị"
    rf"|thông báo)\b[^,;.]{{0,30}}(?:như sau|:|$))"
)
_RELATIONS = (
    ("ban hành kèm theo", re.compile(r"kem theo\W+(?:\w+\W+)?$")),
    ("thay thế", re.compile(r"thay the\W+(?:\w+\W+){0,3}$")),
    (
        "bãi bỏ",
        re.compile(
            r"bai bo\W+(?:\w+\W+){0,3}$|bai bo\b[^.;:]{0,110}\btai\s$|het hieu luc[^.;]{0,90}:\s(?:so )?$"
        ),
    ),
    ("sửa đổi, bổ sung", re.compile(r"(?:sua doi|bo sung(?! theo| tai))\W+(?:\w+\W+){0,6}$")),
    ("căn cứ", re.compile(r"can cu\W+(?:\w+\W+){0,2}$")),
    ("theo đề nghị", re.compile(r"de nghi cua .{0,60}$")),
    ("thực hiện theo", re.compile(r"thuc hien theo\W+(?:\w+\W+){0,2}$")),
    ("thực hiện", re.compile(r"(?:thuc hien|trien khai|theo|quan triet)\W+(?:\w+\W+){0,4}$")),
)
# ``quy định tại điểm a khoản 2 Điều 4 của``: which part of a text is meant.
_PART = re.compile(
    r"(?:(?:quy dinh |huong dan |neu )?tai |, |va )?(?:(?:diem|khoan|dieu|muc|phan|chuong|phu luc)"
    r" (?:[\d.]+|[a-zivxlc]{1,4})(?:, | va | )?)+(?:cua )?$"
)
# A basis proposed by someone: ``Theo đề nghị của Giám đốc Sở A tại Tờ trình``.
_PROPOSED = re.compile(r"\bde nghi cua\b(?!.*\bcan cu\b)[^;]*$")
# Relations that a list shares (``bãi bỏ Quyết định A; Quyết định B``, ``Bãi bỏ các quyết định sau:``).
_SHARED = {"thay thế", "bãi bỏ", "sửa đổi, bổ sung", "thực hiện", "thực hiện theo"}
_LIST_OPENING = (
    ("bãi bỏ", re.compile(r"bai bo[^.;]{0,60}:?\s*$|het hieu luc[^.;]{0,60}:?\s*$")),
    ("thay thế", re.compile(r"thay the[^.;]{0,60}:?\s*$")),
    ("sửa đổi, bổ sung", re.compile(r"(?<!duoc )sua doi, bo sung[^.;]{0,60}:?\s*$")),
)


def number_key(number: str) -> str:
    """One key for the spellings of a document number: ``4725/QĐ-BGD&ĐT`` = ``4725/qd-bgdđt``."""
    key = re.sub(r"[^a-z0-9/-]", "", folded(number)).replace("bgddt", "bgd").replace("gddt", "gd")
    return re.sub(r"[/-]+", "/", key)


def of_clause(clause: Clause, document: Document) -> Iterator[Reference]:
    """The references of a clause; each span covers number, date, issuer and subject.

    A document's own number refers to nothing, unless an appendix names what it was issued with.
    """
    text = clause.text
    own = number_key(document.number or "")
    found = list(_REFERENCE.finditer(text))
    shared, shared_end = _opened_list(clause), 0
    for index, match in enumerate(found):
        limit = found[index + 1].start() if index + 1 < len(found) else len(text)
        issuer, end = _issuer(text, match.end(), limit)
        subject, end = _subject(text, end, limit)
        # A law's own name comes first: what follows its number is often about the article cited.
        subject = " ".join((match["name"] or "").split()) or subject
        relation = _relation(text[max(0, match.start() - _LOOK_BACK) : match.start()], clause)
        if relation in ("", "sửa đổi, bổ sung") and shared and _is_list_gap(text[shared_end : match.start()]):
            relation = relation or shared
        if not relation and _EXPIRES.match(text, end):
            relation = "bãi bỏ"
        number = match.start("number")
        is_passive = _AMENDED.search(text, max(0, number - _LOOK_BACK), number) is not None
        shared, shared_end = (relation if relation in _SHARED and not is_passive else ""), end
        if number_key(match["number"]) == own and relation != "ban hành kèm theo":
            continue
        yield Reference(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start + match.start(),
            end=clause.start + end,
            number=re.sub(r"\s+", "", match["number"]),
            document_kind=_kind(match),
            date=" ".join((match["date"] or "").lower().split()),
            issuer=issuer,
            subject=subject,
            relation=relation,
        )


def _kind(match: re.Match[str]) -> str:
    """The kind as texts name it in full, ``""`` when none is named."""
    if match["short"]:
        return _SHORT_KINDS[match["short"]]
    small = match["small"] or ""
    return match["kind"] or match["qualified"] or small[:1].upper() + small[1:].lower()


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
    main = _SPEAKS.search(subject) or (_MAIN_CLAUSE.search(subject) if _ON_BASIS.match(text) else None)
    subject = subject[: main.start()] if main else subject
    for stop in _SUBJECT_END.finditer(subject):
        if subject.count("“", 0, stop.start()) <= subject.count("”", 0, stop.start()):
            subject = subject[: stop.start()]
            break
    if (closing := _unopened(subject)) >= 0:
        subject = subject[:closing]
    if match.start("subject") + len(subject) >= limit:
        subject = _AMENDED.sub("", _DANGLING.sub("", subject))
    subject = subject.rstrip(" ,.;:(/")
    if (opening := subject.rfind("(")) > subject.rfind(")"):
        subject = subject[:opening].rstrip(" ,")
    if _BARE.fullmatch(subject):
        return "", start
    end = match.start("subject") + len(subject)
    return " ".join(subject.split()), end


def _unopened(text: str) -> int:
    """Where a bracket closes that was opened before ``text``; -1 when none does."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return index
    return -1


def _relation(before: str, clause: Clause) -> str:
    tail = " ".join(folded(before[-_LOOK_BACK:]).split()) + " "
    if clause.kind == "legal_basis":
        return "theo đề nghị" if _PROPOSED.search(tail) else "căn cứ"
    tail = _PART.sub("", tail)
    return next((name for name, pattern in _RELATIONS if pattern.search(tail)), "")


def _opened_list(clause: Clause) -> str:
    """The relation that the words above a list give to every document in it."""
    opening = folded((clause.lead_in or (clause.headings[-1] if clause.headings else ""))[-120:])
    return next((name for name, pattern in _LIST_OPENING if pattern.search(opening)), "")


def _is_list_gap(gap: str) -> bool:
    """Whether only punctuation and numbering stand between two references of one list."""
    return re.fullmatch(r"[\s;,\-–+*()]*(?:(?:và|\d{1,2}[.)]|[a-zđ][.)])\s*)?", gap) is not None
