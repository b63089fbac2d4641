"""A scripted endpoint that speaks OpenAI's chat completions on loopback, for good and for ill."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a script says: text in pieces, or an action by name (``stall``, ``close``, ``trickle``, ``400 …``).
Script = Callable[[dict[str, Any]], str | list[str]]


class ScriptedServer(ThreadingHTTPServer):
    """Answers every request by ``script``; keeps the requests it has seen."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.seen: list[dict[str, Any]] = []
        self.gone = threading.Event()

    @property
    def url(self) -> str:
        """The base URL to set as ``llm_url``."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some scripts are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(body)
        said = self.server.script(body)
        if isinstance(said, str) and said[:4].strip().isdigit():
            self._refuse(int(said[:3]), said[4:])
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in [said] if isinstance(said, str) else said:
            if piece == "<stall>":
                self.server.gone.wait(30)
                return
            if piece == "<close>":
                self.connection.close()
                return
            if piece == "<trickle>":
                while not self.server.gone.wait(0.05):
                    self._chunk(b":")
                return
            if piece == "<for ever>":
                while not self.server.gone.is_set():
                    self._say("và " * 400)
                return
            if piece == "<garbage>":
                self._chunk(b"data: {not json at all\n\n")
                continue
            self._say(piece)
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _say(self, text: str) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        event = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _refuse(self, status: int, message: str) -> None:
        body = json.dumps({"error": {"message": message}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def scripted(script: Script) -> Iterator[ScriptedServer]:
    """A running scripted endpoint."""
    server = ScriptedServer(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.gone.set()
        server.shutdown()
        server.server_close()
        time.sleep(0)
