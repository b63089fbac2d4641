"""Phân công: who leads a task, who cooperates, by when; from rows, headings and sentences.

Meaning is inherited: under ``7.2. Sở Tài chính: Chủ trì, phối hợp với Sở A:`` every bullet is led
by Sở Tài chính with Sở A cooperating. The heading's span is kept as the fact's support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.facts import task_lines, task_rows
from indexing.facts.agencies import ACTOR_HEAD, agency_key, split_list
from indexing.facts.references import KINDS
from indexing.facts.roles import Role, actors_at, read_role, states_task
from indexing.facts.surroundings import Surroundings, body_start
from indexing.facts.verbs import begins_task, first_task_verb
from indexing.language import UPPER, sentences
from indexing.model import Assignment, Clause, Span, Support

_ENTRUSTING = re.compile(
    r"(?:(?:Ngoài ra|Đồng thời|Trước mắt),?\s+)?(?:(?:Kính |Trân trọng )?[Đđ]ề nghị|[Gg]iao|[Yy]êu cầu"
    r"|[Pp]hân công)"
    r"(?: cho)?\s+"
)
# The last of its commas before a name: "Trên cơ sở đề nghị của các bộ, cơ quan, Bộ Tài chính …".
_CIRCUMSTANCE = re.compile(
    r"(?:Căn cứ|Trên cơ sở|Theo)\b[^;:.]{0,200}?,\s*"
    rf"(?={ACTOR_HEAD})(?!(?:cơ quan|đơn vị|ngành|ban|phòng)\b)"
    r"|(?:Căn cứ|Trên cơ sở|Trong quá trình|Hằng năm|Hàng năm|Hằng quý|Định kỳ|Theo|Sau khi|Để|Nhằm)\b"
    r"[^,;:.]{0,150},\s*"
)
# "Khen thưởng cấp tỉnh: Sở Nội vụ phối hợp …": a label that says what a task is about.
_LABEL = re.compile(rf"[{UPPER}][^:.;]{{2,80}}:\s+(?={ACTOR_HEAD})")
_ENTRUSTED_INSIDE = re.compile(r"(?:\bgiao|\bphân công|\byêu cầu|\bđề nghị)(?: cho)?\s+")
_HEADING_PREFIX = re.compile(
    r"(?:Điều \d+\.\s*)?(?:(?:Trách nhiệm|Nhiệm vụ)(?: (?:thực hiện|cụ thể|thi hành|quản lý))?(?: của)?"
    r"|Đối với|Giao"
    r"|(?:Kính )?[Đđ]ề nghị|Yêu cầu|Phân công|(?:(?:[ỦU]y ban nhân dân"
    r"|UBND) [^,;:.]{0,30}?\s)?(?:[Ủủ]y quyền|phân cấp|giao)"
    r"(?: cho)?)\s+(?:của\s+)?"
)
# What a heading may add to its agencies without naming a task of its own.
_OPENING = re.compile(
    r"[\s,;:]*(?:(?:căn cứ|theo) [^:.]{0,120}?)?(?:có (?:trách )?nhiệm(?: vụ)?|chịu trách nhiệm)?\s*"
    r"(?:(?:tổ chức )?(?:triển khai )?(?:thực hiện )(?:tốt )?(?:các |những |một số )?(?:nhiệm vụ"
    r"|nội dung|công việc|giải pháp)"
    r"[^:.]{0,40})?[\s,;:]*$",
    re.IGNORECASE,
)
_DUTY_AT_END = re.compile(r"[\s,;]*(?:có (?:trách )?nhiệm(?: vụ)?(?: sau)?)\s*:?\s*$")
_EXECUTION_CLAUSE = re.compile(
    r"(?:[^.]*chịu trách nhiệm )?thi hành\b|(?:căn cứ|theo) (?:Quyết định|quyết định) (?:này )?thi hành"
)
# Sentences under a heading that explain a task, or a line that continues the one above, or counts.
_NO_TASK = re.compile(
    r"(?:Không quá|Tối đa|Mỗi |Việc |Đối với [^:,]*$|Thời hạn|Thời gian|Trên đây|Nội dung|Hình thức|Kinh phí"
    r"|Kết quả|Trường hợp|Lưu ý|Ghi chú"
    rf"|(?:{KINDS}) (?:này|số|\d+/))"
)
_ISSUING = re.compile(rf"[\s,]*ban hành (?:{KINDS})\b")
_COMPANIES = re.compile(r"[Cc]ác (?:tổng công ty|công ty|tập đoàn|doanh nghiệp|tổ chức, cá nhân|cá nhân)\b")
_OWN_SPEECH = re.compile(
    r"(?:đề nghị|yêu cầu|thông báo|trả lời|báo cáo|kiến nghị|gửi|chuyển|công bố|tiếp nhận|hướng dẫn"
    r"|ban hành|xây dựng"
    r"|kính|trân trọng|cung cấp|yêu cầu)\b"
)


class _Heading(NamedTuple):
    agencies: str
    role: Role | None
    support: tuple[Support, ...]
    depth: int


def of_clause(clause: Clause, around: Surroundings) -> Iterator[Assignment]:
    """The assignments that a clause states or inherits."""
    if clause.kind == "row":
        yield from task_rows.of_row(clause)
        return
    if task_lines.labelled(clause):
        yield from task_lines.of_line(clause, around)
        return
    if around.sets_goals(clause) is False or around.defines_scope(clause) or around.sets_terms(clause):
        return
    text = clause.text
    body = body_start(text)
    own = actors_at(text, _past(_HEADING_PREFIX, text, body))
    if own and _opens_list(text, own.end):
        yield from _under_own_heading(clause, own)
    elif heading := _acting_heading(clause, around):
        yield from _inherited(clause, body, heading)
    else:
        for sentence in sentences(text):
            start = min(max(body, sentence.start), sentence.end)
            yield from _of_sentence(clause, Span(start=start, end=sentence.end), around)


def _opens_list(text: str, end: int) -> bool:
    """Whether agencies that end at ``end`` stand as a heading: before a colon, or alone."""
    return bool(re.match(r"\s*(?:\([^()]*\)\s*)?(?::|\n|$)", text[end:]))


def _past(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


# --- headings ------------------------------------------------------------------------------


def _acting_heading(clause: Clause, around: Surroundings) -> _Heading | None:
    """Who acts in a clause by the headings above it, and the role they give."""
    role: Role | None = None
    support: tuple[Support, ...] = ()
    for depth, parent in enumerate(around.ancestors(clause)):
        if parent.kind == "title":
            break
        text = parent.text
        body = body_start(text)
        own = actors_at(text, _past(_HEADING_PREFIX, text, body))
        here = (Support(clause_id=parent.id, start=parent.start, end=parent.end),)
        if own:
            rest = text[own.end :]
            said = read_role(rest.lstrip(" :,"))
            is_open = text.rstrip().endswith(":")
            if not (_opens_list(text, own.end) or _OPENING.match(rest) or (is_open and said)):
                return None
            gives_role = (
                said and is_open and said.role != "standing" and not _task_of(rest.lstrip(" :,"), said)
            )
            return _Heading(own.of(text), role or (said if gives_role else None), (*support, *here), depth)
        said = read_role(text[body:])
        if said and role is None and text.rstrip().endswith(":") and not _task_of(text[body:], said):
            role, support = said, here
    return None


def _task_of(said: str, role: Role) -> str:
    return _DUTY_AT_END.sub("", said[role.task_start :]).strip(" .,;:")


def _under_own_heading(clause: Clause, own: Span) -> Iterator[Assignment]:
    """``Sở A: Chủ trì …``: the agencies before the colon have the tasks after it."""
    text = clause.text
    start = _past(re.compile(r"\s*(?:\([^()]*\))?\s*:?\s*"), text, own.end)
    agencies = split_list(own.of(text))
    for index, sentence in enumerate(sentences(text[start:])):
        span = Span(start=start + sentence.start, end=start + sentence.end)
        said = span.of(text)
        role = read_role(said)
        # A heading over a list: a standing agency has a task of its own, the rest is in the list.
        is_opening = text.rstrip().endswith(":") and span.end >= len(text.rstrip())
        if is_opening and not (role and role.role == "standing"):
            continue
        if not role and not begins_task(said) and (index or _names_someone(said)):
            continue
        # The quote runs from the agency on, so that it shows who acts.
        shown = Span(start=own.start if index == 0 else span.start, end=span.end)
        support = () if index == 0 else (_support(clause, own),)
        yield from _assignment(clause, shown, _task(said, role), agencies, role, support)


def _support(clause: Clause, span: Span) -> Support:
    return Support(clause_id=clause.id, start=clause.start + span.start, end=clause.start + span.end)


def _inherited(clause: Clause, start: int, heading: _Heading) -> Iterator[Assignment]:
    """One assignment a sentence, all of the agencies that the heading names."""
    text = clause.text
    agencies = split_list(heading.agencies)
    for index, sentence in enumerate(sentences(text[start:])):
        span = Span(start=start + sentence.start, end=start + sentence.end)
        said = span.of(text)
        subject = actors_at(said, _past(_CIRCUMSTANCE, said, 0))
        if subject and states_task(said[subject.end :]):
            yield from _of_subject(clause, span, subject)
            continue
        if given := _given_on(said):
            yield from _of_subject(clause, span, given)
            continue
        role = read_role(said)
        # Later sentences and lines that continue another often explain rather than task.
        if not role and (index or heading.depth > 1 or said[0].islower()) and not begins_task(said):
            continue
        no_task = subject or _NO_TASK.match(said) or _names_someone(said)
        # A paragraph that begins with anything else goes on with a line that layout has broken.
        no_task = no_task or (clause.kind == "paragraph" and not begins_task(said))
        if (role and not _task_of(said, role)) or (not role and no_task):
            continue
        yield from _assignment(
            clause, span, _task(said, role), agencies, role or heading.role, heading.support
        )


def _given_on(said: str) -> Span | None:
    """To whom a line under someone's heading gives a task of its own (``Giao Thanh tra tỉnh …``)."""
    order = _ENTRUSTING.match(said)
    actors = actors_at(said, order.end()) if order else None
    return actors if actors and states_task(said[actors.end :]) else None


def _names_someone(said: str) -> bool:
    """Whether a line begins with someone else's name (``Tổ giúp việc: 05 người``), not with a task."""
    return re.match(ACTOR_HEAD, said) is not None and not begins_task(said)


# --- sentences -----------------------------------------------------------------------------


def _of_sentence(clause: Clause, sentence: Span, around: Surroundings) -> Iterator[Assignment]:
    """Assignments stated in full: ``giao Sở A chủ trì, phối hợp với Sở B …``."""
    text = clause.text
    for part in _parts(text, sentence):
        speaks = _past(_CIRCUMSTANCE, text, _past(_LABEL, text, part.start))
        start = _past(_ENTRUSTING, text, speaks)
        subject = actors_at(text, start)
        if subject and subject.end <= part.end and states_task(text[subject.end : part.end]):
            if _GROUNDS.search(subject.of(text)):
                continue
            if start == speaks and _is_own_speech(clause, subject, around):
                continue
            yield from _of_subject(
                clause, part, Span(start=subject.start - part.start, end=subject.end - part.start)
            )
            continue
        for inside in _ENTRUSTED_INSIDE.finditer(text, part.start, part.end):
            subject = actors_at(text, inside.end())
            if subject and subject.end <= part.end and read_role(text[subject.end : part.end]):
                rest = Span(start=inside.start(), end=part.end)
                yield from _of_subject(
                    clause, rest, Span(start=subject.start - rest.start, end=subject.end - rest.start)
                )
                break


# "Căn cứ chỉ đạo của Chính phủ, Bộ A và tình hình thực tiễn, tham mưu …": what something is done on.
_GROUNDS = re.compile(r"\b(?:tình hình|thực tiễn|thực tế|điều kiện|yêu cầu)\b")
_CUT = re.compile(r";\s*")


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, cut before each ``; Sở B …`` that gives a task to someone else."""
    start = seen = sentence.start
    told = False
    for cut in _CUT.finditer(text, sentence.start, sentence.end):
        at = cut.end()
        subject = actors_at(text, _past(_ENTRUSTING, text, at))
        told = told or first_task_verb(text, seen, cut.start()) is not None
        seen = at
        if told and subject and subject.end < sentence.end and states_task(text[subject.end : sentence.end]):
            yield Span(start=start, end=cut.start())
            start, told = at, False
    yield Span(start=start, end=sentence.end)


def _is_own_speech(clause: Clause, subject: Span, around: Surroundings) -> bool:
    """Whether the issuer speaks of itself (``Cục A thông báo …``, ``UBND tỉnh ban hành Kế hoạch``)."""
    issuer = around.document.issuer
    who, said = subject.of(clause.text), clause.text[subject.end :].lstrip(" ,")
    if clause.text.rstrip().endswith((":", "như sau.")) and not body_start(clause.text):
        return True
    if _COMPANIES.match(who) and not around.is_plan:
        return True  # a rule for everyone, not a task given to someone
    return bool(issuer and _same_body(who, issuer) and (_OWN_SPEECH.match(said) or _ISSUING.match(said)))


def _same_body(who: str, issuer: str) -> bool:
    """Whether a document that writes ``who`` means its issuer (``UBND tỉnh`` is UBND tỉnh X)."""
    short = agency_key(re.sub(r"\s*\([^()]*\)", "", who))
    whole = agency_key(issuer)
    return bool(short) and (short in whole or whole in short)


def _of_subject(clause: Clause, span: Span, subject: Span) -> Iterator[Assignment]:
    said = span.of(clause.text)
    after = said[subject.end :]
    role = read_role(after)
    yield from _assignment(clause, span, _task(after, role), split_list(subject.of(said)), role)


_DUTY_BEFORE = re.compile(
    r"[\s,:]*(?:(?:có trách nhiệm|có nhiệm vụ|chịu trách nhiệm(?! trước| về| với| toàn diện| chính"
    r"| chung))\s+)*"
)


def _task(said: str, role: Role | None) -> str:
    start = role.task_start if role else 0
    match = _DUTY_BEFORE.match(said, start)
    return _DUTY_AT_END.sub("", said[match.end() if match else start :])


def _assignment(
    clause: Clause,
    span: Span,
    task: str,
    acting: tuple[str, ...],
    role: Role | None,
    support: tuple[Support, ...] = (),
) -> Iterator[Assignment]:
    task = _ENUMERATOR.sub("", " ".join(task.split())).strip(" .;:,/|")
    if not _is_task(task) or not acting:
        return
    cooperates = role is not None and role.role == "cooperate"
    partners = role.partners if role else ()
    end = span.start + len(span.of(clause.text).rstrip())
    yield Assignment(
        document_id=clause.document_id,
        clause_id=clause.id,
        start=clause.start + span.start,
        end=clause.start + end,
        support=support,
        task=task,
        lead=partners if cooperates else acting,
        cooperating=acting if cooperates else partners,
        role=role.role if role else "perform",
    )


# Numbering that layout has left at either end of a line: ``(i) Ký …``, ``…; b)``.
_ENUMERATOR = re.compile(r"^\((?:[ivx]+|\d{1,2}|[a-zđ])\)\s*|(?<=[;.,:])\s*[a-zđ]\)\s*$")


def _is_task(task: str) -> bool:
    """Whether words name a task: two words at least, and not the mere order to carry the text out."""
    return (
        len(task.split()) > 1
        and (task[0].isalpha() or task[0] in '“"')
        and task.count(")") <= task.count("(")
        and not _OPENING.fullmatch(task)
        and not _EXECUTION_CLAUSE.match(task)
    )
