"""The province a document belongs to, as a short name.

The names are the 63 units up to 30 June 2025 and the 34 since; a name that is in neither list
counts when the text itself says ``tỉnh X`` or ``thành phố X``. A central organ's *Hà Nội, ngày …*
is where it sits, not where its document applies, so a place alone only counts for local issuers.
"""

from __future__ import annotations

import re

from indexing.structure.wording import folded, is_capitals, plain

CITIES = ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế", "Thành phố Hồ Chí Minh")
PROVINCES = (
    *CITIES, "An Giang", "Bà Rịa - Vũng Tàu", "Bắc Giang", "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bến Tre",
    "Bình Định", "Bình Dương", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Đắk Lắk", "Đắk Nông",
    "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Tĩnh", "Hải Dương",
    "Hậu Giang", "Hòa Bình", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lâm Đồng",
    "Lạng Sơn", "Lào Cai", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ",
    "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La",
    "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh",
    "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
_ALIASES = {
    "bac can": "Bắc Kạn",
    "tp hcm": "Thành phố Hồ Chí Minh",
    "tphcm": "Thành phố Hồ Chí Minh",
    "ho chi minh": "Thành phố Hồ Chí Minh",
    "sai gon": "Thành phố Hồ Chí Minh",
    "dac lac": "Đắk Lắk",
    "dak lak": "Đắk Lắk",
    "daklak": "Đắk Lắk",
    "dac nong": "Đắk Nông",
    "ba ria vung tau": "Bà Rịa - Vũng Tàu",
    "kontum": "Kon Tum",
}
_BY_KEY: dict[str, str] = {**{plain(n).replace(" - ", " "): n for n in PROVINCES}, **_ALIASES}
# Bạc Liêu and Bắc Liêu, Hà Nam and Hà Năm: without its marks a name is only trusted after its title.
_TITLED = re.compile(
    r"(?<!\w)(?:tỉnh|thành\s+phố|tp\.?)\s+(?P<name>(?:[^\W\d_]+(?:\s*-\s*|\s+)){0,4}[^\W\d_]+)", re.I
)
_LONGEST_FIRST = sorted(PROVINCES, key=len, reverse=True)
_EXACT = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in _LONGEST_FIRST) + r")(?!\w)", re.I
)
_STOP_WORDS = """
năm giai đến và theo thực về trong đối nhiệm khóa là có của cho tại được quy ban với do từ thuộc khi trên để
các lần trực ngày sở phòng ủy uỷ hội tỉnh thành xã phường huyện quận thị thông qua triển phê xây dựng số định
gồm chủ trì phối hợp
"""
_STOP = frozenset(_STOP_WORDS.split())


def known_province(name: str) -> str | None:
    """The canonical form of a province's name however it is cased and spelled."""
    key = " ".join(re.sub(r"[-–.,]", " ", plain(name)).split())
    for prefix in ("thanh pho ", "tinh ", "tp "):
        if key.startswith(prefix) and key[len(prefix) :] in _BY_KEY:
            return _BY_KEY[key[len(prefix) :]]
    return _BY_KEY.get(key)


def titled_province(text: str) -> str | None:
    """The province that ``text`` names with its title: ``tỉnh Bắc Kạn``, ``THÀNH PHỐ HÀ NỘI``."""
    for found in _TITLED.finditer(folded(text)):
        words = found["name"].split()
        for count in range(min(5, len(words)), 0, -1):
            if known := known_province(" ".join(words[:count]).strip(" -")):
                return known
        if invented := _invented(words, folded(text)):
            return invented
    return None


def province_in(text: str) -> str | None:
    """The first province named in ``text``, with or without its title."""
    if titled := titled_province(text):
        return titled
    found = _EXACT.search(folded(text))
    return known_province(found.group()) if found else None


def is_city(name: str) -> bool:
    """Whether a unit is a centrally run city rather than a *tỉnh*."""
    return name in CITIES


def _invented(words: list[str], text: str) -> str | None:
    capitals = is_capitals(text)
    taken: list[str] = []
    for word in words[:4]:
        if (
            word.lower() in _STOP
            or not word[:1].isupper()
            or (not capitals and word.isupper() and len(word) > 1)
        ):
            break
        taken.append(word.capitalize())
    return " ".join(taken) if 1 < len(taken) <= 3 or (capitals and 0 < len(taken) <= 3) else None
