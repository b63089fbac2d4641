"""Tables whose cells stand one to a line between lone ``|`` lines.

Rule: a web page saved as Markdown writes a table row as ``|``, cell, ``|``, cell, ``|``; two
bars in a row are either the seam of two rows or an empty cell, and text between two bars may
also be what stands between two tables. The cheapest reading of all bars together is taken:
rows of one table have the same number of cells, and long text between rows is no cell.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_WIDEST = 16
_NO_TEXT_BETWEEN = 2.0  # two tables seldom touch
_HOPELESS = 8.0
_LONE_ROW = 1.5  # a table of a single row is rarer than a second row of the same table
_DIVISION = re.compile(
    r"[*#\s]*(?:Điều \d|Chương [IVX]|[IVX]+\. |Kính gửi|Phụ lục|PHỤ LỤC|\((?:Ban hành )?[Kk]èm theo"
    r"|(?:KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ|CHỈ THỊ|THÔNG BÁO|CHƯƠNG TRÌNH|ĐỀ ÁN)[:*\s]*$)"
)
_ORDINAL = re.compile(r"[*\s]*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zđ])[.)]?[*\s]*")
# What the web site says below a document whose last table row it follows without a blank line.
_SITE = re.compile(r"\s*(?:Văn bản này chưa cập nhật nội dung|NỘI DUNG SỬA ĐỔI, HƯỚNG DẪN)")
_MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI")


@dataclass(frozen=True)
class Gap:
    """The lines between two bars; ``parted`` when a blank line opens them."""

    lines: tuple[str, ...]
    parted: bool

    @cached_property
    def empty(self) -> bool:
        return not any(line.strip() for line in self.lines)

    @cached_property
    def as_cell(self) -> float:
        """What it costs to read this as a cell."""
        length = sum(map(len, self.lines))
        divisions = sum(_DIVISION.match(line) is not None for line in self.lines)
        if self.of_site:
            return _HOPELESS
        # An empty cell costs a little, or the seam of two rows would always pass for one.
        return 0.4 if self.empty else 3.0 * self.parted + length / 4000 + min(2.5 * divisions, 7)

    @cached_property
    def of_site(self) -> bool:
        """Whether this is the web site's own text."""
        return any(_SITE.match(line) for line in self.lines)

    @cached_property
    def ordinal(self) -> bool:
        """Whether this is what first cells hold: a number or a letter."""
        return _ORDINAL.fullmatch(" ".join(self.lines)) is not None

    @cached_property
    def motto(self) -> bool:
        """Whether this is the right half of a title block."""
        return _MOTTO.search(" ".join(self.lines)) is not None

    @cached_property
    def as_text(self) -> float:
        """What it costs to read this as text between two tables."""
        if self.parted or self.of_site:
            return 0.0
        length = sum(map(len, self.lines))
        return 4.0 if length < 120 else 2.5 if length < 600 else 1.0


Row = tuple[tuple[str, ...], ...]
"""The cells of a row, each as its lines."""


def is_bar(line: str) -> bool:
    """Whether a line is a lone bar."""
    return line.strip() == "|"


def read_bars(lines: Sequence[str]) -> list[list[Row] | tuple[str, ...]]:
    """Tables (lists of rows) and the text between them, from the first lone bar to the last.

    ``lines`` begins and ends with a lone bar.
    """
    bars = [i for i, line in enumerate(lines) if is_bar(line)]
    gaps = []
    for a, b in itertools.pairwise(bars):
        inner = tuple(lines[a + 1 : b])
        gaps.append(Gap(inner, bool(inner) and not inner[0].strip()))
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


State = tuple[int, bool]
"""Columns of the table we are in (0: outside of any), and whether its last row had an ordinal."""
_OUTSIDE: State = (0, False)
Piece = tuple[int, int, bool]
"""First gap, number of cells (0 for text), whether a table opens here."""


@dataclass(frozen=True)
class Choice:
    """The cheapest way to a place and state."""

    cost: float
    piece: Piece | None = None
    before: tuple[int, State] | None = None


@dataclass(frozen=True)
class Move:
    """One step: a row with the seam behind it, or text."""

    end: int
    state: State
    cost: float
    piece: Piece


def _cheapest(gaps: Sequence[Gap]) -> list[Piece]:
    """The pieces along the cheapest path through all gaps."""
    best: list[dict[State, Choice]] = [{} for _ in range(len(gaps) + 1)]
    best[0][_OUTSIDE] = Choice(0.0)
    for at in range(len(gaps)):
        # A reading far behind the best one at the same place does not catch up.
        worst = min((choice.cost for choice in best[at].values()), default=0.0) + _HOPELESS
        for state, choice in sorted(best[at].items()):
            if choice.cost > worst:
                continue
            for move in _moves(gaps, at, state):
                known, cost = best[move.end].get(move.state), choice.cost + move.cost
                if known is None or cost < known.cost:
                    best[move.end][move.state] = Choice(cost, move.piece, (at, state))
    return _path(best)


def _moves(gaps: Sequence[Gap], at: int, state: State) -> Iterator[Move]:
    """From a place between rows: a row of any width and the seam after it, or text."""
    if not gaps[at].empty:
        yield Move(at + 1, _OUTSIDE, gaps[at].as_text, (at, 0, False))
    opens, inside = state == _OUTSIDE, 0.0
    for size in range(1, min(_WIDEST, len(gaps) - at) + 1):
        cell = gaps[at + size - 1]
        inside += cell.as_cell
        if size > 1 and cell.ordinal and gaps[at + size - 2].empty:
            inside += 1.0  # an ordinal behind an empty place opens a row
        end, piece = at + size, (at, size, opens)
        cost = inside + _odd_row(gaps[at:end], state)
        yield Move(end, _OUTSIDE, cost, piece)
        if end < len(gaps) and gaps[end].empty:
            yield Move(end + 1, (state[0] or size, gaps[at].ordinal), cost, piece)
            yield Move(end + 1, _OUTSIDE, cost + _NO_TEXT_BETWEEN, piece)


def _odd_row(row: Sequence[Gap], state: State) -> float:
    """What speaks against these gaps being one row."""
    columns, after_ordinal = state
    size, hollow = len(row), sum(gap.empty for gap in row)
    odd = 1.5 if hollow == size else 0.0
    if size > 2 and any(gap.motto for gap in row):
        odd += size - 2
    if columns == 0:
        return odd + _LONE_ROW + 0.5 * hollow + (2.0 if size == 1 else 0.0)
    if not row[0].ordinal:
        odd += 0.3 if row[0].empty else 0.8 if after_ordinal else 0.2
    if size == columns:
        return odd
    return odd + (1.2 if size < columns else 2.5 + 0.4 * (size - columns))


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
