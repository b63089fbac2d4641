"""Where the chat page sends what a reader says of an answer."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.api.problems import Problem
from assistant.feedback import Feedback, FeedbackStore

router = APIRouter(include_in_schema=False)


@router.post("/gop-y", status_code=204)
def give_feedback(request: Request, feedback: Feedback) -> Response:
    """Keep what was said; the envelope has already refused other sites."""
    if keys.page_role(request) is None:
        raise Problem(401, "Phiên làm việc đã hết. Vui lòng đăng nhập lại.")
    desk: Desk = request.app.state.desk
    FeedbackStore(desk.collection.shared.engine).add(feedback)
    return Response(status_code=204)
