"""The facts page: assignments, targets and deadlines as tables, on a time line, across provinces."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from assistant.api.desk import Desk
from assistant.api.facts import COLUMNS, Kind, cell_text, matches, rows_of, table_file
from assistant.chat import comparison, timeline
from assistant.chat.responding import away, page
from assistant.chat.wording import document_name
from indexing.collection import Collection
from indexing.model import Document

router = APIRouter(prefix="/facts", include_in_schema=False)

View = Literal["table", "timeline", "compare"]
KINDS: dict[Kind, str] = {
    "assignment": "Phân công", "target": "Chỉ tiêu", "deadline": "Thời hạn",
    "reference": "Viện dẫn", "about": "Về văn bản",
}  # fmt: skip
_PAGE = 50
# What the tables of the page leave to the link: it would only make them wider.
_HIDDEN = {"unit", "attribute"}


class Wanted(NamedTuple):
    """What a reader has filtered by."""

    kind: Kind = "assignment"
    q: str = ""
    province: str = ""
    document: str = ""
    agency: str = ""
    year: str = ""

    def query(self, **others: object) -> str:
        """The filters as the query of an address, others added or put in their place."""
        return urlencode({name: value for name, value in {**self._asdict(), **others}.items() if value})

    @property
    def filtered(self) -> bool:
        """Whether anything but the kind is chosen."""
        return any(self[1:])


def wanted(
    kind: Kind = "assignment",
    q: Annotated[str, Query(max_length=200)] = "",
    province: Annotated[str, Query(max_length=100)] = "",
    document: Annotated[str, Query(max_length=300)] = "",
    agency: Annotated[str, Query(max_length=200)] = "",
    year: Annotated[str, Query(max_length=20)] = "",
) -> Wanted:
    """Dependency: the filters in the address."""
    return Wanted(kind, q.strip(), province.strip(), document.strip(), agency.strip(), year.strip())


Filters = Annotated[Wanted, Depends(wanted)]


@router.get("")
def facts(request: Request, filters: Filters, offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """One kind of facts as a table, each row with its clause."""
    if elsewhere := away(request):
        return elsewhere
    collection = _collection(request)
    found = _found(collection, filters)
    offset = offset if offset < len(found) else 0
    columns = {name: head for name, head in COLUMNS[filters.kind].items() if name not in _HIDDEN}
    return _page(
        request, "facts_table.html", filters, "table",
        columns=columns, rows=found[offset : offset + _PAGE], total=len(found), offset=offset, size=_PAGE,
        cell=cell_text, names=_names(collection),
    )  # fmt: skip


@router.get("/timeline")
def deadlines(request: Request, filters: Filters) -> Response:
    """Deadlines on a time line, one line a province."""
    if elsewhere := away(request):
        return elsewhere
    collection = _collection(request)
    filters = filters._replace(kind="deadline")
    dated, undated = timeline.dated(_found(collection, filters))
    return _page(
        request, "facts_timeline.html", filters, "timeline",
        drawing=timeline.draw(dated) if dated else None, periods=timeline.periods(dated), undated=undated,
        names=_names(collection),
    )  # fmt: skip


@router.get("/compare")
def compare(
    request: Request, filters: Filters, indicator: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """One indicator in every province that sets a target for it."""
    if elsewhere := away(request):
        return elsewhere
    collection = _collection(request)
    filters = filters._replace(kind="target")
    rows = rows_of(collection, "target")
    offered = comparison.shared_indicators(rows)
    chosen = indicator.strip() or (offered[0].label if offered else "")
    return _page(
        request, "facts_compare.html", filters, "compare",
        offered=offered, indicator=chosen, rows=comparison.compared(rows, chosen), names=_names(collection),
    )  # fmt: skip


@router.get("/export")
def export(request: Request, filters: Filters, format: Literal["csv", "xlsx"] = "csv") -> Response:
    """The rows the page shows, as a file: what ``/v1/facts`` gives, for a browser that has signed in."""
    if elsewhere := away(request):
        return elsewhere
    return table_file(filters.kind, _found(_collection(request), filters), format)


def _collection(request: Request) -> Collection:
    desk: Desk = request.app.state.desk
    return desk.collection


def _found(collection: Collection, filters: Wanted) -> list[dict[str, Any]]:
    rows = rows_of(collection, filters.kind, [filters.document] if filters.document else None)
    return [
        row for row in rows
        if matches(row, q=filters.q, province=filters.province, agency=filters.agency, year=filters.year)
    ]  # fmt: skip


def _names(collection: Collection) -> dict[str, str]:
    return {each.id: document_name(each) for each in collection.catalogue()}


def _page(request: Request, template: str, filters: Wanted, view: View, **values: Any) -> Response:
    documents = [each for each in _collection(request).catalogue() if each.same_as is None]
    places = sorted({each.province for each in documents if each.province})
    return page(
        request, template, here="facts", view=view, filters=filters, kinds=KINDS,
        provinces_named=[(place, place) for place in places],
        documents=sorted(((each.id, _label(each)) for each in documents), key=lambda each: each[1]),
        **values,
    )  # fmt: skip


def _label(document: Document) -> str:
    place = document.province or document.issuer or document.file
    return f"{place}: {document_name(document)}"
