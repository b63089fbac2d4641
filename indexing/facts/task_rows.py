"""Tasks in tables: a row names a task, its columns say whose it is, by when, with what product."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.agencies import split_list
from indexing.facts.surroundings import cell_text
from indexing.language import folded
from indexing.model import Assignment, Clause

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


def row_fields(clause: Clause) -> dict[str, str]:
    """The cells of a row by what their columns' headings say they hold."""
    fields: dict[str, str] = {}
    for cell in clause.cells:
        column = folded(" ".join(cell.column.split()))
        field = next((name for name, pattern in _COLUMNS.items() if pattern.search(column)), None)
        if field and not _ORDINAL.match(column):
            fields.setdefault(field, cell_text(clause, cell))
    return fields


def of_row(clause: Clause) -> Iterator[Assignment]:
    """The task of a row, with who leads or carries it out, as its columns' headings say."""
    fields = row_fields(clause)
    lead = split_list(fields.get("lead", "") or fields.get("perform", ""))
    cooperating = split_list(fields.get("cooperating", ""))
    if fields.get("task") and (lead or cooperating):
        yield Assignment(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            task=fields["task"],
            lead=lead,
            cooperating=cooperating,
            time=fields.get("time", ""),
            product=fields.get("product", ""),
            role="perform" if fields.get("perform") and not fields.get("lead") else "lead",
        )
