"""The worker process: does what it is asked to until its input ends.

Rule: it takes no more memory than a file should need, so that a hostile one ends this process and
not the machine; parsers that print write to the error stream, not into the answers.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import traceback
from typing import IO

from indexing.isolation import FAILURE, RESULT, STEP, receive, send

_MEMORY = 4 * 2**30

_answers: IO[bytes] | None = None  # None outside the worker, where nobody waits to be told


def step(name: str) -> None:
    """Say what the task at hand does now, so that whoever waits can tell where it hung or died."""
    if _answers is not None:
        send(_answers, STEP, name.encode())


def main() -> None:
    """Answer calls from standard input on what was standard output."""
    global _answers
    _limit_memory()
    # Ctrl+C goes to the whole group; the program that asks decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (message := receive(sys.stdin.buffer)) is not None:
        send(_answers, *_answer(message[1]))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))


def _answer(request: bytes) -> tuple[bytes, bytes]:
    try:
        task, args = pickle.loads(request)  # of the program that started this one
        return RESULT, task(*args).model_dump_json().encode()
    except Exception as error:  # a parser may raise anything on a damaged file
        trace = "".join(traceback.format_exception(error, limit=-20))
        failure = {"error": type(error).__name__, "message": str(error), "trace": trace}
        return FAILURE, json.dumps(failure).encode()
