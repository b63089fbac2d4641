"""Real bytes of every format, damaged in any way: a reading or a ``ReadError``, and nothing else.

A run in CI takes seconds; ``TRICHDAN_TEST_FUZZ=20000`` gives every reader that many inputs.
"""

from __future__ import annotations

import os
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas
from test_readers_properties import assert_sound

from indexing.model import Block, ReadText, Span
from indexing.readers import ReadError, read_file
from indexing.settings import Settings
from indexing.structure import parse

INPUTS = int(os.environ.get("TRICHDAN_TEST_FUZZ", "12"))
FUZZED = settings(
    max_examples=INPUTS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LINES = ("KẾ HOẠCH", "I. MỤC TIÊU", "1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ.", "- Năm 2031 đạt 70,1%;")
MARKDOWN = "# KẾ HOẠCH\n\n| TT | Việc |\n|---|---|\n| 1 | Làm **A** |\n\n|\n1\n|\nViệc\n|\n|\n2\n|\n"


@cache
def whole(suffix: str) -> bytes:
    """A sound file of this format."""
    out = BytesIO()
    if suffix == ".docx":
        document = docx.Document()
        for line in LINES:
            document.add_paragraph(line, style="List Number" if line[0] == "-" else None)
        document.add_table(rows=2, cols=3).cell(1, 1).text = "Sở Y tế"
        document.save(out)
    elif suffix == ".xlsx":
        book = openpyxl.Workbook()
        for line in LINES:
            book.active.append([1, line, None])
        book.save(out)
    elif suffix == ".pdf":
        canvas = Canvas(out, pageCompression=0)
        for page in range(3):
            canvas.drawString(100, 700, f"Noi dung ke hoach nam 2031, trang {page}")
            canvas.grid([100, 200, 300], [600, 580, 560])
            canvas.showPage()
        canvas.save()
    elif suffix == ".html":
        rows = "".join(f"<tr><td rowspan=2>{line}<td>{line}" for line in LINES)
        out.write(f"<h1>KẾ HOẠCH</h1><ol><li>Một</ol><table>{rows}</table>".encode())
    else:
        out.write("\n".join([*LINES, MARKDOWN]).encode())
    return out.getvalue()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".xlsx", ".pdf"])
def test_damaged_bytes(tmp_path: Path, suffix: str) -> None:
    sound = whole(suffix)
    places = st.integers(0, len(sound) - 1)
    change = st.tuples(places, st.integers(0, 40), st.binary(max_size=40))

    @FUZZED
    @given(st.lists(change, min_size=1, max_size=12))
    def damaged(changes: list[tuple[int, int, bytes]]) -> None:
        data = sound
        for at, taken, put in changes:
            data = data[:at] + put + data[at + taken :]
        path = tmp_path / f"hong{suffix}"
        path.write_bytes(data)
        try:
            read = read_file(path, Settings(read_timeout_s=60))
        except ReadError:
            return
        assert_sound(read)
        parse(read, document_id="d", source=path, sha256="")

    damaged()


@st.composite
def readings(draw: st.DrawFn) -> ReadText:
    """Any mixture of paragraphs and rows, with whatever a reader may say about them."""
    words = st.sampled_from(
        [*LINES, "", "PHỤ LỤC", "TT", "1", "Điều 2. Tên", "Nơi nhận:", "“", "a) b", "x" * 2000]
    )
    text, blocks, starts = "", [], []
    for table in draw(st.lists(st.none() | st.integers(0, 2), max_size=25)):
        if draw(st.booleans()):
            starts.append(len(text))
        cells = draw(st.lists(words | st.text("ab .;|\n", max_size=8), min_size=1, max_size=5))
        spans, start = [], len(text)
        for cell in cells if table is not None else cells[:1]:
            spans.append(Span(start=len(text), end=len(text) + len(cell)))
            text += f"{cell} | " if table is not None else cell
        if text[start:].strip():
            extra = {"kind": "row", "cells": tuple(spans), "table": table} if table is not None else {}
            level = draw(st.integers(0, 6)) if table is None else 0
            blocks.append(
                Block.model_validate(
                    {"start": start, "end": len(text), "level": level, "bold": draw(st.booleans()), **extra}
                )
            )
        text += "\n"
    return ReadText(text=text, blocks=tuple(blocks), format="pdf", page_starts=tuple(starts))


@settings(parent=FUZZED, max_examples=max(INPUTS, 60))
@given(readings())
def test_any_mixture_of_blocks_is_divided_into_slices_that_cover_it(read: ReadText) -> None:
    document, clauses = parse(read, document_id="d", source=Path("d.pdf"), sha256="")
    at = 0
    for clause in clauses:
        assert document.text[at : clause.start].strip() == ""
        assert clause.text == document.text[clause.start : clause.end] != ""
        assert all(clause.start <= cell.start <= cell.end <= clause.end for cell in clause.cells)
        assert clause.searched_text.strip() or not clause.text.strip()
        at = clause.end
    assert document.text[at:].strip() == ""
    assert len({c.id for c in clauses}) == len({c.path for c in clauses}) == len(clauses)
