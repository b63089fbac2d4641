"""The core types of a collection: what a document is once it has been read.

Everything here is frozen. Offsets count Unicode code points of a document's *stored text*
(NFC), so a quote is true by construction: it is always ``document.text[start:end]``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Frozen(BaseModel):
    """Base of every value object: immutable, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Half-open interval ``[start, end)`` of a stored text, in code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"span ends ({self.end}) before it starts ({self.start})")
        return self

    def of(self, text: str) -> str:
        """The slice of ``text`` this span stands for."""
        return text[self.start : self.end]


# --- reading -------------------------------------------------------------------------------


class Block(Span):
    """One paragraph or one table row of the stored text, as the file's own format gives it.

    ``cells`` are the spans of a row's cells (empty cells included, as empty spans); where a cell
    above is merged down over a place, ``above`` has that cell's span there (it is empty, or as long
    as ``cells``). ``table`` numbers the tables of a document from 0. ``level`` is the heading level
    the format itself states (Markdown ``##``, Word's *Heading 2*), 0 when it states none. ``page``
    counts from 1.
    """

    kind: Literal["paragraph", "row"] = "paragraph"
    cells: tuple[Span, ...] = ()
    above: tuple[Span | None, ...] = ()
    table: int | None = None
    level: int = 0
    bold: bool = False
    page: int | None = None


class ReadText(Frozen):
    """What a reader makes of a file: the stored text and the blocks that cover it.

    ``page_starts[i]`` is the offset at which page ``i + 1`` begins; empty for formats without
    pages. ``warnings`` are Vietnamese sentences for the administrator.
    """

    text: str
    blocks: tuple[Block, ...]
    format: str
    page_starts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


# --- structure -----------------------------------------------------------------------------


class Document(Frozen):
    """A document of the collection, with what its title block says.

    ``number`` is the *số, ký hiệu* (``284/KH-UBND``; ``/KH-SGDĐT`` when left blank; None when
    there is none). ``kind`` is the Vietnamese *tên loại* in sentence case (``Kế hoạch``).
    ``file`` is the base name of the file, ``source`` the full path it was read from.
    ``same_as`` names the document this one is another copy of (it is kept, not answered from).
    """

    id: str
    file: str
    source: str
    sha256: str
    format: str
    text: str = Field(repr=False)
    number: str | None = None
    kind: str | None = None
    title: str = ""
    issuer: str | None = None
    date: dt.date | None = None
    place: str | None = None
    province: str | None = None
    school_year: str | None = None
    signer: str | None = None
    page_starts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    same_as: str | None = None

    def page_of(self, offset: int) -> int | None:
        """The page (from 1) on which ``offset`` stands; None for formats without pages."""
        from bisect import bisect_right

        return bisect_right(self.page_starts, offset) or None


ClauseKind = Literal[
    "title",  # khối tiêu đề: quốc hiệu, số, ngày, tên loại, trích yếu
    "legal_basis",  # căn cứ
    "part",  # phần, chương, mục, I., tiêu đề of any level that has clauses below it
    "item",  # điều, khoản, điểm, 1., 1.1., a)
    "bullet",  # gạch đầu dòng, dấu cộng
    "paragraph",  # đoạn
    "row",  # dòng của bảng
    "footnote",  # chú thích cuối trang
    "signature",  # khối chữ ký
    "recipients",  # nơi nhận
    "boilerplate",  # web links and the like: kept for coverage, never searched
]


class Cell(Span):
    """One cell of a table row with its column's heading (``""`` when the table has none)."""

    column: str = ""


class SharedCell(Cell):
    """A cell of a row above that is merged down over this row: a span of clause ``clause_id``."""

    text: str
    clause_id: str


class Clause(Span):
    """The smallest division that means something together with the headings it inherits.

    ``path`` is the address people can say aloud (``Kế hoạch > II > 5 > đoạn 2``), unique within
    the document; ``id`` is ``<document id>:<slug of the path>``. ``text`` is the quotable text,
    an exact slice of the stored text. ``headings`` are the full texts of the ancestors from the
    outermost inwards, ``lead_in`` the sentence that introduces a list (``… các nhiệm vụ:``).
    ``shared`` are the cells of rows above that hold for a row too, being merged over it.
    A parent's span covers its own heading line(s) only when it has children; leaf clauses and
    headings together cover the text, and no two clauses overlap.
    """

    id: str
    document_id: str
    path: str
    kind: ClauseKind
    order: int = Field(ge=0)
    parent_id: str | None = None
    text: str
    headings: tuple[str, ...] = ()
    lead_in: str = ""
    cells: tuple[Cell, ...] = ()
    shared: tuple[SharedCell, ...] = ()
    page: int | None = None

    @property
    def searched_text(self) -> str:
        """What retrieval sees: address headings, lead-in and text, layout damage repaired."""
        from indexing.structure.repair import repaired

        return repaired("\n".join(part for part in (*self.headings, self._said) if part))

    @property
    def searched_body(self) -> str:
        """``searched_text`` without the address headings."""
        from indexing.structure.repair import repaired

        return repaired(self._said)

    @property
    def _said(self) -> str:
        """Lead-in, text or cells, and what merged cells above say that neither they nor headings do."""
        own = (
            "; ".join(
                f"{c.column}: {v}" if c.column else v
                for c in self.cells
                if (v := self.text[c.start - self.start : c.end - self.start].strip())
            )
            or self.text
        )
        above = "\n".join((*self.headings, self.lead_in))
        inherited = (
            f"{c.column}: {c.text}" if c.column else c.text for c in self.shared if c.text not in above
        )
        return "\n".join(part for part in (self.lead_in, "; ".join((own, *inherited))) if part)


# --- facts ---------------------------------------------------------------------------------


class Support(Span):
    """A span of another clause that a fact also rests on (the heading that names its agency)."""

    clause_id: str


class FactBase(Span):
    """A fact and the exact span it was read from (within clause ``clause_id``).

    ``support`` are spans of other clauses of the same document without which it would not hold.
    """

    document_id: str
    clause_id: str
    support: tuple[Support, ...] = ()


class Assignment(FactBase):
    """Phân công: who leads a task, who cooperates, when, with what product."""

    kind: Literal["assignment"] = "assignment"
    task: str
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    time: str = ""
    product: str = ""
    role: Literal["lead", "cooperate", "standing", "perform"] = "lead"


class Target(FactBase):
    """Chỉ tiêu: ``indicator`` (of ``scope``) is to reach ``comparison`` ``value`` ``unit`` by ``year``."""

    kind: Literal["target"] = "target"
    indicator: str
    scope: str = ""
    comparison: str = ""
    value: str
    unit: str = ""
    year: str = ""


class Deadline(FactBase):
    """Thời hạn: ``what`` is due (to ``recipient``) by ``due``, as the document words it."""

    kind: Literal["deadline"] = "deadline"
    what: str
    due: str
    recipient: str = ""


class Reference(FactBase):
    """Viện dẫn: another document named by number, and the relation to it."""

    kind: Literal["reference"] = "reference"
    number: str
    document_kind: str = ""
    date: str = ""
    issuer: str = ""
    subject: str = ""
    relation: str = ""


class About(FactBase):
    """A fact about the document itself: its theme, motto, signer, validity, recipients."""

    kind: Literal["about"] = "about"
    attribute: Literal["theme", "motto", "signer", "validity", "recipients", "abbreviation"]
    subject: str = ""
    value: str


Fact = Annotated[Assignment | Target | Deadline | Reference | About, Field(discriminator="kind")]


class ParsedDocument(Frozen):
    """A document with everything read from it: the unit that is stored or replaced as a whole."""

    document: Document
    clauses: tuple[Clause, ...]
    facts: tuple[Fact, ...] = ()
