"""Make the sample documents that are not text files: one Word document, one PDF.

``python eval/sample/make_documents.py`` reads the two texts in ``source/`` and writes
``documents/*.docx`` and ``documents/*.pdf``. The same input gives the same bytes.

A source is plain text with section marks: ``@head`` (title block, two columns parted by ``|``),
``@title``, ``@body`` (one paragraph a line), ``@table`` (one row a line, first row headings),
``@sign`` (recipients, ``||``, signature), ``@appendix`` (a new page, centred lines).
"""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "source"
DOCUMENTS = HERE / "documents"
MOMENT = dt.datetime(2025, 1, 1)


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """The sections of a source in order: mark and lines."""
    mark, lines = "", list[str]()
    for line in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            if mark:
                yield mark, lines
            mark, lines = line[1:], []
        elif line.strip():
            lines.append(line)
    yield mark, lines


def cells(line: str) -> list[str]:
    """The cells of a table line."""
    return [cell.strip() for cell in line.split("|")]


def parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """Recipients and signature of a ``@sign`` section."""
    at = lines.index("||")
    return lines[:at], lines[at + 1 :]


def is_heading(line: str) -> bool:
    """A line that is a heading of its own: ``I. …`` in capitals, ``1. …`` or ``a) …`` without a stop."""
    if re.match(r"[IVX]+\. ", line):
        return True
    return bool(re.match(r"(\d+\.|[a-zđ]\)) ", line)) and line[-1] not in ".;:/"


# --- Word -----------------------------------------------------------------------------------


def make_docx(source: str, target: Path) -> None:
    """A plan as a Word document: styled headings, a title block and an appendix as real tables."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    centre = WD_ALIGN_PARAGRAPH.CENTER
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(3), Cm(2)

    def line(into: Any, text: str, *, bold: bool = False, middle: bool = False) -> None:
        paragraph = into.add_paragraph()
        paragraph.add_run(text).bold = bold
        if middle:
            paragraph.alignment = centre

    def side_by_side(left: list[str], right: list[str]) -> None:
        table = document.add_table(rows=1, cols=2)
        for cell, texts in zip(table.rows[0].cells, (left, right), strict=True):
            cell.paragraphs[0].text = texts[0]
            for text in texts[1:]:
                cell.add_paragraph(text)

    for mark, lines in sections(source):
        if mark == "head":
            table = document.add_table(rows=0, cols=2)
            for row in lines:
                for cell, text in zip(table.add_row().cells, cells(row), strict=True):
                    cell.text = text
                    cell.paragraphs[0].alignment = centre
        elif mark == "title":
            for text in lines:
                line(document, text, bold=True, middle=True)
        elif mark == "body":
            for text in lines:
                level = 1 if re.match(r"[IVX]+\. ", text) else 2 if re.match(r"\d+\. ", text) else 0
                if level and is_heading(text):
                    document.add_heading(text, level=level)
                else:
                    line(document, text, bold=is_heading(text))
        elif mark == "sign":
            side_by_side(*parted(lines))
        elif mark == "appendix":
            section = document.add_section()
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
            for text in lines:
                line(document, text, bold=not text.startswith("("), middle=True)
        elif mark == "table":
            header = cells(lines[0])
            table = document.add_table(rows=0, cols=len(header))
            table.style = "Table Grid"
            for number, row in enumerate(lines):
                for cell, text in zip(table.add_row().cells, cells(row), strict=True):
                    cell.paragraphs[0].add_run(text).bold = number == 0

    properties = document.core_properties
    properties.author, properties.title = "", ""
    properties.created = properties.modified = MOMENT
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, read.read(name))


# --- PDF ------------------------------------------------------------------------------------


def make_pdf(source: str, target: Path) -> None:
    """A directive as a PDF with a text layer, numbered pages and a ruled table."""
    import matplotlib
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("Serif", str(fonts / "DejaVuSerif.ttf")))
    pdfmetrics.registerFont(TTFont("Serif-Bold", str(fonts / "DejaVuSerif-Bold.ttf")))
    plain = ParagraphStyle(
        "plain",
        fontName="Serif",
        fontSize=11,
        leading=16,
        spaceAfter=5,
        alignment=TA_JUSTIFY,
        firstLineIndent=0.8 * cm,
    )
    middle = ParagraphStyle("middle", parent=plain, alignment=TA_CENTER, firstLineIndent=0)
    title = ParagraphStyle("title", parent=middle, fontName="Serif-Bold", fontSize=12)
    small = ParagraphStyle("small", parent=middle, fontSize=9.5, leading=13, spaceAfter=0)
    left = ParagraphStyle("left", parent=small, alignment=0)
    grid = [("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    flow: list[Any] = []
    for mark, lines in sections(source):
        if mark == "head":
            flow += [
                Table(
                    [[Paragraph(cell, small) for cell in cells(row)] for row in lines],
                    colWidths=[6.5 * cm, 9.5 * cm],
                ),
                Spacer(1, 10),
            ]
        elif mark == "title":
            flow += [Paragraph(text, title) for text in lines]
        elif mark == "body":
            flow += [Paragraph(text, plain) for text in lines]
        elif mark == "table":
            flow += [
                Table(
                    [[Paragraph(cell, small) for cell in cells(row)] for row in lines],
                    colWidths=[5 * cm, 2.6 * cm, 4.4 * cm, 4 * cm],
                    style=grid,
                    repeatRows=1,
                ),
                Spacer(1, 8),
            ]
        elif mark == "sign":
            ours, theirs = parted(lines)
            row_of_two = [Paragraph(text, left) for text in ours], [Paragraph(text, small) for text in theirs]
            flow += [Spacer(1, 8), Table([row_of_two], colWidths=[8 * cm, 8 * cm], style=grid[1:])]

    def number(canvas: Any, template: Any) -> None:
        canvas.setFont("Serif", 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.3 * cm, str(template.page))

    SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title="Chỉ thị số 11/CT-UBND",
        author="",
        invariant=1,
    ).build(flow, onFirstPage=lambda *_: None, onLaterPages=number)


def main() -> None:
    """Write both files."""
    make_docx("ha-linh-2030.txt", DOCUMENTS / "ha-linh-2030.docx")
    make_pdf("lam-khe-chi-thi-an-toan.txt", DOCUMENTS / "lam-khe-chi-thi-an-toan.pdf")


if __name__ == "__main__":
    main()
