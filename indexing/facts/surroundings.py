"""What stands around a clause: its ancestors, whether they set goals or describe how things are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from indexing.language import folded
from indexing.model import Cell, Clause, Document

NUMBERING = re.compile(
    r"\s*(?:[IVXLC]+[.)]|\(?\d+\)|\d+(?:\s?\.\s?\d+)*\s?[.)]?(?=\s)|\(?[a-zđ]{1,2}\)|[a-zđ]\.(?=\s)"
    r"|[-+*•–—])\s*"
)

_GOALS = re.compile(r"muc tieu|chi tieu|ket qua can dat|phan dau")
_SITUATION = re.compile(
    r"thuc trang|tinh hinh(?! moi)|ket qua (?:da )?(?:dat duoc|thuc hien|trien khai|nam|hoat dong"
    r"|chu yeu|noi bat)"
    r"|(?:han che|ton tai|kho khan|uu diem)\b|nguyen nhan|dac diem|boi canh|su can thiet"
    r"|danh gia (?:chung|tinh hinh|ket qua)"
    r"|hien trang|bai hoc kinh nghiem"
)
# Under these a clause says who qualifies for what, or shows a form to fill in: no task and no goal.
_TERMS = re.compile(
    r"(?:tieu chuan|hinh thuc|doi tuong|so luong|ho so|thu tuc|thoi gian)\b.{0,60}khen thuong"
    r"|doi tuong (?:thi dua|ap dung|duoc huong|thu huong|tham gia)|muc (?:chi|thu|ho tro|thuong|phat|phi)\b"
    r"|^\W*(?:mau|bieu mau|bieu)(?: so)? \d"
)
_WORK = re.compile(r"noi dung|nhiem vu|giai phap|to chuc thuc hien|trach nhiem|phan cong")
# "…, Thủ tướng Chính phủ yêu cầu:": whatever else it says, what follows is to be done.
_ORDERS = re.compile(r"(?:yeu cau|de nghi|giao|chi dao|nhiem vu|giai phap)[^.;:]{0,60}:\s*$")
_LONGEST_HEADING = 40
_APPLIES_TO = re.compile(r"doi tuong ap dung|pham vi dieu chinh|giai thich tu ngu")
_ARTICLE = re.compile(r"\s*(?:dieu \d+|chuong [ivxlc\d]+)\b")


class Surroundings:
    """The clauses of one document and the questions that facts ask about where a clause stands."""

    def __init__(self, document: Document, clauses: Sequence[Clause]) -> None:
        self.document = document
        self.by_id = {clause.id: clause for clause in clauses}
        self._by_order = {clause.order: clause for clause in clauses}
        self._children: dict[str | None, list[Clause]] = {}
        for clause in clauses:
            self._children.setdefault(clause.parent_id, []).append(clause)

    def ancestors(self, clause: Clause) -> Iterator[Clause]:
        """The clauses above ``clause``, nearest first."""
        seen = {clause.id}
        parent = self.by_id.get(clause.parent_id or "")
        while parent and parent.id not in seen:
            yield parent
            seen.add(parent.id)
            parent = self.by_id.get(parent.parent_id or "")

    def siblings(self, clause: Clause) -> Sequence[Clause]:
        """The clauses under the heading of ``clause``, itself among them, in reading order."""
        return self._children[clause.parent_id]

    def before(self, clause: Clause) -> Clause | None:
        """The clause that stands right before ``clause`` under the same heading."""
        order = clause.order - 1
        while (other := self._by_order.get(order)) and other.kind == "boilerplate":
            order -= 1
        return other if other and other.parent_id == clause.parent_id else None

    def has_children(self, clause: Clause) -> bool:
        """Whether other clauses stand under ``clause``."""
        return clause.id in self._children

    def sets_goals(self, clause: Clause) -> bool | None:
        """True under a heading of goals, False under one of the situation, None under neither.

        The nearest heading that is either decides.
        """
        for text in (clause.lead_in, *reversed(clause.headings[1:])):
            heading = folded(text[:200])
            if _ORDERS.search(folded(text[-100:])):
                continue
            if _SITUATION.search(heading):
                return False
            if _GOALS.search(heading):
                return True
        return None

    def defines_scope(self, clause: Clause) -> bool:
        """Whether a clause says whom and what a text applies to, which tasks no one."""
        return any(_APPLIES_TO.search(folded(text[:160])) for text in (*clause.headings[1:], clause.text))

    def sets_terms(self, clause: Clause) -> bool:
        """Whether the nearest heading that tells is one of terms (who is awarded what), not of work."""
        for text in reversed(clause.headings[1:]):
            heading = folded(text)
            if len(heading.split()) > _LONGEST_HEADING:
                continue
            if _WORK.search(heading):
                return False
            if _TERMS.search(heading):
                return True
        return False

    def is_norm(self, clause: Clause) -> bool:
        """Whether a clause stands in an article: what it states holds always, it is no task or goal."""
        if _ARTICLE.match(folded(clause.path.split(" > ", 1)[-1])):
            return True
        return any(_ARTICLE.match(folded(h[:20])) for h in clause.headings)

    @cached_property
    def is_plan(self) -> bool:
        """Whether the document sets tasks and goals (a plan, not a law, a notice or a report)."""
        return self.document.kind in _PLANS or any("kế hoạch" in c.path.lower() for c in self.by_id.values())


_PLANS = {
    "Kế hoạch",
    "Chương trình",
    "Đề án",
    "Chỉ thị",
    "Nghị quyết",
    "Phương án",
    "Hướng dẫn",
    "Kết luận",
    "Dự án",
}


def cell_text(clause: Clause, cell: Cell) -> str:
    """The text of a table cell on one line."""
    return " ".join(clause.text[cell.start - clause.start : cell.end - clause.start].split())


def body_start(text: str) -> int:
    """Where the words of a clause begin, after its numbering or bullet."""
    match = NUMBERING.match(text)
    return match.end() if match else 0
