"""Excel workbooks (.xlsx): task tables.

Rule: a sheet's name is a heading, every row with something in it is a table row, merged cells
stand once, dates are written as Vietnamese documents write them. Stored results of formulas are
read, formulas are not computed; hidden sheets are left out.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import openpyxl

from indexing.model import ReadText
from indexing.readers.building import TextBuilder

_MOST_ROWS = 100_000
_MOST_COLUMNS = 200


def read_sheet(data: bytes) -> ReadText:
    """The text of a workbook as blocks."""
    workbook: Any = openpyxl.load_workbook(BytesIO(data), data_only=True)
    builder = TextBuilder()
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        named, table = False, None
        width = min(sheet.max_column, _MOST_COLUMNS)
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _MOST_ROWS), max_col=width):
            texts = [_written(cell.value) for cell in row]
            filled = [i for i, text in enumerate(texts) if text.strip()]
            if not filled:
                table = None  # an empty row ends a table
                continue
            if not named:
                builder.paragraph(sheet.title, level=1)
                named = True
            bold = all(row[i].font is not None and bool(row[i].font.b) for i in filled)
            if len(filled) == 1 and table is None:
                # A title above the table stands in one cell, mostly a merged one.
                builder.paragraph(texts[filled[0]], bold=bold)
                continue
            table = builder.new_table() if table is None else table
            builder.row(_without_outer_blanks(sheet, texts), table=table, bold=bold)
    workbook.close()
    return builder.build("xlsx")


def _without_outer_blanks(sheet: Any, texts: list[str]) -> list[str]:
    """The cells between the first and last column the sheet uses at all."""
    return texts[max(sheet.min_column - 1, 0) :]


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        moment = value.strftime(" %H:%M") if (value.hour, value.minute) != (0, 0) else ""
        return value.strftime("%d/%m/%Y") + moment
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)
