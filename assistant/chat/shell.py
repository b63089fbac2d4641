"""What surrounds Gradio's application: only the paths its page needs, behind log-in, in our frame.

Gradio serves far more than this page uses (uploads, files, a proxy, monitoring, API pages); none
of that is reachable here. Its page is given our language, head and masthead before it is sent,
so that the first paint already shows them.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api import keys
from assistant.api.problems import problem_response
from assistant.chat.language import Language, language_of
from assistant.chat.rendering import render

_NEEDED = re.compile(
    r"/(?:theme\.css|config/?|assets/.+|static/.+"
    r"|gradio_api/(?:run/predict/?|queue/(?:join|data)/?|heartbeat/\w+|startup-events|info/?))?"
)
_METHODS = ("GET", "POST", "DELETE")
_OPEN = re.compile(r"/(?:assets|static)/.+|/theme\.css")
_GRADIO_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')


class Shell:
    """The ASGI application around Gradio's."""

    def __init__(self, inner: ASGIApp, app: FastAPI) -> None:
        self.inner = inner
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # the page uses no web sockets
        request = Request(scope, receive)
        refusal = await self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif request.url.path == "/":
            await self._page(request, scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        path = request.url.path
        if not _NEEDED.fullmatch(path):
            return self._unknown(request)
        if request.app.state.keys and not _OPEN.fullmatch(path) and keys.page_role(request) is None:
            if path == "/":
                asked = f"/?{request.url.query}" if request.url.query else "/"
                return RedirectResponse(f"/dang-nhap?next={quote(asked, safe='')}", 303)
            return problem_response(request, 401, "Phiên làm việc đã hết. Vui lòng đăng nhập lại.")
        return None

    def _unknown(self, request: Request) -> Response:
        """404, or 405 for a path that exists with another method: this mount hides that from the router."""
        allowed = [method for method in _METHODS if self._has(request, method)]
        if allowed:
            methods = ", ".join(allowed)
            return problem_response(
                request, 405, f"Đường dẫn này chỉ nhận {methods}.", headers={"Allow": methods}
            )
        if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/v1/"):
            return problem_response(request, 404, "Không có đường dẫn này.")
        desk = request.app.state.desk
        return HTMLResponse(
            render("not_found.html", language_of(request.cookies),
                   here="", count=desk.count, signed_in=bool(request.app.state.keys),
                   heading="Không có trang này", text="Địa chỉ đã gõ nhầm, hoặc trang đã được chuyển đi."),
            404,
        )  # fmt: skip

    def _has(self, request: Request, method: str) -> bool:
        """Whether a route of the application, this mount aside, takes the path with ``method``."""
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in self.app.routes[:-1])

    async def _page(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's page with its head and body changed."""
        start: dict[str, Any] = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        # Uncompressed, since it is to be changed.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.inner({**scope, "headers": headers}, receive, collect)
        if start["status"] != 200 or request.method == "HEAD":
            response = Response(bytes(body), start["status"], media_type="text/html")
        else:
            page = await run_in_threadpool(self._dressed, body.decode("utf-8"), language_of(request.cookies))
            response = HTMLResponse(page, headers={"Cache-Control": "private, no-cache"})
        await response(scope, receive, send)

    def _dressed(self, page: str, language: Language) -> str:
        state = self.app.state
        masthead = render(
            "masthead.html", language, here="chat", count=state.desk.count, signed_in=bool(state.keys)
        ) + render("skeleton.html", language)
        page = _GRADIO_META.sub("", page)
        page = re.sub(r'<html\s+lang="en"', f'<html lang="{language}"', page, count=1)
        page = page.replace("</head>", f"{render('head.html', language)}</head>", 1)
        return re.sub(r"<body[^>]*>", lambda tag: f"{tag[0]}{masthead}", page, count=1)
