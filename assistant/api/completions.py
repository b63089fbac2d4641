"""``POST /v1/chat/completions``: the same answers in the shape OpenAI's clients speak.

The text ends with its sources, so that a client that knows nothing of citations shows them too;
the whole answer is in the extra field ``trichdan``.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.concurrency import run_in_threadpool

from assistant.api import keys
from assistant.api.asking import answer_to, tokens, told
from assistant.api.desk import Desk
from assistant.api.problems import Problem, documented
from assistant.api.schemas import MAX_TURN_CHARS, MAX_TURNS, Identifier
from assistant.chat.wording import source_line
from assistant.model import Answer, Turn

router = APIRouter(prefix="/v1", dependencies=[Depends(keys.reader)], tags=["Tương thích OpenAI"])
MODEL = "trichdan"


class TextPart(BaseModel):
    """One part of a message's content; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of the conversation; system messages are accepted and have no effect."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[str, Field(max_length=MAX_TURN_CHARS)]
        | Annotated[list[TextPart], Field(max_length=50)]
        | None
    ) = None

    @property
    def text(self) -> str:
        """The message's text, parts joined."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream carries besides the text."""

    include_usage: StrictBool = False


class CompletionRequest(BaseModel):
    """The part of OpenAI's request that matters here; ``documents`` is ours."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "Cơ quan nào chủ trì Đề án y tế học đường?"}],
                }
            ]
        }
    )

    model: str = MODEL
    messages: list[Message] = Field(min_length=1, max_length=MAX_TURNS)
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    documents: list[Identifier] | None = None


@router.get("/models", summary="Mô hình có sẵn / Models", responses=documented(401, 429))
def models() -> dict[str, Any]:
    """Danh sách một mô hình, cho các ứng dụng hỏi trước khi dùng."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}


@router.post(
    "/chat/completions",
    response_model=None,
    summary="Hỏi qua giao diện của OpenAI / OpenAI-compatible",
    responses={
        200: {
            "description": "Một `chat.completion`, hoặc chuỗi `chat.completion.chunk` khi `stream`",
            "content": {"application/json": {"schema": {"type": "object"}}, "text/event-stream": {}},
        },
        **documented(401, 422, 429, 503),
    },
)
async def complete(body: CompletionRequest, request: Request) -> dict[str, Any] | StreamingResponse:
    """Câu hỏi là tin nhắn `user` cuối cùng; các tin nhắn trước là hội thoại."""
    question, history = _conversation(body.messages)
    head: dict[str, Any] = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "created": int(time.time()),
        "model": MODEL,
    }
    if body.stream:
        pieces = await told(request, question, history, body.documents)
        chunks = _chunks(head, pieces, body, request.app.state.desk)
        return StreamingResponse(chunks, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
    answer = await run_in_threadpool(answer_to, request, question, history, body.documents)
    text = answer.answer + await run_in_threadpool(_sources, answer, request.app.state.desk)
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        **head,
        "object": "chat.completion",
        "choices": [choice],
        "usage": _usage(body.messages, text),
        "trichdan": answer.model_dump(mode="json"),
    }


def _conversation(messages: list[Message]) -> tuple[str, list[Turn]]:
    if messages[-1].role != "user":
        raise Problem(422, "Tin nhắn cuối cùng phải là câu hỏi của người dùng (role: user).")
    history = [
        Turn(role="user" if each.role == "user" else "assistant", content=each.text)
        for each in messages[:-1]
        if each.role in ("user", "assistant") and each.text
    ]
    return messages[-1].text, history


def _sources(answer: Answer, desk: Desk) -> str:
    """What follows the answer's text: a line for each source."""
    if not answer.citations:
        return ""
    lines = [f"[{each.marker}] {source_line(each, desk.collection)}" for each in answer.citations]
    return "\n\nNguồn:\n" + "\n".join(lines)


def _usage(messages: list[Message], text: str) -> dict[str, int]:
    """Words stand in for tokens: clients only show the figure."""
    prompt = sum(len(each.text.split()) for each in messages)
    completion = len(text.split())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


async def _chunks(
    head: dict[str, Any], pieces: AsyncIterator[str | Answer], body: CompletionRequest, desk: Desk
) -> AsyncIterator[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None, **extra: Any) -> str:
        choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
        return _data({**head, "object": "chat.completion.chunk", "choices": choices, **extra})

    yield chunk({"role": "assistant", "content": ""})
    async for piece in pieces:
        if isinstance(piece, str):
            yield chunk({"content": piece})
            continue
        sources = await run_in_threadpool(_sources, piece, desk)
        for token in tokens(sources):
            yield chunk({"content": token})
        yield chunk({}, "stop", trichdan=piece.model_dump(mode="json"))
        if body.stream_options and body.stream_options.include_usage:
            usage = _usage(body.messages, piece.answer + sources)
            yield _data({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _data(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"
