"""Agencies (cơ quan, đơn vị) as documents name them, and one key for all spellings of each.

An agency mention begins with a head noun (``Sở``, ``Ủy ban nhân dân``, ``Công an`` …) and runs
over the capitalised words after it, so agencies nobody listed are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexing.facts.verbs import TASK_VERB
from indexing.language import LOWER, UPPER, abbreviations, folded, standard_spelling
from indexing.model import Span

# A capital also opens the subject of a text (``UBND tỉnh Quy định về …``), which is no part of a name.
_CAP = (
    r"(?!(?:Quy định|Ban hành|Sửa đổi|Phê duyệt|Kết luận|Công bố|Bãi bỏ|Thay thế|Về việc|Hướng dẫn|Triển khai"
    rf"|Thực hiện|Căn cứ|Quyết định|Nghị quyết|Phiên họp)\b)[{UPPER}][\w&]*"
)
# A Vietnamese word has one or two syllables and capitalises the first; words that go on with a
# verb or a preposition end the name.
_NOT_NAME = (
    r"(?!(?:và|chủ|phối|đã|là|thực|tổ|có|được|để|theo|trong|tại|về|các|đối|trên|của|nghiêm|xây|chỉ|hướng"
    r"|tham|căn|đề"
    r"|tiếp|tăng|triển|quan|báo|rà|bảo|đảm|với|ban|giao|cần|phải|sẽ|chịu|kịp|kiểm|đôn|do|khi|như|từ|đến"
    r"|nhằm|trực"
    r"|thuộc|trình|phê|quy|cấp|cùng|qua|ký|vào|trước|sau|này|nêu|tỉnh|thành|huyện|xã|phường|quận|đáp"
    r"|trung|đồng|tổng"
    rf"|cho|gửi|hoặc|sớm|nhưng|thì|mà|nên|rồi|năm|ngày|tháng)\b|{TASK_VERB.pattern})"
)
_WORD = rf"{_CAP}(?: {_NOT_NAME}[{LOWER}]+)?"
_PROPER = rf"{_WORD}(?:(?:,? và | - | – | & | ){_WORD})*"
_SECTOR = (
    r"Giáo dục và Đào tạo|Giáo dục & Đào tạo|GD ?[&-]? ?ĐT|Y tế|Nội vụ|Tài chính|Kế hoạch và Đầu tư"
    r"|KH ?& ?ĐT|Xây dựng"
    r"|Tư pháp|Công [Tt]hương|Khoa học và Công nghệ|KH ?& ?CN|Nông nghiệp và Môi trường|NN ?& ?MT"
    r"|Nông nghiệp và Phát triển nông thôn|Tài nguyên và Môi trường|TN ?& ?MT|Thông tin và Truyền thông"
    r"|TT ?& ?TT"
    r"|Văn h(?:óa|oá),? Thể thao(?: và Du lịch)?|Văn h(?:óa|oá) và Thể thao|VH,? ?TT ?& ?DL|Du lịch|Ngoại vụ"
    r"|Lao động ?[-–,]? ?Thương binh và Xã hội|LĐ ?-? ?TB ?& ?XH|Giao thông [Vv]ận tải|GTVT"
    r"|Dân tộc và Tôn giáo|Dân tộc|Quy hoạch ?[-–]? ?(?:và )?Kiến trúc|An toàn thực phẩm|Quốc phòng"
    r"|Ngoại giao|Công an"
)
#: Sector names as people type them in lower case; longest first.
SECTOR_NAMES = (
    "Văn hóa, Thể thao và Du lịch", "Nông nghiệp và Phát triển nông thôn", "Lao động - Thương binh và Xã hội",
    "Thông tin và Truyền thông", "Nông nghiệp và Môi trường", "Tài nguyên và Môi trường",
    "Giáo dục và Đào tạo",
    "Khoa học và Công nghệ", "Kế hoạch và Đầu tư", "Văn hóa và Thể thao", "Dân tộc và Tôn giáo",
    "Giao thông vận tải", "Mặt trận Tổ quốc", "Công Thương", "Xây dựng", "Tài chính", "Nội vụ",
    "Tư pháp", "Y tế",
    "Du lịch", "Ngoại vụ",
)  # fmt: skip
# Mass organisations whose names run on in lower case.
_ORGANISATION = (
    r"Chữ thập đỏ|Cựu chiến binh|Liên hiệp [Pp]hụ nữ|Nông dân|Cựu giáo chức|Người cao tuổi"
    r"|Văn học,? [Nn]ghệ thuật"
    r"|Liên hiệp [Tt]hanh niên|Lao động|Hợp tác xã|Bảo trợ [^,;.:]{4,40}"
)
_PLACE = rf"{_CAP}(?: {_CAP}){{0,3}}"
_OF_PLACE = rf"(?: (?:tỉnh|thành phố|Thành phố|huyện|quận|thị xã|xã|phường)\b(?: {_PLACE})?)?"
_UNIT = r"(?:quận|huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu)"
_DISTRICTS = (
    rf"(?: cấp (?:tỉnh|huyện|xã)(?:, cấp (?:huyện|xã))*| (?:(?:các|\d{{1,3}}) |cấp )?{_UNIT}(?:, {_UNIT})*"
    rf"(?: (?:và|trực thuộc) {_UNIT})?(?: {_PLACE})?)?"
)

_MENTION = re.compile(
    r"\b(?:"
    + "|".join(
        (
            rf"(?:Giám đốc |Lãnh đạo |Thanh tra )?S[ởỞ] (?:{_SECTOR}|{_PROPER}){_OF_PLACE}",
            r"Thanh tra (?:Sở|tỉnh|Bộ|Chính phủ|huyện|thành phố)\b",
            r"SGD(?:&?ĐT)?\b(?!-)",
            r"B[ộỘ] [Cc]hỉ huy (?:[Qq]uân sự|[Bb]ộ đội [Bb]iên phòng)(?: tỉnh"
            r"| [Tt]hành phố)?(?: " + _PLACE + ")?",
            rf"(?:Bộ trưởng )?B[ộỘ] (?:Tư lệnh Thủ đô(?: Hà Nội)?|{_SECTOR}|GD&?ĐT)",
            rf"(?:Chủ tịch |Phó Chủ tịch |Văn phòng )?(?:[ỦU][yỷ] ban [Nn]hân dân|Uỷ ban nhân dân"
            rf"|UBND)(?: \(UBND\))?"
            rf"(?: [Tt]ỉnh\b(?: {_PLACE})?| [Tt]hành phố {_PLACE}| Thành phố|{_DISTRICTS})",
            rf"(?:(?:Ủy ban|Uỷ ban|UB) ?)?(?:Mặt trận Tổ quốc|MTTQ)(?: Việt Nam)?{_OF_PLACE}",
            rf"(?:Hội đồng nhân dân|HĐND){_OF_PLACE}",
            rf"Ban (?:{_SECTOR}|{_PROPER}?) (?:HĐND|Hội đồng nhân dân){_OF_PLACE}",
            rf"Thuế (?:tỉnh|[Tt]hành phố|cơ sở)(?: {_PLACE})?",
            r"(?:Thường trực|(?:[Cc]ác )?Ban(?: của)?|(?:[Cc]ác )?Tổ đại biểu) (?:Hội đồng nhân dân|HĐND)"
            + _OF_PLACE,
            rf"Công an (?:tỉnh|thành phố|Thành phố|các huyện|huyện|xã)(?: {_PLACE})?",
            rf"(?:Ban Thường vụ |Thường trực )?(?:Tỉnh [ủu][ỷy]|Tỉnh uỷ|Thành [ủu][ỷy]|Huyện ủy"
            rf"|Đảng ủy)(?: {_PLACE})?",
            r"Báo và (?:Đài )?(?:Phát thanh|phát thanh)(?:,? và | - "
            r"|, )[Tt]ruyền hình" + _OF_PLACE + f"(?: {_PLACE})?",
            rf"(?:Hội|Liên đoàn|Liên minh|Đoàn|Quỹ) (?:{_ORGANISATION})(?: Việt Nam)?{_OF_PLACE}",
            rf"(?:Ban|Hội|Liên đoàn|Liên minh|Liên hiệp|Đoàn|Quỹ|Cục|Tổng cục|Chi cục|Vụ|Viện|Đài|Báo"
            rf"|Thanh tra|Kho bạc"
            rf"|Ngân hàng|Bảo hiểm|Bưu điện|Trung tâm|Văn phòng|Phòng|Tòa án|Thuế|Học viện|Tổng công ty"
            rf"|Công ty|Bệnh viện)"
            rf" (?:{_SECTOR}|Chính trị, [Tt]ư tưởng|{_PROPER}){_OF_PLACE}",
            rf"[Tt]rường (?:Cao đẳng|Đại học|Trung cấp|Chính trị|THPT|THCS|Tiểu học"
            rf"|Mầm non)\b(?: {_PROPER})?{_OF_PLACE}",
            rf"Thủ tướng Chính phủ|Chính phủ|Quốc hội|Ban Bí thư|Bộ Chính trị|(?:Tỉnh [Đđ]oàn"
            rf"|Thành đoàn)(?: {_PLACE})?",
            r"[Cc]ác [Ss]ở(?:, (?:ban|ngành|cơ quan|đơn vị|địa phương|đoàn thể|phòng)(?: ngành)?)*"
            r"(?:,? và (?:cơ quan|đơn vị|địa phương)(?: (?:có )?liên quan)?)?(?: liên quan)?(?: (?:trong"
            r"|thuộc) tỉnh)?",
            r"[Cc]ác cơ sở giáo dục(?: và đào tạo| mầm non| phổ thông)?",
            r"[Cc]ác (?:địa phương|trường (?:đại học|cao đẳng|trung học(?: cơ sở| phổ thông)?|tiểu học"
            r"|học|mầm non|phổ thông)"
            r"|đơn vị (?:có )?liên quan|cơ quan(?:, đơn vị)?(?: có)? liên quan|cơ quan báo chí"
            r"|phòng chuyên môn)",
            r"[Pp]hòng (?:GD&?ĐT|Giáo dục và Đào tạo)(?: các huyện, thành phố)?",
        )
    )
    + ")"
)  # fmt: skip

# How a phrase that names an agency begins, in the middle of a list …
_NAMED_HEAD = (
    r"(?:S[ởỞ]\b|SGD|B[ộỘ]\b|UBND|UBMTTQ|[ỦU][yỷ] ban|Uỷ ban|HĐND|Hội\b|Công an|Trường\b|Ban\b|Đoàn\b"
    r"|Liên\b|Tỉnh|Thành"
    r"|Huyện ủy|Đảng|Mặt trận|MTTQ|Phòng\b|Báo\b|Đài\b|Kho bạc|Ngân hàng|Bảo hiểm|Cục\b|Chi cục|Tổng cục"
    r"|Vụ\b|Viện\b"
    r"|Thanh tra|Trung tâm|Văn phòng|Tòa án|Thuế\b|Quỹ\b|Công ty|Tổng công ty|Tập đoàn|Bệnh viện|Học viện"
    r"|Bưu điện|Chính phủ|Thủ tướng|Hiệp hội|Hải quan|Quân khu|Thường trực|Thông tấn xã|Tổ đại biểu"
    r"|[Đđ]ại biểu (?:HĐND|Hội đồng)|Ủy viên|Cảng vụ|Thủ trưởng"
    r"|Chủ tịch|Giám đốc"
    r"|(?:[Cc]ác|[Hh]ai|[Tt]oàn thể|[Nn]hững)\s+(?=sở|Sở|bộ|Bộ|ban|ngành|cơ quan|đơn vị|địa phương|phòng"
    r"|tổ|trường"
    r"|cơ sở|doanh nghiệp|hội|huyện|quận|xã|phường|thành|cấp|trung tâm|công ty|ngân hàng|Ngân hàng"
    r"|chi cục|cục|vụ|Cục|Vụ"
    r"|chủ|thôn|nhà|cá nhân|hộ|lực lượng|đồng chí|Đoàn|đoàn|UBND|viện|bệnh viện|tập thể|Trường|Phòng|Ban))"
)
#: … and at the head of a clause, where common nouns do as well.
ACTOR_HEAD = (
    rf"(?:{_NAMED_HEAD}|[Cc]ơ quan|[Đđ]ơn vị|[Dd]oanh nghiệp|[Tt]hủ trưởng|[Gg]iám đốc|[Hh]iệu trưởng"
    rf"|[Cc]hủ tịch"
    r"|[Cc]hánh (?:văn phòng|Văn phòng|thanh tra|Thanh tra)|[Tt]rưởng |[Nn]gười đứng đầu|[Nn]gành\s"
    r"|[Hh]ội đồng|Tổ\b"
    r"|[Tt]rường\s|[Bb]an\s|[Pp]hòng\s|[Ll]ực lượng|[Đđ]oàn thể|[Nn]hà trường)"
)
_LIST_SEPARATOR = re.compile(
    rf"\s*(?:;|\n|(?:,(?:\s*và\b)?|\bvà\b|\bcùng\b)(?=\s*(?:{_NAMED_HEAD}|thủ trưởng|chủ tịch|giám đốc))"
    r"|\bvà\b(?=\s*(?:đơn vị|cơ quan)(?: có)? liên quan))\s*"
)
#: "Báo và Đài …" names one agency; "Sở" alone names none.
BARE_HEAD = re.compile(
    r"(?:Báo|Đài|Sở|Bộ|Ban|Hội|Phòng|các sở|các cơ quan|[Tt]hủ trưởng|[Gg]iám đốc)", re.IGNORECASE
)
_SHORT_FORM = re.compile(rf"\s*\((?:sau đây [^()]{{0,40}})?[{UPPER}][{UPPER}&-]{{1,11}}\)")

_SHORT_FORM_LAST = re.compile(_SHORT_FORM.pattern + r"\s*$")
# "Sở A - Cơ quan thường trực Ban Chỉ đạo": what an agency is besides, said after a dash.
_BESIDES = re.compile(
    r"\s+[-–]\s+(?:[Cc]ơ quan|[Đđ]ơn vị) (?:[Tt]hường trực|đầu mối|chủ trì)\b.*$", re.DOTALL
)


def mentions(text: str) -> Iterator[Span]:
    """The spans of the agencies named in ``text``, in order, without overlaps."""
    for match in _MENTION.finditer(text):
        end = match.end()
        while end > match.start() and text[end - 1] in " ,;:.-&":
            end -= 1
        yield Span(start=match.start(), end=end)


_JOINT = re.compile(r"\s*(?:,|;| và|-)\s*")


def leading_agencies(text: str) -> Span | None:
    """The span of the agency list ``text`` begins with (``Sở A, Sở B; UBND huyện:``), if it does."""
    end = 0
    position = 0
    while match := _MENTION.match(text, position):
        end = match.end()
        if short := _SHORT_FORM.match(text, end):
            end = short.end()
        joint = _JOINT.match(text, end)
        if not joint:
            break
        position = joint.end()
    while end and text[end - 1] in " ,;:.-":
        end -= 1
    return Span(start=0, end=end) if end else None


def split_list(cell: str) -> tuple[str, ...]:
    """The agencies of a list or a table cell: ``Sở A; Sở B, UBND huyện`` → three of them."""
    parts: list[str] = []
    start = 0
    for separator in _LIST_SEPARATOR.finditer(cell):
        joined = separator.group().strip() == "và" and cell[start:].lstrip().lower().startswith("các ")
        if joined and cell[separator.end() :].startswith(("đơn vị", "cơ quan")):
            continue  # "các sở và đơn vị liên quan": one group of them
        if BARE_HEAD.fullmatch(cell[start : separator.start()].strip()) and separator.group().strip() != ";":
            continue
        parts.append(cell[start : separator.start()])
        start = separator.end()
    parts.append(cell[start:])
    named = (
        " ".join(_SHORT_FORM_LAST.sub("", _BESIDES.sub("", part)).split()).strip(" .,:;-*") for part in parts
    )
    return tuple(part for part in named if part)


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
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    return a == b or (len(shorter) > 6 and f" {shorter} " in f" {longer} ")
