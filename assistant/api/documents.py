"""``/v1/documents``: what is in the collection, clause by clause."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.api.problems import Problem, documented
from assistant.api.schemas import (
    CellInfo,
    ClauseDetail,
    ClauseInfo,
    DocumentDetail,
    DocumentList,
    Neighbours,
    clause_info,
    document_info,
)
from indexing.collection import Collection
from indexing.model import Clause, Document

router = APIRouter(prefix="/v1/documents", dependencies=[Depends(keys.reader)], tags=["Văn bản"])

DocumentId = Annotated[str, Path(description="Mã văn bản", max_length=300)]
Order = Literal["number", "date", "title", "file"]


def found(collection: Collection, document_id: str) -> Document:
    """The document, or a 404 problem."""
    document = collection.document(document_id)
    if document is None:
        raise Problem(404, "Không có văn bản này trong kho.")
    return document


def found_clause(collection: Collection, document_id: str, clause_id: str) -> Clause:
    """The clause of that document, by its whole id or the part after the document's; or a 404."""
    for candidate in (clause_id, f"{document_id}:{clause_id}"):
        clause = collection.clause(candidate)
        if clause is not None and clause.document_id == document_id:
            return clause
    raise Problem(404, "Văn bản không có điều khoản này.")


def _tagged(request: Request, body: BaseModel) -> Response:
    """``body`` with an ETag, or 304 when the client already has it."""
    content = body.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _ordered(documents: Sequence[Document], order: Order) -> list[Document]:
    def key(document: Document) -> tuple[str, str]:
        value = document.date.isoformat() if order == "date" and document.date else ""
        if order != "date":
            value = str(getattr(document, order) or "")
        return value, document.id  # the id settles ties, so that pages never overlap

    return sorted(documents, key=key)


@router.get("", response_model=DocumentList, responses=documented(401, 422, 429), summary="Danh sách / List")
def documents(
    request: Request,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    order: Annotated[Order, Query(description="Thứ tự sắp xếp")] = "file",
) -> Response:
    """Văn bản trong kho, theo thứ tự cố định; kho trống trả về danh sách trống."""
    desk: Desk = request.app.state.desk
    listed = _ordered(desk.collection.catalogue(), order)
    page = listed[offset : offset + limit]
    infos = [document_info(each, len(desk.collection.clauses_of(each.id))) for each in page]
    return _tagged(request, DocumentList(total=len(listed), offset=offset, limit=limit, documents=infos))


@router.get(
    "/{document_id}",
    response_model=DocumentDetail,
    responses={304: {"description": "Không đổi"}, **documented(401, 404, 422, 429, 503)},
    summary="Một văn bản / One document",
)
def document(document_id: DocumentId, request: Request) -> Response:
    """Tiêu đề, toàn văn và mọi điều khoản theo thứ tự đọc."""
    collection = request.app.state.desk.collection
    document = found(collection, document_id)
    clauses = collection.clauses_of(document_id)
    info = document_info(document, len(clauses))
    return _tagged(
        request,
        DocumentDetail(
            **info.model_dump(), text=document.text, outline=[clause_info(each) for each in clauses]
        ),
    )


@router.get(
    "/{document_id}/clauses/{clause_id}",
    response_model=ClauseDetail,
    responses={304: {"description": "Không đổi"}, **documented(401, 404, 422, 429, 503)},
    summary="Một điều khoản / One clause",
)
def clause(
    document_id: DocumentId,
    clause_id: Annotated[str, Path(description="Mã điều khoản", max_length=500)],
    request: Request,
    neighbours: Annotated[int, Query(ge=0, le=20, description="Số điều khoản mỗi bên")] = 2,
) -> Response:
    """Lời văn của điều khoản, vị trí của nó và các điều khoản đứng cạnh."""
    collection = request.app.state.desk.collection
    document = found(collection, document_id)
    clause = found_clause(collection, document_id, clause_id)
    around = collection.neighbours(clause.id, neighbours) if neighbours else ()
    return _tagged(
        request,
        ClauseDetail(
            **clause_info(clause).model_dump(),
            document=document_info(document, len(collection.clauses_of(document_id))),
            headings=list(clause.headings),
            lead_in=clause.lead_in,
            cells=[
                CellInfo(column=cell.column, text=cell.of(document.text), start=cell.start, end=cell.end)
                for cell in clause.cells
            ],
            shared=[
                CellInfo(column=cell.column, text=cell.text, start=cell.start, end=cell.end)
                for cell in clause.shared
            ],
            neighbours=Neighbours(
                before=_infos([each for each in around if each.order < clause.order]),
                after=_infos([each for each in around if each.order > clause.order]),
            ),
        ),
    )


def _infos(clauses: Sequence[Clause]) -> list[ClauseInfo]:
    return [clause_info(each) for each in clauses]
