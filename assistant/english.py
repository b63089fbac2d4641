"""English questions in the terms of the documents (``english.csv``), phrase by phrase.

No translation: enough for a question to find its clause. A small table of ours, since translation
models are hundreds of megabytes from a hub that many offices cannot reach.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_ENGLISH = re.compile(
    r"\b(?:the|what|which|who|when|where|how|does|did|is|are|of|for|and|in|many|must|should)\b", re.IGNORECASE
)


def is_english(text: str) -> bool:
    """Whether a question is in English (names of places may still carry diacritics)."""
    return len(set(m.lower() for m in _ENGLISH.findall(text))) >= 2


class _Term(NamedTuple):
    """An English phrase, what the documents say for it, and whether that names something."""

    english: re.Pattern[str]
    vietnamese: str
    noun: bool


@cache
def _glossary() -> tuple[_Term, ...]:
    """The terms of ``english.csv``, the longest first; a plural in -s is read as its singular."""
    table = files("assistant").joinpath("english.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(table.splitlines()), key=lambda row: -len(row["english"]))
    return tuple(
        _Term(re.compile(rf"\b{re.escape(row['english'])}s?\b", re.I), row["vietnamese"], bool(row["noun"]))
        for row in rows
    )


_FILLERS = r"\b(?:the|is|are|of|in|for|does|do|did|to|by|on|and|an?|will|must|be)\b"
_ASKING = (
    (re.compile(r"\s*what (?:is|are|was|were)\s+", re.IGNORECASE), "là gì"),
    (re.compile(r"\s*(?:which|what)\s+", re.IGNORECASE), "nào"),
)
_NOUNS = re.compile(r"\x02[^\x03]+\x03(?:\s+\x02[^\x03]+\x03)+")


def in_vietnamese(text: str) -> str:
    """An English question in the terms of the documents, phrase by phrase; the rest is left.

    What English puts before a noun, Vietnamese puts behind it: runs of nouns are turned round.
    """
    for term in _glossary():
        text = term.english.sub(f"\x02{term.vietnamese}\x03" if term.noun else term.vietnamese, text)
    text = _NOUNS.sub(lambda run: " ".join(reversed(re.findall(r"\x02[^\x03]+\x03", run.group()))), text)
    text = re.sub("[\x02\x03]", "", text)
    for begins, told in _ASKING:
        if begun := begins.match(text):
            text = f"{text[begun.end() :].rstrip(' ?.!')} {told}?"
            break
    text = re.sub(_FILLERS, " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
