"""How long requests take, told to an OpenTelemetry collector; nothing of it is imported unless one is set.

The spans are our own: OpenTelemetry's instrumentation of FastAPI writes query strings and messages
of exceptions into them, and so questions.
"""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.model import Answer
from assistant.stages import Stages
from indexing.settings import Settings

_UNTOLD = ("/healthz", "/readyz", "/metrics", "/ui/", "/assets/", "/static/", "/gradio_api/heartbeat")
_PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


def is_installed() -> bool:
    """Whether the extra ``otel`` is there."""
    try:
        return all(find_spec(each) for each in _PACKAGES)
    except ModuleNotFoundError:  # a parent of one of them
        return False


class Tracing:
    """Spans sent over OTLP (HTTP, protobuf) to ``settings.otlp_url``, in the background."""

    def __init__(self, settings: Settings, version: str) -> None:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        assert settings.otlp_url is not None
        self._trace = trace
        self._with_questions = settings.log_questions
        names = {
            "service.name": "trichdan",
            "service.version": version,
            "service.instance.id": f"{socket.gethostname()}-{os.getpid()}",
        }
        # Not the global provider: an application in the same process may have its own.
        self._provider = TracerProvider(resource=Resource.create(names))
        exporter = OTLPSpanExporter(endpoint=f"{settings.otlp_url.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("trichdan", version)
        self._propagator = TraceContextTextMapPropagator()

    def staged(self, stages: Stages) -> None:
        """Note how long the stages of the answer at hand took."""
        span = self._trace.get_current_span()
        for name, seconds in stages.seconds.items():
            span.set_attribute(f"trichdan.stage.{name}_ms", round(1000 * seconds, 2))

    def answered(self, answer: Answer) -> None:
        """Note what kind of answer it was; the question only where questions may be logged."""
        told: dict[str, str | bool | int | None] = {
            "kind": answer.kind, "mode": answer.mode, "answerable": answer.answerable,
            "citations": len(answer.citations), "reason": answer.reason,
        }  # fmt: skip
        if self._with_questions:
            told["question"] = answer.question
        span = self._trace.get_current_span()
        span.set_attributes({f"trichdan.{name}": value for name, value in told.items() if value is not None})

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    async def around(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let ``app`` answer, in a span that goes on with the trace of whoever asks."""
        trace, status = self._trace, 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        caller = self._propagator.extract(dict(Headers(scope=scope)))
        method = scope["method"]
        with self._tracer.start_as_current_span(
            method, caller, trace.SpanKind.SERVER, record_exception=False
        ) as span:
            try:
                await app(scope, receive, noting)
            finally:
                route = getattr(scope.get("route"), "path", None) or "page"
                span.update_name(f"{method} {route}")
                span.set_attributes(
                    {
                        "http.request.method": method,
                        "http.route": route,
                        "http.response.status_code": status,
                        "trichdan.request_id": scope["state"]["request_id"],
                    }
                )
                if status >= 500:
                    span.set_status(trace.StatusCode.ERROR)


class Traced:
    """The outermost layer of an application that is traced."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self.app = app
        self.tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_UNTOLD):
            await self.app(scope, receive, send)
        else:
            await self.tracing.around(self.app, scope, receive, send)
