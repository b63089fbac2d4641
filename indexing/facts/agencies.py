"""Agencies (cơ quan, đơn vị) as documents name them, and one key for all spellings of each.

An agency mention begins with a head noun (``Sở``, ``Ủy ban nhân dân``, ``Công an`` …) and runs
over the capitalised words after it, so agencies nobody listed are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexing.language import LOWER, UPPER, abbreviations, folded, standard_spelling
from indexing.model import Span

_CAP = rf"[{UPPER}][\w&]*"
# A Vietnamese word has one or two syllables and capitalises the first; words that go on with a
# verb or a preposition end the name.
_NOT_NAME = (
    r"(?!(?:và|chủ|phối|đã|là|thực|tổ|có|được|để|theo|trong|tại|về|các|đối|trên|của|nghiêm|xây|chỉ|hướng|tham|căn|đề"
    r"|tiếp|tăng|triển|quan|báo|rà|bảo|đảm|với|ban|giao|cần|phải|sẽ|chịu|kịp|kiểm|đôn|do|khi|như|từ|đến|nhằm|trực"
    r"|thuộc|trình|phê|quy|cấp|cùng|qua|ký|vào|trước|sau|này|nêu|tỉnh|thành|huyện|xã|phường|quận|đáp|trung)\b)"
)
_WORD = rf"{_CAP}(?: {_NOT_NAME}[{LOWER}]+)?"
_PROPER = rf"{_WORD}(?:(?:,? và | - | – | & | ){_WORD})*"
_SECTOR = (
    r"Giáo dục và Đào tạo|Giáo dục & Đào tạo|GD ?[&-]? ?ĐT|Y tế|Nội vụ|Tài chính|Kế hoạch và Đầu tư|KH ?& ?ĐT|Xây dựng"
    r"|Tư pháp|Công [Tt]hương|Khoa học và Công nghệ|KH ?& ?CN|Nông nghiệp và Môi trường|NN ?& ?MT"
    r"|Nông nghiệp và Phát triển nông thôn|Tài nguyên và Môi trường|TN ?& ?MT|Thông tin và Truyền thông|TT ?& ?TT"
    r"|Văn h(?:óa|oá),? Thể thao(?: và Du lịch)?|Văn h(?:óa|oá) và Thể thao|VH,? ?TT ?& ?DL|Du lịch|Ngoại vụ"
    r"|Lao động ?[-–,]? ?Thương binh và Xã hội|LĐ ?-? ?TB ?& ?XH|Giao thông [Vv]ận tải|GTVT"
    r"|Dân tộc và Tôn giáo|Dân tộc|Quy hoạch ?[-–]? ?(?:và )?Kiến trúc|An toàn thực phẩm|Quốc phòng|Ngoại giao|Công an|Dân tộc và Tôn giáo"
)
#: Sector names as people type them in lower case; longest first.
SECTOR_NAMES = (
    "Văn hóa, Thể thao và Du lịch", "Nông nghiệp và Phát triển nông thôn", "Lao động - Thương binh và Xã hội",
    "Thông tin và Truyền thông", "Nông nghiệp và Môi trường", "Tài nguyên và Môi trường", "Giáo dục và Đào tạo",
    "Khoa học và Công nghệ", "Kế hoạch và Đầu tư", "Văn hóa và Thể thao", "Dân tộc và Tôn giáo",
    "Giao thông vận tải", "Mặt trận Tổ quốc", "Công Thương", "Xây dựng", "Tài chính", "Nội vụ", "Tư pháp", "Y tế",
    "Du lịch", "Ngoại vụ",
)  # fmt: skip
_PLACE = rf"{_CAP}(?: {_CAP}){{0,3}}"
_OF_PLACE = rf"(?: (?:tỉnh|thành phố|Thành phố|huyện|quận|thị xã|xã|phường)\b(?: {_PLACE})?)?"
_UNIT = r"(?:quận|huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu)"
_DISTRICTS = (
    rf"(?: cấp (?:tỉnh|huyện|xã)(?:, cấp (?:huyện|xã))*| (?:các |cấp )?{_UNIT}(?:, {_UNIT})*(?: (?:và|trực thuộc) {_UNIT})?"
    rf"(?: {_PLACE})?)?"
)

_MENTION = re.compile(
    r"\b(?:"
    + "|".join(
        (
            rf"(?:Giám đốc |Lãnh đạo )?S[ởỞ] (?:{_SECTOR}|{_PROPER}){_OF_PLACE}",
            r"SGD(?:&?ĐT)?\b(?!-)",
            r"B[ộỘ] [Cc]hỉ huy (?:[Qq]uân sự|[Bb]ộ đội [Bb]iên phòng)(?: tỉnh| [Tt]hành phố)?(?: " + _PLACE + ")?",
            rf"(?:Bộ trưởng )?B[ộỘ] (?:Tư lệnh Thủ đô(?: Hà Nội)?|{_SECTOR}|GD&?ĐT)",
            rf"(?:Chủ tịch |Phó Chủ tịch |Văn phòng )?(?:[ỦU][yỷ] ban [Nn]hân dân|Uỷ ban nhân dân|UBND)"
            rf"(?: [Tt]ỉnh\b(?: {_PLACE})?| [Tt]hành phố {_PLACE}| Thành phố|{_DISTRICTS})",
            rf"(?:Ủy ban|Uỷ ban|UB) ?(?:Mặt trận Tổ quốc|MTTQ)(?: Việt Nam)?{_OF_PLACE}",
            rf"(?:Hội đồng nhân dân|HĐND){_OF_PLACE}",
            rf"Công an (?:tỉnh|thành phố|Thành phố|các huyện|huyện|xã)(?: {_PLACE})?",
            rf"(?:Ban Thường vụ |Thường trực )?(?:Tỉnh [ủu][ỷy]|Tỉnh uỷ|Thành [ủu][ỷy]|Huyện ủy|Đảng ủy)(?: {_PLACE})?",
            rf"(?:Ban|Hội|Liên đoàn|Liên minh|Liên hiệp|Đoàn|Quỹ|Cục|Tổng cục|Chi cục|Vụ|Viện|Đài|Báo|Thanh tra|Kho bạc"
            rf"|Ngân hàng|Bảo hiểm|Bưu điện|Trung tâm|Văn phòng|Phòng|Tòa án|Thuế|Học viện|Tổng công ty|Công ty)"
            rf" (?:{_SECTOR}|{_PROPER}){_OF_PLACE}",
            rf"[Tt]rường (?:Cao đẳng|Đại học|Trung cấp|Chính trị|THPT|THCS|Tiểu học|Mầm non)\b(?: {_PROPER})?{_OF_PLACE}",
            r"Thủ tướng Chính phủ|Chính phủ|Quốc hội|Ban Bí thư|Bộ Chính trị|Tỉnh [Đđ]oàn|Thành đoàn",
            r"[Cc]ác [Ss]ở(?:, (?:ban|ngành|cơ quan|đơn vị|địa phương|đoàn thể|phòng)(?: ngành)?)*"
            r"(?:,? và (?:cơ quan|đơn vị|địa phương)(?: (?:có )?liên quan)?)?(?: liên quan)?(?: (?:trong|thuộc) tỉnh)?",
            r"[Cc]ác cơ sở giáo dục(?: và đào tạo| mầm non| phổ thông)?",
            r"[Cc]ác (?:địa phương|trường (?:đại học|cao đẳng|học|mầm non|phổ thông)|đơn vị (?:có )?liên quan"
            r"|cơ quan(?:, đơn vị)?(?: có)? liên quan|cơ quan báo chí|phòng chuyên môn)",
            r"[Pp]hòng (?:GD&?ĐT|Giáo dục và Đào tạo)(?: các huyện, thành phố)?",
        )
    )
    + ")"
)  # fmt: skip

_LIST_SEPARATOR = re.compile(r"\s*(?:;|\n|(?:,|\bvà\b)(?=\s*(?:S[ởỞ]|SGD|B[ộỘ] |UBND|[ỦU][yỷ] ban|Uỷ ban|"
                             r"Công an|Hội |Trường |Ban |Đoàn |Liên đoàn|Tỉnh|Thành ủy|[Cc]ác |[Pp]hòng |Báo |"
                             r"Đài |Kho bạc|Ngân hàng|Bảo hiểm|Bộ)))\s*")  # fmt: skip


def mentions(text: str) -> Iterator[Span]:
    """The spans of the agencies named in ``text``, in order, without overlaps."""
    for match in _MENTION.finditer(text):
        end = match.end()
        while end > match.start() and text[end - 1] in " ,;:.-&":
            end -= 1
        yield Span(start=match.start(), end=end)


def leading_agencies(text: str) -> Span | None:
    """The span of the agency list ``text`` begins with (``Sở A, Sở B; UBND huyện:``), if it does."""
    end = 0
    position = 0
    while match := _MENTION.match(text, position):
        end = match.end()
        joint = re.compile(r"\s*(?:,|;| và|-)\s*").match(text, end)
        if not joint:
            break
        position = joint.end()
    while end and text[end - 1] in " ,;:.-":
        end -= 1
    return Span(start=0, end=end) if end else None


def split_list(cell: str) -> tuple[str, ...]:
    """The agencies of a list or a table cell: ``Sở A; Sở B, UBND huyện`` → three of them."""
    parts = (" ".join(part.split()).strip(" .,:;-") for part in _LIST_SEPARATOR.split(cell))
    return tuple(part for part in parts if part)


_PLACE_TAIL = re.compile(r"\s+(?:tinh|thanh pho)(?:\s+\S+){0,4}$")


@lru_cache(maxsize=4096)
def agency_key(name: str) -> str:
    """One key for all spellings of an agency: ``Sở GD&ĐT tỉnh X`` and ``SGDĐT`` are the same.

    Abbreviations are spelled out, diacritics and the place at the end dropped.
    """
    table = abbreviations()
    spelled = " ".join(table.get(word, word) for word in standard_spelling(name).split())
    key = re.sub(r"\s+", " ", re.sub(r"[^a-z0-9 ]", " ", folded(spelled))).strip()
    key = re.sub(r"^(?:de nghi|giam doc|thu truong) ", "", key)
    return _PLACE_TAIL.sub("", key) if key.startswith(("so ", "cong an", "bo ")) else key


def same_agency(one: str, other: str) -> bool:
    """Whether two names stand for one agency, or one is the other's short form."""
    a, b = agency_key(one), agency_key(other)
    return bool(a and b) and (a == b or f" {b} ".find(f" {a} ") >= 0 and len(a) > 6 or f" {a} ".find(f" {b} ") >= 0 and len(b) > 6)
