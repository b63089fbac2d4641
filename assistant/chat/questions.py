"""A fact → the question an official would ask to learn it."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexing.model import About, Assignment, Deadline, Document, Fact, Target

LONGEST = 110
# What reads well inside a question: words of one line, not too many of them.
_PLAIN = re.compile(r"[\w\s,()/-]{12,100}")
# Tasks that everybody has; nobody asks for these.
_VAGUE = re.compile(
    r"căn cứ|chức năng|thẩm quyền|thực hiện tốt|nhiệm vụ (được giao|này)|(kế hoạch|văn bản|chỉ thị) này"
    r"|liên quan|theo quy định|các nội dung|tình hình thực t|^(lồng ghép|phối hợp|quan tâm|chủ động)",
    re.IGNORECASE,
)
# The question names the place itself.
_HERE = re.compile(r",? (trên địa bàn|của) (tỉnh|thành phố)$", re.IGNORECASE)
_RATE = re.compile(r"(tỷ|tỉ) lệ |số (?!liệu)", re.IGNORECASE)
# The verb says how the figure is to change and belongs to the answer.
_LOOSE_END = re.compile(r"\b(duy trì|đạt|giữ|trên|khoảng|là|từ|tổng|còn|dưới|mức|tăng|giảm)$", re.IGNORECASE)
_DUTY = re.compile(
    r"(báo cáo|gửi|nộp|hoàn thành|trình|ban hành|xây dựng|tổ chức|đăng ký|rà soát|công bố) ", re.IGNORECASE
)
_WORK = re.compile(r"(tham mưu|triển khai|đề án|chương trình|kế hoạch|hướng dẫn) ", re.IGNORECASE)


def question_about(fact: Fact, document: Document) -> str:
    """The question that ``fact`` of ``document`` answers; empty when none would read well."""
    worded = KINDS.get(fact.kind)
    question = worded(fact, document) if worded else ""
    return question if len(question) <= LONGEST else ""


def _plain(text: str) -> str:
    """``text`` on one line when it can stand inside a question, else nothing."""
    line = _HERE.sub("", " ".join(text.split()).strip(" .;:,-"))
    return line if _PLAIN.fullmatch(line) and not _VAGUE.search(line) else ""


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _assignment(fact: Fact, document: Document) -> str:
    if not isinstance(fact, Assignment) or not fact.lead or fact.role != "lead":
        return ""
    task = _plain(fact.task)
    return f"Ở {document.province}, cơ quan nào chủ trì {_lowered(task)}?" if task else ""


def _target(fact: Fact, document: Document) -> str:
    indicator = _plain(fact.indicator) if isinstance(fact, Target) else ""
    if not isinstance(fact, Target) or not _RATE.match(indicator) or _LOOSE_END.search(indicator):
        return ""
    until = f" đến năm {fact.year}" if fact.year.isdigit() and fact.year not in indicator else ""
    return f"{indicator[0].upper()}{indicator[1:]}{until} của {document.province} là bao nhiêu?"


def _deadline(fact: Fact, document: Document) -> str:
    what = _plain(fact.what) if isinstance(fact, Deadline) else ""
    if _DUTY.match(what):
        return f"{document.province} phải {_lowered(what)} khi nào?"
    return f"Ở {document.province}, thời hạn {_lowered(what)} là khi nào?" if _WORK.match(what) else ""


def _about(fact: Fact, document: Document) -> str:
    if not isinstance(fact, About) or fact.attribute != "theme" or not document.school_year:
        return ""
    return f"Chủ đề năm học {document.school_year} của {document.province} là gì?"


KINDS: dict[str, Callable[[Fact, Document], str]] = {
    "assignment": _assignment,
    "target": _target,
    "about": _about,
    "deadline": _deadline,
}
