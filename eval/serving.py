"""How long an answer takes: a fresh ``trichdan ask`` each time, and a server that is warm."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import httpx

from eval.scores import Latency, latency
from indexing.model import Frozen

_COMMAND = (sys.executable, "-c", "from assistant.cli import main; main()")
_READY_TIMEOUT_S = 120.0
_ANSWER_TIMEOUT_S = 60.0


class Served(Frozen):
    """A warm server: ``ready_s`` from its start until it answers, then the time per question.

    ``elapsed_ms`` is the assistant's own time, ``wall_ms`` what the client on loopback waited.
    """

    ready_s: float
    elapsed_ms: Latency
    wall_ms: Latency


class Server(NamedTuple):
    """A running server."""

    url: str
    ready_s: float


class ServerFailed(RuntimeError):
    """The server ended or was not ready in time."""


def cold(questions: Sequence[str], data_dir: Path) -> Latency:
    """Wall clock of ``trichdan ask``, a new process for each question."""
    return latency(_ask_afresh(question, data_dir) for question in questions)


def warm(questions: Sequence[str], data_dir: Path, rounds: int = 1) -> Served:
    """Time per question over ``/v1/ask``, asked one after the other; a first one warms it up."""
    elapsed: list[float] = []
    walls: list[float] = []
    with serving(data_dir) as server, httpx.Client(base_url=server.url, timeout=_ANSWER_TIMEOUT_S) as client:
        _ask(client, questions[0])
        for question in list(questions) * rounds:
            started = time.perf_counter()
            elapsed.append(_ask(client, question))
            walls.append(1000 * (time.perf_counter() - started))
    return Served(ready_s=server.ready_s, elapsed_ms=latency(elapsed), wall_ms=latency(walls))


@contextmanager
def serving(data_dir: Path) -> Iterator[Server]:
    """A server over ``data_dir`` on a free port of loopback, stopped in the end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*_COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=_environment(data_dir),
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            _wait_until_ready(url, process, log)
            yield Server(url, time.perf_counter() - started)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    until = time.monotonic() + _READY_TIMEOUT_S
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()
            raise ServerFailed(
                f"the server ended with status {process.returncode}: {said[-1] if said else ''}"
            )
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise ServerFailed(f"the server was not ready within {_READY_TIMEOUT_S:.0f} s")


def _ask(client: httpx.Client, question: str) -> float:
    response = client.post("/v1/ask", json={"question": question})
    response.raise_for_status()
    return float(response.json()["elapsed_ms"])


def _ask_afresh(question: str, data_dir: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [*_COMMAND, "ask", question, "--json"],
        env=_environment(data_dir),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return 1000 * (time.perf_counter() - started)


def _environment(data_dir: Path) -> dict[str, str]:
    return os.environ | {"TRICHDAN_DATA_DIR": str(data_dir)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
