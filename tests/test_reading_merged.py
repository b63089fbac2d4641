"""A cell merged down over several rows holds for each of them, in every format that says so."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from fact_samples import Sample, sample
from pdf_samples import fonts
from reportlab.lib import colors
from reportlab.platypus import SimpleDocTemplate, Table

from assistant.assistant import Assistant
from eval.soundness import unsound_clauses, unsound_reading
from indexing.collection import Collection
from indexing.model import Assignment, Deadline
from indexing.pipeline import index_paths
from indexing.readers import read_file
from indexing.settings import Settings

TITLE = ["ỦY BAN NHÂN DÂN TỈNH LŨNG VÀI", "Số: 91/KH-UBND", "KẾ HOẠCH", "Phát triển thư viện xã năm 2031"]
HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]
ROWS = [
    ["1", "Khảo sát nhu cầu đọc của nhân dân", "Sở Nội vụ", "UBND các xã", "Quý I/2031"],
    ["2", "Lập danh mục sách cần mua thêm", "Sở Y tế", "Hội Nông dân tỉnh", "Quý II/2031"],
    ["3", "Tập huấn người trông coi tủ sách", "", "", "Quý III/2031"],
    ["4", "Đặt tủ sách lưu động ở bến đò", "", "UBND các xã", ""],
    ["5", "Tổng kết phong trào đọc sách", "Sở Tài chính", "", "Quý IV/2031"],
]
MERGED = [(2, 2, 4), (3, 2, 3), (4, 3, 4)]
"""Column, first and last row (below the heading, from 1) of each merged cell."""
LEADS = [("Sở Nội vụ",), ("Sở Y tế",), ("Sở Y tế",), ("Sở Y tế",), ("Sở Tài chính",)]


def _word() -> bytes:
    document = docx.Document()
    for line in TITLE:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(HEAD))
    for row in (HEAD, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for column, first, last in MERGED:
        text = table.cell(first, column).text
        table.cell(first, column).merge(table.cell(last, column)).text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page() -> bytes:
    spans = {(first, column): last - first + 1 for column, first, last in MERGED}
    covered = {(row, column) for column, first, last in MERGED for row in range(first + 1, last + 1)}
    rows = [
        "".join(
            f'<td rowspan="{spans.get((i, j), 1)}">{text}</td>'
            for j, text in enumerate(row)
            if (i, j) not in covered
        )
        for i, row in enumerate([HEAD, *ROWS])
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return ("".join(f"<p>{line}</p>" for line in TITLE) + f"<table>{body}</table>").encode()


def _sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in (*([line] for line in TITLE), [], HEAD, *ROWS):
        book.active.append(row)
    for column, first, last in MERGED:
        book.active.merge_cells(
            start_row=len(TITLE) + 2 + first, end_row=len(TITLE) + 2 + last,
            start_column=column + 1, end_column=column + 1,
        )  # fmt: skip
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _ruled() -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    fonts()
    body = ParagraphStyle("body", fontName="Body", fontSize=11)
    table = Table([HEAD, *ROWS])
    spans = [("SPAN", (column, first), (column, last)) for column, first, last in MERGED]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "Body", 8)]
    table.setStyle([*style, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
    buffer = BytesIO()
    SimpleDocTemplate(buffer).build([*(Paragraph(line, body) for line in TITLE), table])
    return buffer.getvalue()


@pytest.fixture(params=[".docx", ".html", ".xlsx", ".pdf"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made: dict[str, Callable[[], bytes]] = {".docx": _word, ".html": _page, ".xlsx": _sheet, ".pdf": _ruled}
    path = tmp_path / f"tu-sach{request.param}"
    path.write_bytes(made[request.param]())
    return path


def _rows(found: Sample) -> list[Assignment]:
    return found.of(Assignment)


def test_every_covered_row_has_the_agency_and_the_time_of_the_merged_cell(plan: Path) -> None:
    found = sample(plan)
    tasks = _rows(found)
    assert [task.task for task in tasks] == [row[1] for row in ROWS]
    assert [task.lead for task in tasks] == LEADS
    assert [task.cooperating for task in tasks] == [
        ("UBND các xã",), ("Hội Nông dân tỉnh",), ("Hội Nông dân tỉnh",), ("UBND các xã",), (),
    ]  # fmt: skip
    assert [task.time for task in tasks] == [
        "Quý I/2031", "Quý II/2031", "Quý III/2031", "Quý III/2031", "Quý IV/2031",
    ]  # fmt: skip
    assert [fact.due for fact in found.of(Deadline)] == [task.time for task in tasks]


def test_what_a_row_inherits_is_a_place_of_the_text_and_no_text_of_its_own(plan: Path) -> None:
    found = sample(plan)
    read = read_file(plan, Settings())
    assert unsound_reading(read) is None
    assert unsound_clauses(found.document, list(found.clauses.values())) is None
    assert found.document.text.count("Sở Y tế") == 1
    third = next(c for c in found.clauses.values() if c.text.startswith("3 |"))
    assert {c.column: c.text for c in third.shared} == {
        "Cơ quan chủ trì": "Sở Y tế",
        "Cơ quan phối hợp": "Hội Nông dân tỉnh",
    }
    assert all(found.document.text[c.start : c.end] == c.text for c in third.shared)
    assert {found.clauses[c.clause_id].text[:1] for c in third.shared} == {"2"}
    assert "Sở Y tế" in third.searched_text


def test_the_addresses_are_those_of_the_same_table_without_merged_cells(plan: Path, tmp_path: Path) -> None:
    unmerged = "\n".join((*TITLE, *(" | ".join(row) + " |" for row in (HEAD, *ROWS))))
    text = tmp_path / "tu-sach.txt"
    text.write_text(unmerged, encoding="utf-8")
    wanted = [c.path for c in sample(text).clauses.values() if c.kind == "row"]
    assert [path.rsplit(" > ", 1)[1] for path in wanted] == ["1", "2", "3", "4", "5"]
    assert [c.path for c in sample(plan).clauses.values() if c.kind == "row"] == wanted


def test_a_question_about_a_covered_row_is_answered_with_both_places(plan: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([plan], settings)
    with Collection.open(settings) as collection:
        answer = Assistant(collection, settings).ask("Cơ quan nào chủ trì tập huấn người trông coi tủ sách?")
    assert answer.answerable and "Sở Y tế" in answer.answer
    quotes = [citation.quote for citation in answer.citations]
    assert any("Tập huấn người trông coi" in quote for quote in quotes)
    assert any("Sở Y tế" in quote for quote in quotes)
