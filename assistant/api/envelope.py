"""What surrounds every request: id, size limit, same-origin check, headers, log line, figures.

Written as plain ASGI, because a server-sent stream must pass through unbuffered.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.figures import Figures
from assistant.api.patience import patient
from assistant.api.problems import Problem, problem_response
from indexing.settings import Settings

log = logging.getLogger("trichdan.api")
access_log = logging.getLogger("trichdan.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_JSON_LIMIT = 2 * 1024 * 1024
_MULTIPART_SLACK = 64 * 1024

_UNEXPECTED = "Máy chủ gặp lỗi khi xử lý yêu cầu. Vui lòng thử lại hoặc báo quản trị viên."

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Nothing may come from or go to another host. Gradio's page needs inline scripts and evaluated
# templates; every other page of ours does without.
_COMMON = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'; "
)
PAGE_POLICY = _COMMON + "script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:"
STRICT_POLICY = _COMMON + "script-src 'self'"


class Envelope:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings, figures: Figures) -> None:
        self.app = app
        self.settings = settings
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        status, started_answering = 500, False
        started = time.perf_counter()

        async def send_wrapped(message: Message) -> None:
            nonlocal status, started_answering
            if message["type"] == "http.response.start":
                status, started_answering = message["status"], True
                _add_headers(MutableHeaders(scope=message), request_id, scope["path"])
            await send(message)

        try:
            problem = await self._answered(scope, receive, send_wrapped, headers)
            if problem is not None and not started_answering:
                response = problem_response(
                    Request(scope), problem.status_code, problem.detail, headers=problem.headers
                )
                await response(scope, receive, send_wrapped)
        finally:
            self._record(scope, status, time.perf_counter() - started, request_id)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> Problem | None:
        """Let the application answer; what went wrong, if anything did."""
        try:
            problem = self._refusal(scope, headers)
            if problem is None:
                patiently = patient(receive, self.settings.client_patience_s)
                await self.app(scope, _limited(patiently, self._limit(scope)), send)
            return problem
        except Problem as raised:
            return raised
        except Exception:
            # Said here, inside the envelope: Starlette would answer outside it, without our headers.
            log.exception("request %s failed", scope["state"]["request_id"])
            return Problem(500, _UNEXPECTED)

    def _limit(self, scope: Scope) -> int:
        if scope["path"].rstrip("/") == "/v1/documents":
            return self.settings.max_file_mb * 1024 * 1024 + _MULTIPART_SLACK
        return _JSON_LIMIT

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> Problem | None:
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return Problem(400, "Tiêu đề Content-Length không hợp lệ.")
        if int(length) > self._limit(scope):
            return _too_large(self._limit(scope))
        if scope["method"] not in _SAFE and not self._same_origin(headers):
            return Problem(403, "Yêu cầu thay đổi dữ liệu từ trang web khác bị từ chối.")
        return None

    def _same_origin(self, headers: Mapping[str, str]) -> bool:
        """A browser names the page a request comes from; other clients send no ``Origin``."""
        origin = headers.get("origin")
        if origin is None or origin in self.settings.cors_origins:
            return True
        return urlsplit(origin).netloc == headers.get("host")

    def _record(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        # The route's template, never the path with its ids, keeps the number of series bounded.
        route = getattr(scope.get("route"), "path", None) or "page"
        self.figures.requests.labels(scope["method"], route, str(status)).inc()
        self.figures.request_seconds.labels(route).observe(seconds)
        # Without the query string: it carries questions.
        access_log.info(
            json.dumps(
                {
                    "request_id": request_id,
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                }
            )
        )


def _request_id(headers: Mapping[str, str]) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _add_headers(headers: MutableHeaders, request_id: str, path: str) -> None:
    headers["X-Request-ID"] = request_id
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", PAGE_POLICY if path == "/" else STRICT_POLICY)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "no-store")


def _too_large(limit: int) -> Problem:
    return Problem(413, f"Dữ liệu gửi lên lớn hơn mức cho phép ({limit // (1024 * 1024)} MB).")


def _limited(receive: Receive, limit: int) -> Receive:
    """``receive`` that stops a body without (or with a false) Content-Length at ``limit`` bytes."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _too_large(limit)
        return message

    return limited
