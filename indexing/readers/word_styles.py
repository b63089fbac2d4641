"""What a Word paragraph or run inherits from its styles: bold, font, outline level, list.

Rule: the run's own property wins, then its character style, then the paragraph style, each with
the styles it is based on, then the document's defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indexing.readers.word_numbering import W

_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục) ?([1-9])$", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


class Styles:
    """The style sheet of one document."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Any] = {}
        self._defaults: Any | None = None
        self._default_paragraph = ""
        if root is None:
            return
        self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in root.iterfind(f"{W}style"):
            self._styles[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self._default_paragraph = style.get(f"{W}styleId", "")

    def heading_level(self, paragraph: Any) -> int:
        """The outline level from 1, 0 for body text."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        for element in (own, *self._of_paragraph(paragraph, f"{W}pPr/{W}outlineLvl")):
            if element is not None:
                level = str(element.get(f"{W}val", "9"))
                return int(level) + 1 if level.isdigit() and int(level) < 9 else 0
        for style in self._chain(self._style_id(paragraph, "pPr", "pStyle")):
            name = style.find(f"{W}name")
            if name is not None and (match := _HEADING.match(name.get(f"{W}val", ""))):
                return int(match[1])
        return 0

    def list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level a paragraph is numbered in."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        list_id = level = None
        for element in (own, *self._of_paragraph(paragraph, f"{W}pPr/{W}numPr")):
            if element is None:
                continue
            list_id = list_id or _value(element.find(f"{W}numId"))
            level = level or _value(element.find(f"{W}ilvl"))
        if list_id is None or list_id == "0":
            return None
        return list_id, int(level) if level and level.isdigit() else 0

    def is_on(self, name: str, run: Any, paragraph: Any) -> bool:
        """Whether a toggle (``b``, ``vanish``, ``caps``) is on for a run."""
        element = next(self._run_properties(run, paragraph, name), None)
        return element is not None and element.get(f"{W}val", "1") not in _OFF

    def is_raised(self, run: Any, paragraph: Any) -> bool:
        """Whether a run is set as superscript."""
        element = next(self._run_properties(run, paragraph, "vertAlign"), None)
        return element is not None and element.get(f"{W}val") == "superscript"

    def font(self, run: Any, paragraph: Any) -> str | None:
        """The font Latin letters of a run are set in."""
        for element in self._run_properties(run, paragraph, "rFonts"):
            if name := element.get(f"{W}ascii") or element.get(f"{W}hAnsi"):
                return str(name)
        return None

    def _run_properties(self, run: Any, paragraph: Any, name: str) -> Iterator[Any]:
        own = run.find(f"{W}rPr/{W}{name}")
        if own is not None:
            yield own
        for first in (self._style_id(run, "rPr", "rStyle"), self._paragraph_style(paragraph)):
            for style in self._chain(first):
                element = style.find(f"{W}rPr/{W}{name}")
                if element is not None:
                    yield element
        if self._defaults is not None and (element := self._defaults.find(W + name)) is not None:
            yield element

    def _of_paragraph(self, paragraph: Any, path: str) -> Iterator[Any]:
        for style in self._chain(self._paragraph_style(paragraph)):
            element = style.find(path)
            if element is not None:
                yield element

    def _paragraph_style(self, paragraph: Any) -> str:
        return self._style_id(paragraph, "pPr", "pStyle") or self._default_paragraph

    @staticmethod
    def _style_id(element: Any, properties: str, style: str) -> str:
        return _value(element.find(f"{W}{properties}/{W}{style}")) or ""

    def _chain(self, style_id: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = _value(self._styles[style_id].find(f"{W}basedOn")) or ""


def _value(element: Any | None) -> str | None:
    return None if element is None else element.get(f"{W}val")
