"""How fast files are read, and how much memory a long one takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from indexing.isolation import WORKER
from indexing.model import Document
from indexing.parsing import parse_file
from indexing.readers import SUFFIXES
from indexing.settings import Settings

_CHARACTERS_A_PAGE = 2500  # a full A4 page of 14 points, for formats without pages
_MOST_FILES = 60


@dataclass(frozen=True)
class Timed:
    """One file: its pages and the seconds that reading, dividing and finding its facts took."""

    pages: float
    seconds: float


def speeds(root: Path) -> Iterator[str]:
    """A line for every format there is material of; scanned pages apart."""
    for name, paths in _material(root):
        if not paths:
            continue
        timed = [_timed(path) for path in paths]
        pages, seconds = sum(t.pages for t in timed), sum(t.seconds for t in timed)
        a_page = median(t.seconds / t.pages for t in timed)
        yield (
            f"{name}: {pages / seconds:.1f} pages a second ({pages:.0f} pages, {len(timed)} files, "
            f"{seconds:.1f} s); median time a page {1000 * a_page:.1f} ms"
        )


def long_pdf_memory(pages: int) -> str:
    """The most memory the reading process held for a PDF of ``pages`` pages."""
    with tempfile.TemporaryDirectory(prefix="trichdan-pages-") as folder:
        path = Path(folder) / "dai.pdf"
        path.write_bytes(_long_pdf(pages))
        WORKER.stop()
        started = time.perf_counter()
        document = parse_file(path, Settings(), document_id="dai", sha256="").document
        seconds = time.perf_counter() - started
        peak = WORKER.peak_memory()
    held = "unknown here" if peak is None else f"{peak / 2**20:.0f} MB at most"
    read = len(document.page_starts)
    return f"a PDF of {read} pages with tables: {held}, {read / seconds:.1f} pages a second"


def _material(root: Path) -> Iterator[tuple[str, Sequence[Path]]]:
    rendered = sorted((root / "plans-formats").glob("*"))
    scans = [path for path in rendered if path.name.endswith(".scan.pdf")]
    yield ".txt", sorted((root / "plans").glob("*.txt"))
    yield ".md", sorted((root / "documents").glob("*.md"))[:_MOST_FILES]
    for suffix in (".docx", ".html", ".pdf"):
        yield suffix, [path for path in rendered if path.suffix == suffix and path not in scans]
    if ".doc" in SUFFIXES:
        yield ".doc", sorted((root / "documents-office").glob("*.doc"))
    yield ".pdf, scanned", scans


def _timed(path: Path) -> Timed:
    started = time.perf_counter()
    document = parse_file(path, Settings(), document_id=path.stem, sha256="").document
    return Timed(_pages(document), time.perf_counter() - started)


def _pages(document: Document) -> float:
    return float(len(document.page_starts)) or max(len(document.text) / _CHARACTERS_A_PAGE, 1.0)


def _long_pdf(pages: int) -> bytes:
    """Pages of ruled tables and paragraphs, as long appendices are."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    for page in range(1, pages + 1):
        for line in range(18):
            canvas.drawString(72, 780 - 14 * line, f"Trang {page}, dong {line}: noi dung ke hoach nam 2031.")
        columns, rows = [72, 110, 330, 520], range(500, 90, -25)
        canvas.grid(columns, [*rows])
        for number, top in enumerate([*rows][1:], start=1):
            for left, text in zip(columns, (str(number), "Xay thu vien xa", "So Noi vu"), strict=False):
                canvas.drawString(left + 4, top + 8, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
