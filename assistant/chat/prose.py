"""An answer's text as HTML: paragraphs, lists and small tables, with ``[n]`` as buttons.

Everything is escaped; the few marks an answer may use are recognised, nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby

from markupsafe import Markup, escape

_MARKER = re.compile(r"\[(\d{1,3})\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BULLET = re.compile(r"\s*[-•+*]\s+")
_ORDINAL = re.compile(r"\s*(\d{1,3})[.)]\s+")
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*")


def answer_html(text: str, markers: Collection[int], turn: int) -> Markup:
    """``text`` as HTML; the markers of exchange ``turn`` open their source."""
    return Markup("").join(_block(kind, lines, markers, turn) for kind, lines in _blocks(text))


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    lines = (line for line in text.splitlines() if line.strip())
    for kind, group in groupby(lines, key=_kind):
        found = list(group)
        if kind == "text":
            yield from (("text", [line]) for line in found)
        else:
            yield kind, found


def _kind(line: str) -> str:
    if line.lstrip().startswith("|"):
        return "table"
    if _BULLET.match(line):
        return "list"
    return "ordered" if _ORDINAL.match(line) else "text"


def _block(kind: str, lines: list[str], markers: Collection[int], turn: int) -> Markup:
    if kind == "table":
        return _table(lines, markers, turn)
    if kind == "list":
        items = [_inline(_BULLET.sub("", line, count=1), markers, turn) for line in lines]
        return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(i) for i in items))
    if kind == "ordered":
        return Markup("<ol>{}</ol>").format(
            Markup("").join(_ordinal_item(line, markers, turn) for line in lines)
        )
    return Markup("<p>{}</p>").format(_inline(lines[0], markers, turn))


def _ordinal_item(line: str, markers: Collection[int], turn: int) -> Markup:
    number = _ORDINAL.match(line)
    assert number is not None
    return Markup('<li value="{}">{}</li>').format(number[1], _inline(line[number.end() :], markers, turn))


def _table(lines: list[str], markers: Collection[int], turn: int) -> Markup:
    rows = [line.strip().strip("|").split("|") for line in lines if not _RULE.fullmatch(line)]
    headed = len(lines) > 1 and _RULE.fullmatch(lines[1]) is not None
    out = [
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<th scope="col">{}</th>' if headed and number == 0 else "<td>{}</td>").format(
                    _inline(cell.strip(), markers, turn)
                )
                for cell in row
            )
        )
        for number, row in enumerate(rows)
    ]
    return Markup('<div class="scroll" tabindex="0"><table>{}</table></div>').format(Markup("").join(out))


def _inline(text: str, markers: Collection[int], turn: int) -> Markup:
    bold = Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))

    def button(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in markers:
            return match[0]
        return (
            f'<button type="button" class="marker" data-turn="{turn}" data-marker="{number}" '
            f'aria-label="Xem nguồn {number}">[{number}]</button>'
        )

    return Markup(_MARKER.sub(button, bold))
