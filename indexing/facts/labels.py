"""What a figure measures, in the words around it: fillers stripped, years told."""

from __future__ import annotations

import re

_FILLER = re.compile(
    r"^(?:và|với|trong đó|phấn đấu(?: đến)?|đảm bảo|bảo đảm|duy trì(?= *$)|có(?= *$)|để|là(?= *$)"
    r"|(?:đến|tới|hết|đến hết|cuối|trong|vào)? ?năm(?: học)? 20\d\d(?:\s*[-–]\s*20\d\d)?"
    r"|toàn (?:tỉnh|ngành|thành phố|huyện|xã|quốc)(?= *$)|cả nước(?= *$)|riêng|\W|đồng thời"
    r"|mục tiêu)(?=\W|$)\W*",
    re.I,
)
_YEAR = re.compile(
    r"(?<!trước )(?:(?:đến|tới|vào|hết|trong|cuối)\s*)?năm (20\d\d)(?!\s*[-–]\s*\d)"
    r"|năm học (20\d\d\s*[-–]\s*20\d\d)",
    re.I,
)
BEFORE_YEAR = re.compile(r"trước năm 20\d\d")
YEAR_LAST = re.compile(r"\s*(?:cả |trong |vào )?năm 20\d\d$")
_ENUMERATED = re.compile(r"^\s*(?:\(?(?:[ivx]{1,4}|\d{1,2})\)|(?:Chỉ|Mục) tiêu \d+(?:\.\d+)?\s*:)\s*")


def year_of(text: str) -> str:
    """The year (or school year) that ``text`` sets, ``""`` when none."""
    match = _YEAR.search(text)
    return (match[1] or match[2]) if match else ""


def last_year(text: str) -> str:
    """The year named right before a figure (``… đạt 8% và năm 2026 đạt 10%``)."""
    years = [m[1] or m[2] for m in _YEAR.finditer(text)]
    return years[-1] if years and not BEFORE_YEAR.search(text) else ""


def _closed(label: str) -> str:
    """``label`` with a bracket closed that stripping has left open."""
    return f"{label})" if label.rfind("(") > label.rfind(")") else label


def blank(text: str) -> int:
    """How many characters of ``text`` stand before its first word."""
    return len(text) - len(text.lstrip(' ,;:-+\n“"'))


def trimmed(label: str) -> str:
    """``label`` on one line without numbering, fillers and punctuation around it."""
    label = _ENUMERATED.sub("", label)
    label = label.strip(' \n,;:.-+“”"()')
    while filler := _FILLER.match(label):
        if not filler.group():
            break
        label = label[filler.end() :]
    return _closed(" ".join(label.strip(' \n,;:.-+“”"()').split()))
