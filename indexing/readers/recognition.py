"""Scanned pages → words, by Tesseract where it is installed.

Rule: a page is rendered at 300 dpi, turned upright to a tenth of a degree, freed of ruled lines
and recognised with the Vietnamese model; the words come back with their places, so that the
same layout rules apply as to a text layer. Words Tesseract hardly believes in (stamps, specks)
are dropped unless they stand among good ones, and a page it is unsure of is reported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from statistics import fmean, median
from typing import Any

import numpy as np
from PIL import Image

from indexing.readers.pdf_tables import Grid
from indexing.readers.pdf_words import Word
from indexing.readers.scan_rules import Picture, grids_between, ruled_lines, without_lines

DPI = 300
_POINTS = 72 / DPI
_STEEPEST = 4.0  # degrees
_UNBELIEVED = 25.0
_TOUCHING = 6  # pixels between letters of one word
_MARGIN = 12  # pixels left free around a cell's text
_FEWEST_ROWS, _ONE_LINE, _MOST_CELLS = 15, 70, 60
_DESCENDING = frozenset("gpqyjçđ,;()[]|/“”Q") | frozenset("ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴýỳỷỹ")
PACKAGES = "tesseract-ocr tesseract-ocr-vie"


@dataclass(frozen=True)
class Recognised:
    """The words of a page, the grids its ruled lines make, and how sure Tesseract is (0-100)."""

    words: list[Word]
    grids: list[Grid]
    confidence: float


@cache
def is_installed() -> bool:
    """Whether Tesseract and its Vietnamese model are there."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
    )
    return "vie" in (listed.stdout + listed.stderr).split()


def recognised(image: Image.Image) -> Recognised:
    """What stands on the picture of a page, given at ``DPI``."""
    picture = _upright(image.convert("L"))
    level, upright = ruled_lines(picture, DPI)
    clean = without_lines(picture, level, upright)
    grids = grids_between(level, upright, _POINTS)
    lines = _tesseract(clean, "3")
    lines = _reunited(lines) + _overlooked(clean, grids, lines)
    sure = [confidence for line in lines for *_, confidence in line]
    size = median([bottom - top for line in lines for _, _, top, _, bottom, _ in line] or [50]) * _POINTS
    return Recognised(
        [word for line in lines for word in _words(line, size)],
        grids,
        fmean(sure) if sure else 0.0,
    )


def _upright(image: Image.Image) -> Picture:
    """The page turned so that its lines lie level."""
    small = np.asarray(
        image.resize((max(image.width // 4, 1), max(image.height // 4, 1)), Image.Resampling.BOX)
    )
    best = _steepness(small, np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5))
    angle = _steepness(small, np.arange(best - 0.5, best + 0.51, 0.1))
    if abs(angle) < 0.05:
        return np.asarray(image)
    return np.asarray(image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255))


def _steepness(picture: Picture, angles: Any) -> float:
    """The angle at which rows are most clearly either ink or white."""
    page = Image.fromarray(255 - picture)

    def sharpness(angle: float) -> float:
        profile = np.asarray(page.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float32).sum(axis=1)
        return float(np.square(np.diff(profile)).sum())

    return float(max(angles, key=sharpness))


_Found = tuple[str, int, int, int, int, float]
"""Text, left, top, right, bottom, confidence."""


def _overlooked(picture: Picture, grids: Sequence[Grid], lines: Sequence[list[_Found]]) -> list[list[_Found]]:
    """Words in cells that have ink but gave none: a lone ordinal is easily taken for a speck."""
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for line in lines for _, x0, y0, x1, y1, _ in line]
    found: list[list[_Found]] = []
    for grid in grids:
        for cell in (cell for row in grid.rows for cell in row if cell):
            left, top, right, bottom = (int(at / _POINTS) for at in cell)
            if any(left <= x <= right and top <= y <= bottom for x, y in middles):
                continue
            inner = picture[top + _MARGIN : bottom - _MARGIN, left + _MARGIN : right - _MARGIN]
            rows = np.flatnonzero((inner < 128).sum(axis=1) > 2) if inner.size else np.array([])
            if not len(rows) > _FEWEST_ROWS or len(found) >= _MOST_CELLS:
                continue
            first = max(int(rows[0]) - _MARGIN, 0)
            strip = np.pad(inner[first : int(rows[-1]) + _MARGIN], 2 * _MARGIN, constant_values=255)
            shift = (left - _MARGIN, top + first - _MARGIN)
            for line in _tesseract(strip, "7" if len(rows) < _ONE_LINE else "6"):
                found.append([_moved(word, *shift) for word in line])
    return found


def _moved(word: _Found, x: int, y: int) -> _Found:
    text, left, top, right, bottom, confidence = word
    return text, left + x, top + y, right + x, bottom + y, confidence


def _tesseract(picture: Picture, segmentation: str) -> list[list[_Found]]:
    """The words Tesseract finds, by its lines."""
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "PPM")
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", segmentation, "tsv"],
        input=buffer.getvalue(),
        capture_output=True,
        check=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    lines: dict[tuple[str, ...], list[_Found]] = defaultdict(list)
    for row in done.stdout.decode("utf-8", errors="replace").splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        left, top, width, height = (int(field) for field in fields[6:10])
        found = (fields[11].strip(), left, top, left + width, top + height, float(fields[10]))
        lines[tuple(fields[1:5])].append(found)
    return [believed for line in lines.values() if (believed := _believed(line))]


def _believed(line: list[_Found]) -> list[_Found]:
    """The words of a line without specks; a doubtful word among good ones is a word misread."""
    sure = [word for word in line if word[5] >= _UNBELIEVED]
    if len(sure) < 2 or len(sure) * 2 < len(line):
        return sure
    tall = median(bottom - top for _, _, top, _, bottom, _ in sure)
    return [
        word
        for word in line
        if word[5] >= _UNBELIEVED
        or (any(c.isalnum() for c in word[0]) and 0.4 * tall < word[4] - word[2] < 1.8 * tall)
    ]


def _reunited(lines: Sequence[list[_Found]]) -> list[list[_Found]]:
    """The lines with letters that were taken for a line of their own back at the words they head."""
    loose = [line for line in lines if all(len(word[0]) == 1 for word in line)]
    kept = [line for line in lines if line not in loose]
    for line in loose:
        places = [_headed(letter, kept) for letter in line]
        if not all(places):
            kept.append(line)
            continue
        for letter, (held, at) in zip(line, filter(None, places), strict=True):
            text, _, top, right, bottom, confidence = held[at]
            # What is no letter is the rest of one that was read with its word.
            if letter[0].isalpha() and not text.lower().startswith(letter[0].lower()):
                held[at] = (letter[0] + text, letter[1], top, right, bottom, confidence)
    return kept


def _headed(letter: _Found, lines: Sequence[list[_Found]]) -> tuple[list[_Found], int] | None:
    """The line and place of the word that begins where ``letter`` ends."""
    _, _, top, right, bottom, _ = letter
    for line in lines:
        for at, word in enumerate(line):
            touches = -_TOUCHING <= word[1] - right <= _TOUCHING
            if touches and word[2] < (top + bottom) / 2 < word[4] + (bottom - top) / 2:
                return line, at
    return None


def _words(line: Sequence[_Found], size: float) -> list[Word]:
    """Words on one baseline; a page is taken to be set in one size, as boxes tell little of it."""
    tall = 0.4 * size / _POINTS
    on_baseline = [b for text, _, t, _, b, _ in line if b - t > tall and not set(text) & _DESCENDING]
    baseline = median(on_baseline or [b for *_, b, _ in line]) * _POINTS
    return [Word(text, x0 * _POINTS, x1 * _POINTS, baseline, size) for text, x0, _, x1, _, _ in line]
