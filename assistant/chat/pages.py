"""The plain pages: the library, a document's reading view, its file, and the log-in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.chat import reading
from assistant.chat.language import COOKIE
from assistant.chat.responding import away, missing, own, page
from indexing.model import Span
from indexing.readers import SUFFIXES

router = APIRouter(include_in_schema=False)


@router.get("/documents")
def library(request: Request) -> Response:
    """Every document of the collection."""
    if elsewhere := away(request):
        return elsewhere
    desk: Desk = request.app.state.desk
    documents = sorted(desk.collection.catalogue(), key=lambda each: (each.issuer or "", each.file))
    counts = desk.collection.clause_counts()
    counted = [(each, counts.get(each.id, 0)) for each in documents]
    return page(
        request, "library.html", here="library", documents=counted,
        suffixes=sorted(SUFFIXES), max_file_mb=desk.settings.max_file_mb,
    )  # fmt: skip


@router.get("/documents/{document_id}")
def read(
    request: Request,
    document_id: str,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> Response:
    """A document as people read it; ``text[start:end]`` is marked, ``#clause`` is scrolled to."""
    if elsewhere := away(request):
        return elsewhere
    desk: Desk = request.app.state.desk
    document = desk.collection.document(document_id)
    if document is None:
        return missing(request)
    mark = None
    if start is not None and end is not None and 0 <= start < end <= len(document.text):
        mark = Span(start=start, end=end)
    clauses = desk.collection.clauses_of(document_id)
    number = document.page_of(mark.start) if mark else None
    return page(
        request, "reading.html", here="reading", document=document,
        groups=reading.groups(document, clauses, mark), outline=reading.outline(clauses),
        scanned=reading.scanned(document), page=number,
        page_image=reading.page_image(document, number, mark) if number else "",
    )  # fmt: skip


@router.get("/documents/{document_id}/file")
def download(request: Request, document_id: str) -> Response:
    """The file a document was read from, as long as it is still the one that was read."""
    if elsewhere := away(request):
        return elsewhere
    desk: Desk = request.app.state.desk
    document = desk.collection.document(document_id)
    if document is None:
        return missing(request)
    path = Path(document.source)
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    except OSError:
        same = False
    if not same:
        return missing(
            request,
            "Không còn tệp gốc",
            "Tệp gốc đã được chuyển đi hoặc thay đổi; toàn văn vẫn đọc được trong kho.",
        )
    # As a download, never as a page of this site: an uploaded HTML file must not run here.
    return FileResponse(path, filename=document.file, media_type="application/octet-stream")


@router.get("/dang-nhap")
def sign_inpage(request: Request, next: str = "/") -> Response:
    """The form that asks for a key."""
    if keys.page_role(request) is not None:
        return RedirectResponse(own(next), 303)
    return page(request, "sign_in.html", next=own(next), wrong=False)


@router.post("/dang-nhap")
def sign_in(
    request: Request, key: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Exchange a key for a session cookie."""
    known: keys.Keys = request.app.state.keys
    try:
        session = known.log_in(key.strip(), request.client.host if request.client else "")
    except keys.TooManyTries as error:
        refusal = page(request, "sign_in.html", 429, next=own(next), wrong=False, wait=error.detail)
        refusal.headers.update(error.headers or {})
        return refusal
    if session is None:
        return page(request, "sign_in.html", 401, next=own(next), wrong=True)
    response = RedirectResponse(own(next), 303)
    response.set_cookie(
        keys.COOKIE, session, max_age=keys.SESSION_SECONDS, httponly=True,
        samesite="lax", secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


@router.post("/dang-xuat")
def sign_out() -> Response:
    """Forget the session."""
    response = RedirectResponse("/dang-nhap", 303)
    response.delete_cookie(keys.COOKIE)
    return response


@router.post("/ngon-ngu")
def switch_language(request: Request, to: Annotated[str, Form()] = "vi") -> Response:
    """Keep the language in the browser and go back to where it was switched."""
    came_from = urlsplit(request.headers.get("referer", ""))
    back = own(f"{came_from.path or '/'}{f'?{came_from.query}' if came_from.query else ''}")
    response = RedirectResponse(back, 303)
    response.set_cookie(
        COOKIE, "en" if to == "en" else "vi", max_age=31_536_000, samesite="lax", httponly=True
    )
    return response
