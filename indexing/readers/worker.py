"""The worker process: reads the files it is told to until its input ends.

Rule: it takes no more memory than a reading should need, so that a hostile file ends this
process and not the machine; parsers that print write to the error stream, not into the answers.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

from indexing.readers.errors import ReadError
from indexing.readers.formats import damaged, read_bytes
from indexing.readers.isolation import Response, receive, send

_MEMORY = 4 * 2**30


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))


def _answer(path: Path, content: Path, max_file_mb: int, max_pages: int) -> Response:
    try:
        read = read_bytes(path, content.read_bytes(), max_file_mb=max_file_mb, max_pages=max_pages)
        return True, read.model_dump_json()
    except ReadError as error:
        return False, str(error)
    except (Exception, MemoryError, RecursionError):
        # A parser may raise anything on a damaged file.
        return False, str(damaged(path))


def main() -> None:
    """Answer requests from standard input on what was standard output."""
    _limit_memory()
    # Ctrl+C goes to the whole group; the program that asks decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (request := receive(sys.stdin.buffer)) is not None:
        path, content, max_file_mb, max_pages = request  # type: ignore[misc]
        send(answers, _answer(Path(path), Path(content), max_file_mb, max_pages))


if __name__ == "__main__":
    main()
