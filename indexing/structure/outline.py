"""The lines of a section's body → a tree of divisions, in whatever mix the document uses.

A mark that is already open closes everything below its last occurrence and becomes its sibling;
one that is not closes what ranks below it by custom (:data:`numbering.RANKS`) and nests in the
rest. So ``I > 1 > 1.1 > a)``, ``1 > a) > -``, ``Điều > 1. > a)`` and skipped levels need no rule of
their own. A plain paragraph belongs to the deepest open division and ends a list of bullets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.model import ClauseKind
from indexing.structure.findings import Findings
from indexing.structure.lines import Line
from indexing.structure.numbering import BULLETS, LAW_LIKE, RANKS, Marker, marker_of
from indexing.structure.quotations import amended_lines, quoted_lines
from indexing.structure.tables import add_table
from indexing.structure.tree import Node
from indexing.structure.wording import folded, is_capitals, last_sentence

_BULLET_NAMES = {"-": "gạch đầu dòng", "+": "dấu cộng", "*": "dấu sao"}
_DIVISION_NAMES = {
    "phần": "Phần", "chương": "Chương", "mục": "Mục", "tiểu mục": "Tiểu mục", "điều": "Điều", "mẫu": "Mẫu số",
    "a": "điểm",
}  # fmt: skip
_HEADING_LENGTH = 300
_NAME_LENGTH = 60


class Outline:
    """Builds the tree below ``root`` from body lines, in order.

    ``parted`` are the starts of lines before which something stands that is no body line: they go
    on with nothing, or a clause would reach over it.
    """

    def __init__(
        self, root: Node, *, appendix: bool, findings: Findings, parted: frozenset[int] = frozenset()
    ) -> None:
        self._parted = parted
        self._root = root
        self._appendix = appendix
        self._findings = findings
        self._open: list[Node] = []
        self._quoted = 0
        self._article = 0  # the last Điều of the document's own
        self._lead_in = ""
        self._below: Node | None = None
        self._previous: Node | None = None
        self._tables = 0

    def build(self, lines: Sequence[Line]) -> None:
        """Hang all of ``lines`` into the tree."""
        i = 0
        while i < len(lines):
            if lines[i].row:
                j = i
                while j < len(lines) and lines[j].row and lines[j].table == lines[i].table:
                    j += 1
                quoted = self._quoted
                self._table(lines[i:j])
                self._quoted = max(quoted - (j - i), 0)
                i = j
                continue
            self._line(lines, i)
            i += 1
        self._findings.note_gaps(self._root)

    # --- lines -----------------------------------------------------------------------------

    def _line(self, lines: Sequence[Line], i: int) -> None:
        line = lines[i]
        quoted = self._quoted or self._amended(lines, i)
        self._quoted = quoted - 1 if quoted else quoted_lines(lines, i)
        if quoted:
            self._paragraph(line)
        elif line.marker is not None:
            self._division(line, line.marker)
        elif self._is_heading(line):
            self._capital_heading(line)
        else:
            self._paragraph(line, last=line.folded.endswith("./."))

    def _amended(self, lines: Sequence[Line], i: int) -> int:
        """How many lines from ``i`` on are another document's text, quoted without marks."""
        if self._previous is None or not self._introduces(self._previous):
            return 0
        own = [node.marker for node in self._open if node.marker]
        return amended_lines(lines, i, self._previous.text, own, self._article)

    def _division(self, line: Line, marker: Marker) -> None:
        parent = self._place(marker)
        rooted = marker.family == "điều"
        self._article = (marker.value or 0) if rooted else self._article
        node = Node(_kind(marker), self._name(parent, marker), [line], marker=marker, rooted=rooted)
        if parent is self._below and self._lead_in and not _is_law(marker):
            node.lead_in = self._lead_in
        if marker.family in BULLETS and parent is self._root and not node.lead_in and not self._previous:
            self._findings.orphan_bullet(line)
        node.inherited = self._minor_heading(parent)
        parent.add(node)
        self._open.append(node)
        self._previous = node
        if marker.family not in BULLETS and not node.lead_in:
            self._lead_in = ""

    def _paragraph(self, line: Line, *, last: bool = False) -> None:
        while self._open and self._top_is_bullet() and not self._introduces(self._previous):
            self._open.pop()
        parent = self._open[-1] if self._open else self._root
        if last and self._says_enough(parent):
            self._open.clear()
            parent = self._root
        node = Node("paragraph", parent.next_name("đoạn"), [line])
        if parent is self._below and self._lead_in and self._previous and self._introduces(self._previous):
            node.lead_in = self._lead_in
        node.inherited = self._minor_heading(parent)
        parent.add(node)
        self._previous = node
        text = line.folded
        if text.endswith(":"):
            self._lead_in, self._below = last_sentence(text), parent
        else:
            self._lead_in = ""

    def _minor_heading(self, parent: Node) -> tuple[str, ...]:
        """Headings that only their type shows: inherited, but addresses do not depend on them."""
        if not parent.children:
            return ()
        before = parent.children[-1]
        bold = before.kind == "paragraph" and before.lines[0].heading and len(before.text) < 160
        return (before.text,) if bold and before.text[-1:] not in ".;:" else before.inherited

    def _capital_heading(self, line: Line) -> None:
        previous = self._previous
        if previous is not None and not previous.children and self._open and self._open[-1] is previous:
            family = _family(previous)
            wanting = family in LAW_LIKE or (family in {"I", "A", "mẫu"} and not previous.lines[0].body)
            wanting = wanting or (previous.kind == "part" and previous.marker is None)
            if wanting and line.start not in self._parted:
                previous.lines.append(line)
                return
        while self._open and self._rank(self._open[-1]) >= RANKS["điều"]:
            self._open.pop()
        parent = self._open[-1] if self._open else self._root
        node = parent.add(Node("part", _short(line.folded), [line]))
        self._open.append(node)
        self._previous, self._lead_in = node, ""

    def _table(self, rows: Sequence[Line]) -> None:
        if max(len(row.cells) for row in rows) == 1:
            for row in rows:
                self._line([replace(row, row=False, cells=(), marker=marker_of(row.text))], 0)
            return
        while self._top_is_bullet():
            self._open.pop()
        parent = self._open[-1] if self._open else self._root
        bare = self._appendix and parent is self._root and not self._tables
        self._tables += 1
        if not bare:
            parent = parent.add(Node("part", "bảng"))
        self._previous = add_table(parent, rows)
        self._lead_in = ""

    # --- where a mark belongs --------------------------------------------------------------

    def _place(self, marker: Marker) -> Node:
        """The parent of a division with ``marker``; closes what it does not belong to."""
        same = [i for i, node in enumerate(self._open) if _family(node) == marker.family]
        introduced = (
            marker.value == 1 and self._introduces(self._previous) and self._open[-1:] == [self._previous]
        )
        if same:
            following = [i for i in same if _value(self._open[i]) == (marker.value or 0) - 1]
            if introduced and marker.family not in BULLETS and not _is_law(marker):
                pass  # a list of its own below the line that announces it
            elif marker.value is None or not following:
                del self._open[same[-1] :]
            else:
                del self._open[following[-1] :]
        elif not (introduced and not _is_law(marker)):
            self._close_lower(marker)
        if marker.family.startswith("1.1"):
            self._under_its_number(marker)
        return self._open[-1] if self._open else self._root

    def _close_lower(self, marker: Marker) -> None:
        while self._open:
            top = self._open[-1]
            family = _family(top)
            if marker.family in BULLETS:
                heads = marker.family == "*" and family in BULLETS
                if not heads:
                    return
            elif self._rank(top) <= marker.rank or (
                marker.value == 1 and (marker.family, family) in {("A", "I"), ("1", "a"), ("(1)", "a")}
            ):
                return
            self._open.pop()

    def _under_its_number(self, marker: Marker) -> None:
        """``2.1`` belongs to an open ``2``, whatever else was opened in between."""
        prefix = marker.label.rsplit(".", 1)[0]
        for i, node in enumerate(self._open):
            if node.marker and node.marker.label == prefix and (_family(node) or "").startswith("1"):
                del self._open[i + 1 :]
                return

    def _name(self, parent: Node, marker: Marker) -> str:
        if marker.family in BULLETS:
            return parent.next_name(_BULLET_NAMES[marker.family])
        if marker.family == "1" and _family(parent) == "điều":
            return f"khoản {marker.label}"
        if marker.family == "(1)":
            return f"({marker.label})"
        word = _DIVISION_NAMES.get(marker.family)
        return f"{word} {marker.label}" if word else marker.label

    # --- what a line is --------------------------------------------------------------------

    def _is_heading(self, line: Line) -> bool:
        text = line.folded
        return is_capitals(text) and len(text) < _HEADING_LENGTH and sum(c.isalpha() for c in text) >= 5

    def _says_enough(self, parent: Node) -> bool:
        """Whether a closing paragraph (``… ./.``) speaks for the whole rather than for ``parent``."""
        if parent is self._root:
            return False
        if parent.children:
            return True
        return parent.lines[-1].folded[-1:] in ".;" and len(parent.text) > 150

    def _introduces(self, node: Node | None) -> bool:
        return node is not None and bool(node.lines) and node.lines[-1].folded.endswith(":")

    def _top_is_bullet(self) -> bool:
        return bool(self._open) and _family(self._open[-1]) in BULLETS

    def _rank(self, node: Node) -> int:
        return RANKS[node.marker.family] if node.marker else RANKS["đề mục"]


def _family(node: Node) -> str | None:
    return node.marker.family if node.marker else None


def _value(node: Node) -> int | None:
    return node.marker.value if node.marker else None


def _is_law(marker: Marker) -> bool:
    return marker.family in LAW_LIKE or marker.family in {"điều", "I", "A", "mẫu"}


def _kind(marker: Marker) -> ClauseKind:
    if marker.family in BULLETS:
        return "bullet"
    return "part" if marker.family in {*LAW_LIKE, "mẫu"} else "item"


def _short(text: str) -> str:
    """A heading as the name of an address: sentence case, cut at a word."""
    text = folded(text).strip(" .:*-–")
    text = text[:1].upper() + text[1:].lower()
    if len(text) <= _NAME_LENGTH:
        return text
    return re.sub(r"\s+\S*$", "", text[:_NAME_LENGTH]).rstrip(" ,;-–") + "…"
