"""Tables whose cells stand one to a line between lone ``|`` lines.

Rule: a web page saved as Markdown writes a table row as ``|``, cell, ``|``, cell, ``|``; two
bars in a row are either the seam of two rows or an empty cell, and text between two bars may
also be what stands between two tables. The cheapest reading of all bars together is taken: rows
of one table have the same number of cells, fewer where cells are merged; an ordinal or the
heading of the ordinals opens a row; what is built like the body of a document is no cell.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from indexing.language import UPPER

_WIDEST = 20
_NO_TEXT_BETWEEN = 3.0  # two tables seldom touch,
_NO_HEADING = 7.0  # and hardly ever without anything that says that another one begins
_TORN = 4.0  # a row that begins without a bar of its own
_HOPELESS = 8.0
_LONE_ROW = 1.5  # a table of a single row is rarer than a second row of the same table
_READINGS = 40  # kept at one place
_BODY_LENGTH = 600
_HEAD_LENGTH = 90
_DIVISION = re.compile(
    r"[*#\s]*(?:Điều \d|Chương [IVX]|[IVX]+\. |Kính gửi|Phụ lục|PHỤ\s+LỤC|Quy trình số"
    r"|\((?:Ban hành )?[Kk]èm theo"
    r"|(?:KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ|CHỈ THỊ|THÔNG BÁO|CHƯƠNG TRÌNH|ĐỀ ÁN)[:*\s]*$)"
)
# What names the table below it, or all that follows, and stands in none.
_TITLE = re.compile(
    rf"\s*(?:PHỤ\s+LỤC\b|(?:Phần|PHẦN) (?:[IVX\d]+|thứ)\b|[A-H]\. +[{UPPER}]{{2,}}(?: [{UPPER}]{{2,}}){{2}})"
)
_ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-WYZa-wyzđ])[.)]?|B(?:ước )?\d{1,2}[.:]?")
# The heading over a column of ordinals.
_ORDER_HEAD = re.compile(
    r"(?:s\.?|số )?t\.?t\.?|(?:số )?thứ tự(?: công việc)?|(?:các )?bước(?: thực hiện)?", re.I
)
_HEADING = re.compile(r"#{1,6} +\S")
_ITEM = re.compile(
    r"[*_\s]*(?:(\d{1,2}(?:\.\d{1,2})*)[.)]|([a-zđ])\)|(Điều \d{1,3})\.|([IVX]{1,5})\.)[*_]*\s"
)
_UNSEEN = dict.fromkeys(map(ord, "*\u200b"))  # emphasis, and nothing
# What the web site says below a document whose last table row it follows without a blank line.
_SITE = re.compile(r"\s*(?:Văn bản này chưa cập nhật nội dung|NỘI DUNG SỬA ĐỔI, HƯỚNG DẪN)")
_RECIPIENTS = re.compile(r"\s*Nơi nhận\s*:", re.I)
_MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI")


@dataclass(frozen=True)
class Gap:
    """The lines between two bars.

    ``parted`` when a blank line opens them, ``fresh`` when nothing stands between the two bars
    before, ``introduces`` when the heading of a table stands between the two bars after.
    """

    lines: tuple[str, ...]
    parted: bool
    fresh: bool = False
    introduces: bool = False

    @cached_property
    def joined(self) -> str:
        """All lines on one, without emphasis."""
        return _joined(self.lines)

    @cached_property
    def empty(self) -> bool:
        return not self.joined.strip()

    @cached_property
    def as_cell(self) -> float:
        """What it costs to read this as a cell."""
        if self.of_site:
            return _HOPELESS
        if self.empty:
            return 0.4  # an empty cell costs a little, or the seam of two rows would always pass for one
        if any(_HEADING.match(line) for line in self.lines):
            return 4.0
        divisions = max(
            sum(_DIVISION.match(line) is not None for line in self.lines),
            _TITLE.match(self.joined) is not None,
        )
        body = 2.5 * self.like_body
        return 3.0 * self.parted + len(self.joined) / 4000 + body + min(2.5 * divisions, 7)

    @cached_property
    def as_text(self) -> float:
        """What it costs to read this as text between two tables."""
        if self.parted or self.of_site:
            return 0.0
        if _TITLE.match(self.joined):
            return 0.5
        if self.like_body or any(_HEADING.match(line) for line in self.lines):
            return 0.3
        if self.introduces:
            return 0.7
        length = len(self.joined)
        return 4.0 if length < 120 else 2.5 if length < _BODY_LENGTH else 1.0

    @cached_property
    def like_body(self) -> bool:
        """Whether this is built as the body of a document is: long, with numbers that follow one another."""
        if len(self.joined) < _BODY_LENGTH:
            return False
        labels = {found[found.lastindex or 0] for line in self.lines if (found := _ITEM.match(line))}
        return self.joined.endswith("./.") or len(labels) > 2

    @cached_property
    def of_site(self) -> bool:
        """Whether this is the web site's own text."""
        return any(_SITE.match(line) for line in self.lines)

    @cached_property
    def ordinal(self) -> bool:
        """Whether this is what first cells hold: a number or a letter."""
        return is_ordinal(self.joined)

    @cached_property
    def order_head(self) -> bool:
        """Whether this is what the first cell of a heading says."""
        return is_order_head(self.joined)

    @cached_property
    def bold(self) -> bool:
        return next((line for line in self.lines if line.strip()), "").lstrip().startswith("**")

    @cached_property
    def signing(self) -> bool:
        """Whether this is the left half of a signature block."""
        return _RECIPIENTS.match(self.joined) is not None

    @cached_property
    def motto(self) -> bool:
        """Whether this is the right half of a title block."""
        return _MOTTO.search(self.joined) is not None


Row = tuple[tuple[str, ...], ...]
"""The cells of a row, each as its lines."""


def is_bar(line: str) -> bool:
    """Whether a line is a lone bar."""
    return line.strip() == "|"


def read_bars(lines: Sequence[str]) -> list[list[Row] | tuple[str, ...]]:
    """Tables (lists of rows) and the text between them, from the first lone bar to the last.

    ``lines`` begins and ends with a lone bar.
    """
    gaps = _gaps(lines)
    pieces: list[list[Row] | tuple[str, ...]] = []
    for start, size, new_table in _cheapest(gaps):
        if size == 0:
            pieces.append(gaps[start].lines)
            continue
        row = tuple(gap.lines for gap in gaps[start : start + size])
        if new_table or not pieces or not isinstance(pieces[-1], list):
            pieces.append([row])
        else:
            pieces[-1].append(row)
    return pieces


def _gaps(lines: Sequence[str]) -> list[Gap]:
    bars = [i for i, line in enumerate(lines) if is_bar(line)]
    inner = [tuple(lines[a + 1 : b]) for a, b in itertools.pairwise(bars)]
    empty = [not any(line.strip() for line in own) for own in inner]
    heads = [is_order_head(_joined(own)) for own in inner]
    return [
        Gap(own, bool(own) and not own[0].strip(), i > 0 and empty[i - 1], any(heads[i + 1 : i + 2]))
        for i, own in enumerate(inner)
    ]


def _joined(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).translate(_UNSEEN).split())


def is_ordinal(text: str) -> bool:
    """Whether a text is what first cells hold: a number, a letter, ``Bước 2``."""
    return _ORDINAL.fullmatch(text) is not None


def is_order_head(text: str) -> bool:
    """Whether a text is the heading over a column of ordinals."""
    return _ORDER_HEAD.fullmatch(text) is not None


class State(NamedTuple):
    """Where a reading stands between two rows: in a table of so many columns, or in none (0)."""

    columns: int = 0
    size: int = 0
    """How many cells the last row had."""
    room: int = 0
    """How many cells a row may have: below a heading with merged cells more than it has itself."""
    last: Literal["bold heading", "heading", "ordinal", "other", "torn"] = "other"
    """What the last row began with; *torn*: it ended without a seam, so that only text can follow."""

    @property
    def below_heading(self) -> bool:
        return self.last in ("bold heading", "heading")


_OUTSIDE = State()
_TORN_OFF = State(last="torn")
Piece = tuple[int, int, bool]
"""First gap, number of cells (0 for text), whether a table opens here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The cheapest way to a place and state."""

    cost: float
    piece: Piece | None = None
    before: tuple[int, State] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """So many gaps read as one row, and what that costs whatever stands before."""

    size: int
    hollow: int
    """How many of the cells are empty."""
    cost: float
    seam: bool
    """Whether two bars in a row follow."""


def _cheapest(gaps: Sequence[Gap]) -> list[Piece]:
    """The pieces along the cheapest path through all gaps."""
    best: list[dict[State, Choice]] = [{} for _ in range(len(gaps) + 1)]
    best[0][_OUTSIDE] = Choice(0.0)

    def reach(end: int, state: State, cost: float, piece: Piece, before: tuple[int, State]) -> None:
        known = best[end].get(state)
        if known is None or cost < known.cost:
            best[end][state] = Choice(cost, piece, before)

    for at, gap in enumerate(gaps):
        # A reading far behind the best one at the same place does not catch up.
        ways = sorted((choice.cost, state) for state, choice in best[at].items())[:_READINGS]
        candidates = _candidates(gaps, at) if ways else []
        for cost, state in ways:
            if cost > ways[0][0] + _HOPELESS:
                break
            if not gap.empty:
                reach(at + 1, _OUTSIDE, cost + gap.as_text, (at, 0, False), (at, state))
            for row in candidates:
                end, piece = at + row.size, (at, row.size, state.columns == 0)
                total = cost + row.cost + _odd_here(gap, row, state)
                reach(end, _TORN_OFF, total, piece, (at, state))
                if row.seam:
                    reach(end + 1, _after(gap, row, state), total, piece, (at, state))
                    touching = _NO_TEXT_BETWEEN + (0.0 if _opens_table(gaps, end + 1) else _NO_HEADING)
                    reach(end + 1, _OUTSIDE, total + touching, piece, (at, state))
    return _path(best)


def _opens_table(gaps: Sequence[Gap], at: int) -> bool:
    return at < len(gaps) and (gaps[at].order_head or any(gap.motto for gap in gaps[at : at + 2]))


def _candidates(gaps: Sequence[Gap], at: int) -> list[Candidate]:
    """The rows that may begin with one gap."""
    first, cost, hollow, plain, motto = gaps[at], 0.0, 0, 0, False
    rows: list[Candidate] = []
    for size in range(1, min(_WIDEST, len(gaps) - at) + 1):
        cell, end = gaps[at + size - 1], at + size
        cost += cell.as_cell + (_opens_another(gaps, end - 1) if size > 1 else 0.0)
        if cost > _HOPELESS:
            break
        hollow, plain, motto = hollow + cell.empty, plain + (not cell.bold), motto or cell.motto
        odd = 1.5 if hollow == size else 0.0
        odd += max(size - 2, 0) if motto or first.signing else 0.0
        odd += 0.7 * plain if first.order_head and first.bold else 0.0
        rows.append(Candidate(size, hollow, cost + odd, end < len(gaps) and gaps[end].empty))
    return rows


def _opens_another(gaps: Sequence[Gap], at: int) -> float:
    """What speaks against a cell standing inside a row: that it looks like the first of the next."""
    cell = gaps[at]
    if cell.order_head:
        return 4.0
    if not cell.fresh or cell.empty:
        return 0.0
    if not cell.ordinal:
        return 0.2
    named = at + 1 < len(gaps) and any(c.isalpha() for c in gaps[at + 1].joined)
    return 2.0 if named else 1.0


def _odd_here(first: Gap, row: Candidate, state: State) -> float:
    """What speaks against a row where a reading stands."""
    odd = _TORN if state.last == "torn" else 0.0
    if state.columns == 0:
        whole = (first.order_head and row.size > 1) or (first.signing and row.size == 2)
        opening = 0.0 if whole else _LONE_ROW
        return odd + opening + 0.6 * row.hollow + (2.0 if row.size == 1 else 0.0)
    if first.order_head and row.size != state.columns:
        odd += 2.0  # the heading of another table
    if row.size >= state.columns and not first.ordinal:
        odd += 0.3 if first.empty else 0.8 if state.last == "ordinal" else 0.2
    if row.size == state.columns:
        return odd
    if _is_second_heading(first, row, state):
        return odd + 0.2
    if row.size > state.columns:
        return odd + (0.4 if row.size <= state.room else 3.5 + 0.4 * (row.size - state.columns))
    return odd + (0.15 if row.size == state.size else 0.6)


def _is_second_heading(first: Gap, row: Candidate, state: State) -> bool:
    """Whether a row says what merged cells of a heading are divided into."""
    if not state.below_heading or first.ordinal or row.hollow or len(first.joined) > _HEAD_LENGTH:
        return False
    return first.bold or state.last == "heading"


def _after(first: Gap, row: Candidate, state: State) -> State:
    """Where a reading stands after a row and its seam."""
    columns = max(state.columns, row.size)
    if first.order_head:
        return State(columns, row.size, columns, "bold heading" if first.bold else "heading")
    if _is_second_heading(first, row, state):
        return State(columns, row.size, max(state.room + row.size - 1, columns), state.last)
    return State(columns, row.size, columns, "ordinal" if first.ordinal else "other")


def _path(best: Sequence[dict[State, Choice]]) -> list[Piece]:
    at = len(best) - 1
    state = min(best[at], key=lambda s: best[at][s].cost)
    pieces: list[Piece] = []
    while True:
        choice = best[at][state]
        if choice.piece is None or choice.before is None:
            return pieces[::-1]
        pieces.append(choice.piece)
        at, state = choice.before
