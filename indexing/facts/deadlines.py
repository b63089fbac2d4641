"""Thời hạn: what is due by when, to whom, or under which condition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.facts.agencies import mentions
from indexing.facts.references import DATE
from indexing.language import folded, sentences
from indexing.model import Clause, Deadline, Span

_DUE = re.compile(
    rf"(?:(?:[Tt]rước|[Cc]hậm nhất(?: là| vào| đến)?|[Mm]uộn nhất(?: là| vào)?|[Đđ]ến hết|[Hh]ết|[Đđ]ến|[Vv]ào|[Tt]ừ"
    rf"|[Tt]rong|[Hh]oàn thành(?: trong| trước)?|[Kk]ể từ)\s+)+"
    rf"(?:ngày\s+(?:{DATE}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}(?: tháng \d{{1,2}})?(?: hằng năm| hàng năm| hằng tháng| hàng tháng)?)"
    rf"|(?:tháng|quý)\s+(?:\d{{1,2}}|[IV]+)(?:\s*(?:/|năm)\s*\d{{4}})?|năm\s+20\d\d)"
    rf"|(?:[Tt]hời gian|[Tt]hời hạn)(?: thực hiện| hoàn thành| báo cáo)?\s*:\s*[^.;\n]+"
    rf"|[Ll]úc \d{{1,2}}\s?(?:giờ|h)\s?\d{{0,2}}[^.;,\n]{{0,30}}"
)
# "giai đoạn 2021 - 2025, định hướng đến năm 2030" names a programme, it sets no deadline.
_VISION = re.compile(r"(?:định hướng|tầm nhìn|giai đoạn|từ nay|thời kỳ)\W*$", re.IGNORECASE)
_TIME_COLUMN = re.compile(r"thoi gian|thoi han|tien do|han hoan thanh|hoan thanh")


def of_clause(clause: Clause) -> Iterator[Deadline]:
    """The deadlines of a clause: a time column of a row, or due dates in its sentences."""
    if clause.kind == "row":
        yield from _of_row(clause)
        return
    text = clause.text
    for sentence in sentences(text):
        last = sentence.start
        for match in _DUE.finditer(text, sentence.start, sentence.end):
            start = max(last, text.rfind(";", sentence.start, match.start()) + 1)
            what = " ".join(text[start : match.start()].split()).strip(" ,;-+")
            if len(what.split()) < 3:
                what = " ".join(text[sentence.start : match.start()].split()).strip(" ,;-+")
            last = match.end()
            if _VISION.search(what):
                continue
            recipients = [m.of(what) for m in mentions(what)] if folded(what).find("bao cao") >= 0 else []
            yield Deadline(
                document_id=clause.document_id,
                clause_id=clause.id,
                start=clause.start + sentence.start,
                end=clause.start + sentence.end,
                what=what,
                due=" ".join(match.group().split()).strip(" ,;"),
                recipient=", ".join(recipients),
            )


def _of_row(clause: Clause) -> Iterator[Deadline]:
    cells = {cell.column: _cell_text(clause, cell) for cell in clause.cells}
    due = next((v for c, v in cells.items() if _TIME_COLUMN.search(folded(c)) and v), "")
    what = max((v for c, v in cells.items() if not _TIME_COLUMN.search(folded(c))), key=len, default="")
    if due and what:
        yield Deadline(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            what=what,
            due=due,
        )


def _cell_text(clause: Clause, cell: Span) -> str:
    return " ".join(clause.text[cell.start - clause.start : cell.end - clause.start].split())
