"""Files of every format, damaged in any way: a reading or a ``ReadError``, and nothing else.

A run in CI takes seconds; ``TRICHDAN_TEST_FUZZ=2000`` gives every reader that many inputs, and
``python -m eval.fuzz`` damages real files for as long as it is told to.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fact_samples import plan
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.fuzz import fuzzed, outcome_of, seeds
from eval.soundness import unsound_clauses
from indexing.isolation import WORKER
from indexing.model import Block, ReadText, Span
from indexing.settings import Settings
from indexing.structure import parse

INPUTS = int(os.environ.get("TRICHDAN_TEST_FUZZ", "12"))
LINES = ("KẾ HOẠCH", "I. MỤC TIÊU", "1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ.", "- Năm 2031 đạt 70,1%;")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".xlsx", ".pdf"])
def test_damaged_files_are_read_soundly_or_refused(tmp_path: Path, suffix: str) -> None:
    files = seeds(tmp_path)[suffix]  # no shared material there: the sample's own
    outcomes = fuzzed(
        {suffix: files}, Settings(read_timeout_s=120), seed=5, more=lambda r: r[suffix].inputs < INPUTS
    )[suffix]
    assert outcomes.findings == []
    assert outcomes.read > 0


def test_a_reader_that_dies_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    assert outcome_of(path, Settings()) == ("read", "")
    asked = WORKER._asked

    def killed(process, request, timeout):  # type: ignore[no-untyped-def]
        process.kill()
        return asked(process, request, timeout)

    monkeypatch.setattr(WORKER, "_asked", killed)
    assert outcome_of(path, Settings()) == ("finding", "WorkerDied")


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


@settings(max_examples=max(INPUTS, 60), deadline=None)
@given(readings())
def test_any_mixture_of_blocks_is_divided_into_slices_that_cover_it(read: ReadText) -> None:
    document, clauses = parse(read, document_id="d", source=Path("d.pdf"), sha256="")
    assert unsound_clauses(document, clauses) is None


def test_a_footnote_between_a_chapter_and_its_name_is_in_neither() -> None:
    sample = plan("Chương II\n[1] Theo số liệu năm 2024.\nNHÀ ĐỌC CỦA THÔN\nĐiều 1. Mở cửa\n")
    assert unsound_clauses(sample.document, tuple(sample.clauses.values())) is None
    assert any(clause.kind == "footnote" for clause in sample.clauses.values())
