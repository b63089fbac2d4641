"""What all plain pages share: who may look, in which language, in which frame."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.api import keys
from assistant.chat.language import language_of
from assistant.chat.rendering import render


def away(request: Request) -> Response | None:
    """Where to send somebody who has not signed in; None when nothing is in the way."""
    if keys.page_role(request) is not None:
        return None
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/dang-nhap?next={quote(wanted, safe='')}", 303)


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page in the frame, in the reader's language."""
    state = request.app.state
    shown = render(
        template, language_of(request.cookies),
        count=state.desk.count, signed_in=bool(state.keys), admin=keys.page_role(request) == "admin",
        **values,
    )  # fmt: skip
    # The language and what an administrator may do depend on cookies: no shared copy.
    return HTMLResponse(shown, status, {"Cache-Control": "private, no-cache"})


def missing(
    request: Request,
    heading: str = "Không có văn bản này",
    text: str = "Văn bản có thể đã được gỡ khỏi kho hoặc được nạp lại với mã khác.",
) -> HTMLResponse:
    """The page of something that is not there."""
    return page(request, "not_found.html", 404, here="", heading=heading, text=text)


def own(address: str) -> str:
    """``address`` when it is a path of this site, else the first page."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and not parts.netloc and not parts.scheme else "/"
