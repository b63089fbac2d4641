"""Phân công: who leads a task, who cooperates, by when; from rows, headings and sentences.

Meaning is inherited: under ``7.2. Sở Tài chính: Chủ trì, phối hợp với Sở A:`` every bullet is led
by Sở Tài chính with Sở A cooperating. The heading's span is kept as the fact's support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from indexing.facts.agencies import leading_agencies, mentions, split_list
from indexing.language import folded, sentences
from indexing.model import Assignment, Clause, Span, Support

_COLUMNS = {
    "cooperating": re.compile(r"phoi hop"),
    "lead": re.compile(r"chu tri|(?:don vi|co quan|bo phan|nguoi)[^|]{0,20} (?:thuc hien|phu trach|tham muu)|phu trach"
                       r"|dau moi|phan cong|trach nhiem|^don vi$|^co quan$|^don vi thuc hien$"),
    "time": re.compile(r"thoi gian|thoi han|tien do|hoan thanh|^han\b"),
    "product": re.compile(r"san pham|ket qua|hinh thuc van ban"),
    "task": re.compile(r"nhiem vu|noi dung|de an|cong viec|hoat dong|ten "),
}  # fmt: skip
_ORDINAL = re.compile(r"^(?:tt|stt|so tt|so thu tu)\b")
NUMBERING = re.compile(r"\s*(?:[IVXLC]+[.)]|\d+(?:\s?\.\s?\d+)*\s?[.)]?(?=\s)|[a-zđ]{1,2}\)|[-+*•–—])\s*")

_LEAD = re.compile(
    r"\s*(?:[Cc]hịu trách nhiệm (?:chủ trì)|[Cc]hủ trì|[Ll]à (?:cơ quan|đơn vị) (?:chủ trì|đầu mối))\b"
    r"(?:\s*(?:,|và)?\s*phối hợp(?: chặt chẽ)?(?: với| cùng(?: với)?)?)?\s*"
)
_STANDING = re.compile(r"\s*[Ll]à (?:cơ quan|đơn vị) [Tt]hường trực\b\s*")
_COOPERATE = re.compile(r"\s*(?:[Cc]hủ động |[Tt]ích cực )?[Pp]hối hợp(?: chặt chẽ)?(?: với| cùng(?: với)?)?\s+")
_ROLE_AFTER = re.compile(
    r"\s*,?\s*(?:(?:có trách nhiệm|được giao|chịu trách nhiệm)\s+)?"
    r"(?=chủ trì|phối hợp|là (?:cơ quan|đơn vị) |có trách nhiệm|chịu trách nhiệm)"
)
_ENTRUSTED = re.compile(r"\b(?:[Gg]iao|[Pp]hân công|[Yy]êu cầu|[Đđ]ề nghị)(?: cho)?\s+$")


class _Role(NamedTuple):
    role: str
    partners: tuple[str, ...]
    task_start: int


def of_clause(clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[Assignment]:
    """The assignments of a clause; ``by_id`` holds the clauses of its document."""
    if clause.kind == "row":
        yield from _of_row(clause)
        return
    heading = _acting_heading(clause, by_id)
    body = _body_start(clause.text)
    own = leading_agencies(clause.text[body:])
    if own and re.match(r"\s*[:\n]", clause.text[body + own.end :]):
        own = Span(start=body, end=body + own.end)
        colon = re.compile(r"\s*:?\s*").match(clause.text, own.end)
        yield from _inherited(clause, colon.end() if colon else own.end, own.of(clause.text), ())
    elif heading:
        support, agencies, role = heading
        yield from _inherited(clause, body, agencies, support, role)
    else:
        yield from _of_sentences(clause, body)


def _acting_heading(
    clause: Clause, by_id: Mapping[str, Clause]
) -> tuple[tuple[Support, ...], str, _Role | None] | None:
    """The nearest ancestor that begins with agencies: its span, the agencies, the role it gives."""
    parent = by_id.get(clause.parent_id or "")
    while parent:
        body = _body_start(parent.text)
        agencies = leading_agencies(parent.text[body:])
        if agencies and re.match(r"\s*(?::|$|\n)", parent.text[body + agencies.end :]):
            rest = parent.text[body + agencies.end :].lstrip(" :\n")
            role = _role(rest) if rest else None
            support = Support(clause_id=parent.id, start=parent.start, end=parent.end)
            return (support,), agencies.of(parent.text[body:]), role
        parent = by_id.get(parent.parent_id or "")
    return None


def _body_start(text: str) -> int:
    match = NUMBERING.match(text)
    return match.end() if match else 0


def _role(sentence: str) -> _Role | None:
    """The role a sentence begins with, the agencies it names beside it, where the task begins."""
    for name, pattern in (("standing", _STANDING), ("lead", _LEAD), ("cooperate", _COOPERATE)):
        match = pattern.match(sentence)
        if match:
            partners = leading_agencies(sentence[match.end() :])
            end = match.end() + (partners.end if partners else 0)
            names = split_list(sentence[match.end() : end]) if partners else ()
            task = re.compile(r"[\s,:;]*(?:(?:để|trong việc)\s+)?").match(sentence, end)
            return _Role(name, names, task.end() if task else end)
    return None


def _inherited(
    clause: Clause,
    start: int,
    agencies: str,
    support: tuple[Support, ...],
    inherited: _Role | None = None,
) -> Iterator[Assignment]:
    """One assignment a sentence, all of the agencies that the heading or the clause names."""
    text = clause.text
    for sentence in sentences(text[start:]):
        span = Span(start=start + sentence.start, end=start + sentence.end)
        said = span.of(text)
        role = _role(said)
        task = said[role.task_start :] if role else said
        if not role and inherited:
            role = inherited
        yield _assignment(clause, span, task, split_list(agencies), role, support)


def _assignment(
    clause: Clause,
    span: Span,
    task: str,
    acting: tuple[str, ...],
    role: _Role | None,
    support: tuple[Support, ...] = (),
) -> Assignment:
    cooperates = role is not None and role.role == "cooperate"
    partners = role.partners if role else ()
    return Assignment.model_validate(
        {
            "document_id": clause.document_id,
            "clause_id": clause.id,
            "start": clause.start + span.start,
            "end": clause.start + span.end,
            "support": support,
            "task": " ".join(task.split()).strip(" .;:"),
            "lead": partners if cooperates else acting,
            "cooperating": acting if cooperates else partners,
            "role": role.role if role else "perform",
        }
    )


def _of_sentences(clause: Clause, body: int) -> Iterator[Assignment]:
    """Assignments stated in full: ``giao Sở A chủ trì, phối hợp với Sở B …``."""
    text = clause.text
    for sentence in sentences(text):
        said = sentence.of(text)
        head = max(0, body - sentence.start)
        for mention in mentions(said):
            after = _ROLE_AFTER.match(said, mention.end)
            begins = mention.start <= head + 1 or said[: mention.start].rstrip().endswith((";", ":"))
            if not after or not (begins or _ENTRUSTED.search(said[: mention.start]) or _leads(said, mention.end)):
                continue
            start = after.end()
            while inner := re.compile(r"(?:có trách nhiệm|chịu trách nhiệm)\s+").match(said, start):
                start = inner.end()
            role = _role(said[start:])
            stop = said.find(";", start)
            task = said[start + (role.task_start if role else 0) : stop if stop > 0 else len(said)]
            listed = _agency_list_before(said, mention)
            yield _assignment(clause, sentence, task, split_list(listed), role)
            break


def _leads(said: str, end: int) -> bool:
    return bool(re.match(r"\s*,?\s*(?:chủ trì|là (?:cơ quan|đơn vị))", said[end:]))


def _agency_list_before(said: str, mention: Span) -> str:
    """The whole list that ends with ``mention`` (``Sở A, Sở B chủ trì``)."""
    start = mention.start
    for earlier in reversed([m for m in mentions(said) if m.end <= mention.start]):
        if re.fullmatch(r"\s*(?:,|;|và)\s*", said[earlier.end : start]):
            start = earlier.start
        else:
            break
    return said[start : mention.end]


def _of_row(clause: Clause) -> Iterator[Assignment]:
    fields: dict[str, str] = {}
    for cell in clause.cells:
        column = folded(" ".join(cell.column.split()))
        value = " ".join(clause.text[cell.start - clause.start : cell.end - clause.start].split())
        field = next((name for name, pattern in _COLUMNS.items() if pattern.search(column)), None)
        if field and not _ORDINAL.match(column):
            fields.setdefault(field, value)
    if fields.get("task") and (fields.get("lead") or fields.get("cooperating")):
        yield Assignment(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            task=fields["task"],
            lead=split_list(fields.get("lead", "")),
            cooperating=split_list(fields.get("cooperating", "")),
            time=fields.get("time", ""),
            product=fields.get("product", ""),
        )
