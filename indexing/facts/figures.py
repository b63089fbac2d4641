"""Figures as goals state them: ``trên 80%``, ``5/8``, ``từ 40 - 45 lớp``, ``ít nhất một lần``."""

from __future__ import annotations

import re
from typing import NamedTuple

from indexing.language import LOWER

_N = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_RANGE = r"\s*(?:-|–|—|đến)\s*"
PERCENT = rf"{_N}\s*%?{_RANGE}{_N}\s*(?:%|phần trăm)|{_N}\s*(?:%|‰|phần trăm)"
UNITS = (
    r"lượt người|lượt|người(?: học| dân| lao động)?|học sinh|sinh viên|học viên|trẻ(?: em)?|giáo viên|cán bộ"
    r"|trường(?: học)?|trung tâm|cơ sở|phòng học|phòng|lớp|nhóm|điểm trường|thư viện|huyện|xã|phường|đơn vị"
    r"|ha|m2|m²|km|tỷ đồng|triệu đồng|nghìn đồng|đồng|tỷ|giải|mô hình|công trình|đề tài|cuộc|buổi|tiết|giờ"
    r"|lần|bộ|chỉ tiêu|sản phẩm|doanh nghiệp|hợp tác xã|hộ|thôn|nhà|giường|bác sĩ|điểm|ngày|tấn"
    r"|chuyên đề|khóa"
)
_FRACTION = rf"\d{{1,3}}/\d{{1,3}}(?=\s+[{LOWER}])"
# A number before a noun; what counts time and age, and a number that ends a name, is none.
_COUNTED = rf"(?=\s+(?!(?:năm|tháng|tuổi|quý|giờ sáng|và|đến|của|về|thì|là|tại|khoản|điều)\b)[{LOWER}])"
_COUNT = rf"{_N}(?:{_RANGE}{_N})?{_COUNTED}"
_WORD_COUNT = r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?=\s+(?:" + UNITS + r")\b)"
_COMPARISONS = (
    r"(?:tỷ lệ )?tối thiểu|(?:tỷ lệ )?tối đa|ít nhất|nhiều nhất|không quá|không dưới|không vượt quá"
    r"|vượt quá|trên|dưới"
    r"|khoảng|hơn|gần|từ|đủ|đúng"
)
FIGURE = re.compile(
    r"(?:(?P<verb>đạt(?: từ| mức| tỷ lệ)?|là|còn|chiếm|tăng(?: lên| thêm)?|giảm(?: xuống| còn)?|lên"
    r"|xuống|ở mức|có"
    r"|duy trì)\s+)?"
    rf"(?:(?P<comparison>{_COMPARISONS})\s+|(?P<sign>[≥≤])\s*)?"
    rf"(?P<each>(?:bình quân\s+)?mỗi\s+(?:học kỳ|năm|tháng|tuần"
    rf"|quý|huyện|xã|trường|lớp)\s+|bình quân\s+)?"
    rf"(?<![\w/.,-])(?:(?P<value>{PERCENT}|{_FRACTION}|{_COUNT})|(?P<word>{_WORD_COUNT}))"
    rf"(?P<unit>(?<!%)\s+(?:{UNITS})\b)?(?P<after>\s*trở (?:lên|xuống))?",
    re.IGNORECASE,
)
# "lớp 3", "mức độ 2", "Điều 5": the number names one, it counts nothing.
_NAMES_ONE = re.compile(
    r"(?:tuổi|lớp|mức(?: độ)?|cấp(?: độ)?|điều|khoản|điểm|năm|tháng|ngày|quý|số|phụ lục|đợt|khóa|vòng"
    r"|thứ|bước|tập"
    r"|hạng|loại|quyển|mục|phần|chương|tầng|kỳ|mẫu|khối|hệ|bậc|luật|nhóm|giai đoạn|lần thứ|tiêu chí|km"
    r"|biểu|bảng|vùng"
    r"|khu vực|quốc lộ|tổ|thôn|phường|quận|kết luận|nghị quyết|quyết định)(?: từ)?\s*$",
    re.IGNORECASE,
)
_MUST = re.compile(r"tối thiểu|ít nhất|không dưới|tối đa|không quá|không vượt quá|nhiều nhất", re.IGNORECASE)
# A condition (``nơi có dưới 300 học sinh``, ``khi … không quá 4 km``) sets the scene, not the goal.
_CONDITION = re.compile(
    r"\b(?:khi|nếu|trường hợp|nơi|những|trừ|trong thời hạn|thời hạn|trong vòng|trước|sau|quá|theo tỷ lệ"
    r"|đối với)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"[\w)]\s+(?:có|nấu|từ)\s*$", re.IGNORECASE)
#: Verbs that bring something about in a number (``mở thêm 12 nhóm trẻ``).
ACHIEVING = (
    r"duy trì|mở(?: thêm| mới)?|thành lập(?: mới)?|xây(?: dựng)?(?: mới)?|khởi công|hoàn thành"
    r"|xóa(?: hết| toàn bộ| bỏ)?"
    r"|kiện toàn|tuyển dụng|tuyển(?: sinh| mới)?|đào tạo(?: mới)?|bồi dưỡng|tập huấn(?: cho)?|tổ chức"
    r"|trồng(?: mới)?|cấp"
    r"|công nhận(?: mới)?|phát triển(?: mới)?|kết nạp|sửa chữa|nâng cấp|trang bị|lắp đặt|thí điểm|bố trí"
    r"|thu hút|tạo"
    r"|giải quyết|đầu tư|kiểm tra|huy động|hình thành|biên soạn|phấn đấu|đạt|có|cắm|cải tạo|giảm"
    r"|tăng(?: thêm)?"
    r"|bổ sung|tiếp nhận|hỗ trợ|sắp xếp|thực hiện|phục hồi|chuyển đổi|số hóa|khám(?: cho)?|mở rộng"
)
_ACHIEVED = re.compile(
    rf"(?:^\s*|[,;:.)]\s*|\bvà\s+|\bhoặc\s+)(?:[{LOWER}]+\s+)?(?:{ACHIEVING})(?: hết| được| thêm"
    rf"| toàn bộ| đủ| mới| ít ra)?\s*$",
    re.IGNORECASE,
)
_PILOTED = re.compile(
    r"(?:^\s*|[,;:.]\s*)(?:thí điểm|tổ chức|triển khai|cắm)\b[^,;:.]{0,60}\btại\s*$", re.IGNORECASE
)
_DISTRIBUTIVE = re.compile(r"\b(?:(?:mỗi|bình quân)\b[^,;:.\d]{0,40}|trong đó\s*(?:có\s*)?)$", re.IGNORECASE)
_FREQUENCY = re.compile(r"\s*(?:lần|lượt|buổi|tiết)\b", re.IGNORECASE)
_OF_A_DATE = re.compile(r"\b(?:ngày|tháng|số)\s*$", re.IGNORECASE)
_TIME = re.compile(r"\s*(?:ngày|giờ|phút|tuần|trang|km|m2|m²)\b", re.IGNORECASE)
_WORKING_DAYS = re.compile(r"\s*(?:ngày|giờ)\s+(?:làm việc|kể|từ|sau|trước)|\s*trước")


#: How far before a figure the words reach that decide whether it is a goal.
_LOOK_BACK = 200


class Figure(NamedTuple):
    """A figure found in a text: its match, value and comparison as the text words them."""

    match: re.Match[str]
    value: str
    comparison: str
    unit: str

    @property
    def start(self) -> int:
        """Where the figure's words begin, the verb before it included."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Where the figure's words end."""
        return self.match.end()

    @property
    def unit_start(self) -> int:
        """Where the unit's words begin; the figure's end when it has none."""
        return self.match.start("unit") if self.match["unit"] and not self.match["after"] else self.end

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of a whole (a percentage, ``5/8``)."""
        return bool(re.search(r"%|‰|phần trăm|\d/\d", self.value))

    @property
    def kept(self) -> str:
        """The words before the figure that belong to what is measured (``chiếm``, ``mỗi học kỳ``)."""
        verb = self.match["verb"] or ""
        plain = verb.lower().split(" ")[0] in ("đạt", "là", "có", "ở", "còn", "lên", "xuống", "duy")
        return " ".join(filter(None, ("" if plain else verb, (self.match["each"] or "").strip())))


def figure_of(match: re.Match[str]) -> Figure:
    """The figure of a match of :data:`FIGURE`."""
    value = " ".join((match["value"] or match["word"]).split())
    said = " ".join((match["comparison"] or match["sign"] or "").lower().split())
    after = " ".join((match["after"] or "").lower().split())
    # "từ 90% trở lên" compares by its last words alone; "đạt từ 80 - 85%" by its first.
    if after and said == "từ":
        said = ""
    if not said and not after and (match["verb"] or "").lower().endswith(" từ"):
        said = "từ"
    unit = "%" if value.endswith(("%", "phần trăm")) else " ".join((match["unit"] or "").lower().split())
    return Figure(match, value, f"{said} {after}".strip(), unit)


def counts_as_goal(text: str, match: re.Match[str], left: int) -> bool:
    """Whether a figure after ``text[left:]`` is stated as something to reach, by its own words."""
    left = max(left, match.start() - _LOOK_BACK)
    before = text[left : match.start()]
    if match["value"] and re.search(r"%|phần trăm", match["value"]):
        return True
    if match["value"] and "/" in match["value"]:
        part, whole = map(int, match["value"].split("/"))
        return part <= whole and not _OF_A_DATE.search(before)  # "24/7" is no share
    number = match.start("value") if match["value"] else match.start("word")
    if not match["each"] and _NAMES_ONE.search(text[max(left, number - 16) : number]):
        return False
    must = bool(_MUST.search(match["comparison"] or ""))
    rest = text[number + len(match["value"] or match["word"]) : match.end() + 16]
    if match["word"]:
        return must and not _WORKING_DAYS.match(rest)
    if must:
        loose = (match["comparison"] or "").lower() in ("không quá", "không vượt quá", "tối đa")
        return not _WORKING_DAYS.match(rest) and not (
            loose and (_CONDITION.search(before) or _TIME.match(rest))
        )
    if _TIME.match(rest) or re.match(r"\s*(?:tháng|năm)\b|\s*\w+/", rest):
        return False
    if match["each"]:
        return True
    if match["comparison"]:
        weak = _RELATIVE.search(f"{before}{match['verb'] or ''} ") and not re.search(
            r"\bmỗi\b|phấn đấu|năm 20\d\d", before
        )
        return not weak and not _CONDITION.search(before[-60:])
    verb = f"{before}{match['verb'] or ''}"
    if _FREQUENCY.match(rest):
        return bool(before.strip()) and not _CONDITION.search(before[-20:])
    return bool(_ACHIEVED.search(verb) or _PILOTED.search(before) or _DISTRIBUTIVE.search(before))
