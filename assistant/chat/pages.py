"""The plain pages: the library, a document's reading view, its file, and the log-in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.chat import reading
from assistant.chat.rendering import render
from indexing.model import Span

router = APIRouter(include_in_schema=False)


def _sign_in(request: Request) -> Response | None:
    """Where to send somebody who has not signed in; None when nothing is in the way."""
    if keys.page_role(request) is not None:
        return None
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/dang-nhap?next={quote(wanted, safe='')}", 303)


def _page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    state = request.app.state
    shown = render(template, count=state.desk.count, signed_in=bool(state.keys), **values)
    return HTMLResponse(shown, status)


def _missing(request: Request) -> HTMLResponse:
    return _page(
        request, "not_found.html", 404, here="", heading="Không có văn bản này",
        text="Văn bản có thể đã được gỡ khỏi kho hoặc được nạp lại với mã khác.",
    )  # fmt: skip


@router.get("/documents")
def library(request: Request) -> Response:
    """Every document of the collection."""
    if away := _sign_in(request):
        return away
    desk: Desk = request.app.state.desk
    documents = sorted(desk.collection.catalogue(), key=lambda each: (each.issuer or "", each.file))
    counted = [(each, len(desk.collection.clauses_of(each.id))) for each in documents]
    return _page(request, "library.html", here="library", documents=counted)


@router.get("/documents/{document_id}")
def read(
    request: Request,
    document_id: str,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> Response:
    """A document as people read it; ``text[start:end]`` is marked, ``#clause`` is scrolled to."""
    if away := _sign_in(request):
        return away
    desk: Desk = request.app.state.desk
    document = desk.collection.document(document_id)
    if document is None:
        return _missing(request)
    mark = None
    if start is not None and end is not None and 0 <= start < end <= len(document.text):
        mark = Span(start=start, end=end)
    clauses = desk.collection.clauses_of(document_id)
    return _page(
        request, "reading.html", here="reading", document=document,
        groups=reading.groups(document, clauses, mark), outline=reading.outline(clauses),
    )  # fmt: skip


@router.get("/documents/{document_id}/file")
def download(request: Request, document_id: str) -> Response:
    """The file a document was read from, as long as it is still the one that was read."""
    if away := _sign_in(request):
        return away
    desk: Desk = request.app.state.desk
    document = desk.collection.document(document_id)
    if document is None:
        return _missing(request)
    path = Path(document.source)
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    except OSError:
        same = False
    if not same:
        return _page(
            request, "not_found.html", 404, here="", heading="Không còn tệp gốc",
            text="Tệp gốc đã được chuyển đi hoặc thay đổi; toàn văn vẫn đọc được trong kho.",
        )  # fmt: skip
    # As a download, never as a page of this site: an uploaded HTML file must not run here.
    return FileResponse(path, filename=document.file, media_type="application/octet-stream")


@router.get("/dang-nhap")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form that asks for a key."""
    if keys.page_role(request) is not None:
        return RedirectResponse(_own(next), 303)
    return _page(request, "sign_in.html", next=_own(next), wrong=False)


@router.post("/dang-nhap")
def sign_in(
    request: Request, key: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Exchange a key for a session cookie."""
    known: keys.Keys = request.app.state.keys
    role = known.role_of(key.strip())
    if role is None:
        return _page(request, "sign_in.html", 401, next=_own(next), wrong=True)
    response = RedirectResponse(_own(next), 303)
    response.set_cookie(
        keys.COOKIE, known.session(role), max_age=keys.SESSION_SECONDS, httponly=True,
        samesite="lax", secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


@router.post("/dang-xuat")
def sign_out() -> Response:
    """Forget the session."""
    response = RedirectResponse("/dang-nhap", 303)
    response.delete_cookie(keys.COOKIE)
    return response


def _own(address: str) -> str:
    """``address`` when it is a path of this site, else the first page."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and not parts.netloc and not parts.scheme else "/"
