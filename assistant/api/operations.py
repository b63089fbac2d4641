"""``/healthz``, ``/readyz`` and ``/metrics``: for those who keep the server running."""

from __future__ import annotations

import logging
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from assistant.api.desk import Desk
from assistant.api.figures import Figures
from assistant.api.jobs import Jobs, State
from assistant.api.problems import Problem, documented
from assistant.retrieval.cross_encoder import cross_encoder

log = logging.getLogger("trichdan.api")
router = APIRouter(tags=["Vận hành"])


@router.get("/healthz", summary="Máy chủ đang chạy / Alive")
async def healthz() -> dict[str, str]:
    """Trả lời ngay khi tiến trình còn sống, kể cả khi mọi luồng đều bận."""
    return {"status": "ok"}


@router.get("/readyz", summary="Sẵn sàng trả lời / Ready", responses=documented(503))
def readyz(request: Request) -> dict[str, Any]:
    """200 khi tìm được trong kho (mô hình, véc-tơ, cơ sở dữ liệu đều trả lời), 503 khi chưa."""
    desk: Desk = request.app.state.desk
    assistant = desk.assistant  # raises the 503 problem
    try:
        assistant.search("văn bản", limit=1)
        cross_encoder().load()  # that search may have left nothing open for it
    except Exception as error:  # whatever keeps a search from being done keeps us from being ready
        log.exception("not ready: a search failed")
        raise Problem(503, "Chưa tìm được trong kho văn bản. Hãy xem nhật ký của máy chủ.") from error
    return {"status": "ready", "documents": desk.count}


@router.get(
    "/metrics",
    summary="Số đo Prometheus / Prometheus text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics(request: Request) -> Response:
    """Số yêu cầu, thời gian theo bước, câu trả lời, lần từ chối, cỡ chỉ mục, hàng đợi, mô hình ngôn ngữ."""
    desk: Desk = request.app.state.desk
    figures: Figures = request.app.state.figures
    jobs: Jobs = request.app.state.jobs
    view = desk.collection.shared.view()
    figures.documents.set(len(view.revisions))
    figures.points.set(view.points)
    figures.generation.set(view.manifest.generation)
    figures.breaker.set(desk.model_rests)
    counts = jobs.counts()
    for state in get_args(State):
        figures.jobs.labels(state).set(counts.get(state, 0))
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
