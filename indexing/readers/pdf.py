"""PDF files.

Rule: a page's text layer is read where it has one that makes sense; a page that is a picture is
recognised where Tesseract is installed. Without it a PDF of nothing but pictures is refused, as
it has no text to cite, and single pictures are reported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from indexing.model import ReadText
from indexing.readers import recognition
from indexing.readers.doubts import recognition_warnings
from indexing.readers.errors import unreadable
from indexing.readers.legacy import plausibility
from indexing.readers.page_layout import ReadPage, written
from indexing.readers.pdf_lines import Page, lines_of
from indexing.readers.pdf_tables import Table, drawn_grids, ruled_tables
from indexing.readers.pdf_words import Word, page_words

_FEW_LETTERS = 20
_GARBLED = 0.4


def read_pdf(path: Path, data: bytes, *, max_pages: int) -> ReadText:
    """The text of a PDF as blocks."""
    document = _opened(path, data)
    try:
        if len(document) > max_pages:
            raise unreadable(
                path,
                f"tệp có {len(document)} trang, quá giới hạn {max_pages} trang",
                "hãy tách nhỏ tệp hoặc tăng giới hạn max_pages",
            )
        words = [_words(document, i) for i in range(len(document))]
        pictures = [i for i, found in enumerate(words) if not _makes_sense(found)]
        if not recognition.is_installed():
            if len(pictures) == len(words):
                raise unreadable(
                    path,
                    "đây là bản quét (ảnh), không có lớp chữ",
                    f"hãy cài OCR (gói {recognition.PACKAGES}) hoặc dùng bản có lớp chữ",
                )
            recognised = {}
        else:
            recognised = _recognised(document, pictures)
        pages = _with_text_layer(document, data, words)
    finally:
        document.close()
    for index, found in recognised.items():
        size = pages[index].page
        tables, rest = ruled_tables(found.grids, found.words, index + 1)
        page = Page(index + 1, size.width, size.height, tuple(lines_of(rest)))
        pages[index] = ReadPage(page, tuple(tables), recognised=True)
    builder = written(pages)
    if builder.empty:
        raise unreadable(
            path, "đây là bản quét (ảnh) hoặc trang trống, không có chữ", "hãy kiểm tra lại nội dung tệp"
        )
    builder.warnings += _warnings(pictures, recognised)
    return builder.build("pdf")


def _opened(path: Path, data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise unreadable(path, "tệp PDF có mật khẩu", "hãy bỏ mật khẩu rồi thử lại") from error
        raise unreadable(
            path, "tệp PDF bị hỏng hoặc không phải là PDF", "hãy tải hoặc xuất lại tệp"
        ) from error


def _words(document: Any, index: int) -> list[Word]:
    page = document[index]
    text_page = page.get_textpage()
    words = page_words(page, text_page)
    text_page.close()
    page.close()
    return words


def _makes_sense(words: Sequence[Word]) -> bool:
    """Whether a text layer is one: a scanner's own is often a page number or gibberish."""
    text = " ".join(word.text for word in words)
    unmapped = text.count("\ufffd") * 10 > len(text)
    return len(text) > _FEW_LETTERS and not unmapped and plausibility(text) > _GARBLED


def _with_text_layer(document: Any, data: bytes, words: Sequence[list[Word]]) -> list[ReadPage]:
    pages: list[ReadPage] = []
    ruled: Any = None
    for index, found in enumerate(words):
        page = document[index]
        tables: list[Table] = []
        rest = found
        if found and _is_ruled(page):
            if ruled is None:
                import pdfplumber

                logging.getLogger("pdfminer").setLevel(logging.ERROR)
                ruled = pdfplumber.open(BytesIO(data))
            plumbed = ruled.pages[index]
            tables, rest = ruled_tables(drawn_grids(plumbed), found, index + 1)
            plumbed.close()
        width, height = page.get_size()
        pages.append(ReadPage(Page(index + 1, width, height, tuple(lines_of(rest))), tuple(tables)))
        page.close()
    if ruled is not None:
        ruled.close()
    return pages


def _is_ruled(page: Any) -> bool:
    paths = page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _ in zip(paths, range(4), strict=False)) == 4


def _recognised(document: Any, indices: Sequence[int]) -> dict[int, recognition.Recognised]:
    """The pages that are pictures, recognised a few at a time so that few are held in memory."""
    workers = min(os.cpu_count() or 1, 4)
    found: dict[int, recognition.Recognised] = {}
    with ThreadPoolExecutor(workers) as pool:
        for first in range(0, len(indices), workers):
            batch = [i for i in indices[first : first + workers] if _has_picture(document[i])]
            # pdfium may be used by one thread only; the pictures it draws by any.
            drawn = [document[i].render(scale=recognition.DPI / 72, grayscale=True).to_pil() for i in batch]
            found |= zip(batch, pool.map(recognition.recognised, drawn), strict=True)
    return found


def _has_picture(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _warnings(pictures: Sequence[int], recognised: dict[int, recognition.Recognised]) -> list[str]:
    left = [str(i + 1) for i in pictures if i not in recognised]
    warnings = recognition_warnings(
        {i + 1: found.confidence for i, found in recognised.items() if found.words}
    )
    if left:
        warnings.append(f"Trang {', '.join(left)} không có chữ đọc được (ảnh quét hoặc trang trống).")
    return warnings
