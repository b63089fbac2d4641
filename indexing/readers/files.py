"""``read_file``: checks a file, has it read, and lets nothing but ``ReadError`` out.

Rule: text formats are read here; formats whose parsers can crash or hang are read in a worker
process under a time limit.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from indexing.model import ReadText
from indexing.readers.encoding import NotText, decoded
from indexing.readers.errors import ReadError, unreadable
from indexing.readers.formats import HTML, PICTURES, not_text
from indexing.readers.isolation import WORKER, WorkerDied, WorkerLate
from indexing.readers.office import as_docx
from indexing.readers.plain import read_plain
from indexing.settings import Settings

_PLAIN = frozenset({".txt", ".md"})
_CONVERTED = frozenset({".doc", ".rtf"})
_ISOLATED = frozenset({".docx", ".pdf", ".xlsx"}) | HTML | PICTURES | _CONVERTED

SUFFIXES: frozenset[str] = _PLAIN | _ISOLATED
"""The suffixes ``read_file`` reads, in small letters."""

_MACRO = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"})


def read_file(path: Path, settings: Settings) -> ReadText:
    """The stored text of a file and its blocks; ``ReadError`` when it cannot be had."""
    try:
        data = _checked_bytes(path, settings)
        read = _read(path, data, settings)
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


def _checked_bytes(path: Path, settings: Settings) -> bytes:
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
    return path.read_bytes()


def _read(path: Path, data: bytes, settings: Settings) -> ReadText:
    suffix = path.suffix.lower()
    if suffix in _ISOLATED:
        if suffix in _CONVERTED:
            return _read_converted(path, data, settings)
        return _read_isolated(path, settings)
    try:
        return read_plain(decoded(data), markdown=suffix == ".md")
    except NotText as error:
        raise not_text(path) from error


def _read_converted(path: Path, data: bytes, settings: Settings) -> ReadText:
    converted = as_docx(path, data, settings.read_timeout_s)
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
