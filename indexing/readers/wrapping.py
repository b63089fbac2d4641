"""Hard-wrapped lines → paragraphs.

Rule: a file is hard-wrapped when its lines stop short of one width and often go on in the next
line with a small letter. In such a file a line is joined to the one before when that one is
unfinished: emphasis still open, no closing punctuation and a small letter after it, or so full
that the next word did not fit. A new item (``1.``, ``a)``, ``-``, ``Điều 5``) is never joined to
a finished line. In a file that is not hard-wrapped every line is a paragraph. Where blank lines
part the paragraphs throughout, a line without one before it goes on with an unfinished line; where
the first lines of paragraphs are cut shorter than the others, they are full at that width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexing.structure.wording import LOWER

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
# "Điều 6; khoản 5 …", "Mục 2 Chương III …": a reference that a line happens to begin with.
_REFERS = re.compile(
    r"(?:Điều|Chương|Mục|Tiểu mục|Phần|Phụ lục|Khoản|Mẫu)(?: số)? (?:\d+[a-zđ]?|[IVXLC]+)(?:\.\d+)*"
    rf"(?:[,;)]|,? (?:[{LOWER}]|Điều|Chương|Mục|Phần|Luật|Bộ luật|Nghị|Thông tư|Quyết định)|$)"
)
_BRACKET_CLOSES = re.compile(r"[\w.]{1,5}\)")
_DASH_BETWEEN = re.compile(rf"[-–] [{LOWER}]")
_EMPHASIS_OPENS = re.compile(r"(?:^|\s)\*(?=[^\s*)])[^*]*$")
_BROKEN_ITEM = 12  # a line this short may be the mark of an item, its words on the next
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


@dataclass(frozen=True)
class Wrap:
    """How a file is wrapped: at how many characters, the first lines of paragraphs maybe at fewer.

    ``parted`` when a blank line stands before every paragraph.
    """

    width: int
    first: int | None = None
    parted: bool = False


def wrap_of(lines: Sequence[str]) -> Wrap | None:
    """How the lines were wrapped; None when they were not."""
    cut = sorted(
        len(before)
        for before, after in pairwise(lines)
        if before and after and 30 < len(before) <= _WIDEST and _goes_on(after)
    )
    # Files of one paragraph a line have hardly a line that opens with a small letter.
    if len(cut) < 3 or len(cut) * 25 < sum(bool(line) for line in lines):
        return None
    width = cut[int(len(cut) * 0.9)]
    first = sorted(
        len(before) for before, after in pairwise(lines) if starts_item(before) and _goes_on(after)
    )
    narrow = first[int(len(first) * 0.9)] if len(first) >= 5 else width
    return Wrap(width, narrow if narrow < 0.6 * width else None, parted_by_blanks(lines))


def parted_by_blanks(lines: Sequence[str]) -> bool:
    """Whether a blank line stands before nearly every item."""
    before = [not a.strip() for a, b in pairwise(lines) if starts_item(b.strip())]
    return len(before) >= 5 and sum(before) >= 0.9 * len(before)


def paragraphs(lines: Sequence[str], wrap: Wrap | None) -> list[str]:
    """``lines`` (blank ones part paragraphs) as paragraphs."""
    done: list[str] = []
    current, last = "", ""
    for line, after in pairwise((*lines, "", "")):
        stripped = line.strip()
        opens = _is_mark(stripped, after.strip())
        goes_on = current and stripped and not (opens and _finished(last))
        if goes_on and joins(current, last, stripped, wrap):
            current += " " + stripped
        else:
            if current:
                done.append(current)
            current = stripped
        last = stripped
    return done


def joins(current: str, last: str, line: str, wrap: Wrap | None) -> bool:
    """Whether ``line`` goes on with paragraph ``current``, whose last line is ``last``."""
    if line[:1] in "#|>" or last[:1] == "#":
        return False
    if _emphasis_open(current) and (wrap is not None or not line.endswith("**")):
        return True
    if wrap is None:
        return False
    if "*" in line and _EMPHASIS_OPENS.search(current) and not _finished(last):
        return True
    if _is_mark(current, line) and not starts_item(line):
        return True
    if _goes_on(line):
        return wrap.parted or not last.endswith(("./.", ";"))
    if max(len(last), len(line)) > _UNWRAPPED * wrap.width or _OF_SITE.match(line) or _OF_SITE.match(last):
        return False
    if wrap.parted and not _finished(last):
        return True
    if starts_item(line):
        return not _finished(last) and _only_looks_an_item(current, last, line, wrap)
    if line[:1].isdigit() and not last.endswith((".", ";")):
        return True
    return _is_full(current, last, line, wrap)


def _only_looks_an_item(current: str, last: str, line: str, wrap: Wrap) -> bool:
    """Whether what a line begins with is a reference, a bracket's end or a dash between two words."""
    if _BRACKET_CLOSES.match(line) and current.count("(") > current.count(")"):
        return True
    listed = current[:1] in "-–+" or len(last) <= wrap.width / 2
    dash = _DASH_BETWEEN.match(line) is not None and not listed
    return dash or _REFERS.match(line) is not None


def _is_mark(line: str, after: str) -> bool:
    """Whether a line is only the mark of an item, or a piece of it (``Điều``), cut from its words."""
    return len(line) < _BROKEN_ITEM and not starts_item(line) and starts_item(f"{line} {after}")


def _is_full(current: str, last: str, line: str, wrap: Wrap) -> bool:
    """Whether ``line`` stands on a line of its own only because it did not fit on the last."""
    wanted, width = len(last) + 1 + len(line.split(" ", 1)[0]), wrap.width
    if _UNFINISHED.search(_MARKS.sub("", last)) is None:
        return wanted > width - 3 and not last.endswith((";", ":", "./."))
    if _is_cut_capital(last) and line.isupper():
        return True
    if _LEFT_HANGING.search(last):
        return True
    if last.isupper() or last.endswith("**"):
        return wanted > width - 12
    if current == last and wrap.first and wanted > wrap.first:
        return True
    # Web pages break lines anywhere; only a heading or a name ends without punctuation.
    return len(last) > width / 2


def _finished(line: str) -> bool:
    """Whether a line ends a sentence, an item of a list or a heading."""
    bare = _MARKS.sub("", line).rstrip()
    return line.endswith("**") or line.isupper() or _UNFINISHED.search(bare) is None


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
