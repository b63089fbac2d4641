"""Markdown marks taken out of a line, kept as hints.

Rule: ``#``, ``**``, ``*``, ``__``, back-slash escapes, links and inline tags leave the text;
``level`` and ``bold`` say what they meant. A leading bullet stays, since in an administrative
document it is the author's own dash, and so does a star that is a note mark (``(*)``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

_HEADING = re.compile(r"(#{1,6})(?:\s+|(?=\*))(.*?)\s*#*$", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\((?:https?:|/|#|mailto:|\.)[^)\s]{0,500}(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|span|font|br|p|div|center)(?:\s[^<>]{0,200})?/?>", re.I)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STARS = re.compile(r"\*+")
_UNDERSCORES = re.compile(r"(?<!\w)__(?=[^\s_])(.+?)(?<=[^\s_])__(?!\w)")
_QUOTE = re.compile(r"(?:>\s?)+")
_EVIDENCE = re.compile(r"#{1,6}\s+\S|\*\*\S.*\*\*$|\|?\s*:?-{3,}:?\s*\|")
_ESCAPED_STAR = "\ue000"


@dataclass(frozen=True)
class Marked:
    """A paragraph without its marks."""

    text: str
    level: int = 0
    bold: bool = False


def is_markdown(lines: Iterable[str]) -> bool:
    """Whether plain text evidently is Markdown."""
    return sum(_EVIDENCE.match(line.strip()) is not None for line in lines) >= 3


def unmarked(line: str) -> Marked:
    """``line`` without its Markdown marks."""
    level, text = 0, _QUOTE.sub("", line, count=1) if line.startswith(">") else line
    if heading := _HEADING.match(text):
        level, text = len(heading[1]), heading[2]
    elif set(text) <= {"#", " "}:
        return Marked("")
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(lambda tag: " " if "br" in tag[0].lower() else "", text)
    text = _ESCAPE.sub(lambda m: _ESCAPED_STAR if m[1] == "*" else m[1], text)
    text = _UNDERSCORES.sub(r"**\1**", html.unescape(text))
    plain, bold = _without_stars(text)
    return Marked(plain.replace(_ESCAPED_STAR, "*").strip(), level, bold)


def _without_stars(text: str) -> tuple[str, bool]:
    """The text without emphasis, and whether all of it was bold."""
    plain, bold, all_bold, at = "", False, True, 0
    single_open = False
    for run in _STARS.finditer(text):
        piece = text[at : run.start()]
        all_bold &= bold or not piece.strip()
        plain += piece
        at = run.end()
        width = len(run[0])
        if width == 1 and (_is_bullet(text, run) or not (single_open or _opens(text, run))):
            plain += "*"
            all_bold &= bold
        elif width == 1:
            single_open = not single_open
        elif width in (2, 3):
            bold = not bold
            single_open ^= width == 3
    rest = text[at:]
    all_bold &= bold or not rest.strip()
    return plain + rest, all_bold and bool(plain.strip())


def _is_bullet(text: str, run: re.Match[str]) -> bool:
    return not text[: run.start()].strip() and text[run.end() : run.end() + 1].isspace()


def _opens(text: str, run: re.Match[str]) -> bool:
    """A star opens emphasis before a word, or before a blank that a closing star follows."""
    after = text[run.end() : run.end() + 1]
    closes = "*" in text[run.end() :]
    note = text[run.start() - 1 : run.start()] == "(" and after == ")"
    between_digits = text[run.start() - 1 : run.start()].isdigit() and after.isdigit()
    return closes and not note and not between_digits
