"""HTML pages.

Rule: what the page is about, without what surrounds it: navigation, headers and footers of the
site, scripts, forms and lists of links are dropped. A block element or ``<br>`` ends a paragraph,
list numbers are written out, a table used only for layout is read as the text inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bs4 import BeautifulSoup, CData, Tag
from bs4.element import NavigableString

from indexing.model import ReadText
from indexing.readers.building import TextBuilder, note_call
from indexing.readers.tables import laid_out

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "nav", "aside", "button", "select", "option", "textarea"}
    | {"iframe", "object", "svg", "canvas", "audio", "video", "map", "dialog", "menu", "head"}
)
_SITE_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"}
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"}
    | {"th", "thead", "tr", "ul"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITEM_MARK = re.compile(r"\s*(?:[-–—+*•●▪]|\(?\w{1,4}[.)])\s")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class _Page:
    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._pending: list[tuple[str, bool]] = []
        self._level = 0
        self._mark = ""

    def flow(self, element: Tag, *, bold: bool = False) -> None:
        """Read what is inside ``element`` as paragraphs and tables."""
        for child in element.children:
            if isinstance(child, Tag):
                self._element(child, bold)
            elif isinstance(child, NavigableString) and type(child) in (NavigableString, CData):
                self._pending.append((re.sub(r"\s+", " ", child), bold))

    def end_paragraph(self) -> None:
        """Close the paragraph being gathered."""
        text = "".join(piece for piece, _ in self._pending)
        marks = [bold for piece, bold in self._pending if piece.strip()]
        self._pending = []
        if marks:
            mark = "" if not self._mark or _ITEM_MARK.match(text) else f"{self._mark} "
            self._mark = ""
            self.builder.paragraph(mark + text.strip(), level=self._level, bold=all(marks))

    def _element(self, element: Tag, bold: bool) -> None:
        name = element.name
        if name == "br":
            self.end_paragraph()
            return
        bold = bold or name in {"b", "strong", "th"} or _BOLD.search(_style(element)) is not None
        if name not in _BLOCKS:
            if name == "sup" and (note := re.fullmatch(r"\s*\[?(\d{1,3})\]?\s*", element.get_text())):
                before = "".join(piece for piece, _ in self._pending)
                self._pending.append((note_call(before, note[1]), bold))
            else:
                self.flow(element, bold=bold)
            return
        self.end_paragraph()
        if name == "table":
            self._table(element, bold)
        elif name in {"ol", "ul"}:
            self._list(element, bold)
        elif name == "pre":
            for line in element.get_text().splitlines():
                self.builder.paragraph(line)
        else:
            self._level = int(name[1]) if re.fullmatch("h[1-6]", name) else self._level
            self.flow(element, bold=bold)
            self.end_paragraph()
            self._level = 0 if re.fullmatch("h[1-6]", name) else self._level

    def _list(self, element: Tag, bold: bool) -> None:
        number = _whole(element.get("start"), 1)
        for child in element.find_all(True, recursive=False):
            if child.name == "li":
                number = _whole(child.get("value"), number)
                style = str(child.get("type") or element.get("type") or "1")
                self._mark = _ordinal(number, style) if element.name == "ol" else "-"
                number += 1
            self._element(child, bold)
            self._mark = ""

    def _table(self, table: Tag, bold: bool) -> None:
        rows = list(_rows(table))
        cells = [cell for row in rows for cell in row]
        # A table of one column is a frame or a page layout, its text is text of the page.
        if all(len(row) <= 1 for row in rows) or any(_holds_page(cell) for cell in cells):
            for cell in cells:
                self.flow(cell, bold=bold)
                self.end_paragraph()
            return
        number = self.builder.new_table()
        grid = laid_out(
            [
                [(_cell_text(c), _whole(c.get("colspan"), 1), _whole(c.get("rowspan"), 1)) for c in row]
                for row in rows
            ]
        )
        for texts, row in zip(grid, rows, strict=True):
            heads = bool(row) and all(cell.name == "th" for cell in row)
            self.builder.row(texts, table=number, bold=heads)


def _rows(table: Tag) -> Iterator[list[Tag]]:
    for row in _tags(table, beyond=lambda element: element.name == "table"):
        if row.name == "tr":
            yield row.find_all(["td", "th"], recursive=False)


def _holds_page(cell: Tag) -> bool:
    """Whether a cell is a column of a page layout: tables or many paragraphs inside."""
    return len(cell.find_all("p")) > 30 or any(
        len(row) > 1 for inner in cell.find_all("table") for row in _rows(inner)
    )


def _cell_text(cell: Tag) -> str:
    inner = _Page()
    inner.flow(cell)
    inner.end_paragraph()
    return inner.builder.build("html").text


def _style(element: Tag) -> str:
    return str(element.get("style") or "")


def _whole(value: object, default: int) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default


def _ordinal(number: int, style: str) -> str:
    if style in "aA" and 1 <= number <= 26:
        letter = _LETTERS[number - 1]
        return f"{letter})" if style == "a" else f"{letter.upper()}."
    if style in "iI" and 1 <= number < 40:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return f"{roman if style == 'i' else roman.upper()}."
    return f"{number}."


def _drop_surroundings(soup: BeautifulSoup) -> None:
    for element in _tags(soup, beyond=_is_surrounding):
        if _is_surrounding(element):
            element.extract()
    for element in _holders_of_links(soup):
        if _is_link_list(element):
            element.extract()


def _is_surrounding(element: Tag) -> bool:
    if element.name in _DROPPED or str(element.get("role") or "").lower() in _SITE_ROLES:
        return True
    if element.has_attr("hidden") or _HIDDEN.search(_style(element)) is not None:
        return True
    return element.name in {"header", "footer"} and not element.find_parent(["main", "article"])


def _tags(element: Tag, beyond: Callable[[Tag], bool]) -> Iterator[Tag]:
    """The elements below one in reading order, without what is below those that are ``beyond``.

    Beautiful Soup's own searches look through everything below an element; from each element of a
    deep page that takes its depth squared.
    """
    going = [iter(list(element.children))]
    while going:
        child = next(going[-1], None)
        if child is None:
            going.pop()
        elif isinstance(child, Tag):
            if not beyond(child):
                going.append(iter(list(child.children)))
            yield child


def _holders_of_links(soup: BeautifulSoup) -> list[Tag]:
    """The lists, boxes and tables with three links or more, outermost first."""
    # Counted upwards from the links, for the reason given at `_tags`.
    held: dict[int, tuple[Tag, int]] = {}
    for link in soup.find_all("a", href=True):
        for element in link.parents:
            if element.name in {"ul", "ol", "div", "table"}:
                held[id(element)] = (element, held.get(id(element), (element, 0))[1] + 1)
    holders = {key for key, (_, links) in held.items() if links >= 3}
    return [held[id(e)][0] for e in soup.find_all(["ul", "ol", "div", "table"]) if id(e) in holders]


def _is_link_list(element: Tag) -> bool:
    """Hardly any text beside the links."""
    links: Sequence[Tag] = element.find_all("a", href=True)
    linked = sum(len(link.get_text(strip=True)) for link in links)
    return linked > 0.8 * len(element.get_text(strip=True))


def read_html(text: str) -> ReadText:
    """The text of an HTML page as blocks."""
    soup = BeautifulSoup(text, "lxml")
    _drop_surroundings(soup)
    page = _Page()
    page.flow(soup)
    page.end_paragraph()
    return page.builder.build("html")
