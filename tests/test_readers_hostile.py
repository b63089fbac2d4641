"""Files made to do harm, and parsers that die or hang: a clear error for the one, the rest goes on."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import harmful
import pytest
from reader_samples import reading
from reportlab.pdfgen.canvas import Canvas

from indexing.files import find_files
from indexing.isolation import WORKER
from indexing.pipeline import index_paths
from indexing.readers import ReadError
from indexing.settings import Settings
from indexing.structure import parse

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _with_body(body: str, doctype: str = "") -> bytes:
    """A Word file with this body."""
    plain, out = BytesIO(), BytesIO()
    docx.Document().save(plain)
    xml = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, xml if name == "word/document.xml" else source.read(name))
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _read_or_refused(folder: Path, name: str, content: bytes) -> str:
    try:
        return reading(folder, name, content).text
    except ReadError as error:
        assert name in str(error)
        return ""


def test_entities_that_multiply_do_not(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w:document [<!ENTITY e0 "{"bom " * 10}">{levels}]>'
    read = _read_or_refused(tmp_path, "bom.docx", _with_body(_paragraph("&e9;"), doctype))
    assert len(read) < 1_000_000


def test_a_bomb_that_lies_about_its_size_is_no_match_for_the_memory_limit(tmp_path: Path) -> None:
    body = _paragraph("a" * 1000) * 60_000  # 65 MB of XML from 200 KB
    with pytest.raises(ReadError, match="bất thường"):
        reading(tmp_path, "nen.docx", _with_body(body))


def test_tables_within_tables_without_end(tmp_path: Path) -> None:
    depth = 3000
    table = "<w:tbl><w:tr><w:tc>" * depth + _paragraph("đáy") + "</w:tc></w:tr></w:tbl>" * depth
    _read_or_refused(tmp_path, "long.docx", _with_body(_paragraph("Kế hoạch") + table))
    shallow = "<w:tbl><w:tr><w:tc>" * 20 + _paragraph("đáy") + "</w:tc></w:tr></w:tbl>" * 20
    assert "đáy" in reading(tmp_path, "long20.docx", _with_body(_paragraph("Kế hoạch") + shallow)).text


def test_nested_html_without_end(tmp_path: Path) -> None:
    _read_or_refused(tmp_path, "long.html", ("<div><table><tr><td>" * 5000 + "đáy").encode())
    shallow = "<div><table><tr><td>" * 20 + "đáy"
    assert reading(tmp_path, "long20.html", shallow.encode()).text == "đáy"


def test_a_tree_of_pages_that_bites_its_tail(tmp_path: Path) -> None:
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 4>>endobj\n"
        b"3 0 obj<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 2>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
    with pytest.raises(ReadError):
        reading(tmp_path, "vong.pdf", pdf)


def test_a_pdf_of_a_thousand_claimed_pages(tmp_path: Path) -> None:
    kids = b"3 0 R " * 100_000
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count 100000>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
    with pytest.raises(ReadError):
        reading(tmp_path, "nhieu.pdf", pdf)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("dies_reading", "dừng đột ngột khi đọc"),
        ("hangs_reading", "đọc quá 3 giây"),
        ("dies_dividing", "dừng đột ngột khi chia điều khoản"),
        ("hangs_dividing", "chia điều khoản quá 3 giây"),
        ("devours_memory", "khi chia điều khoản"),
        ("stumbles_over_facts", "gặp lỗi khi tìm dữ kiện (KeyError)"),
    ],
)
def test_a_step_that_dies_or_hangs_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, told: str
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.docx").write_bytes(_with_body(_paragraph("Kế hoạch")))
    (files / "b.docx").write_bytes(_with_body(_paragraph("Kế hoạch") + _paragraph("Điều 1. Thử.")))
    (files / "c.txt").write_text("KẾ HOẠCH\nĐiều 1. Thử.", encoding="utf-8")
    # The worker itself does the harm: it is started anew, and finds the module.
    monkeypatch.setenv("PYTHONPATH", str(Path(harmful.__file__).parent))
    WORKER.stop()
    monkeypatch.setattr("indexing.parsing.parse_content", getattr(harmful, harm))
    report = index_paths([files], Settings(data_dir=tmp_path / "data", read_timeout_s=3))
    WORKER.stop()
    assert {d.file: d.status for d in report.documents} == {
        "a.docx": "failed",
        "b.docx": "indexed",
        "c.txt": "indexed",
    }
    assert told in (report.failed[0].error or "") and "a.docx" in (report.failed[0].error or "")


def test_folders_that_contain_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    (folder / "con").mkdir(parents=True)
    (folder / "con" / "vb.txt").write_text("Kế hoạch", encoding="utf-8")
    (folder / "con" / "vong").symlink_to(folder, target_is_directory=True)
    (folder / "gay.txt").symlink_to(folder / "khong-co.txt")
    (folder / "tu-than.txt").symlink_to(folder / "tu-than.txt")
    os.mkfifo(folder / "ong.txt")
    found, missing = find_files([folder])
    assert [path.name for path in found] == ["vb.txt"] and missing == []


def test_a_memory_peak_is_told_while_the_worker_lives(tmp_path: Path) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(100, 700, "Noi dung ke hoach nam 2031")
    canvas.save()
    reading(tmp_path, "mot.pdf", buffer.getvalue())
    peak = WORKER.peak_memory()
    assert peak is None or 2**20 < peak < 2**31


def test_reading_and_dividing_twenty_thousand_lines_is_not_quadratic(tmp_path: Path) -> None:
    import time

    def seconds(lines: int) -> float:
        text = "".join(
            f"{n % 40 + 1}. Việc thứ {n} cần làm trong năm;\n- gạch đầu dòng của việc\n| {n} | Sở Y tế |\n"
            for n in range(lines // 3)
        )
        started = time.perf_counter()
        for name in ("dai.txt", "dai.md"):
            read = reading(tmp_path, name, text)
            parse(read, document_id="d", source=tmp_path / name, sha256="")
        return time.perf_counter() - started

    short, long = seconds(4_000), seconds(20_000)
    assert long < 12 * short + 2, (short, long)


@pytest.mark.parametrize(
    "run",
    [" ", "\u00a0", "*", "7", "a; ", "a\n", "# a\n", "A\n", "70% ", "giao; Sở Y tế ",
     "đến hết "],
    ids=["blanks", "hard blanks", "stars", "digits", "semicolons", "short lines", "headings", "capitals",
         "figures", "tasks", "dates"],
)  # fmt: skip
def test_a_run_of_anything_keeps_no_rule_busy(tmp_path: Path, run: str) -> None:
    text = f"KẾ HOẠCH\nVề việc\nI. MỤC TIÊU\n1. Sở Y tế {run * (20_000 // len(run))} chủ trì\n2. Hết."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text("KẾ HOẠCH\nĐiều 1. Thử.", encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", read_timeout_s=30)
    report = index_paths([tmp_path / "a.txt", tmp_path / "b.txt"], settings)
    assert [d.status for d in report.documents] == ["indexed", "indexed"], report.failed
