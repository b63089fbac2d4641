"""Tables: every data row is one clause whose cells know their columns' headings.

The heading is the row that begins with *TT* (or, without one, a first row of short words over
rows that are not), a second heading row and a row that numbers the columns included. A row that
only names a group (``I | NHIỆM VỤ CHUNG | |``) becomes a heading of the rows after it. A heading
repeated over a page break is no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexing.model import Cell
from indexing.structure.lines import Line
from indexing.structure.numbering import roman_value
from indexing.structure.repair import repaired
from indexing.structure.tree import Node
from indexing.structure.wording import folded, is_capitals, plain

_ORDER_HEAD = re.compile(r"(?:s?\s*\.?\s*tt|so tt|so thu tu|no\.?|stt)\.?", re.I)
_LABEL = re.compile(r"\(?(\d{1,4}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-ZĐ]|[a-zđ])[.)]?")
_TOTAL = re.compile(r"(?:tổng|cộng)\b", re.I)
_HEAD_CELL = 90


def add_table(parent: Node, rows: Sequence[Line]) -> Node | None:
    """Hang the rows of one table below ``parent``; returns the last node added."""
    return _Table(parent, rows).add()


class _Table:
    def __init__(self, parent: Node, rows: Sequence[Line]) -> None:
        self._parent = parent
        self._rows = rows
        self._texts = [_texts(row) for row in rows]
        self._first, self._count = _heading_rows(self._texts)
        heads = self._texts[self._first : self._first + self._count]
        self._columns = _columns(heads)
        self._order = _order_column(self._columns, self._texts[self._first + self._count :])
        self._groups: list[tuple[str, Node]] = []
        self._label = ""

    def add(self) -> Node | None:
        last: Node | None = None
        heading = {tuple(t) for t in self._texts[self._first : self._first + self._count]}
        for i, (row, texts) in enumerate(zip(self._rows, self._texts, strict=True)):
            if i < self._first:
                last = self._parent.add(Node("part", "đầu bảng", [row]))
            elif i < self._first + self._count:
                if last is None or last.kind != "part" or last.children:
                    last = self._parent.add(Node("part", "đầu bảng", [row]))
                else:
                    last.lines.append(row)
            elif tuple(texts) in heading:
                last = self._parent.add(Node("boilerplate", "đầu bảng nhắc lại", [row]))
            elif self._is_group(i):
                last = self._group(row, texts)
            else:
                last = self._row(row, texts)
        return last

    def _row(self, row: Line, texts: list[str]) -> Node:
        above = self._groups[-1][1] if self._groups else self._parent
        cells = tuple(
            Cell(start=span.start, end=span.end, column=self._columns[j] if j < len(self._columns) else "")
            for j, span in enumerate(row.cells)
        )
        return above.add(Node("row", self._name(above, texts), [row], cells=cells))

    def _name(self, above: Node, texts: list[str]) -> str:
        filled = [t for t in texts if t]
        if filled and _TOTAL.match(filled[0]):
            return "Tổng cộng"
        if self._order is not None and self._order < len(texts):
            if label := _label(texts[self._order]):
                self._label = label
                return label
            if not texts[self._order] and self._label:
                return self._label
        return above.next_name("dòng")

    def _is_group(self, i: int) -> bool:
        texts = self._texts[i]
        if len(texts) < 3 or i + 1 >= len(self._texts):
            return False
        filled = [t for t in texts if t]
        order = texts[self._order] if self._order is not None and self._order < len(texts) else ""
        named = list(dict.fromkeys(t for t in filled if t != order or not _label(t)))
        if len(named) != 1 or _TOTAL.match(named[0]):
            return False
        label = _label(order) or ""
        if label.isdigit() or "." in label:
            following = _label(self._texts[i + 1][self._order or 0]) or ""
            return following.startswith(f"{label}.")
        if label and len(label) == 1 and label.islower():
            return False
        return (
            bool(label)
            or is_capitals(named[0])
            or bool(re.match(r"[IVXA-Z0-9]+[.)]\s", named[0]))
            or (len(set(filled)) == 1 and len(filled) > 1)
        )

    def _group(self, row: Line, texts: list[str]) -> Node:
        order = texts[self._order] if self._order is not None and self._order < len(texts) else ""
        label = _label(order) or ""
        words = next((t for t in texts if t and t != order), order)
        family = _family(label)
        while self._groups and any(f == family for f, _ in self._groups):
            self._groups.pop()
        if family in ("I", "A"):
            self._groups = [g for g in self._groups if family == "I" and g[0] == "A"]
        above = self._groups[-1][1] if self._groups else self._parent
        heading = f"{label}. {words}" if label else words
        node = above.add(Node("part", label or _brief(words), [row], heading=heading))
        self._groups.append((family, node))
        self._label = ""
        return node


def _texts(row: Line) -> list[str]:
    return [folded(row.text[c.start - row.start : c.end - row.start]) for c in row.cells]


def _heading_rows(texts: list[list[str]]) -> tuple[int, int]:
    """Where the heading begins and how many rows it has."""
    for i, row in enumerate(texts[:4]):
        first = next((t for t in row if t), "")
        if _ORDER_HEAD.fullmatch(plain(first)) and len(row) > 1:
            return i, _height(texts, i)
    return (0, _height(texts, 0)) if _words_over_data(texts) else (0, 0)


def _height(texts: list[list[str]], at: int) -> int:
    count = 1
    while at + count < len(texts):
        row = texts[at + count]
        filled = [t for t in row if t]
        order = next(iter(row), "")
        repeated = order == next(iter(texts[at]), "") and order != ""
        sub = (not order or repeated) and all(len(t) < _HEAD_CELL for t in filled) and len(filled) > 1
        below = texts[at + count + 1] if at + count + 1 < len(texts) else []
        if _numbers_columns(row) or (sub and below and (_label(below[0]) or _numbers_columns(below))):
            count += 1
            continue
        break
    return count


def _numbers_columns(row: list[str]) -> bool:
    filled = [t.strip("()[] ") for t in row if t]
    while filled and filled[0] in ("A", "B", "C", "TT") and len(filled) > 2:
        filled.pop(0)
    numbers = [int(m.group()) for t in filled if (m := re.match(r"\d{1,2}(?=$|\s*[=+])", t))]
    return len(filled) >= 2 and len(numbers) == len(filled) and all(b == a + 1 for a, b in pairwise(numbers))


def _words_over_data(texts: list[list[str]]) -> bool:
    head = texts[0]
    if len(texts) < 3 or len(head) < 2 or not all(head):
        return False
    if any(len(t) > 60 or t[-1:] in ".;:" or not t[:1].isupper() or re.search(r"\d{3}|^\d", t) for t in head):
        return False
    if len(set(head)) < len(head):
        return False
    longer = any(
        len(t) > 1.5 * len(head[j]) + 10 for row in texts[1:] for j, t in enumerate(row[: len(head)])
    )
    counted = any(re.fullmatch(r"[\d.,%]+", t) for row in texts[1:] for t in row)
    return longer or counted


def _columns(heads: list[list[str]]) -> list[str]:
    width = max((len(row) for row in heads), default=0)
    rows = [row for i, row in enumerate(heads) if i == 0 or not _numbers_columns(row)]
    return [
        repaired(" - ".join(dict.fromkeys(row[j] for row in rows if j < len(row) and row[j])))
        for j in range(width)
    ]


def _order_column(columns: list[str], rows: list[list[str]]) -> int | None:
    for j, column in enumerate(columns):
        if _ORDER_HEAD.fullmatch(plain(column.split(" - ")[0])):
            return j
    first = [row[0] for row in rows if row and row[0]]
    labels = [t for t in first if _label(t)]
    return 0 if first and len(labels) >= 0.6 * len(first) else None


def _label(text: str) -> str | None:
    found = _LABEL.fullmatch(text.strip())
    return found.group(1) if found else None


def _family(label: str) -> str:
    if not label:
        return "text"
    if roman_value(label) and label.isupper():
        return "I"
    return "A" if label.isupper() else ".".join("1" for _ in label.split("."))


def _brief(text: str) -> str:
    words = text[:1].upper() + (text[1:].lower() if is_capitals(text) else text[1:])
    return words if len(words) <= 60 else re.sub(r"\s+\S*$", "", words[:60]) + "…"
