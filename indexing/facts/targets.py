"""Chỉ tiêu: indicator, scope, comparison, value, unit and year; each figure is a target of its own.

In ``Tỷ lệ đi học đúng độ tuổi cấp tiểu học đạt 99,5%, cấp trung học cơ sở đạt 97%`` the second
figure inherits the first one's indicator and replaces its scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.facts.surroundings import NUMBERING
from indexing.language import sentences
from indexing.model import Clause, Span, Target

_N = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_PERCENT = rf"(?:{_N})\s*%?\s*(?:-|–|—|đến)\s*(?:{_N})\s*(?:%|phần trăm)|(?:{_N})\s*(?:%|‰|phần trăm)"
_UNITS = (
    r"lượt người|lượt|người(?: học| dân| lao động)?|học sinh|sinh viên|học viên|trẻ(?: em)?|giáo viên|cán bộ"
    r"|trường(?: học)?|cơ sở|phòng học|phòng|lớp(?! \d)|nhóm|điểm trường|thư viện|huyện|xã|phường|đơn vị"
    r"|ha|m2|m²|km|tỷ đồng|triệu đồng|nghìn đồng|đồng|tỷ|giải|mô hình|công trình|đề tài|cuộc|buổi|tiết|giờ|lần|bộ"
)
_FRACTION = rf"\d{{1,3}}/\d{{1,3}}(?=\s+(?:{_UNITS}))"
_COUNT = rf"(?:{_N})(?:\s*(?:-|–|—|đến)\s*(?:{_N}))?(?=\s*(?:{_UNITS})\b)"
_BEFORE = (
    r"(?:(?P<verb>đạt(?: từ| mức| tỷ lệ)?|là|còn|chiếm|tăng(?: lên| thêm)?|giảm(?: xuống| còn)?|lên|xuống|ở mức|có|duy trì)\s+)?"
    r"(?P<comparison>(?:tỷ lệ )?tối thiểu|(?:tỷ lệ )?tối đa|ít nhất|nhiều nhất|không quá|không dưới|không vượt quá|trên|dưới"
    r"|khoảng|hơn|gần|từ|bình quân|đủ|đúng)?\s*"
)
_VALUE = re.compile(
    rf"{_BEFORE}(?<![\w/.,-])(?P<value>{_PERCENT}|{_FRACTION}|{_COUNT})"
    rf"(?P<unit>(?<![%/])\s*(?:{_UNITS})\b)?(?P<after>\s*trở (?:lên|xuống))?",
    re.IGNORECASE,
)
_AGE_OR_LABEL = re.compile(r"(?:độ tuổi|tuổi|lớp|mức độ|cấp độ|điều|khoản|điểm|năm|tháng|ngày|quý|số|phụ lục)(?: từ)?\s*$", re.I)
_SEPARATOR = re.compile(r"\s*(?:;|,|\(|\)|\.\s|\bvà\b|\btrong đó\b|\briêng\b)\s*")
_LEVEL = r"mầm non|nhà trẻ|mẫu giáo|tiểu học|trung học cơ sở|THCS|trung học phổ thông|THPT|giáo dục thường xuyên|cao đẳng|đại học"
SCOPE = re.compile(
    rf"(?:(?:của |đối với |ở )?(?:các )?(?:cấp|bậc|học sinh|giáo viên|trẻ(?: em)?(?: trong)?(?: độ tuổi)?|trường|lớp)\s+)?"
    rf"(?:từ )?(?:{_LEVEL})(?:(?:,| và| lên)\s*(?:{_LEVEL}))*(?: \d+ tuổi)?|từ \d+ (?:đến|-|–) \d+ tuổi|\d+ tuổi",
    re.IGNORECASE,
)
_INDICATOR_NOUN = re.compile(r"tỷ lệ|tỉ lệ|số |mức |quy mô|chỉ số|diện tích|lao động|trường|phòng|kinh phí|chi |ngân sách", re.I)
_FILLER = re.compile(
    r"^(?:và|với|trong đó|phấn đấu|đảm bảo|bảo đảm|duy trì|có|đến năm \d{4}|hết năm \d{4}|riêng|\W|đồng thời|mục tiêu"
    r"|năm \d{4})(?=\W|$)\W*",
    re.I,
)
_YEAR = re.compile(r"(?:đến|tới|vào|hết|trong|cuối)?\s*năm (20\d\d)(?!\s*[-–]\s*\d)|năm học (20\d\d\s*[-–]\s*20\d\d)")


class _Figure(NamedTuple):
    match: re.Match[str]
    pre: Span
    post: Span


def of_clause(clause: Clause) -> Iterator[Target]:
    """The targets of a clause, in order; each span runs from its indicator to its last word."""
    if clause.kind == "row":
        yield from _of_row(clause)
        return
    text = clause.text
    heading_year = _year_of(" ".join(clause.headings[-2:]))
    for sentence in sentences(text):
        for part in _parts(text, sentence):
            figures = list(_figures(text, part))
            yield from _targets(clause, part, figures, _year_of(sentence.of(text)) or heading_year)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """The pieces of a sentence between semicolons; inheritance never crosses one."""
    start = sentence.start
    for index in range(sentence.start, sentence.end):
        if text[index] == ";":
            yield Span(start=start, end=index)
            start = index + 1
    yield Span(start=start, end=sentence.end)


def _figures(text: str, part: Span) -> Iterator[_Figure]:
    """Each figure with the words before and after it that belong to it.

    A figure with words before it takes those after it up to the next separator; one that stands
    first (``100% giáo viên mầm non, phổ thông đạt chuẩn``) takes all there is.
    """
    numbering = NUMBERING.match(text, part.start, part.end)
    left = numbering.end() if numbering else part.start
    matches = [m for m in _VALUE.finditer(text, left, part.end) if _is_target(text, m)]
    for index, match in enumerate(matches):
        last = index + 1 == len(matches)
        stop = part.end if last else matches[index + 1].start()
        separators = list(_SEPARATOR.finditer(text, match.end(), stop))
        post_end, after = stop, stop
        if _trimmed(text[left : match.start()]):
            if separators:
                post_end, after = separators[0].start(), separators[0].end()
        elif not last and separators:
            post_end, after = separators[-1].start(), separators[-1].end()
        yield _Figure(match, Span(start=left, end=match.start()), Span(start=match.end(), end=max(match.end(), post_end)))
        left = min(stop, max(match.end(), after))


def _is_target(text: str, match: re.Match[str]) -> bool:
    value = match["value"]
    if "%" in value or "phần trăm" in value or "/" in value:
        return not re.search(r"\d/\d{4}$", value)
    before = text[max(0, match.start("value") - 14) : match.start("value")]
    return bool(match["verb"] or match["comparison"]) and not _AGE_OR_LABEL.search(before)


def _targets(clause: Clause, part: Span, figures: list[_Figure], year: str) -> Iterator[Target]:
    text = clause.text
    root, root_start = "", part.start
    for match, pre, post in figures:
        own = _trimmed(pre.of(text))
        after = _trimmed(post.of(text))
        start = pre.start
        if own and (_INDICATOR_NOUN.search(own) or not root):
            root, root_start = own, pre.start
            label = own
        elif root:
            scope = own or after
            start = root_start
            label = _joined(SCOPE.sub("", root).strip(" ,") if SCOPE.search(scope) else root, own)
        else:
            label = own
        indicator = " ".join(f"{label} {after}".split()) if after else " ".join(label.split())
        if not indicator:
            continue
        scopes = [m.group().strip() for m in SCOPE.finditer(f"{own} {after}".strip() or indicator)]
        raw_unit = (match["unit"] or "").strip()
        value, unit = _value_unit(match["value"], raw_unit)
        yield Target(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start + start + _blank(text[start : match.start()]),
            end=clause.start + max(match.end(), post.start + len(post.of(text).rstrip(" ,.;"))),
            indicator=indicator,
            scope=", ".join(dict.fromkeys(scopes)),
            comparison=" ".join(filter(None, [(match["comparison"] or "").lower(), (match["after"] or "").strip()])),
            value=value,
            unit=unit,
            year=_year_of(f"{own} {after}") or year,
        )


def _joined(root: str, own: str) -> str:
    """``root`` followed by ``own``, a word that both share said once (``hoàn thành hoàn thành``)."""
    first = own.split()[:2]
    if first and root.lower().endswith(" ".join(first).lower()):
        root = root[: -len(" ".join(first))]
    return f"{root.strip()} {own}".strip()


_INDICATOR_COLUMN = re.compile(r"chỉ tiêu|mục tiêu|nội dung|tiêu chí|tên|nhiệm vụ", re.I)
_UNIT_COLUMN = re.compile(r"đơn vị(?: tính)?$|đvt", re.I)
_FIGURE_CELL = re.compile(rf"\s*(?P<comparison>≥|≤|>|<|trên|dưới|tối thiểu|từ)?\s*(?P<value>{_PERCENT}|{_FRACTION}|{_N})"
                          rf"\s*(?P<after>trở lên|trở xuống)?\s*", re.I)  # fmt: skip


def _of_row(clause: Clause) -> Iterator[Target]:
    """A row of a target table: one target for each figure in a column that is no ordinal."""
    cells = [(c, " ".join(clause.text[c.start - clause.start : c.end - clause.start].split())) for c in clause.cells]
    indicator = next((v for c, v in cells if _INDICATOR_COLUMN.search(c.column)), "")
    unit = next((v for c, v in cells if _UNIT_COLUMN.search(c.column)), "")
    if not indicator:
        return
    for cell, value in cells[1:]:
        match = _FIGURE_CELL.fullmatch(value)
        if not match or value == indicator or re.fullmatch(r"20\d\d", value):
            continue
        yield Target(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start,
            end=clause.end,
            indicator=indicator,
            scope="" if _year_of(cell.column) else cell.column,
            comparison=" ".join(filter(None, [match["comparison"], match["after"]])),
            value=match["value"].strip(),
            unit="%" if "%" in match["value"] else unit,
            year=_year_of(cell.column),
        )


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip(" ,;:-+\n“\""))


def _value_unit(value: str, unit: str) -> tuple[str, str]:
    value = " ".join(value.split())
    if value.endswith("%"):
        return value, "%"
    return value, unit


def _trimmed(label: str) -> str:
    label = label.strip(" \n,;:.-+“”\"()")
    while filler := _FILLER.match(label):
        if not filler.group():
            break
        label = label[filler.end() :]
    return label.strip(" \n,;:.-+“”\"()")


def _year_of(text: str) -> str:
    match = _YEAR.search(text)
    return (match[1] or match[2]) if match else ""
