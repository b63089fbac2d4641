"""Files that come in over HTTP, and documents that go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from assistant.api import keys
from assistant.api.desk import Desk, upload_folder
from assistant.api.documents import DocumentId, found
from assistant.api.jobs import Job, Jobs
from assistant.api.problems import Problem, documented
from assistant.api.schemas import IndexedFile
from assistant.api.worker import Worker

router = APIRouter(prefix="/v1/documents", dependencies=[Depends(keys.admin)], tags=["Văn bản"])

_PIECE = 1024 * 1024
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


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
    response_model=IndexedFile,
    responses={
        200: {"model": IndexedFile, "description": "Không đổi"},
        202: {"model": Job, "description": "Đã xếp hàng, theo dõi ở `/v1/jobs/{id}`"},
        **documented(401, 403, 413, 415, 422, 429),
    },
    summary="Nạp một tệp / Upload a file",
)
async def upload(
    request: Request,
    file: Annotated[UploadFile, File(description="Tệp văn bản: .docx, .pdf, .html, .md, .txt …")],
    wait: Annotated[
        bool, Query(description="`false`: trả lời ngay 202 kèm công việc (cũng bằng `Prefer: respond-async`)")
    ] = True,
) -> Response:
    """Đọc tệp và đưa vào kho. Tệp cùng tên thay bản trước trong một bước; tệp hỏng không đụng đến kho.

    Mọi tệp đều qua một hàng đợi bền: đã nhận thì không mất, kể cả khi máy chủ dừng đột ngột.
    """
    name = safe_name(file.filename)
    _check_suffix(name)
    if not file.size:
        raise Problem(422, "Tệp tải lên trống.")
    jobs: Jobs = request.app.state.jobs
    worker: Worker = request.app.state.worker
    job = await run_in_threadpool(jobs.submit, name, _pieces(file))
    worker.wake()
    if not wait or _prefers_async(request):
        headers = {"Location": f"/v1/jobs/{job.id}", "Preference-Applied": "respond-async"}
        return Response(job.model_dump_json(), 202, headers, "application/json")
    return _told(await worker.ended(job.id))


def _pieces(file: UploadFile) -> Iterator[bytes]:
    while piece := file.file.read(_PIECE):
        yield piece


def _prefers_async(request: Request) -> bool:
    """RFC 7240: preferences stand in any number of headers, separated by commas."""
    wishes = ",".join(request.headers.getlist("prefer")).split(",")
    return any(wish.partition(";")[0].strip().lower() == "respond-async" for wish in wishes)


def _told(job: Job) -> Response:
    """What became of a file, to a client that waited for it."""
    report = job.report
    if report is None:
        raise Problem(500, job.error or "Không nạp được tệp này.")
    if report.status == "failed":
        raise Problem(422, f"Không đọc được tệp {job.file}: {report.error}")
    body = IndexedFile(**report.model_dump(exclude={"error"}))
    headers = {"Location": f"/v1/documents/{report.id}"} if report.id is not None else {}
    status = 200 if report.status == "unchanged" else 201
    return Response(body.model_dump_json(), status, headers, "application/json")


def _check_suffix(name: str) -> None:
    from indexing.readers import SUFFIXES

    if Path(name).suffix.lower() not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise Problem(415, f"Không đọc được định dạng của tệp {name}. Các định dạng nhận: {known}.")


@router.delete(
    "/{document_id}",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
    summary="Gỡ một văn bản / Remove a document",
)
def remove(document_id: DocumentId, request: Request) -> Response:
    """Gỡ văn bản khỏi kho. Tệp gốc chỉ bị xóa khi nó được tải lên qua máy chủ này."""
    desk: Desk = request.app.state.desk
    document = found(desk.collection, document_id)
    desk.remove(document_id)
    source = Path(document.source)
    if source.parent == upload_folder(desk.settings.data_dir):
        with suppress(OSError):
            source.unlink()
    return Response(status_code=204)
