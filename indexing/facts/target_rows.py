"""Targets in tables: a row names an indicator, its cells the figures to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.figures import PERCENT, UNITS
from indexing.facts.surroundings import cell_text
from indexing.model import Clause, Target

_INDICATOR_COLUMN = re.compile(r"chỉ tiêu|mục tiêu|chỉ số", re.I)
_NAME_COLUMN = re.compile(r"nội dung|tiêu chí|tên|nhiệm vụ", re.I)
_UNIT_COLUMN = re.compile(r"đơn vị(?: tính)?$|đvt", re.I)
_NO_FIGURE_COLUMN = re.compile(
    r"^(?:tt|stt|số tt|số thứ tự)$|điểm|trang|mã|ghi chú|phí|giá|số tiền|thời hạn|thời gian|hiện trạng"
    r"|thực hiện năm"
    r"|kết quả",
    re.I,
)
_PRODUCT_COLUMN = re.compile(r"sản phẩm|kết quả đầu ra|kết quả cần đạt", re.I)
_YEAR_COLUMN = re.compile(r"20\d\d")
_N = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_WORDS = re.compile(r"[^\W\d_]{2}")
_FIGURE_CELL = re.compile(
    rf"(?P<comparison>≥|≤|>|<|trên|dưới|tối thiểu|ít nhất|khoảng|từ)?\s*"
    rf"(?P<value>{PERCENT}|\d{{1,3}}/\d{{1,3}}|{_N})\s*(?P<after>trở lên|trở xuống)?",
    re.I,
)
_COUNTED_PRODUCT = re.compile(rf"(?P<value>{_N}|{PERCENT})\s+(?P<noun>(?:{UNITS})\b[^\d,;]{{0,60}})", re.I)


def of_row(clause: Clause, goals: bool) -> Iterator[Target]:
    """The targets of a row: each figure in a column of figures, a counted product."""
    cells = [(" ".join(c.column.split()), cell_text(clause, c)) for c in clause.cells]
    indicator = next((v for c, v in cells if _INDICATOR_COLUMN.search(c)), "")
    if not indicator and goals:
        indicator = next((v for c, v in cells if _NAME_COLUMN.search(c)), "")
    unit = next((v for c, v in cells if _UNIT_COLUMN.search(c)), "")
    for column, value in cells if indicator else ():
        match = _FIGURE_CELL.fullmatch(value)
        if (
            not match
            or value == indicator
            or not _WORDS.search(indicator)
            or _NO_FIGURE_COLUMN.search(column)
            or re.fullmatch(r"20\d\d", value)
        ):
            continue
        year = _YEAR_COLUMN.search(column)
        yield _target(
            clause,
            indicator,
            scope="" if year or _INDICATOR_COLUMN.search(column) else column,
            comparison=" ".join(filter(None, (match["comparison"], match["after"]))),
            value=match["value"].strip(),
            unit="%" if "%" in match["value"] else unit,
            year=year.group() if year else "",
        )
    for column, value in cells:
        if _PRODUCT_COLUMN.search(column) and (product := _COUNTED_PRODUCT.fullmatch(value)):
            yield _target(clause, product["noun"], value=product["value"])


def _target(clause: Clause, indicator: str, **fields: str) -> Target:
    return Target.model_validate(
        {
            "document_id": clause.document_id,
            "clause_id": clause.id,
            "start": clause.start,
            "end": clause.end,
            "indicator": indicator,
            **fields,
        }
    )
