"""Work on files nobody vouches for, in a process of its own: a crash or a hang costs one file only.

Rule: what goes to the worker is a function of this program and its arguments; what comes back is
JSON, so that a process which a hostile file took over can hand over data and nothing that runs.
One worker serves call after call and is replaced when it dies, when it is late, and after a number
of calls, so that what a parser leaks is given back. It is started by the same interpreter: nothing
of the program that calls is imported again.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel

_CALLS_A_WORKER = 200
_HEAD = struct.Struct(">cQ")
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[1])

# What a message of the worker is: a step it has come to, the result, the failure as JSON.
STEP, RESULT, FAILURE = b"s", b"r", b"f"
CALL = b"c"

Result = TypeVar("Result", bound=BaseModel)


class NoResult(Exception):
    """A call gave no result; ``step`` is what it was at, in the words of the task, or empty."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class WorkerDied(NoResult):
    """The worker ended without an answer."""


class WorkerLate(NoResult):
    """The worker did not answer in time and was stopped."""


class TaskFailed(NoResult):
    """The task raised ``error`` (the name of its class) with ``message``; ``trace`` says where."""

    def __init__(self, step: str, error: str, message: str, trace: str) -> None:
        super().__init__(step)
        self.error, self.message, self.trace = error, message, trace

    def __str__(self) -> str:
        return f"{self.step}: {self.error}: {self.message}"


def send(stream: IO[bytes], kind: bytes, body: bytes) -> None:
    """Write one message."""
    stream.write(_HEAD.pack(kind, len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one message, its kind and its body; None at the end of the stream."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    return None if len(body) < length else (kind, body)


class _Exchange(threading.Thread):
    """One call on its way: pipes have no time limit of their own on every system, a thread has."""

    def __init__(self, process: subprocess.Popen[bytes], request: bytes) -> None:
        super().__init__(daemon=True)
        self._process, self._request = process, request
        self.step = ""
        self.answer: tuple[bytes, bytes] | None = None

    def run(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            send(self._process.stdin, CALL, self._request)
            while (message := receive(self._process.stdout)) is not None and message[0] == STEP:
                self.step = message[1].decode()
            self.answer = message
        except (OSError, ValueError, OverflowError, MemoryError):
            self.answer = None  # it died, or writes what no worker would


class Worker:
    """The worker process of this process, started at its first use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._calls = 0
        self._lock = threading.Lock()

    def call(
        self, task: Callable[..., Result], *args: Any, returns: type[Result], timeout_s: float
    ) -> Result:
        """What ``task``, a function of a module, returns for ``args``.

        Raises ``WorkerLate``, ``WorkerDied`` or ``TaskFailed``.
        """
        with self._lock:
            exchange = self._asked(self._started(), pickle.dumps((task, args)), timeout_s)
            self._calls += 1
            if self._calls >= _CALLS_A_WORKER:
                self.stop()
        assert exchange.answer is not None
        kind, body = exchange.answer
        try:
            if kind == RESULT:
                return returns.model_validate_json(body)
            failure = TaskFailed(exchange.step, **json.loads(body))
        except (ValueError, TypeError) as error:  # no answer of this program's
            raise WorkerDied(exchange.step) from error
        raise failure

    def peak_memory(self) -> int | None:
        """The most memory the worker has held so far, in bytes; None where that cannot be told."""
        if self._process is None:
            return None
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        found = re.search(r"VmHWM:\s*(\d+) kB", status)
        return int(found[1]) * 1024 if found else None

    def stop(self) -> None:
        """End the worker, if this process has one."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _asked(self, process: subprocess.Popen[bytes], request: bytes, timeout_s: float) -> _Exchange:
        exchange = _Exchange(process, request)
        late = False
        try:
            exchange.start()
            exchange.join(timeout_s)
            late = exchange.is_alive()
        finally:  # also when the wait is interrupted: a late answer must not be taken for the next one's
            if exchange.is_alive() or exchange.answer is None:
                process.kill()
                exchange.join()
                self.stop()
        if late or exchange.answer is None:
            raise (WorkerLate if late else WorkerDied)(exchange.step)
        return exchange

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # After a fork the pipes belong to the parent.
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.stop()
            paths = [_PACKAGE_PARENT, os.environ.get("PYTHONPATH", "")]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", "from indexing.worker import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )
            self._calls = 0
        return self._process


WORKER = Worker()
atexit.register(WORKER.stop)
