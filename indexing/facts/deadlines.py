"""Thời hạn: what is due by when, to whom, or under which condition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.agencies import mentions
from indexing.facts.assignments import row_fields
from indexing.facts.due import DUE, VISION
from indexing.facts.figures import ACHIEVING
from indexing.facts.surroundings import Surroundings, body_start, cell_text
from indexing.language import folded, sentences
from indexing.model import Clause, Deadline

_TIME_COLUMN = re.compile(r"thoi gian|thoi han|tien do|han hoan thanh|hoan thanh|lich|ky han")
_ORDINAL_COLUMN = re.compile(r"^(?:tt|stt|so tt|so thu tu)\b")
_YEAR_ONLY = re.compile(r"(?:\w+\s+){0,3}năm 20\d\d$", re.IGNORECASE)
# When a rule holds, a period runs or a text was written is no deadline.
_HOLDS = re.compile(
    r"\bhiệu lực[^,;]{0,40}$|\b(?:được|đã|có) (?:ban hành|cấp|ký|công bố|thành lập|phê duyệt|sinh"
    r"|áp dụng|nộp|tiếp nhận"
    r"|đăng ký|giao|bổ nhiệm)[^,;]{0,40}$"
)
_REPORTED_TO = re.compile(
    r"(?:báo cáo|gửi|trình|nộp|về|cho)(?: (?:kết quả|báo cáo|danh sách|hồ sơ|văn bản|ý kiến|trực tiếp|về"
    r"|cho|lên)){0,4}\s+$"
)
#: How far before a date the words reach that decide what it is.
_LOOK_BACK = 160
_LEADING = ' \n,;:-–+•*(“"'


def of_clause(clause: Clause, around: Surroundings) -> Iterator[Deadline]:
    """The deadlines of a clause: a time column of a row, or due dates in its sentences."""
    if clause.kind == "row":
        yield from _of_row(clause)
        return
    goals = around.sets_goals(clause)
    if goals is False or (
        clause.kind == "part" and len(clause.text.split()) < 12 and around.has_children(clause)
    ):
        return
    text = clause.text
    body = body_start(text)
    for sentence in sentences(text):
        last = max(body, sentence.start)
        found = [
            m
            for m in DUE.finditer(text, last, sentence.end)
            if _sets_date(text, m, last, goals, clause, around)
        ]
        recipient = _recipient(text[sentence.start : sentence.end]) if found else ""
        for index, match in enumerate(found):
            limit = found[index + 1].start() if index + 1 < len(found) else sentence.end
            what = _what(text, match, last, limit)
            last = match.end()
            if len(what.split()) < 2 or _NO_TASK.fullmatch(what):
                continue
            yield Deadline(
                document_id=clause.document_id,
                clause_id=clause.id,
                start=clause.start + sentence.start,
                end=clause.start + sentence.end,
                what=what,
                due=" ".join(match.group().split()).strip(" ,;:"),
                recipient=recipient,
            )


def _sets_date(
    text: str, match: re.Match[str], start: int, goals: bool | None, clause: Clause, around: Surroundings
) -> bool:
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    if VISION.search(before) or _HOLDS.search(before):
        return False
    due = match.group()
    if due.lower().startswith("tính đến") and len(before.split()) < 2:
        return False
    if due.isupper():
        return False
    # The year of a goal says when it is to be reached, as part of the goal; a law's own dates are terms.
    if _YEAR_ONLY.match(due) and not due.lower().startswith(("trước", "chậm nhất", "hoàn thành", "vào")):
        return not goals and not _names_document(before) and not around.is_norm(clause)
    return True


def _names_document(before: str) -> bool:
    """Whether the words before a year name a text (``Kế hoạch phát triển … đến năm 2030``)."""
    tail = re.split(r"[,;:.]", before)[-1]
    return bool(
        re.search(
            r"\b(?:Kế hoạch|Chương trình|Đề án|Chiến lược|Quy hoạch|Dự án|Nghị quyết|Phương án)\b", tail
        )
    )


def _what(text: str, match: re.Match[str], last: int, limit: int) -> str:
    """What is due: the words before the date since the last ``;`` or date, else those after it.

    A date that opens its clause (``Trường hợp …: trong thời hạn 05 ngày, cơ quan …``) is that of
    the words after it.
    """
    start = max(last, text.rfind(";", last, match.start()) + 1)
    before = _clean(text[start : match.start()])
    stop = text.find(";", match.end(), limit)
    after = _clean(text[match.end() : stop if stop >= 0 else limit])
    opens = text[start : match.start()].rstrip().endswith(":") and text[match.end() :].startswith(",")
    if len(before.split()) >= 2 and not _NO_TASK.fullmatch(before) and not (opens and after):
        return _last_task(before)
    if len(after.split()) >= 2 and not _NO_TASK.fullmatch(before):
        return after
    whole = _clean(text[last : match.start()])
    return whole if len(whole.split()) >= 2 and not _NO_TASK.fullmatch(whole) else after


_NO_TASK = re.compile(
    r"(?:hoàn thành|xong|chậm nhất|định kỳ|thời hạn|thời gian|và|thực hiện|\W)+", re.IGNORECASE
)
_COUNTED_TASK = re.compile(rf",\s*(?=(?:{ACHIEVING})\b(?:\s+\S+){{5,}}$)", re.IGNORECASE)


def _last_task(before: str) -> str:
    """The last of several things to do, when it is said in full (``…, tuyển khóa đầu tiên …``)."""
    cuts = list(_COUNTED_TASK.finditer(before))
    return before[cuts[-1].end() :] if cuts else before


def _clean(words: str) -> str:
    words = " ".join(words.split()).strip(_LEADING + ".)")
    words = re.sub(r"^(?:và|đồng thời|riêng)\s+", "", words)
    return re.sub(r"[\s,]+(?:ngay|và|xong|là|hoàn thành|trình)$", "", words).strip(" ,;:")


def _recipient(sentence: str) -> str:
    """The agencies a sentence says to report, send or submit to."""
    named: list[str] = []
    last_end: int | None = None
    for mention in mentions(sentence):
        joined = last_end is not None and sentence[last_end : mention.start].strip() in ("và", ",", ";")
        if joined or _REPORTED_TO.search(sentence[max(0, mention.start - 60) : mention.start].lower()):
            named.append(" ".join(mention.of(sentence).split()))
            last_end = mention.end
    return ", ".join(dict.fromkeys(named))


def _of_row(clause: Clause) -> Iterator[Deadline]:
    due = next(
        (v for c in clause.cells if _TIME_COLUMN.search(folded(c.column)) and (v := cell_text(clause, c))), ""
    )
    others = [
        cell_text(clause, c)
        for c in clause.cells
        if not _TIME_COLUMN.search(folded(c.column)) and not _ORDINAL_COLUMN.match(folded(c.column))
    ]
    # The task's own column when it has one; else the first that says something.
    named = next((v for v in others if any(ch.isalpha() for ch in v)), "")
    what = row_fields(clause).get("task") or named
    if due and what:
        yield Deadline(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            what=what,
            due=due,
        )
