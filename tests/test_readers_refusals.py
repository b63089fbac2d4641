"""What cannot be read ends in a ``ReadError`` that says what to do, and nothing else does."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from reader_samples import reading
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexing.isolation import WORKER
from indexing.readers import SUFFIXES, ReadError, read_file
from indexing.settings import Settings


def _pdf(
    pages: int = 1, encrypt: StandardEncryption | None = None, text: str = "Noi dung ke hoach nam 2031"
) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    for _ in range(pages):
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _docx() -> bytes:
    buffer = BytesIO()
    document = docx.Document()
    document.add_paragraph("Nội dung")
    document.save(buffer)
    return buffer.getvalue()


def _changed(data: bytes, part: str, body: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, body if name == part else source.read(name))
        if part not in source.namelist():
            target.writestr(part, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rong.txt", b"", "rỗng"),
        ("trang.txt", b" \n\t\n", "không có chữ"),
        ("anh.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "không phải là văn bản"),
        ("hong.docx", b"PK\x03\x04 khong phai", "bị hỏng"),
        ("khoa.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "mật khẩu"),
        ("hong.pdf", b"%PDF-1.7 cut", "bị hỏng"),
        ("khoa.pdf", _pdf(encrypt=StandardEncryption("mot", "hai")), "mật khẩu"),
        ("quet.pdf", _pdf(text=""), "bản quét"),
        ("macro.docm", b"PK", "macro"),
        ("macro.docx", _changed(_docx(), "word/vbaProject.bin", b"x"), "macro"),
        ("bom.docx", _changed(_docx(), "word/media/a.bin", b"\0" * 120_000_000), "bất thường"),
        ("la.xyz", b"abc", "chưa hỗ trợ"),
        ("khongduoi", b"abc", "không có đuôi"),
    ],
)
def test_refusal_names_the_file_and_the_fault(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=message) as refusal:
        reading(tmp_path, name, content)
    assert name in str(refusal.value) and "; hãy " in str(refusal.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="không có tệp này"):
        read_file(tmp_path / "khong.txt", Settings())
    with pytest.raises(ReadError, match="không phải là một tệp"):
        read_file(tmp_path, Settings())


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "dai.pdf"
    path.write_bytes(_pdf(pages=4))
    with pytest.raises(ReadError, match="4 trang"):
        read_file(path, Settings(max_pages=3))
    big = tmp_path / "to.txt"
    big.write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(ReadError, match="1 MB"):
        read_file(big, Settings(max_file_mb=1))


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("MẬT", encoding="utf-8")
    body = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Nội dung &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    read = reading(tmp_path, "xxe.docx", _changed(_docx(), "word/document.xml", body.encode()))
    assert "MẬT" not in read.text


def test_slow_reading_is_stopped_and_the_next_one_works(tmp_path: Path) -> None:
    path = tmp_path / "kh.docx"
    path.write_bytes(_docx())
    WORKER.stop()
    with pytest.raises(ReadError, match="giây"):
        read_file(path, Settings(read_timeout_s=0.001))
    assert read_file(path, Settings()).text == "Nội dung"


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_damaged_files_raise_nothing_else(tmp_path: Path, suffix: str) -> None:
    whole = {".docx": _docx(), ".pdf": _pdf(3)}.get(suffix, "<p>Kế hoạch | năm **2031**</p>".encode() * 40)
    dice = random.Random(2031)
    # A converter takes seconds a file.
    for i in range(2 if suffix in {".doc", ".rtf"} else 25):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 60)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if i % 3 == 0:
            del data[dice.randrange(len(data)) :]
        try:
            reading(tmp_path, f"hong{i}{suffix}", bytes(data))
        except ReadError:
            continue
