"""Thời hạn: what is due by when, to whom, or under which condition."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from indexing.facts import task_lines
from indexing.facts.agencies import mentions
from indexing.facts.due import DUE, VISION
from indexing.facts.figures import ACHIEVING
from indexing.facts.roles import actors_at, read_role
from indexing.facts.surroundings import Surroundings, body_start, cell_text
from indexing.facts.task_rows import Value, row_fields, support_of
from indexing.facts.verbs import begins_task, first_task_verb
from indexing.language import folded, sentences
from indexing.model import Clause, Deadline, Span, Support

_TIME_COLUMN = re.compile(r"thoi gian|thoi han|tien do|han hoan thanh|hoan thanh|lich|ky han")
_NO_TIME_COLUMN = re.compile(r"muc do|ty le|ket qua|khoi luong|so luong")
_TIMELIKE = re.compile(
    r"\d|quy|thang|nam|tuan|ngay|khi |sau |truoc|hang |thuong xuyen|dinh ky|lien tuc|theo|buoi|trong|gio"
)
_ORDINAL = re.compile(r"[\W\d]*(?:[IVXLC]+|[A-Za-zđ])?[\W\d]*")
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
# A length of time is a deadline where the words before it speak of one.
_LENGTH_ONLY = re.compile(r"(?:không quá|tối đa|là)\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\b(?:thời hạn|được nợ|chậm|gia hạn|kéo dài)\b", re.IGNORECASE)
# "từ ngày 15 tháng trước đến ngày 14": the period that a report covers.
_COVERED = re.compile(r"\b(?:tính|kể) từ\b[^,;:.]*$|\btính\s*$|\b(?:mà|nếu)\s*$", re.IGNORECASE)
_ON_A_DAY = re.compile(r"(?:vào|trong|tính đến|ngày)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})(?:\s?[/.-]\s?| tháng )(\d{1,2})(?:\s?[/.-]\s?| năm )(\d{4})")
# A line that says no more than when: what it is about stands before it.
_WHEN_ALONE = re.compile(
    r"(?:Thời (?:gian|hạn))(?: (?:thực hiện|hoàn thành|triển khai|báo cáo|gửi|nộp"
    r"|tổ chức))*(?: là)?\s*:\s*(?P<due>[^;\n]{4,160}?)[.;]?"
    r"|Hoàn thành(?: xong)?\s+(?P<by>(?:trước|trong|chậm nhất)\b[^;\n]{4,160}?)[.;]?"
)
_LEADING = ' \n,;:-–+•*(“"'


def of_clause(clause: Clause, around: Surroundings) -> Iterator[Deadline]:
    """The deadlines of a clause: a time column of a row, or due dates in its sentences."""
    if clause.kind == "row":
        yield from _of_row(clause)
        return
    if of_line := task_lines.deadline_of_line(clause, around):
        yield of_line
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
        if alone := _WHEN_ALONE.fullmatch(text[last : sentence.end]):
            yield from _of_what_stands_before(clause, sentence, alone["due"] or alone["by"], around)
            continue
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


def _of_what_stands_before(
    clause: Clause, sentence: Span, due: str, around: Surroundings
) -> Iterator[Deadline]:
    """``Thời gian hoàn thành: …`` on its own: the deadline of the sentence, or the clause, before it."""
    said = clause.text[: sentence.start]
    support: tuple[Support, ...] = ()
    if not _clean(said[body_start(said) :]):
        task = around.before(clause)
        if task is None or task.kind in ("row", "title"):
            return
        said, support = task.text, (Support(clause_id=task.id, start=task.start, end=task.end),)
    said = said[body_start(said) :]
    told = [_clean(s.of(said)) for s in sentences(said)]
    what = (told[0] if support else told[-1]) if told else ""
    if len(what.split()) < 2 or _WHEN_ALONE.match(what) or not _TIMELIKE.search(folded(due)):
        return
    yield Deadline(
        document_id=clause.document_id,
        clause_id=clause.id,
        start=clause.start + (sentence.start if support else 0),
        end=clause.start + sentence.end,
        support=support,
        what=what,
        due=" ".join(due.split()),
        recipient=_recipient(said),
    )


def _sets_date(
    text: str, match: re.Match[str], start: int, goals: bool | None, clause: Clause, around: Surroundings
) -> bool:
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    due = match.group()
    if VISION.search(before) or _HOLDS.search(before) or _COVERED.search(before):
        return False
    if _LENGTH_ONLY.match(due) and not _OF_TIME.search(before):
        return False
    if _ON_A_DAY.match(due) and _is_over(due, around.document.date):
        return False  # it happened; an order to have done it says "trước" or "chậm nhất"
    if due.lower().startswith("tính đến") and len(before.split()) < 2:
        return False
    if due.isupper():
        return False
    # The year of a goal says when it is to be reached, as part of the goal; a law's own dates are terms.
    if _YEAR_ONLY.match(due) and not due.lower().startswith(("trước", "chậm nhất", "hoàn thành", "vào")):
        return not goals and not _names_document(before) and not around.is_norm(clause)
    return True


def _is_over(due: str, issued: dt.date | None) -> bool:
    """Whether every day that ``due`` names was over when the document was issued."""
    days = [f"{int(y):04}-{int(m):02}-{int(d):02}" for d, m, y in _DAY.findall(due)]
    return bool(issued and days) and max(days) < str(issued)


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
    opening = text[start : match.start()].rstrip()
    opens = opening.endswith(":") and text[match.end() :].startswith(",")
    # "Sở A chủ trì, trong thời hạn 03 ngày xây dựng …", "… thì chậm nhất là 10 ngày, người đứng đầu …".
    opens = opens or opening.endswith((" thì", " mà")) or (_acts_only(opening) and begins_task(after))
    if len(before.split()) >= 2 and not _NO_TASK.fullmatch(before) and not (opens and after):
        return _last_task(before)
    if len(after.split()) >= 2 and not _NO_TASK.fullmatch(before):
        return after
    whole = _clean(text[last : match.start()])
    return whole if len(whole.split()) >= 2 and not _NO_TASK.fullmatch(whole) else after


def _acts_only(opening: str) -> bool:
    """Whether words name who acts, with whom and on what basis, but nothing to do."""
    start = body_start(opening)
    entrusted = re.match(r"(?:Điều \d+\.\s*)?(?:[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị)\s+", opening[start:])
    start += entrusted.end() if entrusted else 0
    actors = actors_at(opening, start)
    if not actors:
        return False
    rest = opening[actors.end :]
    role = read_role(rest)
    rest = re.sub(r"^[\s,]*(?:căn cứ|theo)\b[^;:]*$", "", rest[role.task_start :] if role else rest)
    return not rest.strip(" ,") or bool(role and not first_task_verb(rest))


_NO_TASK = re.compile(
    r"(?:hoàn thành|xong|chậm nhất|định kỳ|thời hạn|thời gian|và|thực hiện|\W)+", re.IGNORECASE
)
_COUNTED_TASK = re.compile(
    rf",\s*(?!tổ chức(?:,| và| cá nhân))(?=(?:{ACHIEVING})\b(?:\s+\S+){{5,}}$)", re.IGNORECASE
)


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


def _is_time(column: str) -> bool:
    return _TIME_COLUMN.search(column) is not None and not _NO_TIME_COLUMN.search(column)


def _of_row(clause: Clause) -> Iterator[Deadline]:
    cells = [(folded(c.column), cell_text(clause, c)) for c in clause.cells]
    due = next((v for column, v in cells if v and _is_time(column)), "")
    merged = next((c for c in clause.shared if _is_time(folded(c.column))), None)
    support: tuple[Support, ...] = ()
    if not due and merged:
        due, support = merged.text, (support_of(merged),)
    # A caption above the headings shifts them: an ordinal is known by how it looks as well.
    others = [
        v for column, v in cells
        if not _is_time(column) and not (_ORDINAL_COLUMN.match(column) and _ORDINAL.fullmatch(v))
    ]  # fmt: skip
    # The task's own column when it has one; else the first that says something.
    named = next((v for v in others if any(ch.isalpha() for ch in v)), "")
    task = row_fields(clause).get("task", Value(named))
    what, support = task.text, tuple(dict.fromkeys((*task.support, *support)))
    if what and _TIMELIKE.search(folded(due)):
        yield Deadline(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            support=support,
            what=what,
            due=due,
        )
