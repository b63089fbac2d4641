"""Invented documents for the tests of structure, read a paragraph a line."""

from __future__ import annotations

from pathlib import Path

from indexing.model import Block, Clause, Document, ReadText, Span
from indexing.structure import parse

HEAD = """ỦY BAN NHÂN DÂN TỈNH LÂM SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 17/KH-UBND
Lâm Sơn, ngày 05 tháng 3 năm 2031
KẾ HOẠCH
Nhiệm vụ trọng tâm năm học 2031 - 2032 trên địa bàn tỉnh Lâm Sơn
"""


def read(text: str) -> ReadText:
    """A text with a paragraph a line; a line with bars is a row of a table."""
    blocks: list[Block] = []
    at, table, in_table = 0, -1, False
    for line in text.split("\n"):
        row = "|" in line
        table += row and not in_table
        in_table = row
        if line.strip():
            blocks.append(_row(line, at, table) if row else Block(start=at, end=at + len(line)))
        at += len(line) + 1
    return ReadText(text=text, blocks=tuple(blocks), format="txt")


def _row(line: str, at: int, table: int) -> Block:
    cells, start = [], 0
    for cell in line.rstrip().rstrip("|").split("|"):
        left = len(cell) - len(cell.lstrip())
        cells.append(Span(start=at + start + left, end=at + start + max(left, len(cell.rstrip()))))
        start += len(cell) + 1
    return Block(start=at, end=at + len(line), kind="row", cells=tuple(cells), table=table)


def parsed(text: str) -> tuple[Document, dict[str, Clause]]:
    document, clauses = parse(read(text), document_id="d", source=Path("tep.txt"), sha256="0")
    return document, {clause.path: clause for clause in clauses}


def paths(text: str) -> list[str]:
    return [p for p, c in parsed(text)[1].items() if c.kind not in ("title", "boilerplate")]
