"""Hard-wrapped lines → paragraphs.

Rule: a file is hard-wrapped when its lines stop short of one width and often go on in the next
line with a small letter. In such a file a line is joined to the one before when that one is
unfinished: emphasis still open, no closing punctuation and a small letter after it, or so full
that the next word did not fit. A new item (``1.``, ``a)``, ``-``, ``Điều 5``) is never joined to
a finished line. In a file that is not hard-wrapped every line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WIDEST = 160
# A line so many times the width was not wrapped: it is a paragraph, such as a web site adds.
_UNWRAPPED = 2.0

_ITEM = re.compile(
    r"[-–—+*•●▪►]\s?\S|(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]|\d{1,3}(?:\.\d{1,3}){1,4}|[a-zđ][.)]|[IVXLC]{1,6}[.)])\s"
    r"|(?:Điều|Chương|Mục|Tiểu mục|Phần|Phụ lục|Khoản|Mẫu)(?: số)? (?:\d+|[IVXLC]+|thứ)\b"
    r"|(?:PHẦN|CHƯƠNG|MỤC|PHỤ LỤC|Căn cứ|Theo đề nghị|Nơi nhận)\b",
)
# What a web site says under a document stands alone however short it is.
_OF_SITE = re.compile(r"Văn bản này chưa cập nhật nội dung")
_MARKS = re.compile(r"[*_#\\>]+")
_UNFINISHED = re.compile(r"[^.;:!?/…”\"]$")

# Words that cannot end a heading, and an item's number with a single word behind it.
_LEFT_HANGING = re.compile(
    r"(?:\b(?:của|và|về|các|những|cho|thuộc|theo|tại|trong|với|do|bởi|trên|từ|để|là|hoặc)"
    r"|^(?:Điều \d+\.|\d{1,2}\.|[a-zđ]\)) \w+)$",
    re.IGNORECASE,
)


def starts_item(line: str) -> bool:
    """Whether a line opens an item of its own, Markdown marks aside."""
    return _ITEM.match(_MARKS.sub("", line).lstrip() if line[:1] in "*_#\\>" else line) is not None


def wrap_width(lines: Sequence[str]) -> int | None:
    """The width the lines were wrapped at; None when they were not."""
    cut = sorted(
        len(before)
        for before, after in pairwise(lines)
        if before and after and 30 < len(before) <= _WIDEST and _goes_on(after)
    )
    # Files of one paragraph a line have hardly a line that opens with a small letter.
    if len(cut) < 3 or len(cut) * 25 < sum(bool(line) for line in lines):
        return None
    return cut[int(len(cut) * 0.9)]


def paragraphs(lines: Sequence[str], width: int | None) -> list[str]:
    """``lines`` (blank ones part paragraphs) as paragraphs."""
    done: list[str] = []
    current, last = "", ""
    for line in (*lines, ""):
        stripped = line.strip()
        if current and stripped and joins(current, last, stripped, width):
            current += " " + stripped
        else:
            if current:
                done.append(current)
            current = stripped
        last = stripped
    return done


def joins(current: str, last: str, line: str, width: int | None) -> bool:
    """Whether ``line`` goes on with paragraph ``current``, whose last line is ``last``."""
    open_emphasis = _emphasis_open(current)
    if line[:1] in "#|>" or last[:1] == "#":
        return False
    if open_emphasis and (width is not None or not line.endswith("**")):
        return True
    if width is None:
        return False
    if _goes_on(line):
        return not last.endswith(("./.", ";"))
    if max(len(last), len(line)) > _UNWRAPPED * width or _OF_SITE.match(line) or _OF_SITE.match(last):
        return False
    if starts_item(line):
        return False
    if line[:1].isdigit() and not last.endswith((".", ";")):
        return True
    if _UNFINISHED.search(_MARKS.sub("", last)) is None:
        fits = len(last) + 1 + len(line.split(" ", 1)[0]) <= width - 3
        return not fits and not last.endswith((";", ":", "./."))
    if _is_cut_capital(last) and line.isupper():
        return True
    if _LEFT_HANGING.search(last):
        return True
    if last.isupper() or last.endswith("**"):
        return len(last) + 1 + len(line.split(" ", 1)[0]) > width - 12
    # Web pages break lines anywhere; only a heading or a name ends without punctuation.
    return len(last) > width / 2


def _goes_on(line: str) -> bool:
    """A small letter, a closing bracket or punctuation cannot open a paragraph."""
    text = line.lstrip("*_")
    return (text[:1].islower() and not starts_item(text)) or text[:1] in tuple(",;.:)]%”")


def _is_cut_capital(line: str) -> bool:
    """``QUY`` of ``QUY / ĐỊNH MỘT SỐ …``: one capital word that is no title of its own."""
    return line.isalpha() and line.isupper() and line not in {"LUẬT", "LỆNH"}


def _emphasis_open(text: str) -> bool:
    return text.count("**") % 2 == 1 or (
        text.startswith("*") and not text.startswith("* ") and text.count("*") % 2 == 1
    )
