"""``read_file``: checks a file, has it read, and lets nothing but ``ReadError`` out.

Rule: every format is read in a worker process under a time limit, plain text as well: text made to
do so keeps the best reader busy for hours. Whoever wants more of a file than its text has that done
in the same call, by :func:`in_worker`.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexing.isolation import WORKER, NoResult, Result, TaskFailed, WorkerLate
from indexing.model import ReadText
from indexing.readers.errors import ReadError, unreadable
from indexing.readers.formats import HTML, PICTURES, PLAIN, READING, Content, damaged, read_content
from indexing.readers.office import as_docx
from indexing.settings import Settings

_log = logging.getLogger(__name__)

_CONVERTED = frozenset({".doc", ".rtf"})

SUFFIXES: frozenset[str] = frozenset({".docx", ".pdf", ".xlsx"}) | PLAIN | HTML | PICTURES | _CONVERTED
"""The suffixes ``read_file`` reads, in small letters."""

_MACRO = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"})


def read_file(path: Path, settings: Settings) -> ReadText:
    """The stored text of a file and its blocks; ``ReadError`` when it cannot be had."""
    return in_worker(read_content, path, settings, returns=ReadText)


def in_worker(
    task: Callable[..., Result], path: Path, settings: Settings, *args: Any, returns: type[Result]
) -> Result:
    """What ``task``, a function of a module, makes of the ``Content`` of a file and ``args``.

    It runs in the worker process under the limits of ``settings``; ``ReadError`` when nothing
    comes of it.
    """
    try:
        _check(path, settings)
        with _content(path, settings) as content:
            return WORKER.call(task, content, *args, returns=returns, timeout_s=settings.read_timeout_s)
    except NoResult as error:
        raise _explained(error, path, settings) from error
    except OSError as error:
        raise unreadable(path, "không mở được tệp", "hãy kiểm tra đường dẫn và quyền đọc") from error


def _explained(error: NoResult, path: Path, settings: Settings) -> Exception:
    """What an administrator is told of a file that nothing came of."""
    doing = error.step or READING
    if isinstance(error, TaskFailed):
        if error.error == ReadError.__name__:
            return ReadError(error.message)
        if doing == READING:  # third parties' parsers raise anything on a damaged file
            return damaged(path)
        _log.error("%s: %s\n%s", path, error, error.trace)
        return unreadable(path, f"chương trình gặp lỗi khi {doing} ({error.error})", _REPORT)
    if isinstance(error, WorkerLate):
        late = f"{doing} quá {settings.read_timeout_s:g} giây chưa xong"
        return unreadable(path, late, "hãy tách nhỏ tệp hoặc tăng giới hạn read_timeout_s")
    died = f"bộ đọc bị dừng đột ngột khi {doing} vì tệp hỏng hoặc quá lớn"
    return unreadable(path, died, "hãy mở tệp bằng phần mềm gốc, lưu lại rồi thử lại")


_REPORT = "hãy báo người phát triển kèm tệp này"


def _check(path: Path, settings: Settings) -> None:
    suffix = path.suffix.lower()
    if not path.exists():
        raise unreadable(path, "không có tệp này", "hãy kiểm tra đường dẫn")
    if not path.is_file():
        raise unreadable(path, "đây không phải là một tệp", "hãy chỉ đến tệp văn bản")
    if suffix in _MACRO:
        raise unreadable(
            path, f"tệp {suffix} có thể chứa macro", "hãy lưu lại ở dạng .docx hoặc .xlsx không có macro"
        )
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise unreadable(
            path,
            f"chưa hỗ trợ đuôi tệp “{suffix}”" if suffix else "tệp không có đuôi",
            f"hãy chuyển sang một trong các dạng {known}",
        )
    size = path.stat().st_size
    if size == 0:
        raise unreadable(path, "tệp rỗng (0 byte)", "hãy kiểm tra lại bản sao của tệp")
    if size > settings.max_file_mb * 2**20:
        raise unreadable(
            path,
            f"tệp lớn hơn {settings.max_file_mb} MB",
            "hãy tách nhỏ tệp hoặc tăng giới hạn max_file_mb",
        )


@contextmanager
def _content(path: Path, settings: Settings) -> Iterator[Content]:
    """The file as the worker is told of it; an old Word file converted, as long as the block lasts."""
    limits = settings.max_file_mb, settings.max_pages
    path = path.absolute()
    if path.suffix.lower() not in _CONVERTED:
        yield Content(path, path, *limits)
        return
    converted = as_docx(path, path.read_bytes(), settings.read_timeout_s)
    with tempfile.TemporaryDirectory(prefix="trichdan-") as folder:
        held = Path(folder) / "converted.docx"
        held.write_bytes(converted)
        yield Content(path, held, *limits)
