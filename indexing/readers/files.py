"""``read_file``: checks a file, has it read, and lets nothing but ``ReadError`` out.

Rule: every format is read in a worker process under a time limit, plain text as well: text made to
do so keeps the best reader busy for hours.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from indexing.model import ReadText
from indexing.readers.errors import ReadError, unreadable
from indexing.readers.formats import HTML, PICTURES, PLAIN
from indexing.readers.isolation import WORKER, WorkerDied, WorkerLate
from indexing.readers.office import as_docx
from indexing.settings import Settings

_CONVERTED = frozenset({".doc", ".rtf"})

SUFFIXES: frozenset[str] = frozenset({".docx", ".pdf", ".xlsx"}) | PLAIN | HTML | PICTURES | _CONVERTED
"""The suffixes ``read_file`` reads, in small letters."""

_MACRO = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"})


def read_file(path: Path, settings: Settings) -> ReadText:
    """The stored text of a file and its blocks; ``ReadError`` when it cannot be had."""
    try:
        _check(path, settings)
        read = (_read_converted if path.suffix.lower() in _CONVERTED else _read_isolated)(path, settings)
    except ReadError:
        raise
    except OSError as error:
        raise unreadable(path, "không mở được tệp", "hãy kiểm tra đường dẫn và quyền đọc") from error
    except (Exception, RecursionError) as error:
        # Whatever a parser trips over, one bad file must not stop the others.
        raise unreadable(
            path, "nội dung tệp bị hỏng", "hãy mở tệp bằng phần mềm gốc, lưu lại rồi thử lại"
        ) from error
    if not read.blocks:
        raise unreadable(path, "tệp không có chữ nào", "hãy kiểm tra lại nội dung tệp")
    return read


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


def _read_converted(path: Path, settings: Settings) -> ReadText:
    converted = as_docx(path, path.read_bytes(), settings.read_timeout_s)
    with tempfile.TemporaryDirectory(prefix="trichdan-") as folder:
        content = Path(folder) / "converted.docx"
        content.write_bytes(converted)
        return _read_isolated(path, settings, content)


def _read_isolated(path: Path, settings: Settings, content: Path | None = None) -> ReadText:
    try:
        return WORKER.read(path, settings, content)
    except WorkerLate as error:
        raise unreadable(
            path,
            f"đọc quá {settings.read_timeout_s:g} giây chưa xong",
            "hãy tách nhỏ tệp hoặc tăng giới hạn read_timeout_s",
        ) from error
    except WorkerDied as error:
        raise unreadable(
            path,
            "bộ đọc bị dừng đột ngột vì tệp hỏng hoặc quá lớn",
            "hãy mở tệp bằng phần mềm gốc, lưu lại rồi thử lại",
        ) from error
