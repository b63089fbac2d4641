"""Servers for the tests: in this process for speed, on a real socket where that is the point."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api import create_app
from indexing.settings import Settings

LEAD = "Cơ quan nào chủ trì Đề án y tế học đường giai đoạn 2026 - 2030 của tỉnh Hà Lĩnh?"
THEME = "Chủ đề năm học 2024 - 2025 của tỉnh Vân Trạch là gì?"
UNKNOWN = "Học phí trường mầm non tư thục ở Hà Lĩnh là bao nhiêu một tháng?"

HOSTILE = """UBND TỈNH MAI SƠN
Số: 7/KH-UBND
Mai Sơn, ngày 05 tháng 3 năm 2025

KẾ HOẠCH
Phòng dịch <script>window.hacked = 1</script> năm 2025

I. NHIỆM VỤ
1. Sở Y tế chủ trì phun khử khuẩn <img src=x onerror="window.hacked = 2"> tại các trường học.
2. Sở Tài chính chủ trì cấp kinh phí "khử khuẩn" & mua vật tư.
"""


def copied(data: Path, into: Path) -> Path:
    """A data folder of one's own."""
    return Path(shutil.copytree(data, into / "data"))


@contextmanager
def client_of(data_dir: Path, **settings: Any) -> Iterator[TestClient]:
    """A client of the application over a data folder."""
    app = create_app(Settings(data_dir=data_dir, **settings))
    # Errors must come out as the responses a client would see.
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The application on a real socket; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@contextmanager
def serving(data: Path, *arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running ``trichdan serve`` as a process of its own, and its address; killed in the end."""
    run = "from assistant.cli import main; main()"
    command = [sys.executable, "-c", run, "serve", "--data-dir", str(data), "--port", "0", *arguments]
    env = {**os.environ, **environment}
    # The log goes nowhere: a pipe that nobody reads would stop the server when it is full.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
    ) as made:
        try:
            assert made.stdout is not None
            line = made.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line
            yield made, address[0]
        finally:
            made.kill()
