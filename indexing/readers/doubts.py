"""What is said of pages whose text was recognised, and what of it concerns one page.

The sentences go with the document's other warnings; who cites a page asks :func:`doubt_about`.
Both are here because one writes what the other reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

UNSURE = 80.0  # Tesseract's mean confidence below which figures are often wrong
_RECOGNISED = re.compile(r"Đã nhận dạng chữ \(OCR\) ở trang ([\d, –]+);")
_UNSURE_PAGES = re.compile(r"Chữ nhận dạng kém tin cậy ở trang (.+)\.$")
_UNSURE_PAGE = re.compile(r"(\d+) \((\d+) %\)")


def recognition_warnings(confidence: Mapping[int, float]) -> list[str]:
    """Sentences about recognised pages (from 1) and how sure their recognition was, in per cent."""
    if not confidence:
        return []
    pages = _written(sorted(confidence))
    warnings = [f"Đã nhận dạng chữ (OCR) ở trang {pages}; hãy đối chiếu số liệu với bản gốc."]
    unsure = [f"{page} ({sure:.0f} %)" for page, sure in sorted(confidence.items()) if sure < UNSURE]
    if unsure:
        warnings.append(f"Chữ nhận dạng kém tin cậy ở trang {', '.join(unsure)}.")
    return warnings


def doubt_about(warnings: Iterable[str], page: int | None) -> str | None:
    """What a reader of a quote from ``page`` should know; None when it was not recognised."""
    if page is None:
        return None
    recognised = False
    for warning in warnings:
        if found := _RECOGNISED.match(warning):
            recognised = page in _pages(found[1])
        elif found := _UNSURE_PAGES.match(warning):
            for number, sure in _UNSURE_PAGE.findall(found[1]):
                if int(number) == page:
                    return (
                        f"Trang {page} là bản quét, chữ nhận dạng kém tin cậy ({sure} %); "
                        "hãy đối chiếu với bản gốc."
                    )
    if recognised:
        return f"Trang {page} là bản quét, chữ do máy nhận dạng; hãy đối chiếu với bản gốc."
    return None


def _written(pages: Sequence[int]) -> str:
    """``1–4, 7``."""
    starts = [pages[0], *(b for a, b in pairwise(pages) if b != a + 1)]
    ends = [*(a for a, b in pairwise(pages) if b != a + 1), pages[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def _pages(written: str) -> set[int]:
    pages: set[int] = set()
    for part in written.split(", "):
        first, _, last = part.partition("–")
        pages.update(range(int(first), int(last or first) + 1))
    return pages
