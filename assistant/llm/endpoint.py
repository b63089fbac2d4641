"""One exchange with an OpenAI-compatible endpoint through LlamaIndex, streamed, within a deadline.

The request runs in a thread of its own: whatever the endpoint does (stalls, trickles, never ends),
the caller gets its pieces or an :class:`EndpointError` in time.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from indexing.settings import Settings

#: An answer is a few sentences; a model that goes on for ever is cut off.
_MOST_CHARS = 40_000

Failure = Literal[
    "timeout", "unreachable", "refused", "broken", "unreadable", "too_long", "no_schema", "not_installed"
]
#: Failures of the endpoint itself. After the others it is up: it only words badly, or was asked wrongly.
DOWN: frozenset[Failure] = frozenset({"timeout", "unreachable", "refused", "broken"})
Message = tuple[Literal["system", "user", "assistant"], str]


class EndpointError(Exception):
    """The endpoint gave no usable answer; ``failure`` says how, never with anything it sent."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Endpoint:
    """The model at ``settings.llm_url``. Safe to use from several threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None, deadline: float
    ) -> Iterator[str]:
        """The pieces of the model's answer as they come; raises :class:`EndpointError`.

        ``schema`` is the form that the server is asked to enforce.
        """
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        done = threading.Event()
        client = self._http_client(deadline)
        worker = threading.Thread(
            target=self._work, args=(messages, schema, client, pieces, done), name="llm", daemon=True
        )
        worker.start()
        received = 0
        try:
            while (piece := self._next(pieces, deadline)) is not None:
                received += len(piece)
                if received > _MOST_CHARS:
                    raise EndpointError("unreadable")
                yield piece
        finally:
            done.set()
            with contextlib.suppress(Exception):  # a connection torn away from its reader may complain
                client.close()

    def _next(self, pieces: queue.Queue[str | Exception | None], deadline: float) -> str | None:
        remaining = deadline - self._clock()
        if remaining <= 0:
            raise EndpointError("timeout")
        try:
            piece = pieces.get(timeout=remaining)
        except queue.Empty:
            raise EndpointError("timeout") from None
        if isinstance(piece, Exception):
            raise EndpointError(_failure(piece)) from None
        return piece

    def _work(
        self,
        messages: Sequence[Message],
        schema: dict[str, Any] | None,
        client: Any,
        pieces: queue.Queue[str | Exception | None],
        done: threading.Event,
    ) -> None:
        try:
            from llama_index.core.llms import ChatMessage

            model = self._model(client)
            chat = [ChatMessage(role=role, content=content) for role, content in messages]
            options: dict[str, Any] = {}
            if schema:
                form = {"name": "claims", "schema": schema, "strict": True}
                options["response_format"] = {"type": "json_schema", "json_schema": form}
            for part in model.stream_chat(chat, **options):
                if done.is_set():
                    return
                pieces.put(part.delta or "")
            pieces.put(None)
        except Exception as error:
            pieces.put(error)

    def _http_client(self, deadline: float) -> Any:
        import httpx

        return httpx.Client(timeout=max(0.05, deadline - self._clock()), follow_redirects=False)

    def _model(self, client: Any) -> Any:
        from llama_index.llms.openai_like import OpenAILike

        settings = self._settings
        return OpenAILike(
            model=settings.llm_model,
            api_base=settings.llm_url,
            api_key=settings.llm_key.get_secret_value() if settings.llm_key else "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=settings.llm_max_tokens,
            max_retries=0,
            timeout=settings.llm_timeout_s,
            http_client=client,
        )


def _failure(error: Exception) -> Failure:
    """What went wrong, by the kind of error; its text is the endpoint's and stays here."""
    if isinstance(error, ImportError):
        return "not_installed"
    name, status = type(error).__name__, getattr(error, "status_code", None)
    said = str(error).lower()
    if "Timeout" in name:
        return "timeout"
    if status == 400 and any(word in said for word in ("context", "too long", "maximum", "n_ctx", "tokens")):
        return "too_long"
    if status in (400, 404, 422, 501) and any(
        w in said for w in ("response_format", "schema", "grammar", "json")
    ):
        return "no_schema"
    if status in (401, 403, 404):
        return "refused"
    if "Connect" in name:
        return "unreachable"
    return "broken"
