"""Pictures of a PDF's pages, with the cited words marked, at ``/documents/{id}/pages/{n}.png``.

A PDF may be damaged or hostile, and its renderer may crash or hang: every page is drawn by a
process of its own (``page_drawing``), few at a time.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.api.desk import Desk
from assistant.chat.responding import away, missing
from indexing.model import Document

router = APIRouter(include_in_schema=False)

_SECONDS = 30
_AT_ONCE = 2
_WAIT_SECONDS = 20


class Drawing:
    """Draws pages, few at a time: each takes a process and a core."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def png(self, path: Path, page: int, quote: str) -> bytes | None:
        """The picture of a page; None when it cannot be drawn."""
        if not self._free.acquire(timeout=_WAIT_SECONDS):
            return None
        asked = json.dumps({"path": str(path), "page": page, "quote": quote})
        try:
            done = subprocess.run(
                [sys.executable, "-m", "assistant.chat.page_drawing"],
                input=asked.encode(), capture_output=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (subprocess.TimeoutExpired, OSError):
            return None
        finally:
            self._free.release()
        return done.stdout if done.returncode == 0 and done.stdout.startswith(b"\x89PNG") else None


@router.get("/documents/{document_id}/pages/{number}.png")
def page_image(
    request: Request,
    document_id: str,
    number: int,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The page as it stands in the file, ``text[start:end]`` marked."""
    if elsewhere := away(request):
        return elsewhere
    desk: Desk = request.app.state.desk
    document = desk.collection.document(document_id)
    if document is None or document.format != "pdf" or not 1 <= number <= len(document.page_starts):
        return missing(request, "Không có ảnh trang này", "Chỉ có ảnh trang của văn bản PDF trong kho.")
    tag = f'"{document.sha256[:16]}-{number}-{start}-{end}"'
    # Private: with keys set, only who has signed in may look.
    headers = {"ETag": tag, "Cache-Control": "private, max-age=604800"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    drawing: Drawing = request.app.state.page_images
    picture = drawing.png(Path(document.source), number, _words_on(document, number, start, end))
    if picture is None or not _is_unchanged(document):
        return missing(
            request, "Không vẽ được trang này", "Tệp gốc đã được chuyển đi, thay đổi hoặc bị hỏng."
        )
    return Response(picture, media_type="image/png", headers=headers)


def _words_on(document: Document, number: int, start: int, end: int) -> str:
    """The part of the marked words that stands on the page."""
    first = document.page_starts[number - 1]
    last = document.page_starts[number] if number < len(document.page_starts) else len(document.text)
    return document.text[max(start, first) : min(end, last)]


def _is_unchanged(document: Document) -> bool:
    """Whether the file is still the one that was read: another would show other words."""
    try:
        with Path(document.source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    except OSError:
        return False
