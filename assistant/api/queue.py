"""``/v1/jobs``: uploads on their way into the collection, and what became of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from assistant.api import keys
from assistant.api.jobs import Job, Jobs, State
from assistant.api.problems import Problem, documented
from assistant.chat.language import language_of, translated

router = APIRouter(prefix="/v1/jobs", dependencies=[Depends(keys.admin)], tags=["Văn bản"])


class JobList(BaseModel):
    """A page of the jobs, latest first."""

    total: int
    offset: int
    limit: int
    jobs: list[Job]


@router.get("", responses=documented(401, 403, 422, 429), summary="Các lượt nạp / Uploads and their progress")
def jobs(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    state: Annotated[State | None, Query(description="Chỉ những lượt ở trạng thái này")] = None,
) -> JobList:
    """Các tệp đã nhận, mới nhất trước: đang chờ, đang nạp (bước, số đã xong, số giây còn lại), xong, lỗi."""
    queued: Jobs = request.app.state.jobs
    total, found = queued.page(offset, limit, state)
    return JobList(total=total, offset=offset, limit=limit, jobs=found)


@router.get("/{job_id}", responses=documented(401, 403, 404, 422, 429), summary="Một lượt nạp / One upload")
def job(job_id: Annotated[str, Path(description="Mã lượt nạp", max_length=100)], request: Request) -> Job:
    """Tệp đang ở bước nào; khi xong, kết quả đọc tệp nằm trong `report`."""
    queued: Jobs = request.app.state.jobs
    found = queued.get(job_id)
    if found is None:
        raise Problem(404, "Không có lượt nạp này.")
    if found.error:
        error = translated(found.error, language_of(request.cookies))
        found = found.model_copy(update={"error": error})
    return found
