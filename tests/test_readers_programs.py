"""Formats read with programs that may be missing: LibreOffice, Tesseract; and workbooks."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import matplotlib
import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont
from reader_samples import block_texts, cell_texts, reading

from indexing.isolation import WORKER
from indexing.readers import ReadError, recognition

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="cần LibreOffice (gói libreoffice-writer-nogui)"
)
needs_recognition = pytest.mark.skipif(
    not recognition.is_installed(), reason=f"cần Tesseract (gói {recognition.PACKAGES})"
)
LINES = ("KẾ HOẠCH", "Các xã rà soát sách của thư viện, lập danh mục cần bổ", "sung và báo cáo huyện.")


def _scan(kind: str, *, skew: float = 0.0) -> bytes:
    font = ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSerif.ttf"), 50)
    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    draw.text((1000, 300), LINES[0], font=font, fill=0)
    draw.text((420, 480), LINES[1], font=font, fill=0)
    draw.text((300, 560), LINES[2], font=font, fill=0)
    for x in (300, 500, 1500, 2200):
        draw.line((x, 800, x, 1100), fill=0, width=4)
    for y, cells in ((800, ("TT", "Nhiệm vụ", "Thời hạn")), (950, ("1", "Xây thư viện xã", "Năm 2031"))):
        draw.line((300, y, 2200, y), fill=0, width=4)
        for x, text in zip((340, 540, 1540), cells, strict=True):
            draw.text((x, y + 40), text, font=font, fill=0)
    draw.line((300, 1100, 2200, 1100), fill=0, width=4)
    buffer = BytesIO()
    page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).save(buffer, kind, resolution=300)
    return buffer.getvalue()


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No programs to be found, here or in the worker."""
    WORKER.stop()
    recognition.is_installed.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    yield
    WORKER.stop()
    recognition.is_installed.cache_clear()


def test_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Phân công"
    sheet["B1"] = "DANH MỤC NHIỆM VỤ"
    sheet.append([])
    sheet.append([None, "TT", "Nhiệm vụ", "Hạn", "Tỷ lệ"])
    sheet.append([None, 1, "Xây\nthư viện", dt.date(2031, 5, 2), 70.5])
    sheet.append([None, 2, None, None, 80])
    sheet.append([None, 3, None, None, 0.705])
    sheet["E6"].number_format = "0.0%"
    workbook.create_sheet("Trống")
    buffer = BytesIO()
    workbook.save(buffer)
    read = reading(tmp_path, "kh.xlsx", buffer.getvalue())
    assert block_texts(read)[:2] == ["Phân công", "DANH MỤC NHIỆM VỤ"]
    assert cell_texts(read) == [
        ["TT", "Nhiệm vụ", "Hạn", "Tỷ lệ"],
        ["1", "Xây thư viện", "02/05/2031", "70,5"],
        ["2", "", "", "80"],
        ["3", "", "", "70,5%"],
    ]


@pytest.mark.slow
@needs_office
def test_old_word_file(tmp_path: Path) -> None:
    text = r"{\rtf1\ansi\uc0 K\u7871  ho\u7841 ch n\u259 m 2031\par Giao S\u7903  N\u7897 i v\u7909 .\par}"
    read = reading(tmp_path, "cu.doc", text)
    assert (block_texts(read), read.format) == (["Kế hoạch năm 2031", "Giao Sở Nội vụ."], "doc")


@pytest.mark.slow
@needs_recognition
@pytest.mark.parametrize(("name", "kind", "skew"), [("quet.pdf", "PDF", 1.3), ("anh.png", "PNG", 0.0)])
def test_scan(tmp_path: Path, name: str, kind: str, skew: float) -> None:
    read = reading(tmp_path, name, _scan(kind, skew=skew))
    assert block_texts(read)[:2] == [LINES[0], f"{LINES[1]} {LINES[2]}"]
    assert cell_texts(read) == [["TT", "Nhiệm vụ", "Thời hạn"], ["1", "Xây thư viện xã", "Năm 2031"]]
    assert any("OCR" in warning for warning in read.warnings)


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize(
    ("name", "content", "package"),
    [
        ("cu.doc", b"\xd0\xcf\x11\xe0", "libreoffice-writer-nogui"),
        ("quet.pdf", _scan("PDF"), "tesseract-ocr tesseract-ocr-vie"),
        ("anh.jpg", _scan("JPEG"), "tesseract-ocr tesseract-ocr-vie"),
    ],
)
def test_a_missing_program_is_named(tmp_path: Path, name: str, content: bytes, package: str) -> None:
    with pytest.raises(ReadError, match=package):
        reading(tmp_path, name, content)
