"""A file's lines told apart: web site chrome, title blocks, bodies, signatures, appendices.

One pass from top to bottom. A *section* is an instrument (a decision, the plan it issues) or an
appendix; each line of it gets a role. A new section begins at a kind alone in capitals that is
followed by ``(Ban hành kèm theo …)`` or comes after a signature, and at ``PHỤ LỤC``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from indexing.structure.closing import is_recipients, is_signature, recipient_like
from indexing.structure.issuers import names_nation, opens_with_agency
from indexing.structure.kinds import kind_alone, kind_at_head
from indexing.structure.lines import Line
from indexing.structure.tables import opens_table
from indexing.structure.title_block import ATTACHED_NOTE, is_date_line, is_number_line
from indexing.structure.wording import folded, is_capitals, is_person, is_rule

Role = Literal["boilerplate", "title", "basis", "enacting", "body", "recipients", "signature", "footnote"]

_APPENDIX = re.compile(
    r"(?P<label>phụ\s+lục(?:\s+(?:số\s*:?\s*)?(?P<id>[IVXLC]+|\d{1,3}|"
    r"[A-Z]))?)(?:\s*[:.–-]\s*(?P<rest>.*)|\s+(?P<tail>\S.*))?$",
    re.I,
)
_ENACTING = re.compile(r"(?:QUYẾT\s+(?:ĐỊNH|NGHỊ)|NGHỊ\s+ĐỊNH|CHỈ\s+THỊ|THÔNG\s+TƯ)\s*:")
_BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Trên cơ sở)\s")
_SITE_END = re.compile(
    r"Văn bản này chưa cập nhật nội dung|Văn bản liên quan$|Cảm ơn đã dùng|"
    r"vi phạm pháp luật về Sở hữu trí tuệ|"
    r"copyright on this translation|Đang tải văn bản|Click vào|Văn bản (?:được|bị|gốc|"
    r"tiếng Anh)[\w ,]{0,40}$|"
    r"VĂN BẢN (?:ĐƯỢC|BỊ|HƯỚNG DẪN|LIÊN QUAN)|Bản dịch này thuộc quyền sở hữu|Tải (?:văn bản|về)$",
)
_SITE_TITLE = re.compile(r"\w[\w ]{2,30} (?:số )?\d+[\w/-]+ (?:năm \d{4}|ngày \d)[^.;]*$")
_LINK = re.compile(
    r"[-•*]\s*(?P<n>\d{1,3})\s+(?:Luật|Bộ luật|Nghị|Quyết|Thông|Chỉ|Công|Kế|Văn|Hiến|Pháp|Lệnh|Kết)"
)
_NOTE = re.compile(r"\(?\s*(?:(?:ban hành|được ban hành)\s+k|(?<=\()\s*k)[èe]m theo\b", re.I)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\s*\S")
_TITLE_REACH = 400  # a title block further down than this belongs to a form, not to the file
_SUBJECT_LENGTH = 500


@dataclass
class Section:
    """An instrument or an appendix: its label in addresses and its lines with their roles."""

    label: str | None
    appendix: bool
    lines: list[tuple[Line, Role]] = field(default_factory=list)

    def of_role(self, *roles: Role) -> list[Line]:
        """The lines that have one of ``roles``, in order."""
        return [line for line, role in self.lines if role in roles]

    def parted(self, role: Role) -> frozenset[int]:
        """Where the lines of ``role`` start that a line of another role stands right before."""
        pairs = pairwise(self.lines)
        return frozenset(line.start for (_, before), (line, own) in pairs if own == role != before)


def sections_of(lines: Sequence[Line]) -> list[Section]:
    """The file's sections, the first of which holds whatever precedes its title block."""
    return _Reading(lines).sections


class _Reading:
    """The state of the one pass."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._outside = _outside(lines)
        self.sections = [Section(None, False)]
        self._state: Literal["title", "body", "recipients", "signature"] = "title"
        self._divided = False
        self._titled = False
        self._closed = False  # a signature or recipients were seen in this section
        self._last_of_title: Line | None = None  # in this section
        for i, line in enumerate(lines):
            self._take(i, line)

    def _take(self, i: int, line: Line) -> None:
        if i in self._outside:
            self._add(line, "boilerplate")
        elif border := self._border(i):
            if self._untouched:
                border.lines = self.sections.pop().lines
            self.sections.append(border)
            self._state, self._divided, self._titled, self._closed = "title", False, False, False
            self._last_of_title = None
            self._add(line, "title")
        elif self._state == "title" and self._in_title(line):
            self._add(line, "title")
        else:
            self._add(line, self._role(i, line))

    def _add(self, line: Line, role: Role) -> None:
        self._closed = self._closed or role in ("recipients", "signature")
        self._last_of_title = line if role == "title" else self._last_of_title
        self.sections[-1].lines.append((line, role))

    # --- borders ---------------------------------------------------------------------------

    def _border(self, i: int) -> Section | None:
        line = self._lines[i]
        if line.row and len([c for c in line.cells if c.end > c.start]) > 1:
            return None
        text = folded(line.text.strip(" |"))
        if appendix := _appendix_label(line, text, self._closed):
            if self._state == "title" and self.sections[-1].appendix and self._last_of_title is None:
                return None
            return Section(appendix, True)
        text, noted = _without_note(text)
        if self._state == "title" or not is_capitals(text) or line.marker:
            return None
        noted = noted or self._note_follows(i)
        kind = kind_alone(text) if not noted else kind_at_head(text)
        if kind and text.endswith(":"):
            return None
        in_form = any(section.appendix for section in self.sections)  # a form of a decision is none
        if kind and (noted or (self._closed and kind_alone(text) and not in_form)):
            return Section(kind, kind in {"Danh mục", "Danh sách", "Biểu", "Biểu mẫu", "Bảng"})
        return Section("Phụ lục", True) if noted and self._closed else None

    @property
    def _untouched(self) -> bool:
        return len(self.sections) == 1 and all(role == "boilerplate" for _, role in self.sections[0].lines)

    def _note_follows(self, i: int) -> bool:
        for line in self._lines[i + 1 : i + 7]:
            text = folded(line.text.strip(" |"))
            text, noted = _without_note(text)
            if noted:
                return True
            if not is_capitals(text) or line.marker:
                return False
        return False

    # --- roles -----------------------------------------------------------------------------

    def _in_title(self, line: Line) -> bool:
        text = folded(line.text.strip(" |*"))
        if self._ends_title(line, text):
            return False
        if line.row and opens_table(line):
            return False
        held = self._last_of_title
        if is_rule(line.text) or _title_part(line) or ATTACHED_NOTE.match(text):
            self._titled = self._titled or kind_at_head(text) is not None
            return True
        if is_capitals(text) and not line.marker:
            self._titled = True
            return True
        if line.row:
            return held is None and _title_part(line)
        # the subject in ordinary writing: directly below the kind, and no sentence
        return (
            held is not None
            and (kind_alone(held.text) is not None or self.sections[-1].appendix or not self._titled)
            and len(text) < _SUBJECT_LENGTH
            and not text.endswith((".", ";", ":", "./."))
            and line.marker is None
        )

    def _ends_title(self, line: Line, text: str) -> bool:
        if _BASIS.match(text) or re.match(r"Kính gửi|Điều \d", text) or _ENACTING.match(text):
            return True
        if line.marker and line.marker.family not in ("-", "+", "*"):
            return not is_number_line(text)
        return False

    def _role(self, i: int, line: Line) -> Role:
        text = folded(line.text.strip(" |"))
        if _FOOTNOTE.match(text) and not line.row:
            return "footnote"
        if is_recipients(line):
            self._state = "recipients"
            return "recipients"
        if is_signature(self._lines, i, closing=self._state in ("recipients", "signature")):
            self._state = "signature"
            return "signature"
        if self._state == "recipients" and recipient_like(line):
            return "recipients"
        if self._state in ("recipients", "signature") and (
            (is_person(text) and not kind_at_head(text)) or is_rule(line.text)
        ):
            return "signature"
        if self._state == "signature" and recipient_like(line) and self._before("recipients"):
            return "recipients"
        return self._body_role(i, line, text)

    def _before(self, role: Role) -> bool:
        return bool(self.sections[-1].lines) and self.sections[-1].lines[-1][1] == role

    def _body_role(self, i: int, line: Line, text: str) -> Role:
        if is_rule(line.text):
            return "boilerplate"
        self._state = "body"
        if _ENACTING.fullmatch(text):
            return "enacting"
        if _BASIS.match(text) and not self._divided and (text.endswith(";") or self._enacts(i)):
            return "basis"
        if line.marker and line.marker.family not in ("-", "+", "*"):
            self._divided = True
        return "body"

    def _enacts(self, i: int) -> bool:
        """Whether the last legal basis (``Theo đề nghị của ….``) stands before what is decided."""
        following = [folded(after.text) for after in self._lines[i + 1 : i + 4]]
        return any(_ENACTING.match(t) or re.match(r"Điều 1\b", t) or " ban hành " in t for t in following)


def _without_note(text: str) -> tuple[str, bool]:
    """A heading without its ``(Ban hành kèm theo …)``, and whether it had one."""
    parts = _NOTE.split(text, maxsplit=1)
    return (parts[0].rstrip("* \n").strip(), True) if len(parts) > 1 else (text.strip(), False)


def _outside(lines: Sequence[Line]) -> set[int]:
    """The lines that are the web site's and not the document's."""
    start = _title_start(lines)
    outside = set(range(start))
    before = {lines[i].folded for i in outside}
    links = [i for i, line in enumerate(lines) if _LINK.match(line.text)]
    for i in links:
        if {i - 1, i + 1} & set(links) or lines[i].folded in before:
            outside.add(i)
    for i in range(start, len(lines)):
        text = lines[i].folded
        if _SITE_END.search(text) and len(text) < 300:
            first = i
            while first - 1 > start and _SITE_TITLE.match(lines[first - 1].folded):
                first -= 1
            outside.update(range(first, len(lines)))
            break
    return outside


def _title_start(lines: Sequence[Line]) -> int:
    """Where the document begins; 0 when nothing like a title block is near its head."""
    for i, line in enumerate(lines[:_TITLE_REACH]):
        text = folded(line.text.strip(" |"))
        if line.marker and line.marker.family in ("điều", "chương", "phần", "I"):
            return 0
        if re.match(r"PHỤ LỤC|Phụ lục", text):
            return 0
        if _title_part(line):
            while i and is_capitals(lines[i - 1].text) and opens_with_agency(lines[i - 1].text.strip(" |")):
                i -= 1
            return i
    return 0


def _title_part(line: Line) -> bool:
    parts = [line.text[c.start - line.start : c.end - line.start] for c in line.cells] or [line.text]
    return any(
        names_nation(part)
        or is_number_line(part)
        or is_date_line(part)
        or kind_alone(part.strip(" |")) is not None
        for part in parts
    )


def _appendix_label(line: Line, text: str, closed: bool) -> str | None:
    found = _APPENDIX.match(text)
    if not found or len(text) > 300:
        return None
    rest = (found["rest"] or found["tail"] or "").strip()
    capital = text[:7] == "PHỤ LỤC" or line.heading
    if rest and not (
        is_capitals(rest) or ATTACHED_NOTE.match(rest) or (closed and not rest.endswith((".", ";")))
    ):
        return None
    if not capital and not closed and not (not rest and found["id"]):
        return None
    return f"Phụ lục {found['id'].upper()}" if found["id"] else "Phụ lục"
