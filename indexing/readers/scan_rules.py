"""Ruled lines in the picture of a page, and the tables they make.

Rule: a line is a run of ink far longer than any letter is wide or high; small breaks, as noise
makes them, are bridged. The cells between the lines are found as in a PDF with drawn lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexing.readers.pdf_tables import Grid, grid_of

Picture = NDArray[np.uint8]
_INK = 150
_SHORTEST = 0.45  # inches
_FILLED = 0.9
_BRIDGE = 4  # pixels between two rows or runs of one line


@dataclass
class Rule:
    """A straight line in pixels: along its direction, and the strip across."""

    start: int
    end: int
    first: int
    last: int


def ruled_lines(picture: Picture, dpi: int) -> tuple[list[Rule], list[Rule]]:
    """The level and the upright lines of a page."""
    ink = picture < _INK
    length = int(_SHORTEST * dpi)
    return list(_rules(ink, length)), list(_rules(ink.T, length))


def _rules(ink: NDArray[np.bool_], length: int) -> Iterator[Rule]:
    if ink.shape[1] <= length:
        return
    sums = np.zeros((ink.shape[0], ink.shape[1] + 1), dtype=np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    filled = sums[:, length:] - sums[:, :-length] >= _FILLED * length
    going: list[Rule] = []
    for row in np.flatnonzero(filled.any(axis=1)):
        yield from (rule for rule in going if row - rule.last > _BRIDGE)
        going = [rule for rule in going if row - rule.last <= _BRIDGE]
        for start, end in _runs(filled[row], length):
            near = [r for r in going if r.start <= end + _BRIDGE and start <= r.end + _BRIDGE]
            merged = Rule(start, end, int(row), int(row))
            for rule in near:
                going.remove(rule)
                merged.start, merged.end = min(merged.start, rule.start), max(merged.end, rule.end)
                merged.first = min(merged.first, rule.first)
            going.append(merged)
    yield from going


def _runs(filled: NDArray[np.bool_], length: int) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end) + length - 1


def without_lines(picture: Picture, level: Sequence[Rule], upright: Sequence[Rule]) -> Picture:
    """The picture with its ruled lines painted over: they confuse the recognition of letters."""
    clean = picture.copy()
    for rule in level:
        clean[max(rule.first - 1, 0) : rule.last + 2, rule.start : rule.end] = 255
    for rule in upright:
        clean[rule.start : rule.end, max(rule.first - 1, 0) : rule.last + 2] = 255
    return clean


def grids_between(level: Sequence[Rule], upright: Sequence[Rule], points: float) -> list[Grid]:
    """The grids the lines make; ``points`` are those of a pixel."""
    from pdfplumber import table

    edges = [_edge(rule, points, "h") for rule in level] + [_edge(rule, points, "v") for rule in upright]
    merged = table.merge_edges(
        edges, snap_x_tolerance=4, snap_y_tolerance=4, join_x_tolerance=8, join_y_tolerance=8
    )
    crossings = table.edges_to_intersections(merged, 5, 5)
    cells = table.intersections_to_cells(crossings)
    return [grid_of(found) for found in table.cells_to_tables(cells)]


def _edge(rule: Rule, points: float, orientation: str) -> dict[str, Any]:
    across = (rule.first + rule.last) / 2 * points
    along = (rule.start * points, rule.end * points)
    x, y = (along, (across, across)) if orientation == "h" else ((across, across), along)
    return {
        "object_type": "line",
        "orientation": orientation,
        "x0": x[0],
        "x1": x[1],
        "top": y[0],
        "bottom": y[1],
        "width": x[1] - x[0],
        "height": y[1] - y[0],
    }
