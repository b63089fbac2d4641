"""The language of the pages: Vietnamese, or English where a reader has switched to it.

Only what the pages themselves say is translated (``interface.csv``); documents, questions and
answers stay as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["vi", "en"]
Say = Callable[..., str]
COOKIE = "trichdan_language"
_TABLE = Path(__file__).with_name("interface.csv")


@cache
def english() -> Mapping[str, str]:
    """What the pages say, Vietnamese → English."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["vi"]: row["en"] for row in csv.DictReader(lines)}


def language_of(cookies: Mapping[str, str]) -> Language:
    """The language a browser has chosen; Vietnamese unless it says otherwise."""
    return "en" if cookies.get(COOKIE) == "en" else "vi"


def speaker(language: Language) -> Say:
    """What says a Vietnamese sentence of the pages in ``language``, its ``{blanks}`` filled."""
    words = english() if language == "en" else {}

    def say(text: str, **blanks: Any) -> str:
        said = words.get(text, text)
        return said.format(**blanks) if blanks else said

    return say
