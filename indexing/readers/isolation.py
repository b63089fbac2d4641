"""Reading in a process of its own, so that a crash or a hang costs one file only.

Rule: one worker serves file after file and is replaced when it dies, when it is late, and after
a number of files, so that what a parser leaks is given back. It is started as a module by the
same interpreter: nothing of the program that calls is imported again.
"""

from __future__ import annotations

import atexit
import os
import pickle
import re
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from indexing.model import ReadText
from indexing.readers.errors import ReadError
from indexing.settings import Settings

_FILES_A_WORKER = 200
_LENGTH = struct.Struct(">Q")
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])


class WorkerDied(Exception):
    """The worker ended without an answer."""


class WorkerLate(Exception):
    """The worker did not answer in time and was stopped."""


Request = tuple[str, str, int, int]
"""Path of the file, path of the bytes to read for it, ``max_file_mb``, ``max_pages``."""
Response = tuple[bool, str]
"""Whether the file was read, and the ``ReadText`` as JSON or the error's message."""


def send(stream: IO[bytes], message: Request | Response) -> None:
    """Write one message."""
    body = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Request | Response | None:
    """Read one message; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return None if len(body) < length else pickle.loads(body)  # both ends are this program


class Worker:
    """The worker process of this process, started at its first use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._files = 0
        self._lock = threading.Lock()

    def read(self, path: Path, settings: Settings, content: Path | None = None) -> ReadText:
        """Have ``path``, or what it was converted to, read.

        Raises ``ReadError``, ``WorkerLate`` or ``WorkerDied``.
        """
        with self._lock:
            process = self._started()
            held = (content or path).absolute()
            request = (str(path.absolute()), str(held), settings.max_file_mb, settings.max_pages)
            answer = self._asked(process, request, settings.read_timeout_s)
            self._files += 1
            if self._files >= _FILES_A_WORKER:
                self.stop()
        read, body = answer
        if not read:
            raise ReadError(body)
        return ReadText.model_validate_json(body)

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

    def _asked(self, process: subprocess.Popen[bytes], request: Request, timeout: float) -> Response:
        answers: list[Request | Response | None] = []

        def exchange() -> None:
            assert process.stdin is not None and process.stdout is not None
            try:
                send(process.stdin, request)
                answers.append(receive(process.stdout))
            except (OSError, ValueError, EOFError, pickle.UnpicklingError):
                answers.append(None)

        # Pipes have no time limit of their own on every system; a thread that waits does.
        thread = threading.Thread(target=exchange, daemon=True)
        thread.start()
        thread.join(timeout)
        late = thread.is_alive()
        answer = answers[0] if answers else None
        if late or answer is None or len(answer) != 2:
            process.kill()
            thread.join()
            self.stop()
            raise WorkerLate if late else WorkerDied
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # After a fork the pipes belong to the parent.
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.stop()
            paths = [_PACKAGE_PARENT, os.environ.get("PYTHONPATH", "")]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "indexing.readers.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )
            self._files = 0
        return self._process


WORKER = Worker()
atexit.register(WORKER.stop)
