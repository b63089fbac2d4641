"""``/v1/ask``, ``/v1/ask/stream`` and ``/v1/search``."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.api import keys
from assistant.api.desk import Desk
from assistant.api.figures import Figures
from assistant.api.problems import Problem, documented
from assistant.api.schemas import AskRequest, FoundClause, SearchResults, clause_url
from assistant.api.tracing import Tracing
from assistant.assistant import BadQuestion
from assistant.model import Answer, Turn

log = logging.getLogger("trichdan.api")
router = APIRouter(prefix="/v1", dependencies=[Depends(keys.reader)], tags=["Hỏi đáp"])


def answer_to(
    request: Request,
    question: str,
    history: Sequence[Turn] = (),
    documents: Sequence[str] | None = None,
    on_sentence: Callable[[str], None] = lambda sentence: None,
) -> Answer:
    """Ask the assistant, count the answer, and say a bad question's mistake as a problem."""
    desk: Desk = request.app.state.desk
    figures: Figures = request.app.state.figures
    tracing: Tracing | None = request.app.state.tracing
    if desk.settings.log_questions:
        log.info("question", extra={"request_id": request.state.request_id, "question": question})
    try:
        answer = desk.assistant.tell(question, on_sentence, history, documents)
    except BadQuestion as mistake:
        raise Problem(422, str(mistake)) from mistake
    figures.answered(answer)
    if tracing:
        tracing.answered(answer)
    return answer


async def told(
    request: Request, question: str, history: Sequence[Turn], documents: Sequence[str] | None
) -> AsyncIterator[str | Answer]:
    """The answer's text in word-sized pieces, each sentence once it is verified; then the answer.

    What is wrong with the question is raised here, before the first piece is asked for.
    """
    loop = asyncio.get_running_loop()
    sentences: asyncio.Queue[str | None] = asyncio.Queue()

    def say(sentence: str | None) -> None:
        loop.call_soon_threadsafe(sentences.put_nowait, sentence)

    def answered() -> Answer:
        try:
            return answer_to(request, question, history, documents, say)
        finally:
            say(None)

    answering = asyncio.create_task(run_in_threadpool(answered))
    first = await sentences.get()
    if first is None:
        await answering

    async def pieces() -> AsyncIterator[str | Answer]:
        said, sentence = "", first
        while sentence is not None:
            text = f" {sentence}" if said else sentence
            said += text
            for token in tokens(text):
                yield token
            sentence = await sentences.get()
        answer = await answering
        for token in tokens(answer.answer.removeprefix(said)):
            yield token
        yield answer

    return pieces()


def tokens(text: str) -> list[str]:
    """``text`` in word-sized pieces that join to exactly ``text``."""
    return re.findall(r"\s*\S+|\s+$", text)


@router.post("/ask", responses=documented(401, 422, 429, 503), summary="Hỏi kho văn bản / Ask the documents")
def ask(body: AskRequest, request: Request) -> Answer:
    """Trả lời ngắn, mỗi ý kèm số trích dẫn `[n]`; `answerable: false` khi văn bản không nêu.

    A short answer whose every statement cites its clause.
    """
    return answer_to(request, body.question, body.history, body.documents)


@router.post(
    "/ask/stream",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "`token`…, rồi một `answer`"},
        **documented(401, 422, 429, 503),
    },
    summary="Hỏi, nhận câu trả lời dần / Ask, answer streamed",
)
async def ask_stream(body: AskRequest, request: Request) -> StreamingResponse:
    """Sự kiện `token` mang từng phần chữ (`{"text": …}`), sự kiện `answer` cuối cùng mang cả câu trả lời.

    Nothing is streamed before it is verified: without a language model the answer is complete when the
    first token goes out, with one each of its sentences follows as soon as it holds.
    """
    pieces = await told(request, body.question, body.history, body.documents)
    return StreamingResponse(
        _events(pieces), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _events(pieces: AsyncIterator[str | Answer]) -> AsyncIterator[str]:
    async for piece in pieces:
        if isinstance(piece, Answer):
            yield f"event: answer\ndata: {piece.model_dump_json()}\n\n"
        else:
            yield f"event: token\ndata: {json.dumps({'text': piece}, ensure_ascii=False)}\n\n"


@router.get(
    "/search",
    responses=documented(401, 422, 429, 503),
    summary="Tìm điều khoản, không trả lời / Ranked clauses, no answer",
)
def search(
    request: Request,
    q: Annotated[
        str,
        Query(
            description="Câu hỏi hoặc từ khóa",
            examples=["y tế học đường"],
            json_schema_extra={"minLength": 1, "pattern": r"\S"},
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    document: Annotated[list[str] | None, Query(description="Chỉ tìm trong các văn bản này")] = None,
) -> SearchResults:
    """Các điều khoản phù hợp nhất, xếp từ cao xuống thấp."""
    desk: Desk = request.app.state.desk
    try:
        hits = desk.assistant.search(q, limit=limit, documents=document)
    except BadQuestion as mistake:
        raise Problem(422, str(mistake)) from mistake
    numbers = {each.id: each.number for each in desk.collection.catalogue()}
    results = [
        FoundClause(
            rank=rank,
            score=hit.score,
            clause_id=hit.clause.id,
            document_id=hit.clause.document_id,
            document_number=numbers.get(hit.clause.document_id),
            path=hit.clause.path,
            kind=hit.clause.kind,
            text=hit.clause.text,
            headings=list(hit.clause.headings),
            start=hit.clause.start,
            end=hit.clause.end,
            page=hit.clause.page,
            url=clause_url(hit.clause),
        )
        for rank, hit in enumerate(hits, 1)
    ]
    return SearchResults(query=q, count=len(results), results=results)
