"""Spans for an OpenTelemetry collector, received by one on loopback; none, and no package, without."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from api_samples import LEAD, client_of

from assistant.api import ServeRefused, serve, tracing
from indexing.settings import Settings

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector(ThreadingHTTPServer):
    """Keeps what is sent to it over OTLP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.bodies: list[bytes] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def spans(self) -> list[tuple[Any, dict[str, Any]]]:
        """Every span with its attributes."""
        service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
        requests = (service.ExportTraceServiceRequest.FromString(body) for body in self.bodies)
        return [
            (span, {each.key: _plain(each.value) for each in span.attributes})
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


def _plain(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))


class _Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
        self.server.bodies.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    if not tracing.is_installed():
        pytest.skip("the extra trichdan[otel] is not installed")
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def ask_around(data: Path, **settings: Any) -> None:
    with client_of(data, **settings) as client:
        traced = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "cong-7"}
        assert client.post("/v1/ask", json={"question": LEAD}, headers=traced).status_code == 200
        assert client.post("/v1/ask/stream", json={"question": LEAD}).status_code == 200
        assert client.get("/v1/search", params={"q": "bí mật y tế"}).status_code == 200
        assert client.get("/", params={"q": "bí mật y tế"}).status_code == 200
        assert client.post("/v1/ask", json={"question": "bí mật" * 2000}).status_code == 422
        assert client.get("/healthz").status_code == 200


def test_requests_are_told_with_their_stages_and_without_questions(
    sample_copy: Path, collector: Collector
) -> None:
    ask_around(sample_copy, otlp_url=collector.url)
    spans = {span.name: (span, attributes) for span, attributes in collector.spans()}
    assert {"POST /v1/ask", "POST /v1/ask/stream", "GET /v1/search", "GET page"} <= spans.keys()
    assert "GET /healthz" not in spans
    asked = [each for each in collector.spans() if each[0].trace_id.hex() == TRACE]
    ((span, attributes),) = asked  # it goes on with the caller's trace
    assert span.parent_span_id.hex() == PARENT and span.end_time_unix_nano > span.start_time_unix_nano
    assert attributes["http.response.status_code"] == 200 and attributes["trichdan.request_id"] == "cong-7"
    assert attributes["trichdan.answerable"] is True and attributes["trichdan.stage.retrieval_ms"] > 0
    assert spans["POST /v1/ask/stream"][1]["trichdan.mode"] == attributes["trichdan.mode"]
    told = b"".join(collector.bodies)
    for secret in (LEAD, "bí mật", "b%C3%AD"):
        assert secret.encode() not in told


def test_questions_are_told_where_they_may_be_logged(sample_copy: Path, collector: Collector) -> None:
    ask_around(sample_copy, otlp_url=collector.url, log_questions=True)
    assert LEAD in [attributes.get("trichdan.question") for _, attributes in collector.spans()]


def test_a_collector_that_is_gone_costs_no_answer(sample_copy: Path, collector: Collector) -> None:
    collector.shutdown()
    collector.server_close()
    with client_of(sample_copy, otlp_url=collector.url) as client:
        assert client.post("/v1/ask", json={"question": LEAD}).json()["answerable"]


def test_without_a_collector_none_of_it_is_imported(sample_data: Path) -> None:
    run = (
        "import sys; from pathlib import Path; from assistant.api.tracing import Tracing;"
        "from assistant.api import server; import assistant.api.app;"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_collector_without_the_package_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "_PACKAGES", ("opentelemetry.not_there",))
    with pytest.raises(ServeRefused, match=r"trichdan\[otel\]"):
        serve(Settings(data_dir=tmp_path, otlp_url="http://127.0.0.1:4318"))
