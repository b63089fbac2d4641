"""Word documents (.docx).

Rule: the text as it would print with all tracked changes accepted: inserted text stays, deleted
text goes, generated numbers are written out, text boxes and footnotes are read, page headers and
footers are not. Runs set in a .Vn or VNI font are turned into Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from indexing.model import ReadText
from indexing.readers.building import TextBuilder, note_call
from indexing.readers.legacy import decoder_of_font
from indexing.readers.tables import SpannedCell, laid_out
from indexing.readers.word_numbering import Numbering, W
from indexing.readers.word_styles import Styles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DELETED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr"}
_LITERALS = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_NOTE_KINDS = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_MARKED = re.compile(r"[-–—+*•●▪]\s")


@dataclass(frozen=True)
class _Piece:
    text: str
    bold: bool = False
    raised: bool = False


@dataclass
class _Line:
    text: str = ""
    bold: bool = True

    def add(self, text: str, piece: _Piece) -> None:
        raised_number = piece.raised and text.strip().isdigit()
        self.text += note_call(self.text, text.strip()) if raised_number else text
        self.bold &= piece.bold or not text.strip()


class _Document:
    def __init__(self, data: bytes) -> None:
        document = docx.Document(BytesIO(data))
        self._part: Any = document.part
        self._body: Any = document.element.body
        self._styles = Styles(self._root(RELATIONSHIP_TYPE.STYLES))
        self._numbering = Numbering(self._root(RELATIONSHIP_TYPE.NUMBERING))
        self._notes: list[tuple[str, str]] = []  # kind and id, in the order of their calls
        self._boxes: list[Any] = []
        self._builder = TextBuilder()

    def read(self) -> ReadText:
        self._flow(self._body)
        self._append_notes()
        return self._builder.build("docx")

    def _root(self, kind: str) -> Any | None:
        from lxml import etree

        for relation in self._part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                part = relation.target_part
                if hasattr(part, "element"):
                    return part.element
                return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        return None

    def _flow(self, container: Any) -> None:
        for element in _content(container):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)

    def _paragraph(self, paragraph: Any) -> None:
        lines = self._lines(paragraph)
        level = self._styles.heading_level(paragraph)
        for text, bold in lines:
            self._builder.paragraph(text, level=level, bold=bold)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._flow(box)

    def _lines(self, paragraph: Any, *, in_cell: bool = False) -> list[tuple[str, bool]]:
        """The lines of a paragraph (manual breaks part them) and whether each is bold."""
        lines = [_Line()]
        for piece in self._pieces(paragraph, paragraph):
            first, *others = piece.text.split("\n")
            lines[-1].add(first, piece)
            for other in others:
                lines.append(_Line())
                lines[-1].add(other, piece)
        written = [line for line in lines if line.text.strip()]
        numbered = self._styles.list_of(paragraph)
        label = self._numbering.label(*numbered) if numbered is not None else ""
        if not written:
            # A cell with nothing but its generated number is how ordinals are often made.
            return [(label, False)] if label and in_cell else []
        if label and not (label in "-+" and _MARKED.match(written[0].text)):
            written[0].text = f"{label} {written[0].text}"
        return [(line.text, line.bold) for line in written]

    def _pieces(self, element: Any, paragraph: Any) -> Iterator[_Piece]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DELETED:
                continue
            if tag == f"{W}r":
                yield from self._run(child, paragraph)
            elif tag == f"{_M}t":
                yield _Piece(child.text or "")
            elif tag == f"{_MC}AlternateContent":
                yield from self._pieces(_chosen(child), paragraph)
            else:
                yield from self._pieces(child, paragraph)

    def _run(self, run: Any, paragraph: Any) -> Iterator[_Piece]:
        if self._styles.is_on("vanish", run, paragraph):
            return
        bold = self._styles.is_on("b", run, paragraph)
        raised = self._styles.is_raised(run, paragraph)
        capitals = self._styles.is_on("caps", run, paragraph)
        decode = decoder_of_font(self._styles.font(run, paragraph))
        for text in self._run_texts(run):
            shown = decode(text) if decode else text
            yield _Piece(shown.upper() if capitals else shown, bold, raised)

    def _run_texts(self, run: Any) -> Iterator[str]:
        for child in run:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DELETED:
                continue
            name = tag.removeprefix(W)
            if tag == f"{W}t":
                yield child.text or ""
            elif tag in _LITERALS:
                yield _LITERALS[tag]
            elif name in ("br", "cr"):
                yield "\n"
            elif name in _NOTE_KINDS:
                self._notes.append((_NOTE_KINDS[name], child.get(f"{W}id", "")))
                yield f"[{len(self._notes)}]"
            elif tag == f"{_MC}AlternateContent":
                self._boxes.extend(_chosen(child).iter(f"{W}txbxContent"))
            elif name in ("drawing", "pict", "object"):
                self._boxes.extend(child.iter(f"{W}txbxContent"))

    def _table(self, table: Any) -> None:
        rows = [list(_cells(row)) for row in _children(table, f"{W}tr")]
        if len(rows) == 1 and len(rows[0]) == 1:
            # A frame around one text is no table.
            self._flow(rows[0][0][0])
            return
        number = self._builder.new_table()
        spanned: list[list[SpannedCell]] = []
        bold = []
        merging: set[int] = set()  # columns in which a merged cell may go on
        for row in rows:
            texts: list[SpannedCell] = []
            marks = []
            above, merging, column = merging, set(), 0
            for cell, columns, merge in row:
                text, all_bold = ("", True) if cell is None else self._cell(cell)
                # A merge that nothing began is a cell of its own.
                goes_on = merge == "continue" and column in above
                texts.append((None if goes_on else text, columns, 1))
                marks += [all_bold] if text.strip() and not goes_on else []
                merging |= {column} if merge else set()
                column += columns
            spanned.append(texts)
            bold.append(bool(marks) and all(marks))
        for texts_of_row, row_bold in zip(laid_out(spanned), bold, strict=True):
            self._builder.row(texts_of_row, table=number, bold=row_bold)

    def _cell(self, cell: Any) -> tuple[str, bool]:
        """A cell's text, tables nested in it flattened in their place."""
        lines: list[tuple[str, bool]] = []
        for element in cell.iter(f"{W}p"):
            if not _is_deleted(element, cell):
                lines += self._lines(element, in_cell=True)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            lines += [line for paragraph in box.iter(f"{W}p") for line in self._lines(paragraph)]
        shown = [(text, bold) for text, bold in lines if text.strip()]
        return "\n".join(text for text, _ in shown), all(bold for _, bold in shown)

    def _append_notes(self) -> None:
        roots = {
            "footnotes": self._root(RELATIONSHIP_TYPE.FOOTNOTES),
            "endnotes": self._root(RELATIONSHIP_TYPE.ENDNOTES),
        }
        # A note may call no further notes, so the list is fixed from here on.
        for i, (kind, note_id) in enumerate(list(self._notes), 1):
            root = roots[kind]
            for note in () if root is None else root:
                if note.get(f"{W}id") == note_id:
                    text = self._cell(note)[0].replace("\n", " ").strip()
                    self._builder.paragraph(f"[{i}] {text}")


def _content(container: Any) -> Iterator[Any]:
    """Paragraphs and tables, through content controls and accepted changes."""
    for child in container:
        if not isinstance(child.tag, str) or child.tag in _DELETED:
            continue
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            yield from _content(_chosen(child))
        else:
            yield from _content(child)


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _children(child, tag)


def _cells(row: Any) -> Iterator[tuple[Any, int, str]]:
    """Cells with the columns they cover and whether a merge down begins (``restart``) or goes on there.

    Columns that a row leaves out before its first cell come as one cell that is None.
    """
    left_out = row.find(f"{W}trPr/{W}gridBefore")
    if left_out is not None and (before := _columns(left_out.get(f"{W}val", "0"))):
        yield None, before, ""
    for cell in _children(row, f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = "1" if span is None else span.get(f"{W}val", "1")
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        yield cell, _columns(width) or 1, "" if merge is None else merge.get(f"{W}val", "continue")


def _columns(count: str) -> int:
    return int(count) if count.isdigit() and len(count) < 4 else 0


def _chosen(alternatives: Any) -> Any:
    """One branch of alternative content; both hold the same text."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    first = choice if choice is not None else fallback
    return alternatives if first is None else first


def _is_deleted(element: Any, within: Any) -> bool:
    """Inside a deletion, a text box (read on its own) or a branch not chosen."""
    parent = element.getparent()
    while parent is not None and parent is not within:
        if parent.tag in (f"{W}del", f"{W}moveFrom", f"{W}txbxContent"):
            return True
        parent = parent.getparent()
    return False


def read_word(data: bytes) -> ReadText:
    """The text of a .docx file as blocks."""
    return _Document(data).read()
