"""The end of an instrument: recipients (*Nơi nhận*) and the signature block."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.structure.lines import Line
from indexing.structure.wording import LOWER, UPPER, folded, is_capitals, is_person, is_rule

_RECIPIENTS = re.compile(r"[*\s|]*Nơi\s+nhận\s*(?:[:*-]|$)", re.I)
_FILED = re.compile(r"\s*[-–+•].*[-;.]\s*Lưu\s*:?\s*(?:VT|V\.T|HC|Văn thư|VP)", re.S)
_OFFICE = re.compile(
    r"(?:QUYỀN |PHÓ )?(?:CHỦ TỊCH|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|"
    r"CHÁNH|CỤC TRƯỞNG|"
    r"TỔNG CỤC TRƯỞNG|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|HIỆU TRƯỞNG|TRƯỞNG|THỐNG ĐỐC|BÍ THƯ|CHỦ NHIỆM|VIỆN TRƯỞNG|"
    r"TỔNG THANH TRA|TỔNG KIỂM TOÁN|BỘ CHÍNH TRỊ|TƯ LỆNH|CHÍNH ỦY|NGƯỜI LẬP|ỦY VIÊN)\b"
)
# Before an office the dot is often left out.
_ON_BEHALF = re.compile(rf"(?:TM|KT|TL|TUQ|T/M|K/T|Q)\s*\.\s*\S|(?:KT|TL|TUQ)\s+(?:{_OFFICE.pattern})")
_SIGNED = re.compile(r"\(?\s*(?:đã ký|ký tên|ký, ghi rõ|chữ ký)", re.I)
_NAME_AT_END = re.compile(rf"(?P<name>(?:[{UPPER}][{LOWER}]+\s+){{1,4}}[{UPPER}][{LOWER}]+)\s*\|?\s*$")
_SMALL = re.compile(rf"\s(?=[{UPPER}][{LOWER}])")
_RANKS = re.compile(r"^(?:(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy|Tướng|Tá)|Đã Ký)\s+")


def is_recipients(line: Line) -> bool:
    """Whether a line opens *Nơi nhận* (in a table: in any cell)."""
    return any(_RECIPIENTS.match(part) or _FILED.match(part) for part in _parts(line))


def recipient_like(line: Line) -> bool:
    """Whether a line can be one of the recipients."""
    text = folded(line.text.strip(" |"))
    marked = line.marker is not None and line.marker.family in ("-", "+", "*")
    return len(text) < 300 and (marked or text.endswith(";") or bool(re.match(r"(?:Như|Lưu)\b", text)))


def is_signature(lines: Sequence[Line], i: int, *, closing: bool) -> bool:
    """Whether line ``i`` belongs to a signature block.

    Outside a closing an office in capitals also heads lists and titles, so there a name or
    another office has to follow, or nothing at all.
    """
    line = lines[i]
    parts = [folded(p) for p in _parts(line)]
    if any(_ON_BEHALF.match(p) and is_capitals(_SMALL.split(p.split("(")[0])[0]) for p in parts):
        return True
    if not any(_is_office(p) or _SIGNED.match(p) for p in parts):
        return False
    if closing or (line.row and any(person_at_end(p) for p in parts)):
        return True
    following = [folded(after.text.strip(" |")) for after in lines[i + 1 : i + 4]]
    if not following or (i and folded(lines[i - 1].text).endswith("./.")):
        return True
    return any(is_person(text) or _SIGNED.match(text) for text in following[:2])


def person_at_end(text: str) -> str | None:
    """The name that closes a signature cell (``KT. BỘ TRƯỞNG THỨ TRƯỞNG Nguyễn Văn An``)."""
    found = _NAME_AT_END.search(folded(text))
    if not found:
        return None
    name = found["name"]
    words = name.split()
    while len(words) > 2 and words[0].isupper():
        words.pop(0)
    return _RANKS.sub("", " ".join(words)) or None


def signer_of(lines: Sequence[Line]) -> str | None:
    """The last name of a signature block."""
    for line in reversed(lines):
        for part in reversed(_parts(line)):
            text = folded(part)
            if is_rule(text) or _RECIPIENTS.match(text):
                continue
            if is_person(text) and not _is_office(text):
                return _titled(_RANKS.sub("", text))
            if (_ON_BEHALF.match(text) or _is_office(text)) and (name := person_at_end(text)):
                return name
    return None


def _is_office(text: str) -> bool:
    head = _SMALL.split(text.split("(")[0])[0]  # "CHỦ TỊCH (Đã ký) Vi Văn An"
    return bool(_OFFICE.match(text)) and is_capitals(head) and len(text) < 200 and not text.endswith(":")


def _titled(name: str) -> str:
    name = name.strip(" .")
    return name.title() if name.isupper() else name


def _parts(line: Line) -> list[str]:
    parts = [line.text[c.start - line.start : c.end - line.start] for c in line.cells if c.end > c.start]
    return parts or [line.text]
