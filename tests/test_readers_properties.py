"""What holds of every reading, whatever the file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.soundness import unsound_reading
from indexing.model import ReadText
from indexing.readers import ReadError, read_file
from indexing.settings import Settings

RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["", "|", "| a | b |", "|---|---|", "1 | hai |  |", "## **Đề mục**", "- gạch *nghiêng*", "-----"]
        ),
        st.sampled_from(["Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành và các", "đơn vị thực hiện."]),
    ),
    max_size=40,
)


def assert_sound(read: ReadText) -> None:
    """Blocks are in order, disjoint, cover all text, and hold their cells."""
    assert unsound_reading(read) is None


def _read(path: Path) -> ReadText | None:
    try:
        return read_file(path, Settings())
    except ReadError:
        return None


@RELAXED
@given(lines=LINES, suffix=st.sampled_from([".txt", ".md", ".html"]))
def test_any_text_is_read_soundly_and_alike_twice(tmp_path: Path, lines: list[str], suffix: str) -> None:
    path = tmp_path / f"vb{suffix}"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    read = _read(path)
    assert read == _read(path)
    if read is not None:
        assert_sound(read)


@RELAXED
@given(data=st.binary(min_size=1, max_size=400), suffix=st.sampled_from([".txt", ".md", ".html", ".htm"]))
def test_random_bytes_raise_nothing_but_read_errors(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"vb{suffix}"
    path.write_bytes(data)
    read = _read(path)
    if read is not None:
        assert_sound(read)


@RELAXED
@given(data=st.binary(max_size=200), suffix=st.sampled_from([".pdf", ".docx"]))
def test_random_packages_raise_nothing_but_read_errors(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"vb{suffix}"
    path.write_bytes({".pdf": b"%PDF-1.4\n", ".docx": b"PK\x03\x04"}[suffix] + data)
    assert _read(path) is None


@settings(parent=RELAXED, max_examples=25)
@given(
    rows=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "M"])),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_word_table_is_read_soundly(tmp_path: Path, rows: list[list[str]]) -> None:
    document = docx.Document()
    document.add_paragraph("Bảng phân công")
    table = document.add_table(rows=len(rows), cols=2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    path = tmp_path / "bang.docx"
    path.write_bytes(buffer.getvalue())
    read = _read(path)
    assert read is not None
    assert_sound(read)
