"""The server as a process: its address, its note, its end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from api_samples import LEAD

from indexing.collection import ServerNote

_RUN = "from assistant.cli import main; main()"


@contextmanager
def process(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running ``trichdan serve`` and its address."""
    command = [sys.executable, "-c", _RUN, "serve", "--data-dir", str(data), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            line = served.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line + (served.stderr.read() if served.stderr else "")
            yield served, address[0]
        finally:
            served.kill()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_answers_and_stops_cleanly(sample_copy: Path, how: signal.Signals) -> None:
    with process(sample_copy) as (served, url):
        note = ServerNote.read(sample_copy)
        assert note is not None and (note.url, note.pid) == (url, served.pid)
        answer = httpx.post(f"{url}/v1/ask", json={"question": LEAD}, timeout=60).json()
        assert "Sở Y tế" in answer["answer"]
        served.send_signal(how)
        _, err = served.communicate(timeout=30)
        assert served.returncode == 0, err
        assert "Traceback" not in err and LEAD not in err
        lines = [line.partition("trichdan.access ")[2] for line in err.splitlines() if "access" in line]
        assert json.loads(lines[-1])["path"] == "/v1/ask"
    assert ServerNote.read(sample_copy) is None and not (sample_copy / "server.json").exists()


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_one_line(sample_copy: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-c", _RUN, "serve", "--data-dir", str(sample_copy), "--port", port]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ)
    assert result.returncode != 0 and port in result.stderr
    assert "Traceback" not in result.stderr and "--port" in result.stderr
