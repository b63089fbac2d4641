"""Scanned pages → words, by Tesseract where it is installed.

Rule: a page is rendered at 300 dpi, turned upright to a tenth of a degree, freed of ruled lines
and recognised with the Vietnamese model; the words come back with their places, so that the
same layout rules apply as to a text layer. Words Tesseract hardly believes in (stamps, specks)
are dropped, and a page it is unsure of is reported.
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
    lines = _tesseract(without_lines(picture, level, upright))
    sure = [confidence for line in lines for *_, confidence in line]
    size = median([bottom - top for line in lines for _, _, top, _, bottom, _ in line] or [50]) * _POINTS
    return Recognised(
        [word for line in lines for word in _words(line, size)],
        grids_between(level, upright, _POINTS),
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


def _tesseract(picture: Picture) -> list[list[_Found]]:
    """The words Tesseract finds, by its lines."""
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "PPM")
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", "3", "tsv"],
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
        confidence = float(fields[10])
        if confidence >= _UNBELIEVED:
            found = (fields[11].strip(), left, top, left + width, top + height, confidence)
            lines[tuple(fields[1:5])].append(found)
    return list(lines.values())


def _words(line: Sequence[_Found], size: float) -> list[Word]:
    """Words on one baseline; a page is taken to be set in one size, as boxes tell little of it."""
    tall = 0.4 * size / _POINTS
    on_baseline = [b for text, _, t, _, b, _ in line if b - t > tall and not set(text) & _DESCENDING]
    baseline = median(on_baseline or [b for *_, b, _ in line]) * _POINTS
    return [Word(text, x0 * _POINTS, x1 * _POINTS, baseline, size) for text, x0, _, x1, _, _ in line]
