"""Words of documents and questions inside an answer: text, never marks, links, markup or hidden signs.

What reads an answer may render Markdown or HTML, and takes ``[2]`` for a source. A document or a
question that carries such things must not speak through the answer; its quotes stay verbatim.
"""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}[^()\n]{0,100}\)")
_MARK = re.compile(r"\s*[\[【［]\s*\d{1,3}\s*[\]】］]")
_TAG = re.compile(r"<([a-z/!?][^<>\n]{0,300})>", re.IGNORECASE)
_OPEN_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)


def visible(text: str) -> str:
    """``text`` without signs that nobody sees: zero-width ones, and those that turn its direction."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def harmless(text: str) -> str:
    """``text`` as it may stand in an answer: a link is its words, a tag is no tag, no mark is a source's."""
    text = _MARK.sub("", _LINK.sub(r"\1", visible(text)))
    return _OPEN_TAG.sub("‹", _TAG.sub(r"‹\1›", text))
