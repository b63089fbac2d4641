"""From a suffix and the bytes of a file to the reader for it.

Rule: a format is taken at its suffix only when the bytes bear it out; what they are instead is
said in the error. This runs in the worker process and nowhere else.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from indexing.model import ReadText
from indexing.readers.errors import unreadable
from indexing.worker import step

PLAIN = frozenset({".txt", ".md"})
HTML = frozenset({".html", ".htm"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_RATIO = 200
_SMALLEST_BOMB = 50 * 2**20

READING = "đọc"


class Content(NamedTuple):
    """A file to read: its name, where its bytes lie (elsewhere when it was converted), the limits."""

    path: Path
    bytes_at: Path
    max_file_mb: int
    max_pages: int


def read_content(content: Content) -> ReadText:
    """The stored text of a file; raises ``ReadError`` or whatever a damaged file provokes."""
    step(READING)
    path, data = content.path, content.bytes_at.read_bytes()
    read = read_bytes(path, data, max_file_mb=content.max_file_mb, max_pages=content.max_pages)
    if not read.blocks:
        raise unreadable(path, "tệp không có chữ nào", "hãy kiểm tra lại nội dung tệp")
    return read


def read_bytes(path: Path, data: bytes, *, max_file_mb: int, max_pages: int) -> ReadText:
    """Read the bytes of ``path``; raises ``ReadError`` or whatever a damaged file provokes."""
    suffix = path.suffix.lower()
    if suffix in PLAIN | HTML:
        from indexing.readers.encoding import NotText

        try:
            return _read_text(data, suffix)
        except NotText as error:
            raise unreadable(
                path,
                "nội dung không phải là văn bản ở bảng mã nào nhận ra được",
                "hãy lưu lại tệp ở bảng mã UTF-8",
            ) from error
    if suffix == ".pdf":
        from indexing.readers.pdf import read_pdf

        return read_pdf(path, data, max_pages=max_pages)
    if suffix in PICTURES:
        from indexing.readers.picture import read_picture

        return read_picture(path, data, max_pages=max_pages)
    if suffix == ".xlsx":
        from indexing.readers.sheet import read_sheet

        check_package(path, data, max_file_mb, "xl/workbook.xml")
        return read_sheet(data)
    from indexing.readers.word import read_word

    check_package(path, data, max_file_mb, "word/document.xml")
    return read_word(data).model_copy(update={"format": suffix[1:]})


def _read_text(data: bytes, suffix: str) -> ReadText:
    from indexing.readers.encoding import decoded, decoded_html

    if suffix in HTML:
        from indexing.readers.html_file import read_html

        return read_html(decoded_html(data))
    from indexing.readers.plain import read_plain

    return read_plain(decoded(data), markdown=suffix == ".md")


def check_package(path: Path, data: bytes, max_file_mb: int, main_part: str) -> None:
    """Refuse what only looks like an Office file: encrypted, damaged, a zip bomb, with macros."""
    if data.startswith(_OLE):
        raise unreadable(
            path,
            "tệp được đặt mật khẩu hoặc là định dạng Office cũ mang đuôi mới",
            "hãy mở bằng Word, bỏ mật khẩu và lưu lại đúng định dạng",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged(path) from error
    names = {entry.filename for entry in entries}
    if main_part not in names:
        raise damaged(path)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise unreadable(path, "tệp có chứa macro", "hãy lưu lại ở dạng không có macro")
    size = sum(entry.file_size for entry in entries)
    if size > max_file_mb * 2**20 * 4 or (size > _SMALLEST_BOMB and size > len(data) * _LARGEST_RATIO):
        raise unreadable(
            path, "nội dung nén bung ra lớn bất thường", "hãy kiểm tra nguồn gốc tệp và lưu lại tệp"
        )


def damaged(path: Path) -> Exception:
    """The error for bytes that are not what the suffix says."""
    return unreadable(
        path,
        f"tệp bị hỏng hoặc không phải là {path.suffix.lower()}",
        "hãy mở tệp bằng phần mềm gốc, lưu lại rồi thử lại",
    )
