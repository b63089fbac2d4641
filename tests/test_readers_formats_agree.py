"""The five plans and their renderings in other formats give the same blocks."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from indexing.model import ReadText
from indexing.readers import SUFFIXES, read_file
from indexing.settings import Settings

SHARED = Path(os.environ.get("TRICHDAN_SHARED") or Path(__file__).parents[1].parent / "shared")
PLANS = sorted(SHARED.glob("plans/*.txt"))

pytestmark = [
    pytest.mark.plans,
    pytest.mark.skipif(not PLANS, reason=f"cần các kế hoạch thật trong {SHARED} (TRICHDAN_SHARED)"),
]


def _block_texts(read: ReadText) -> list[str]:
    return [" ".join(block.of(read.text).split()) for block in read.blocks]


@pytest.mark.parametrize("suffix", [s for s in (".docx", ".html", ".pdf") if s in SUFFIXES])
@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_formats_agree(plan: Path, suffix: str) -> None:
    twin = SHARED / "plans-formats" / f"{plan.stem}{suffix}"
    expected = _block_texts(read_file(plan, Settings()))
    actual = _block_texts(read_file(twin, Settings()))
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    assert matcher.ratio() >= 0.98, [
        (expected[a:b], actual[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    ][:5]
