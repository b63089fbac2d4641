"""The authority that issues: found among capital lines, written as in a sentence.

The left column names the superior first and the issuer last; an officer (``CHỦ TỊCH ỦY BAN NHÂN
DÂN …``, ``BỘ TRƯỞNG BỘ …``) acts for the body he heads. A body that does not say where it is
(``ỦY BAN NHÂN DÂN``) is completed with the place of issue, a department with its superior's.
"""

from __future__ import annotations

import re

from indexing.structure.provinces import PROVINCES, is_city, known_province
from indexing.structure.wording import folded

_NATION = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
    r"|ĐỘC\s+LẬP\s*[-–]\s*TỰ\s+DO\s*[-–]\s*HẠNH\s+PHÚC",
    re.I,
)
_OFFICER = re.compile(
    r"^(?:BỘ TRƯỞNG,\s*CHỦ NHIỆM|BỘ TRƯỞNG|THỨ TRƯỞNG|(?:PHÓ )?CHỦ TỊCH|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|"
    r"TỔNG CỤC TRƯỞNG|"
    r"CỤC TRƯỞNG|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|THỐNG ĐỐC|TỔNG THANH TRA|CHÁNH THANH TRA|CHÁNH VĂN PHÒNG|"
    r"TRƯỞNG BAN|"
    r"TRƯỞNG PHÒNG|HIỆU TRƯỞNG|VIỆN TRƯỞNG|CHÁNH ÁN|TỔNG KIỂM TOÁN)\s+(?=\S)"
)
_STARTS = (
    "ỦY BAN THƯỜNG VỤ QUỐC HỘI", "ỦY BAN NHÂN DÂN", "UBND", "HỘI ĐỒNG NHÂN DÂN", "HĐND", "QUỐC HỘI",
    "CHỦ TỊCH NƯỚC", "THỦ TƯỚNG CHÍNH PHỦ", "CHÍNH PHỦ", "VĂN PHÒNG", "TỔNG CỤC", "CHI CỤC", "CỤC", "BỘ",
    "SỞ", "PHÒNG", "TỈNH ỦY", "THÀNH ỦY", "HUYỆN ỦY", "QUẬN ỦY", "ĐẢNG ỦY", "TRƯỜNG", "ĐẠI HỌC", "HỌC VIỆN",
    "VIỆN", "BỆNH VIỆN", "TRUNG TÂM", "CÔNG AN", "TÒA ÁN", "VIỆN KIỂM SÁT", "KIỂM TOÁN NHÀ NƯỚC",
    "NGÂN HÀNG", "BẢO HIỂM XÃ HỘI", "THANH TRA", "TỔNG LIÊN ĐOÀN", "LIÊN ĐOÀN", "ĐOÀN", "HỘI",
    "TỔNG CÔNG TY", "TẬP ĐOÀN", "CÔNG TY", "KHO BẠC", "ỦY BAN", "BAN", "BỘ CHÍNH TRỊ", "BAN CHẤP HÀNH",
    "ĐÀI", "VỤ", "THUẾ", "HẢI QUAN", "CHI NHÁNH", "THỐNG KÊ",
)  # fmt: skip
# Words that open a further body in the middle of a line, and what may not stand before them.
_INSIDE = re.compile(
    r"(?<!^)(?<!VÀ )(?<!TRƯỜNG )(?<!VĂN PHÒNG )(?<!CHỦ TỊCH )(?<!TỔNG )(?<!CHI )(?<!BẢO )(?<!VĂN )(?<!QUỐC )"
    r"(?<!HẢI )(?<!HỌC )(?<!BỆNH )(?<!, )(?<!- )(?<!GIÁM ĐỐC )(?<!CHÁNH )(?<!PHỤC )"
    r"\b(?=(?:ỦY BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|SỞ|TỔNG CỤC|CHI CỤC|CỤC|TRƯỜNG|HỌC VIỆN|"
    r"TRUNG TÂM|VĂN PHÒNG|"
    r"PHÒNG|BAN QUẢN LÝ|BAN DÂN TỘC|THANH TRA|BỆNH VIỆN|CHI NHÁNH|VỤ)\s|"
    r"THUẾ (?:TỈNH|THÀNH PHỐ|CƠ SỞ)\s|HẢI QUAN KHU VỰC\s)"
)
_NO_BODY = re.compile(
    r"BAN HÀNH|HỘI (?:NHẬP|NGHỊ|THẢO|THI)|ĐOÀN KẾT|BỘ (?:TIÊU|CHỈ SỐ|QUY|THỦ TỤC|ĐƠN GIÁ|DỮ LIỆU|MÃ)|"
    r"PHÒNG,? CHỐNG|VỤ (?:MÙA|ĐÔNG)"
)
_AUTHORITY = re.compile(
    r"(?:ỦY BAN|HỘI ĐỒNG NHÂN DÂN|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|CHỦ TỊCH NƯỚC|BAN CHẤP HÀNH|"
    r"BAN THƯỜNG VỤ)(?!\w)"
)
_ABBREVIATIONS = (
    (r"\bUBND\b", "ỦY BAN NHÂN DÂN"), (r"\bHĐND\b", "HỘI ĐỒNG NHÂN DÂN"), (r"\bTP\.?\s", "THÀNH PHỐ "),
    (r"\bGD\s?(?:&|VÀ)?\s?ĐT\b", "GIÁO DỤC VÀ ĐÀO TẠO"), (r"\bUỶ\b", "ỦY"), (r"\bHOÀ\b", "HÒA"),
    (r"\bTOÀ\b", "TÒA"), (r"\s+&\s+", " VÀ "),
)  # fmt: skip
_AREA = re.compile(r"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+(\S.*)$")
_PROPER = (
    "Thủ tướng Chính phủ", "Chính phủ", "Quốc hội", "Nhà nước", "Việt Nam", "Công Thương", "Trung ương",
    "Bộ Chính trị", "Ủy ban nhân dân", "Hội đồng nhân dân", "Đại học", "Tổ quốc", "Mặt trận",
)  # fmt: skip
_NAMES = (*_PROPER, *(re.sub("^Thành phố ", "", name) for name in PROVINCES))
_PROPER_RE = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p.lower()) for p in _NAMES) + r")(?!\w)", re.I)
_CASED = {p.lower(): p for p in _NAMES}
_HEADED = re.compile(
    r"^((?:văn phòng|tổng cục|chi cục|cục|bộ|sở|phòng|ban|vụ|viện|học viện|trung tâm|thanh tra|"
    r"ngân hàng|trường)\s+)(\S.*)$"
)
_BY_MARK = {
    "UBND": "Ủy ban nhân dân", "CTUBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "CP": "Chính phủ",
    "TTG": "Thủ tướng Chính phủ", "VPCP": "Văn phòng Chính phủ", "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BTC": "Bộ Tài chính", "BNV": "Bộ Nội vụ", "BYT": "Bộ Y tế", "BXD": "Bộ Xây dựng",
    "BCT": "Bộ Công Thương", "BQP": "Bộ Quốc phòng", "BCA": "Bộ Công an", "BTP": "Bộ Tư pháp",
    "BNNMT": "Bộ Nông nghiệp và Môi trường", "BKHCN": "Bộ Khoa học và Công nghệ",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "BNG": "Bộ Ngoại giao", "SGDĐT": "Sở Giáo dục và Đào tạo",
    "TU": "Tỉnh ủy", "NHNN": "Ngân hàng Nhà nước Việt Nam",
}  # fmt: skip
_LOCAL = re.compile(
    r"^(?:Ủy ban nhân dân|Hội đồng nhân dân|Sở|Tỉnh ủy|Thành ủy|Phòng|Trường|Trung tâm|Chi cục|"
    r"Huyện ủy|Công an tỉnh|"
    r"Thanh tra|Văn phòng Ủy ban)\b|\b(?:tỉnh|thành phố|huyện|quận|xã|phường)\s"
)


def without_nation(text: str) -> str:
    """A capital line without quốc hiệu and tiêu ngữ, which a PDF may print into the same line."""
    return folded(re.sub(r"\s?[-_–—=*]{3,}\s?", " ", _NATION.sub(" ", text)))


def names_nation(text: str) -> bool:
    """Whether a line carries quốc hiệu, tiêu ngữ or the party's heading."""
    return bool(_NATION.search(folded(text)))


def opens_with_agency(capitals: str) -> bool:
    """Whether a capital line begins with a body or the officer who heads one."""
    text = _expanded(folded(capitals))
    if _NO_BODY.match(text):
        return False
    return bool(_OFFICER.match(text)) or any(re.match(rf"{s}(?!\w)", text) for s in _STARTS)


def is_authority(capitals: str) -> bool:
    """Whether a capital line after the subject says who decides (``BỘ TRƯỞNG BỘ …``)."""
    text = _expanded(folded(capitals))
    return bool(_OFFICER.match(text) or _AUTHORITY.match(text))


def agencies_in(fragments: list[str]) -> list[str]:
    """The bodies named by the capital lines of a title block, outermost first."""
    joined: list[str] = []
    for fragment in fragments:
        text = _expanded(without_nation(fragment))
        if not text:
            continue
        unfinished = bool(joined) and joined[-1] in {"VĂN PHÒNG", "THỦ TƯỚNG", "TỔNG", "ỦY BAN", "CHỦ TỊCH"}
        if joined and (unfinished or not opens_with_agency(text)):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return [named(part) for whole in joined for part in _INSIDE.split(whole) if part.strip()]


def named(capitals: str) -> str:
    """A body's name as a sentence writes it: ``Sở Giáo dục và Đào tạo tỉnh Bắc Giang``."""
    text = _expanded(folded(capitals)).strip(" .,;:*-–_")
    while officer := _OFFICER.match(text):
        if text.startswith("CHỦ TỊCH NƯỚC"):
            break
        text = text[officer.end() :]
    text = text.lower()
    if headed := _HEADED.match(text):
        text = headed.group(1) + _conjuncts(headed.group(2))
    text = _PROPER_RE.sub(lambda m: _CASED[m.group().lower()], text)
    text = re.sub(r"\b(tỉnh|thành phố) (?:\1 )+", r"\1 ", text)
    if area := _AREA.search(text):
        place = known_province(area.group(2)) or area.group(2).title()
        place = re.sub(r"^Thành phố (?=Hồ Chí Minh)", "", place)
        text = f"{text[: area.start()]}{area.group(1)} {place}"
    return text[:1].upper() + text[1:]


def completed(issuer: str, superior: str | None, province: str | None, city: bool | None = None) -> str:
    """``issuer`` with where it is, from its superior's name or from the province of issue."""
    if _AREA.search(issuer) or known_province(issuer.rsplit(" ", 2)[-1]):
        return issuer
    if superior and issuer.split()[0] in {"Sở", "Phòng", "Ban", "Thanh", "Trường", "Trung", "Chi", "Văn"}:
        area = _AREA.search(superior)
        issuer = re.sub(r" (?:tỉnh|thành phố)$", "", issuer)
        if area and superior.startswith(("Ủy ban", "Hội đồng", "Sở")):
            return f"{issuer} {area.group(0)}"
    if province and (issuer in {"Ủy ban nhân dân", "Hội đồng nhân dân"} or issuer.startswith("Sở ")):
        as_city = is_city(province) if city is None else city
        return f"{issuer} {'thành phố' if as_city else 'tỉnh'} {re.sub('^Thành phố ', '', province)}"
    return issuer


def issuer_of_number(number: str | None) -> str | None:
    """The body that a document number's last part stands for."""
    if not number:
        return None
    if re.search(r"/QH\d+$", number):
        return "Quốc hội"
    for mark in reversed(re.split(r"[-/]", number.replace("&", "").upper())):
        if mark in _BY_MARK:
            return _BY_MARK[mark]
    return None


def is_local(issuer: str | None) -> bool:
    """Whether a body belongs to a province or a part of one."""
    return bool(issuer and _LOCAL.search(issuer))


def _expanded(capitals: str) -> str:
    text = folded(capitals).strip(" *#_-–")
    for pattern, full in _ABBREVIATIONS:
        text = re.sub(pattern, full, text, flags=re.I if "TP" not in pattern else 0)
    return text.upper() if not text.islower() else text


def _conjuncts(words: str) -> str:
    """``giáo dục và đào tạo`` → ``Giáo dục và Đào tạo``."""
    parts = re.split(r"(\s+và\s+|,\s*|\s+-\s+)", words)
    return "".join(p if i % 2 else p[:1].upper() + p[1:] for i, p in enumerate(parts))
