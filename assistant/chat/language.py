"""The language of the pages: Vietnamese, or English where a reader has switched to it.

Only what the pages themselves say is translated (``interface.csv``); documents, questions and
answers stay as they are.
"""

from __future__ import annotations

import csv
import re
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


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with blanks, as patterns of them filled in → English."""
    return tuple(
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(said)), re.DOTALL), words)
        for said, words in english().items()
        if "{" in said and said.endswith(".")
    )


def translated(sentence: str, language: Language) -> str:
    """A whole Vietnamese sentence of ours in ``language``, also one whose blanks are filled already."""
    if language == "vi":
        return sentence
    if said := english().get(sentence):
        return said
    found = ((pattern.fullmatch(sentence), words) for pattern, words in _sentences())
    return next((words.format(**match.groupdict()) for match, words in found if match), sentence)


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
