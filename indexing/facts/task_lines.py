"""Tasks told line by line: a heading names the task, labelled lines under it whose it is and by when.

``7. Xây dựng cổng thông tin`` / ``- Cơ quan chủ trì: Sở A.`` / ``- Cơ quan phối hợp: Sở B.`` /
``- Thời hạn: trước ngày …``: one assignment and one deadline, that rest on the heading too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from indexing.facts.agencies import split_list
from indexing.facts.roles import actors_at
from indexing.facts.surroundings import Surroundings, body_start
from indexing.language import folded
from indexing.model import Assignment, Clause, Deadline, Support

_WHO = r"(?:cơ quan|đơn vị|bộ phận|phòng|người)"
_LABELS = {
    "lead": re.compile(
        rf"(?:{_WHO} )?(?:chủ trì|đầu mối|phụ trách)(?: (?:thực hiện|tham mưu|xây dựng))?", re.I
    ),
    "cooperating": re.compile(rf"(?:{_WHO} )?phối hợp(?: thực hiện)?", re.I),
    "perform": re.compile(rf"{_WHO} (?:thực hiện|tham mưu|chịu trách nhiệm)", re.I),
    "time": re.compile(
        r"(?:thời gian|thời hạn|tiến độ)(?: (?:thực hiện|hoàn thành|triển khai|ban hành|trình|xây dựng))*",
        re.I,
    ),
    "product": re.compile(r"(?:dự kiến )?(?:sản phẩm|kết quả)(?: đầu ra| dự kiến)?", re.I),
}
_LINE = re.compile(r"(?P<label>[^\W\d_][^:;.\n]{3,40}?)\s*:\s*(?P<value>\S[^\n]*)")
_NO_TASK = re.compile(
    r"^(?:to chuc thuc hien|trach nhiem|phan cong|noi dung|nhiem vu|giai phap)\b(?:\s\w+){0,3}$"
)
_CONTENTS = re.compile(r"(?:nội dung|mục đích|yêu cầu|hình thức|kinh phí)\b[^:]{0,20}:", re.I)
_TIMELIKE = re.compile(r"\d|quy|thang|nam|tuan|ngay|hang |thuong xuyen|dinh ky")


def labelled(clause: Clause) -> tuple[str, str] | None:
    """What a line says of a task by its label: the field and its value; None when it is no such line."""
    text = clause.text[body_start(clause.text) :].strip()
    line = _LINE.fullmatch(text)
    if clause.kind in ("row", "title") or line is None:
        return None
    field = next((name for name, label in _LABELS.items() if label.fullmatch(line["label"])), None)
    value = line["value"].rstrip(" .;,")
    if field in ("lead", "perform", "cooperating") and not _only_names(value):
        return None  # a sentence of its own, with verbs
    return (field, value) if field else None


def _only_names(value: str) -> bool:
    found = actors_at(value)
    return found is not None and not re.sub(r"\([^()]*\)|\W", "", value[found.end :])


def of_line(clause: Clause, around: Surroundings) -> Iterator[Assignment]:
    """The assignment that a line opens which names the agency of the task above it."""
    field, value = labelled(clause) or ("", "")
    if field not in ("lead", "perform"):
        return
    task = _task(clause, around)
    if task is None:
        return
    rest: dict[str, str] = {}
    supports = [_whole(task)]
    after = (other for other in around.siblings(clause) if other.order > clause.order)
    for other in takewhile(lambda o: (labelled(o) or ("lead",))[0] not in ("lead", "perform"), after):
        name, text = labelled(other) or ("", "")
        rest.setdefault(name, text)
        if name == "cooperating":
            supports.append(_whole(other))
    yield Assignment(
        document_id=clause.document_id,
        clause_id=clause.id,
        start=clause.start,
        end=clause.end,
        support=tuple(supports),
        task=_said(task),
        lead=split_list(value),
        cooperating=split_list(rest.get("cooperating", "")),
        time=rest.get("time", ""),
        product=rest.get("product", ""),
        role="lead" if field == "lead" else "perform",
    )


def deadline_of_line(clause: Clause, around: Surroundings) -> Deadline | None:
    """When the task above a line is due, where lines beside it say whose it is."""
    field, value = labelled(clause) or ("", "")
    beside = (labelled(other) for other in around.siblings(clause) if other.id != clause.id)
    if field != "time" or not any(told and told[0] != "time" for told in beside):
        return None
    task = _task(clause, around)
    if task is None or not _TIMELIKE.search(folded(value)):
        return None
    return Deadline(
        document_id=clause.document_id,
        clause_id=clause.id,
        start=clause.start,
        end=clause.end,
        support=(_whole(task),),
        what=_said(task),
        due=" ".join(value.split()),
    )


def _task(clause: Clause, around: Surroundings) -> Clause | None:
    """The clause that names the task of a labelled line: the line before the labels, or the heading."""
    lines = around.siblings(clause)
    leads = [other for other in lines if (labelled(other) or ("",))[0] in ("lead", "perform")]
    above = [o for o in lines if o.order < clause.order and not labelled(o) and not _explains(o)]
    task = above[-1] if len(leads) > 1 and above else next(around.ancestors(clause), None)
    if task is None or task.kind in ("title", "row"):
        return None
    said = _said(task)
    return task if len(said.split()) > 2 and not _NO_TASK.match(folded(said)) else None


def _explains(clause: Clause) -> bool:
    """Whether a line tells what a task contains (``Nội dung: …``) rather than names it."""
    return _CONTENTS.match(clause.text, body_start(clause.text)) is not None


def _said(task: Clause) -> str:
    return " ".join(task.text[body_start(task.text) :].split()).strip(" .;:,")


def _whole(clause: Clause) -> Support:
    return Support(clause_id=clause.id, start=clause.start, end=clause.end)
