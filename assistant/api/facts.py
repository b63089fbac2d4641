"""``GET /v1/facts``: the fact tables, filtered, as JSON, CSV or an Excel workbook."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.api.problems import documented
from indexing.collection import Collection
from indexing.model import Assignment, Clause, Document, Fact

router = APIRouter(prefix="/v1", dependencies=[Depends(keys.reader)], tags=["Dữ kiện"])

Kind = Literal["assignment", "target", "deadline", "reference", "about"]
COLUMNS: dict[Kind, dict[str, str]] = {
    "assignment": {
        "task": "Nhiệm vụ", "lead": "Chủ trì / thực hiện", "cooperating": "Phối hợp",
        "part": "Vai trò", "time": "Thời gian", "product": "Sản phẩm",
    },
    "target": {
        "indicator": "Chỉ tiêu", "scope": "Phạm vi", "comparison": "So sánh",
        "value": "Giá trị", "unit": "Đơn vị", "year": "Năm",
    },
    "deadline": {"what": "Việc", "due": "Thời hạn", "recipient": "Nơi nhận"},
    "reference": {
        "number": "Số, ký hiệu", "document_kind": "Loại", "date": "Ngày", "issuer": "Cơ quan ban hành",
        "subject": "Trích yếu", "relation": "Quan hệ",
    },
    "about": {"attribute": "Thuộc tính", "subject": "Của", "value": "Giá trị"},
}  # fmt: skip
# What those under ``lead`` do, told for people: not everyone who performs a task leads it.
_PARTS = {
    "lead": "chủ trì", "cooperate": "cùng phối hợp", "standing": "thường trực", "perform": "thực hiện",
}  # fmt: skip
_SOURCE = {"document_number": "Văn bản", "province": "Tỉnh", "path": "Vị trí", "quote": "Nguyên văn"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def folded(text: str) -> str:
    """``text`` without case and diacritics, for filters typed either way."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))


@router.get(
    "/facts",
    summary="Bảng dữ kiện / Fact tables",
    response_model=None,
    responses={
        200: {
            "description": "Bảng dữ kiện",
            "content": {"application/json": {}, "text/csv": {}, _XLSX: {}},
        },
        **documented(401, 422, 429, 503),
    },
)
def facts(
    request: Request,
    kind: Annotated[Kind, Query(description="Loại dữ kiện")],
    format: Annotated[Literal["json", "csv", "xlsx"], Query()] = "json",
    document: Annotated[list[str] | None, Query(description="Mã văn bản")] = None,
    q: Annotated[str, Query(max_length=500, description="Lọc theo chữ, có dấu hoặc không")] = "",
    province: Annotated[str, Query(max_length=100, description="Lọc theo tỉnh")] = "",
    lead: Annotated[str, Query(max_length=200, description="Lọc theo cơ quan chủ trì")] = "",
    year: Annotated[str, Query(max_length=20, description="Lọc theo năm")] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> Response:
    """Phân công, chỉ tiêu, thời hạn, viện dẫn: mỗi dòng kèm nguyên văn và vị trí của nó."""
    desk: Desk = request.app.state.desk
    rows = rows_of(desk.collection, kind, document)
    chosen = [row for row in rows if matches(row, q=q, province=province, agency=lead, year=year)]
    page = chosen[offset : offset + limit]
    if format == "json":
        return JSONResponse(
            {"kind": kind, "total": len(chosen), "offset": offset, "limit": limit, "facts": page}
        )
    return table_file(kind, page, format)


def table_file(kind: Kind, rows: Sequence[dict[str, Any]], format: Literal["csv", "xlsx"]) -> Response:
    """``rows`` as a file to keep."""
    table = _table(kind, rows)
    content, media = (_csv(table), "text/csv; charset=utf-8") if format == "csv" else (_xlsx(table), _XLSX)
    disposition = f'attachment; filename="trichdan-{kind}.{format}"'
    return Response(content, media_type=media, headers={"Content-Disposition": disposition})


def rows_of(
    collection: Collection, kind: Kind, document_ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The facts of one kind, each with where it stands."""
    with collection.snapshot() as now:
        documents = {each.id: each for each in now.catalogue()}
        found = now.facts(kind=kind, document_ids=document_ids)
        wanted = list(dict.fromkeys(each.clause_id for each in found))
        clauses = {each.id: each for each in now.clauses(wanted)}
    return [_row(each, documents[each.document_id], clauses[each.clause_id]) for each in found]


def _row(fact: Fact, document: Document, clause: Clause) -> dict[str, Any]:
    return {
        **fact.model_dump(mode="json"),
        **({"part": _PARTS[fact.role] if fact.lead else ""} if isinstance(fact, Assignment) else {}),
        "document_number": document.number,
        "document_title": document.title,
        "province": document.province,
        "path": clause.path,
        "quote": clause.text[fact.start - clause.start : fact.end - clause.start],
        "url": f"/documents/{fact.document_id}?start={fact.start}&end={fact.end}#{fact.clause_id}",
    }


def matches(
    row: dict[str, Any], *, q: str = "", province: str = "", agency: str = "", year: str = ""
) -> bool:
    """Whether a row is of this place, agency and year and says these words; case and diacritics aside."""
    looked_at = (
        (province, ("province",)),
        # Whoever it falls to; a deadline's only agency is the one that receives.
        (agency, ("lead", "recipient", "issuer") if row["kind"] != "assignment" else ("lead",)),
        (year, ("year", "time", "due", "date")),
        (q, tuple(row)),
    )
    return all(
        not wanted or folded(wanted) in folded(" ".join(cell_text(row.get(name)) for name in names))
        for wanted, names in looked_at
    )


def cell_text(value: Any) -> str:
    """A value as people read it in a table."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _table(kind: Kind, rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    columns = {**COLUMNS[kind], **_SOURCE}
    return [list(columns.values()), *([cell_text(row.get(name)) for name in columns] for row in rows)]


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; texts from documents may begin with ``=`` or ``-``."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in table)
    return out.getvalue().encode("utf-8-sig")  # the mark tells Excel that this is UTF-8


def _xlsx(table: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Dữ kiện")
    sheet.freeze_panes = "A2"
    for index in range(len(table[0])):
        sheet.column_dimensions[chr(ord("A") + index)].width = 28
    for number, row in enumerate(table):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767])
            cell.data_type = "s"  # a text is never a formula
            cell.font = Font(bold=number == 0)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
