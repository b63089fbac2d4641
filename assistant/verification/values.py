"""Values in a text: figures with unit and scale, dates and periods, document numbers.

Each is read into one comparable form: ``1.500 tỷ đồng`` and ``1.500 tỷ`` are equal, ``1.500`` and
``1,5`` are not; ``15/9/2024`` is ``ngày 15 tháng 9 năm 2024``; ``trên 80%`` is another value than
``80%``, and ``trước ngày 15/9`` another than ``sau ngày 15/9``.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.verification.words import COUNTED
from indexing.facts.references import number_key

Kind = Literal["number", "date", "year", "period", "document", "label"]

_N = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_MONEY = r"(?:(?:nghìn|ngàn|trăm)\s)?(?:tỷ|triệu|nghìn|ngàn)(?:\sđồng)?|đồng"
_COUNTED = "|".join(noun.replace(" ", r"\s") for noun in COUNTED)
_UNIT = (
    rf"(?:\s?(?P<percent>%|‰|phần\străm)|\s?(?P<money>{_MONEY})\b|\s?(?P<counted>{_COUNTED})\b"
    r"|(?![^\W\d_]))"
)
_YEAR = r"(?:19|20)\d\d"

VALUE = re.compile(
    rf"""
    (?<![\w/.,-])(?P<document>\d{{1,5}}[a-z]?(?:/\d{{4}})?
        (?:/[^\W\d_][\w&]*(?:-[^\W\d_][\w&]*)*|-[^\W\d_]+/[^\W\d_][\w&]*))
    |(?<![\w/])(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)
    |(?:\bngày\s)?(?<![\w/,])(?P<d1>\d{{1,2}})\s?[/.-]\s?(?P<m1>\d{{1,2}})\s?[/.-]\s?(?P<y1>{_YEAR})(?![\d/])
    |(?:\bngày\s)?(?<![\w/])(?P<d2>\d{{1,2}})\stháng\s(?P<m2>\d{{1,2}})(?:(?:\snăm\s|/)(?P<y2>{_YEAR}))?(?!\d)
    |\bngày\s(?P<d3>\d{{1,2}})[/-](?P<m3>\d{{1,2}})(?![\d/])
    |\btháng\s(?P<m4>\d{{1,2}})(?:(?:\s?/\s?|\snăm\s)(?P<y4>{_YEAR}))?(?![\d/])
    |\bquý\s(?P<q>\d|[iv]{{1,3}})\b(?:(?:\s?/\s?|\snăm\s)(?P<y5>{_YEAR}))?(?![\d/])
    |\bngày\s(?P<d6>\d{{1,2}})(?!\d|[/.-]\d)
    |(?<![\w/])(?P<p1>{_YEAR})\s?(?:-|đến)\s?(?:năm\s)?(?P<p2>{_YEAR})(?!\d)
    |\bnăm\s(?P<named_year>{_YEAR})(?![\d%]|[.,/]\d)
    |\b(?P<labelled>lớp|khối|mức\sđộ|cấp\sđộ|điều|khoản|mục|hạng|loại|phụ\slục|chương|khóa|bậc|chỉ\stiêu|tiêu\schí
        |bước|mẫu\ssố|biểu|bảng|đợt|vòng|giai\sđoạn)\s
        (?P<label_number>\d{{1,3}}(?:\.\d{{1,3}})*)(?![\w%/-]|[.,]\d)
    |(?<![\w/.,-])(?P<year>{_YEAR})(?![\d%]|[.,/]\d|\s?(?:%|tỷ|triệu)|\s(?:{_COUNTED})\b)
    |(?<![\w.,])(?<!\d/)(?P<number>(?P<n1>{_N})\s?%?\s?(?:-|đến)\s?(?:dưới\s)?(?P<n2>{_N})(?![\w/]|[.,]\d)|(?P<fraction>{_N}/{_N}(?:/\d+)*)
        |(?P<label>\d+(?:\.\d+){{2,}})|(?P<n>{_N}))(?!\d){_UNIT}
    """,
    re.VERBOSE | re.IGNORECASE,
)

# What bounds a figure, right before it; a filler may stand between (``tối thiểu phải đạt 20%``).
_FILLER = r"(?:\s*(?:là|đạt|phải|mức|tỷ\slệ|có|đủ|được|bằng|từ|:))"
_BOUND = re.compile(
    rf"""(?:(?<!\w)(?:
      (?P<min>tối\sthiểu|ít\snhất|không\sdưới|không\sthấp\shơn|không\sít\shơn|không\snhỏ\shơn|thấp\snhất)
     |(?P<max>tối\sđa|nhiều\snhất|không\squá|không\svượt\squá|không\scao\shơn|không\snhiều\shơn|không\shơn|cao\snhất)
     |(?P<below>dưới|thấp\shơn|nhỏ\shơn|ít\shơn|chưa\sđến|chưa\stới|chưa\sđầy|chưa\sđạt)
     |(?P<above>trên|cao\shơn|lớn\shơn|nhiều\shơn|vượt\squá|vượt|hơn|quá)
     |(?P<about>khoảng|gần|xấp\sxỉ|ước|ước\sđạt)|(?P<from>từ))(?!\w)
     |(?P<sign>[≥≤<>]=?)){_FILLER}{{0,3}}\s*$""",
    re.VERBOSE,
)
_SIGNS = {"≥": "min", ">=": "min", "≤": "max", "<=": "max", ">": "above", "<": "below"}
_AFTER = re.compile(r"(?:\s+[^\W\d_]+){0,3}?\s*trở\s(?P<way>lên|xuống|đi|về trước)\b")
_CHANGE = re.compile(
    r"(?<!\w)(?P<verb>tăng|giảm|còn|hạ|nâng)(?:\s(?P<to>lên|xuống(?: còn)?|còn|thêm|đến))?"
    r"(?:\s(?:đạt|là|mức|được))*\s*$"
)
_DIRECTION = re.compile(
    r"""(?<!\w)(?:(?P<before>trước)|(?P<after>sau)
     |(?P<by>chậm\snhất|muộn\snhất|đến\shết|cho\sđến|hết|đến|tới)|(?P<from>kể\stừ|từ)|(?P<at>vào|trong))(?!\w)
     (?:\s*(?:hết|là|vào|đến|thời\sđiểm|thời\shạn|trong|:))*\s*$""",
    re.VERBOSE,
)
_WINDOW = 44
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_SCALE = {"nghìn": 1e3, "ngàn": 1e3, "trăm": 1e2, "triệu": 1e6, "tỷ": 1e9}


class Value(NamedTuple):
    """A value and its place. ``key`` is what is compared, ``bound`` what limits it
    (``min``, ``above``, ``before`` …), ``change`` whether it is a rise, a fall or a level reached.

    ``bound_start`` is where the words that bound it begin, ``after_end`` where those after it end.
    """

    kind: Kind
    key: tuple[object, ...]
    unit: str
    bound: str
    change: str
    sentence: int
    piece: int
    bound_start: int
    start: int
    end: int
    after_end: int
    shown: str


def read_value(text: str, match: re.Match[str], since: int, sentence: int, piece: int) -> Value:
    """The value that ``match`` (of :data:`VALUE`) found; bounds are looked for from ``since`` on."""
    kind, key, unit = _meaning(match)
    before = text[max(since, match.start() - _WINDOW) : match.start()]
    bound, change, after_end = "", "", match.end()
    bound_start = match.start()
    if kind == "number" or unit == "tuổi":
        if found := _BOUND.search(before):
            bound = _SIGNS.get(found["sign"] or "", found.lastgroup or "")
            bound = "min" if bound == "from" and len(key) == 1 else "" if bound == "from" else bound
            bound_start = match.start() - (len(before) - found.start())
        if later := _AFTER.match(text, match.end()):
            way = "min" if later["way"] in ("lên", "đi") else "max"
            bound = way if bound in ("", way) else f"{bound}, {way}"
            after_end = later.end()
        if moved := _CHANGE.search(before[: len(before) - (match.start() - bound_start)]):
            change = _change(moved)
    elif kind not in ("document", "label"):
        if found := _DIRECTION.search(before):
            bound = found.lastgroup or ""
            bound_start = match.start() - (len(before) - found.start())
        if later := re.compile(r"\s*trở\s(?P<way>đi|về trước|lên)").match(text, match.end()):
            bound, after_end = ("from" if later["way"] != "về trước" else "before"), later.end()
    return Value(
        kind=kind,
        key=key,
        unit=unit,
        bound=bound,
        change=change,
        sentence=sentence,
        piece=piece,
        bound_start=bound_start,
        start=match.start(),
        end=match.end(),
        after_end=after_end,
        shown=text[bound_start:after_end].strip(),
    )


def _change(moved: re.Match[str]) -> str:
    if moved["verb"] == "còn" or moved["to"] in ("lên", "xuống", "xuống còn", "còn", "đến"):
        return "level"
    return "up" if moved["verb"] in ("tăng", "nâng") else "down"


def _meaning(match: re.Match[str]) -> tuple[Kind, tuple[object, ...], str]:
    part = match.groupdict()
    if part["document"]:
        return "document", (number_key(part["document"]),), ""
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        return "date", (day, month, year), ""
    if part["d1"]:
        return "date", (int(part["d1"]), int(part["m1"]), int(part["y1"])), ""
    if part["d2"]:
        return "date", (int(part["d2"]), int(part["m2"]), _int(part["y2"])), ""
    if part["d3"]:
        return "date", (int(part["d3"]), int(part["m3"]), None), ""
    if part["m4"]:
        return "date", (None, int(part["m4"]), _int(part["y4"])), ""
    if part["q"]:
        return "date", (f"quý {_ROMAN.get(part['q'], part['q'])}", None, _int(part["y5"])), ""
    if part["d6"]:
        return "date", (int(part["d6"]), None, None), ""
    if part["p1"]:
        return "period", (int(part["p1"]), int(part["p2"])), ""
    if named := part["named_year"] or part["year"]:
        return "year", (int(named),), ""
    if part["labelled"]:
        return "label", (f"{part['labelled']} {part['label_number']}",), ""
    kind, key, unit = _number(part)
    if unit == "tuổi":  # an age says of whom a figure is, like a class or a level
        return "label", (f"{'-'.join(str(age).removesuffix('.0') for age in key)} tuổi",), unit
    return kind, key, unit


def _number(part: dict[str, str | None]) -> tuple[Kind, tuple[object, ...], str]:
    unit = "%" if part["percent"] in ("%", "phần trăm") else part["percent"] or part["counted"] or ""
    if part["fraction"] or part["label"]:
        return "number", ((part["fraction"] or part["label"] or "").lstrip("0"),), unit
    scale = 1.0
    if part["money"]:
        unit = "đồng"
        for word in part["money"].split():
            scale *= _SCALE.get(word, 1.0)
    if part["n1"] and part["n2"]:
        return "number", (_amount(part["n1"]) * scale, _amount(part["n2"]) * scale), unit
    return "number", (round(_amount(part["n"] or "0") * scale, 6),), unit


def _amount(number: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        number = number.replace(".", "")
    return float(number.replace(",", "."))


def _int(number: str | None) -> int | None:
    return int(number) if number else None
