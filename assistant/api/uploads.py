"""Files that come in over HTTP, and documents that go."""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.api.documents import DocumentId, found
from assistant.api.problems import Problem, documented
from assistant.api.schemas import IndexedFile
from indexing.pipeline import FileReport

log = logging.getLogger("trichdan.api")
router = APIRouter(prefix="/v1/documents", dependencies=[Depends(keys.admin)], tags=["Văn bản"])

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def upload_folder(data_dir: Path) -> Path:
    """Where uploaded files are kept: they are read again when the reading improves."""
    return data_dir / "uploads"


def safe_name(given: str | None) -> str:
    """The file's own name without folders, control characters or leading dots."""
    name = unicodedata.normalize("NFC", (given or "").replace("\\", "/").rpartition("/")[2])
    name = _UNSAFE.sub("_", name.encode("utf-8", "ignore").decode("utf-8")).strip(" .~$")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        raise Problem(422, "Tệp tải lên cần có tên và phần mở rộng, ví dụ `ke-hoach.docx`.")
    while len(f"{stem}{dot}{suffix}".encode()) > 200:  # file systems allow 255 bytes
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"


@router.post(
    "",
    status_code=201,
    responses={
        200: {"model": IndexedFile, "description": "Không đổi"},
        **documented(401, 403, 413, 415, 422),
    },
    summary="Nạp một tệp / Upload a file",
)
def upload(
    request: Request,
    response: Response,
    file: Annotated[UploadFile, File(description="Tệp văn bản: .docx, .pdf, .html, .md, .txt …")],
) -> IndexedFile:
    """Đọc tệp và đưa vào kho. Tệp cùng tên thay bản trước trong một bước; tệp hỏng không đụng đến kho."""
    desk: Desk = request.app.state.desk
    name = safe_name(file.filename)
    _check_suffix(name)
    report = _indexed(desk, file, upload_folder(desk.settings.data_dir).absolute() / name)
    if report.status == "failed":
        raise Problem(422, f"Không đọc được tệp {name}: {report.error}")
    response.status_code = 200 if report.status == "unchanged" else 201
    if report.id is not None:
        response.headers["Location"] = f"/v1/documents/{report.id}"
    return IndexedFile(**report.model_dump(exclude={"error"}))


def _check_suffix(name: str) -> None:
    from indexing.readers import SUFFIXES

    if Path(name).suffix.lower() not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise Problem(415, f"Không đọc được định dạng của tệp {name}. Các định dạng nhận: {known}.")


def _indexed(desk: Desk, file: UploadFile, path: Path) -> FileReport:
    path.parent.mkdir(parents=True, exist_ok=True)
    arriving = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with arriving.open("wb") as out:
            shutil.copyfileobj(file.file, out)
        if arriving.stat().st_size == 0:
            raise Problem(422, "Tệp tải lên trống.")
        return desk.take_in(arriving, path)
    finally:
        arriving.unlink(missing_ok=True)


@router.delete(
    "/{document_id}",
    status_code=204,
    responses=documented(401, 403, 404, 422),
    summary="Gỡ một văn bản / Remove a document",
)
def remove(document_id: DocumentId, request: Request) -> Response:
    """Gỡ văn bản khỏi kho. Tệp gốc chỉ bị xóa khi nó được tải lên qua máy chủ này."""
    desk: Desk = request.app.state.desk
    document = found(desk.collection, document_id)
    desk.remove(document_id)
    source = Path(document.source)
    if source.parent == upload_folder(desk.settings.data_dir).absolute():
        with suppress(OSError):
            source.unlink()
    return Response(status_code=204)
