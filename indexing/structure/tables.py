"""Tables: every data row is one clause whose cells know their columns' headings.

The heading is the row that begins with *TT* (or, without one, a first row in bold type or of short
words over rows that are not), a second heading row and a row that numbers the columns included. A row that
only names a group (``I | NHIỆM VỤ CHUNG | |``) becomes a heading of the rows after it; rows below
a numbered one that have no number themselves belong to it, and inherit a line among them that
only names what follows (``- Giải tập thể | | |``). A row shares the cells of rows above that are
merged down over it, its number and what the heading says aside. A heading repeated over a page
break is no row; another heading opens a table inside the table, below the row that announces it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from indexing.model import Cell
from indexing.structure.lines import Line
from indexing.structure.numbering import roman_value
from indexing.structure.repair import repaired
from indexing.structure.tree import Node
from indexing.structure.wording import folded, is_capitals, plain

_ORDER_HEAD = re.compile(
    r"(?:s?\s*\.?\s*tt|so tt|no\.?|stt)\.?|(?:so )?thu tu(?: cong viec)?|(?:cac )?buoc(?: thuc hien)?", re.I
)
_LABEL = re.compile(r"\(?(B(?:ước )?\d{1,2}|\d{1,4}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-ZĐ]|[a-zđ])[.)]?")
_TOTAL = re.compile(r"(?:tổng (?:cộng|số)|cộng)\b|tổng(?: mức| kinh phí)?\s*(?:$|[\d:(./,])", re.I)
_FIGURE = re.compile(r"[-+~≥≤<>]?[\d.,\s]*\d[\d.,\s]*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_HEAD_CELL = 90
_SAYS_MORE = 8  # characters of a cell that is more than a code
_PLAIN = 2


def opens_table(row: Line) -> bool:
    """Whether a row is the heading of a table of numbered rows."""
    first, *others = [text for text in _texts(row) if text] or [""]
    return bool(others) and _ORDER_HEAD.fullmatch(plain(first)) is not None


def add_table(parent: Node, rows: Sequence[Line]) -> Node | None:
    """Hang the rows of one table below ``parent``; returns the last node added."""
    return _Table(parent, rows).add()


class _Table:
    def __init__(self, parent: Node, rows: Sequence[Line]) -> None:
        self._parent = parent
        self._rows = rows
        self._texts = [_texts(row) for row in rows]
        self._first, self._count = _heading_rows(self._texts, [row.heading for row in rows])
        heads = self._texts[self._first : self._first + self._count]
        self._columns = _columns(heads)
        self._order = _order_column(self._columns, self._texts[self._first + self._count :])
        self._groups: list[tuple[str, Node]] = []
        self._numbered: Node | None = None
        self._hollow = False  # whether the numbered row only names what follows
        self._minor: list[tuple[int, str]] = []

    def add(self) -> Node | None:
        last: Node | None = None
        heading = {_said(t) for t in self._texts[self._first : self._first + self._count]}
        inside = 0  # rows of a table inside this one
        for i, (row, texts) in enumerate(zip(self._rows, self._texts, strict=True)):
            if i < inside:
                continue
            if i < self._first:
                last = self._parent.add(Node("part", "đầu bảng", [row]))
            elif i < self._first + self._count:
                # A drawn row between two of a heading is no part of it.
                if last is None or last.kind != "part" or last.children or row.start > last.end + 1:
                    last = self._parent.add(Node("part", "đầu bảng", [row]))
                else:
                    last.lines.append(row)
            elif _said(texts) in heading:
                last = self._parent.add(Node("boilerplate", "đầu bảng nhắc lại", [row]))
            elif _opens_inner(texts):
                inside = self._end_of_inner(i)
                last = add_table(self._announcing(), self._rows[i:inside])
            elif self._is_group(i):
                last = self._group(row, texts)
            else:
                last = self._row(row, texts)
        return last

    def _announcing(self) -> Node:
        """What a table inside this one belongs to: the numbered row that only names it, or the group."""
        if self._numbered and self._hollow:
            return self._numbered
        return self._groups[-1][1] if self._groups else self._parent

    def _end_of_inner(self, start: int) -> int:
        """The row with the number after that of the row that announced a table inside this one."""
        own = _label(self._numbered.name) if self._numbered and self._hollow else None
        if not own or not own.replace(".", "").isdigit():
            return len(self._rows)
        parts = own.split(".")
        following = {".".join((*parts[:i], str(int(part) + 1))) for i, part in enumerate(parts)}
        for i, texts in enumerate(self._texts[start + 1 :], start + 1):
            filled = [t for t in texts if t]
            if len(filled) == 2 and _label(filled[0]) in following:
                return i
        return len(self._rows)

    def _row(self, row: Line, texts: list[str]) -> Node:
        columns = self._columns
        shared = self._shared(row)
        if self._has_slipped(texts):
            # Over a column too few, a figure would stand under another's heading.
            columns, texts = (columns[1:], ["", *texts]) if not texts[-1] else ([], ["", *texts])
        cells = tuple(
            Cell(start=span.start, end=span.end, column=columns[j] if j < len(columns) else "")
            for j, span in enumerate(row.cells)
        )
        label = _label(self._order_text(texts)) or ""
        named = [t for j, t in enumerate(texts) if t and j != self._order]
        above = self._groups[-1][1] if self._groups else self._parent
        if self._numbered and self._continues(texts, label):
            above = self._numbered
            if not label:
                node = self._unnumbered(above, row, cells, named)
                node.shared = shared
                return node
        node = above.add(Node("row", self._name(above, named, label), [row], cells=cells, shared=shared))
        if label and above is not self._numbered:
            self._numbered, self._hollow = node, len(named) < 2
            name = named[: next((i + 1 for i, t in enumerate(named) if len(t) > _SAYS_MORE), 1)]
            node.heading = ". ".join([label, *name])
            self._minor = [
                (_level(t), t) for t in named[len(name) :] if len(named) == 2 and _level(t) != _PLAIN
            ]
        elif not label:
            self._numbered = None
        return node

    def _shared(self, row: Line) -> tuple[Cell, ...]:
        """The cells of data rows above that are merged down over ``row``, under their columns."""
        data = self._rows[min(self._first + self._count, len(self._rows) - 1)].start
        return tuple(
            Cell(start=cell.start, end=cell.end, column=self._columns[j] if j < len(self._columns) else "")
            for j, cell in enumerate(row.above)
            if cell is not None and cell.start >= data and j != self._order
        )

    def _has_slipped(self, texts: list[str]) -> bool:
        """Whether a row lacks the cell of its number, merged with the one above, and words stand there."""
        order = self._order_text(texts)
        return (
            self._order == 0
            and _WORDS.search(order) is not None
            and not (_label(order) or _TOTAL.match(order))
        )

    def _unnumbered(self, above: Node, row: Line, cells: tuple[Cell, ...], named: list[str]) -> Node:
        """A row below a numbered one, under the lines that announce it."""
        level = _level(named[0]) if named else _PLAIN
        self._minor = [(above_it, text) for above_it, text in self._minor if above_it < level]
        node = Node("row", self._name(above, named, ""), [row], cells=cells)
        node.inherited = tuple(text for _, text in self._minor)
        if len(named) == 1:
            self._minor.append((level, named[0]))
        return above.add(node)

    def _continues(self, texts: list[str], label: str) -> bool:
        """Whether a row belongs to the numbered one above: without a number, or as its a, b, c."""
        if not label:
            return not self._order_text(texts)
        return self._hollow and label.islower() and len(label) == 1 and label.isalpha()

    def _order_text(self, texts: list[str]) -> str:
        return texts[self._order] if self._order is not None and self._order < len(texts) else ""

    def _name(self, above: Node, named: list[str], label: str) -> str:
        if not label and named and _TOTAL.match(named[0]):
            return "Tổng cộng"
        return label or above.next_name("dòng")

    def _is_group(self, i: int) -> bool:
        texts = self._texts[i]
        if len(texts) < 3 or i + 1 >= len(self._texts):
            return False
        filled = [t for t in texts if t]
        order = self._order_text(texts)
        if self._shared(self._rows[i]):
            return False  # its other cells are merged with those above
        named = list(dict.fromkeys(t for t in filled if t != order or not _label(t)))
        if len(named) != 1 or _TOTAL.match(named[0]):
            return False
        if self._numbered and not order and not is_capitals(named[0]):
            return False
        label = _label(order) or ""
        if label.isdigit() or "." in label:
            following = _label(self._texts[i + 1][self._order or 0]) or ""
            return following.startswith(f"{label}.")
        if (label[:1] == "B" and label[1:]) or (len(label) == 1 and label.islower()):
            return False
        return (
            bool(label)
            or is_capitals(named[0])
            or bool(re.match(r"[IVXA-Z0-9]+[.)]\s", named[0]))
            or (len(set(filled)) == 1 and len(filled) > 1)
        )

    def _group(self, row: Line, texts: list[str]) -> Node:
        order = self._order_text(texts)
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
        self._numbered = None
        return node


def _texts(row: Line) -> list[str]:
    return [folded(row.text[c.start - row.start : c.end - row.start]) for c in row.cells]


def _said(row: list[str]) -> tuple[str, ...]:
    """What a heading says, however it is typed again: without diacritics and calls of notes."""
    return tuple(plain(re.sub(r"\[\d{1,3}\]", "", t)).strip() for t in row)


def _opens_inner(texts: list[str]) -> bool:
    """Whether a row below the heading is a heading itself."""
    first, *others = [text for text in texts if text] or [""]
    return len(others) > 1 and _ORDER_HEAD.fullmatch(plain(first)) is not None


def _heading_rows(texts: list[list[str]], bold: list[bool]) -> tuple[int, int]:
    """Where the heading begins and how many rows it has. ``bold`` says which rows are in bold type."""
    for i, row in enumerate(texts[:4]):
        first = next((t for t in row if t), "")
        if _ORDER_HEAD.fullmatch(plain(first)) and len(row) > 1:
            return i, _height(texts, i)
        if i and all((_label(above[0]) or "").isdigit() for above in texts[i - 1 : i + 1]):
            break  # the rows have begun
    heads = _words_over_data(texts) or _bold_over_data(texts, bold)
    return (0, _height(texts, 0)) if heads else (0, 0)


def _height(texts: list[list[str]], at: int) -> int:
    count = 1
    while at + count < len(texts):
        after = (
            at + count + sum(1 for _ in takewhile(lambda row: _divides(row, texts[at]), texts[at + count :]))
        )
        below = texts[after] if after < len(texts) else []
        if after - at - count in (1, 2) and below and (_numbers_columns(below) or _opens_data(below)):
            count = after - at
        elif _numbers_columns(texts[at + count]):
            count += 1
        else:
            break
    return count


def _divides(row: list[str], head: list[str]) -> bool:
    """Whether a row can be the second of a heading."""
    order, filled = next(iter(row), ""), [t for t in row if t]
    if order and order != next(iter(head), ""):
        return False
    figures = any(_FIGURE.fullmatch(t) and not _YEAR.fullmatch(t) for t in filled)
    return len(filled) > 1 and all(len(t) < _HEAD_CELL for t in filled) and not figures


def _opens_data(row: list[str]) -> bool:
    """Whether a row can be the first below a heading: numbered, of totals, or the name of a group."""
    filled = [t for t in row if t]
    return bool(_label(row[0])) or len(filled) == 1 or any(_TOTAL.match(t) for t in filled[:2])


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


def _bold_over_data(texts: list[list[str]], bold: list[bool]) -> bool:
    """Whether the first row alone is in bold type and names columns."""
    head = texts[0]
    if len(texts) < 2 or len(head) < 2 or not all(head) or len(set(head)) < len(head):
        return False
    named = all(_WORDS.search(t) and len(t) < _HEAD_CELL and t[-1:] not in ".;:" for t in head)
    return named and bold[0] and not bold[1] and len(texts[1]) == len(head)


def _columns(heads: list[list[str]]) -> list[str]:
    width = max((len(row) for row in heads), default=0)
    rows = [row for i, row in enumerate(heads) if i == 0 or not _numbers_columns(row)]
    rows = [_spread(row, rows[i + 1 :]) for i, row in enumerate(rows)]
    return [
        repaired(" - ".join(dict.fromkeys(row[j] for row in rows if j < len(row) and row[j])))
        for j in range(width)
    ]


def _spread(row: list[str], below: list[list[str]]) -> list[str]:
    """A heading row with a merged cell's text over each column that a row below divides it into."""
    spread = list(row)
    for j in range(1, len(row)):
        divided = any(j < len(b) and b[j] and b[j - 1] for b in below) or any(
            j < len(b) and not b[j] and b[j - 1] and any(j < len(c) and c[j] for c in below) for b in below
        )
        if not row[j] and divided:
            spread[j] = spread[j - 1]
    return spread


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


def _level(text: str) -> int:
    """How deep a line stands among the rows of one number: ``2.`` above ``-`` above ``+``."""
    if text[:1] == "+":
        return 4
    if text[:1] in "-–•":
        return 3
    return 1 if re.match(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zđ]\))\s", text) else _PLAIN


def _family(label: str) -> str:
    if not label:
        return "text"
    if roman_value(label) and label.isupper():
        return "I"
    return "A" if label.isupper() else ".".join("1" for _ in label.split("."))


def _brief(text: str) -> str:
    words = text[:1].upper() + (text[1:].lower() if is_capitals(text) else text[1:])
    return words if len(words) <= 60 else re.sub(r"\s+\S*$", "", words[:60]) + "…"
