"""Claims out of a model's words: by the agreed JSON, or what can be saved of it.

Objects are read as soon as they close, so the first claim is there while the last is being
written, and half an object at the end costs nothing but itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_MOST_CLAIMS = 4
_LONGEST_ANSWER = 600
_LONGEST_QUOTE = 2000


def schema(passages: Mapping[int, Sequence[str]] | None = None) -> dict[str, Any]:
    """The form of claims that a server is asked to enforce, where it can.

    With ``passages``, what may be quoted of each clause by its number, a quote is one of them and
    its citation is their clause: a model that copies badly can then not misquote.
    """
    free = _item({"type": "string"}, {"type": "integer"}, {"type": "string"})
    bound = [
        _item({"enum": list(quotes)}, {"enum": [number]}, {"type": "string", "maxLength": _LONGEST_ANSWER})
        for number, quotes in (passages or {}).items()
        if quotes
    ]
    claims = {"type": "array", "maxItems": _MOST_CLAIMS, "items": {"anyOf": bound} if bound else free}
    return {
        "type": "object",
        "properties": {"claims": claims},
        "required": ["claims"],
        "additionalProperties": False,
    }


def _item(quote: dict[str, Any], citation: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"quote": quote, "citation": citation, "answer": answer},
        "required": ["quote", "citation", "answer"],
        "additionalProperties": False,
    }


_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_NOTHING = re.compile(r'"claims"\s*:\s*\[\s*\]')
_MARKER = re.compile(r"\s*[\[【［]\d{1,3}[\]】］]")


class Stated(NamedTuple):
    """A claim as a model stated it: the words it quotes, the number of their clause, what it says."""

    quote: str
    citation: int
    answer: str


class ClaimReader:
    """Reads claims from text that arrives in pieces."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[int] = []
        self._in_string = False

    def feed(self, piece: str) -> Iterator[Stated]:
        """The claims that ``piece`` completes."""
        self._text += piece
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if self._in_string:
                if char == "\\":
                    self._at += 1
                elif char == '"':
                    self._in_string = False
            elif char == '"' and self._open:
                self._in_string = True
            elif char == "{":
                self._open.append(self._at - 1)
            elif char == "}" and self._open:
                claim = _claim(self._text[self._open.pop() : self._at])
                if claim:
                    yield claim

    @property
    def says_nothing(self) -> bool:
        """Whether the model said in so many words that the clauses do not answer."""
        return _NOTHING.search(self._text) is not None


def _claim(text: str) -> Stated | None:
    try:
        found = json.loads(_TRAILING_COMMA.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    quote, answer, number = found.get("quote"), found.get("answer"), _number(found.get("citation"))
    if not isinstance(quote, str) or not isinstance(answer, str) or number is None:
        return None
    told = " ".join(_MARKER.sub("", answer).split()).strip(" .;")
    if not told or len(told) > _LONGEST_ANSWER or not quote.strip() or len(quote) > _LONGEST_QUOTE:
        return None
    return Stated(quote, number, told)


def _number(citation: Any) -> int | None:
    """The clause's number, also where it comes as ``"1"``, ``"[1]"`` or ``[1]``."""
    if isinstance(citation, list) and len(citation) == 1:
        citation = citation[0]
    if isinstance(citation, str):
        match = re.fullmatch(r"\D{0,3}(\d{1,4})\D{0,3}", citation.strip())
        citation = int(match[1]) if match else None
    return citation if isinstance(citation, int) and not isinstance(citation, bool) else None
