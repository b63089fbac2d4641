"""Excel workbooks (.xlsx): task tables.

Rule: a sheet's name is a heading, every row with something in it is a table row, a merged cell
stands once and holds for the rows it covers, dates and percentages are written as Vietnamese
documents write them. Stored results of formulas are read, formulas are not computed; hidden sheets
are left out.
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
        if sheet.sheet_state == "visible":
            _add_sheet(builder, sheet)
    workbook.close()
    return builder.build("xlsx")


def _add_sheet(builder: TextBuilder, sheet: Any) -> None:
    size = {"max_row": min(sheet.max_row, _MOST_ROWS), "max_col": min(sheet.max_column, _MOST_COLUMNS)}
    rows = [[(_shown(cell), _is_bold(cell)) for cell in row] for row in sheet.iter_rows(**size)]
    covered = _covered(sheet, size["max_row"])
    used = [i for row in rows for i, (text, _) in enumerate(row) if text.strip()]
    if not used:
        return
    builder.paragraph(sheet.title, level=1)
    table: int | None = None
    for number, row in enumerate(rows, start=1):
        cells = row[min(used) : max(used) + 1]
        filled = [(text, bold) for text, bold in cells if text.strip()]
        all_bold = all(bold for _, bold in filled)
        if not filled:
            table = None  # an empty row ends a table
        elif len(filled) == 1 and table is None:
            # A title above the table stands in one cell, mostly a merged one.
            builder.paragraph(filled[0][0], bold=all_bold)
        else:
            table = builder.new_table() if table is None else table
            texts = (
                None if (number, column) in covered else text
                for column, (text, _) in enumerate(cells, start=min(used) + 1)
            )
            builder.row(texts, table=table, bold=all_bold)


def _covered(sheet: Any, last: int) -> set[tuple[int, int]]:
    """The places (row and column from 1) over which a cell above is merged down."""
    return {
        (row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row + 1, min(merged.max_row, last) + 1)
    }


def _is_bold(cell: Any) -> bool:
    return cell.font is not None and bool(cell.font.b)


def _shown(cell: Any) -> str:
    """What the cell says as people see it: a share formatted as a percentage is one."""
    value = cell.value
    is_share = isinstance(value, int | float) and not isinstance(value, bool)
    if is_share and str(cell.number_format).rstrip().endswith("%"):
        return f"{_written(round(value * 100.0, 6))}%"
    return _written(value)


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
