"""Clients that send slowly hold nobody up, and are not waited for without end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_samples import HOSTILE, LEAD, copied, serving

PATIENCE_S = 2.0
SLOW = 60  # more than the threads that answer
HEAD = (
    b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
)
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="cham.txt"\r\n\r\n'
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = copied(sample_data, tmp_path_factory.mktemp("slow"))
    with serving(data, TRICHDAN_CLIENT_PATIENCE_S=str(PATIENCE_S)) as (_, url):
        yield url


def connected(url: str) -> socket.socket:
    return socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=30)


def trickle(client: socket.socket, byte: bytes = b"x", pause_s: float = 0.2) -> bytes:
    """Send ``byte`` now and then until the server has had enough; what it said last."""
    client.settimeout(pause_s)
    until = time.monotonic() + 10 * PATIENCE_S
    said = b""
    while time.monotonic() < until:
        try:
            client.sendall(byte)
            if not (came := client.recv(4096)):
                return said
            said += came
        except TimeoutError:
            continue
        except ConnectionError:
            return said
    pytest.fail("the server still waits")


@pytest.mark.parametrize(
    ("path", "begun"), [("/v1/ask", b"{"), ("/v1/documents", PART)], ids=["json", "file"]
)
def test_a_body_that_hardly_comes_is_ended_with_a_problem(url: str, path: str, begun: bytes) -> None:
    with connected(url) as client:
        client.sendall(HEAD % (path.encode(), 100_000) + begun)
        said = trickle(client)
    assert said.startswith(b"HTTP/1.1 408") and b"application/problem+json" in said


@pytest.mark.parametrize("begun", [b"", b"POST /v1/ask HTTP/1.1\r\nX-Slow: x"], ids=["silent", "headers"])
def test_a_request_that_never_begins_is_ended(url: str, begun: bytes) -> None:
    with connected(url) as client:
        client.sendall(begun)
        assert trickle(client, begun[-1:]) == b""


def test_nor_does_a_connection_live_on_that_was_answered_once(url: str) -> None:
    with connected(url) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b""
        while b'"ok"' not in said:
            said += client.recv(4096)
        client.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow:")
        assert trickle(client) == b""


def test_others_are_answered_meanwhile(url: str) -> None:
    waiting = [connected(url) for _ in range(SLOW)]
    for client in waiting:
        client.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    with httpx.Client(base_url=url, timeout=30) as client:
        started = time.monotonic()
        assert client.post("/v1/ask", json={"question": LEAD}).json()["answerable"]
        assert time.monotonic() - started < PATIENCE_S
    for each in waiting:
        each.close()


def test_a_slow_line_is_no_slow_client(url: str) -> None:
    """A file that takes longer than the patience, but keeps coming, is taken in."""
    text = HOSTILE + " " * 64_000
    body = PART + text.encode() + b"\r\n--b--\r\n"
    with connected(url) as client:
        client.sendall(HEAD % (b"/v1/documents", len(body)))
        step = len(body) // 15
        for start in range(0, len(body), step):
            client.sendall(body[start : start + step])
            time.sleep(PATIENCE_S / 8)
        assert client.recv(4096).startswith(b"HTTP/1.1 201")


def test_answers_may_take_longer_than_clients_may(url: str) -> None:
    """The patience is for what is sent: while an upload is worked off, its client is waited with."""
    with httpx.Client(base_url=url, timeout=120) as client:

        def put(n: int) -> int:
            text = HOSTILE.replace("7/KH", f"{n}/KH")
            return client.post("/v1/documents", files={"file": (f"d{n}.txt", text.encode())}).status_code

        with ThreadPoolExecutor(20) as pool:
            assert set(pool.map(put, range(20))) == {201}
