"""Tasks in tables: a row names a task, its columns say whose it is, by when, with what product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.facts.agencies import split_list
from indexing.facts.surroundings import cell_text
from indexing.language import folded
from indexing.model import Assignment, Clause, SharedCell, Support

_COLUMNS = {
    "cooperating": re.compile(r"phoi hop"),
    "lead": re.compile(r"chu tri|phu trach|dau moi"),
    # Who carries a task out is not said to lead it: a column is taken at its word.
    "perform": re.compile(
        r"(?:don vi|co quan|bo phan|nguoi)[^|]{0,20} (?:thuc hien|tham muu)|phan cong|trach nhiem"
        r"|^don vi$|^co quan$"
    ),
    "time": re.compile(r"thoi gian|thoi han|tien do|(?<!muc do )hoan thanh|^han\b"),
    "product": re.compile(r"san pham|ket qua|hinh thuc van ban"),
    "task": re.compile(r"nhiem vu|noi dung|de an|cong viec|hoat dong|ten "),
}  # fmt: skip
_ORDINAL = re.compile(r"^(?:tt|stt|so tt|so thu tu)\b")


class Value(NamedTuple):
    """What a row says in a column, and the row above that it stands in when the cell is merged."""

    text: str
    support: tuple[Support, ...] = ()


def row_fields(clause: Clause) -> dict[str, Value]:
    """The cells of a row by what their columns' headings say they hold; empty ones left out."""
    fields: dict[str, Value] = {}
    for cell in clause.cells:
        if field := _field(cell.column):
            fields.setdefault(field, Value(cell_text(clause, cell)))
    for cell in clause.shared:
        field = _field(cell.column)
        if field and not (field in fields and fields[field].text):
            fields[field] = Value(cell.text, (support_of(cell),))
    return {field: value for field, value in fields.items() if value.text}


def support_of(cell: SharedCell) -> Support:
    """The place where a merged cell stands, as support of a fact of a row it covers."""
    return Support(clause_id=cell.clause_id, start=cell.start, end=cell.end)


def _field(column: str) -> str | None:
    said = folded(" ".join(column.split()))
    if _ORDINAL.match(said):
        return None
    return next((name for name, pattern in _COLUMNS.items() if pattern.search(said)), None)


def of_row(clause: Clause) -> Iterator[Assignment]:
    """The task of a row, with who leads or carries it out, as its columns' headings say."""
    fields = row_fields(clause)
    said = {field: value.text for field, value in fields.items()}
    lead = split_list(said.get("lead", "") or said.get("perform", ""))
    cooperating = split_list(said.get("cooperating", ""))
    if said.get("task") and (lead or cooperating):
        yield Assignment(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            support=tuple(dict.fromkeys(s for value in fields.values() for s in value.support)),
            task=said["task"],
            lead=lead,
            cooperating=cooperating,
            time=said.get("time", ""),
            product=said.get("product", ""),
            role="perform" if "perform" in said and "lead" not in said else "lead",
        )
