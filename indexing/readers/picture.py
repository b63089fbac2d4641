"""Pictures of pages (.png, .jpg, .tif): scans and photographs.

Rule: a picture is taken for an A4 page, brought to the size such a page has at the resolution
recognition works at, and read like a scanned page of a PDF.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from indexing.model import ReadText
from indexing.readers import recognition
from indexing.readers.doubts import recognition_warnings
from indexing.readers.errors import unreadable
from indexing.readers.page_layout import ReadPage, written
from indexing.readers.pdf_lines import Page, lines_of
from indexing.readers.pdf_tables import ruled_tables

_SHORT_SIDE = 8.27  # inches


def read_picture(path: Path, data: bytes, *, max_pages: int) -> ReadText:
    """The text on the pictures of a file as blocks."""
    if not recognition.is_installed():
        raise unreadable(
            path,
            "đọc ảnh cần phần mềm nhận dạng chữ (OCR), máy này chưa cài",
            f"hãy cài gói {recognition.PACKAGES}",
        )
    pages: list[ReadPage] = []
    confidence: dict[int, float] = {}
    with Image.open(BytesIO(data)) as file:
        for number, frame in enumerate(ImageSequence.Iterator(file), 1):
            if number > max_pages:
                raise unreadable(
                    path, f"tệp có quá {max_pages} trang", "hãy tách nhỏ tệp hoặc tăng giới hạn max_pages"
                )
            page, confidence[number] = _page(ImageOps.exif_transpose(frame).convert("L"), number)
            pages.append(page)
    builder = written(pages)
    builder.warnings += recognition_warnings(confidence)
    return builder.build(path.suffix[1:].lower())


def _page(image: Image.Image, number: int) -> tuple[ReadPage, float]:
    """The page and how sure its recognition was."""
    scale = _SHORT_SIDE * recognition.DPI / min(image.size)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    found = recognition.recognised(image.resize(size, Image.Resampling.LANCZOS))
    tables, words = ruled_tables(found.grids, found.words, number)
    points = 72 / recognition.DPI
    page = Page(number, size[0] * points, size[1] * points, tuple(lines_of(words)))
    return ReadPage(page, tuple(tables), recognised=True), found.confidence
