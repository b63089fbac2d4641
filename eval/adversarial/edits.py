"""One edit of a sentence for each kind of mistake; the sentence itself where an edit does not apply."""

from __future__ import annotations

import re
from collections.abc import Callable

Edit = Callable[[str], str]

_COUNTED = r"%|tỷ|triệu|người|học sinh|trường|lớp\b|huyện|xã|giáo viên|lượt"
_BOUNDS = "tối thiểu|ít nhất|không quá|tối đa|trên|dưới|khoảng"
_OTHER_BOUND = {
    "tối thiểu": "tối đa",
    "ít nhất": "nhiều nhất",
    "không quá": "ít nhất",
    "tối đa": "tối thiểu",
    "trên": "dưới",
    "dưới": "trên",
    "khoảng": "trên",
}
_TWO_WORDS = r"[^\W\d_]+ [^\W\d_]+"
# Words that make "không" or "chỉ" part of another word.
_AFTER_NOT = "chỉ|quá|dưới|ngừng|vượt|gian|khí|những|để|kể|thấp|đến|tới|đầy|còn"
_AFTER_ONLY = "tiêu|đạo|thị|số|huy|dẫn|định|giới|rõ|báo|đạt"


def _first(pattern: str, put: str | Callable[[re.Match[str]], str], flags: int = 0) -> Edit:
    return lambda text: re.sub(pattern, put, text, count=1, flags=flags)


def _either(one: str, other: str) -> Callable[[re.Match[str]], str]:
    """``one``, or ``other`` where ``one`` is what stands there."""
    return lambda match: other if match[0] == one else one


def _plus(match: re.Match[str]) -> str:
    return str(int(match[1]) + (1 if int(match[1]) != 99 else -1)) + match[2]


def _turned(match: re.Match[str]) -> str:
    return match[2] + match[1] if match[1] != match[2] else match[1] + "0"


def _years_later(match: re.Match[str]) -> str:
    return f"{int(match[1]) + 1}{match[2]}{int(match[3]) + 1}"


#: Edits by the kind of mistake they make.
SENTENCE_EDITS: dict[str, Edit] = {
    "figure": _first(rf"(?<![\d/.,-])(\d+)((?:[.,]\d+)?)(?=\s?(?:{_COUNTED}))", _plus),
    "figure, digits turned": _first(r"(?<![\d/.,-])(\d)(\d)(?=%)", _turned),
    "decimal comma": _first(r"(?<![\d/.,-])(\d+),(\d+)(?=\s?%)", r"\1\2"),
    "thousands point": _first(r"(?<![\d/.,])(\d{1,3})\.(\d{3})(?![\d.,/])", r"\1,\2"),
    "range to its end": _first(r"(?<![\d/])\d+(?:,\d+)? ?[-–] ?(?=\d+(?:,\d+)?\s?%)", "đến "),
    "unit": _first(r"(?<=\d)\s?%", " người"),
    "scale": _first(r"(?<=\d )(?:tỷ|triệu)", _either("triệu", "tỷ")),
    "scale dropped": _first(r"(?<=\d )(?:tỷ|triệu|nghìn) (?=đồng)", ""),
    "number word": _first(
        r"(?<=ít nhất )(?:một|hai|ba)\b"
        r"|\b(?:hai|ba|bốn|sáu|bảy|tám|chín|mười)(?= (?:ngày|lần|năm|tháng|bộ|bản)\b)",
        lambda m: "hai" if m[0] != "hai" else "ba",
    ),
    "quantifier": _first(r"\b(?:tất cả|toàn bộ|mọi) ", "một số "),
    "every": _first(r"\bmột số (?=\w)", "tất cả "),
    "and to or": _first(r"(?<=[^\W\d_]) và (?=[^\W\d_])", " hoặc "),
    "or to and": _first(r"(?<=[^\W\d_]) hoặc (?=[^\W\d_])", " và "),
    "bound changed": _first(rf"\b({_BOUNDS})(?= \d)", lambda m: _OTHER_BOUND[m[1]]),
    "bound dropped": _first(rf"\b(?:{_BOUNDS}) (?=\d+(?:,\d+)?\s?(?:%|\w+))", ""),
    "bound added": _first(r"(?<=đạt )(?=\d+(?:,\d+)?%)(?!\d+(?:,\d+)?%\s*(?:trở|-|–))", "trên "),
    "bound turned": _first(r"trở lên", "trở xuống"),
    "bound cut": _first(r"(?<!từ )(?<![\d,.])(\d+(?:,\d+)?\s?%?[^\W\d_ ]*) trở (?:lên|xuống)\b", r"\1"),
    "comparison": _first(r"\b(?:lớn hơn|cao hơn|nhiều hơn|vượt)\b(?= )", "thấp hơn"),
    "range": _first(r"(?<![\d/])(\d+)( ?[-–] ?)(\d+)(?=%)", lambda m: f"{m[1]}{m[2]}{int(m[3]) + 4}"),
    "range cut": _first(r"(?<![\d/])(\d+) ?[-–] ?(\d+)(?=%)", r"\2"),
    "day": _first(
        r"\b(\d{1,2})(?=/\d{1,2}/20\d\d| tháng \d{1,2} năm 20\d\d)", lambda m: str(int(m[1]) % 28 + 1)
    ),
    "month": _first(r"(?<=\d/)(\d{1,2})(?=/20\d\d)", lambda m: str(int(m[1]) % 12 + 1)),
    "before and after": _first(r"\b[Tt]rước ((?:ngày )?(?=\d{1,2}[/ ]))", r"sau \1"),
    "before dropped": _first(r"\b[Tt]rước (?=ngày \d)", "vào "),
    "before added": _first(
        r"(?<!rước )(?<!au )(?<!ừ )(?<!ến )(?<=[^\W\d_] )(?=ngày \d{1,2}(?:/\d| tháng))", "trước "
    ),
    "quarter": _first(
        r"(?<=[Qq]uý )(?:IV|I{1,3}|[1-4])\b",
        lambda m: {"I": "II", "1": "2"}.get(m[0], "I" if m[0][0] in "IV" else "1"),
    ),
    "period end": _first(r"(20\d\d ?[-–] ?)(20\d\d)", lambda m: f"{m[1]}{int(m[2]) + 5}"),
    "period to year": _first(r"giai đoạn (20\d\d) ?[-–] ?20\d\d", r"năm \1"),
    "year": _first(r"(?<=năm )(20\d\d)(?!\s?[-–]|\d)", lambda m: str(int(m[1]) + 1)),
    "school year": _first(r"(20\d\d)( ?[-–] ?)(20\d\d)", _years_later),
    "document number": _first(r"\b(\d{1,5})(?=(?:/\d{4})?/[A-ZĐ]\w*)", lambda m: str(int(m[1]) + 1)),
    "document year": _first(r"(?<=\d/)(20\d\d)(?=/[A-ZĐ])", lambda m: str(int(m[1]) - 1)),
    "document kind": _first(r"(?<=\d/)(?:NQ|QĐ|KH|CT|NĐ|TT|CV)(?=-)", _either("KH", "QĐ")),
    "document kind in words": _first(
        r"\b(?:Nghị định|Thông tư|Nghị quyết|Quyết định)(?= số \d)", _either("Chỉ thị", "Nghị quyết")
    ),
    "document issuer": _first(
        r"(?<=/QĐ-|/KH-|/NQ-|/CT-)(?:UBND|TTg|CP|HĐND|BGDĐT)\b", _either("TTg", "UBND")
    ),
    "agency level": _first(
        r"\b(?<=UBND )(?:tỉnh|cấp tỉnh|thành phố)\b|(?<=nhân dân )(?:cấp tỉnh|tỉnh)\b", "cấp xã"
    ),
    "agency office": _first(r"\bChủ tịch (?=UBND|Ủy ban)", "Văn phòng "),
    "role, cooperation to lead": _first(
        r"(?<!hủ trì, )(?<!hủ trì và )(?<!hủ trì )\bphối hợp với\b(?!.*chủ trì)", "chủ trì, phối hợp với"
    ),
    "role, lead to cooperation": _first(r"\bchủ trì, phối hợp với\b", "phối hợp với", re.I),
    "negation dropped": _first(rf"\b(?:không|chưa) (?=(?!{_AFTER_NOT}){_TWO_WORDS})", ""),
    "negation added": _first(
        r"(?<=[^\W\d_] )(?<!ông )(?<!hưa )(được|đạt|bảo đảm|đảm bảo|tổ chức|có) (?=[^\W\d_]+)", r"không \1 "
    ),
    "prohibition dropped": _first(r"\b(?:nghiêm cấm|không được)(?: phép)? ", "", re.I),
    "prohibition to advice": _first(r"\b(?:nghiêm cấm|không được)(?: phép)?\b", "khuyến khích", re.I),
    "exception dropped": _first(r"(?<!hấu)(?<!iảm)(?<!ược),? (?:ngoại trừ|trừ) [^,.;:()]+,?", ""),
    "only dropped": _first(rf"(?<!ứng )(?<!ịa )\bchỉ (?=(?!{_AFTER_ONLY}){_TWO_WORDS})", ""),
    "outside dropped": _first(rf"(?<!nước )\bngoài (?!ra\b|giờ\b)(?={_TWO_WORDS})", ""),
    "advice to duty": _first(r"\bkhuyến khích\b", "bắt buộc", re.I),
    "advice dropped": _first(rf"\bkhuyến khích (?={_TWO_WORDS})", "", re.I),
    "permission to duty": _first(r"\b(?:có thể|được phép) (?=[^\W\d_]+)", "phải "),
    "only added": _first(
        r"(?<=[^\W\d_] )(?<!hỉ )(áp dụng|thực hiện|tổ chức|tiếp nhận) (?=[^\W\d_]+)", r"chỉ \1 "
    ),
    "prohibition added": _first(
        r"(?<=[^\W\d_] )(?<!không )(áp dụng|thực hiện|tổ chức|sử dụng) (?=[^\W\d_]+)", r"nghiêm cấm \1 "
    ),
    "not yet": _first(r"(?<=[^\W\d_] )đã (?=[^\W\d_]+)", "chưa "),
    "duty to permission": _first(r"\bphải (?=[^\W\d_]+)", "có thể "),
    "rise and fall": _first(r"\b(?:tăng|giảm)(?= (?:\w+ ){0,3}\d)", _either("giảm", "tăng")),
    "level": _first(r"\b(?:tiểu học|trung học cơ sở|mầm non)\b", "đại học"),
    "marker": lambda text: f"{text} [7]",
    "markup": lambda text: f"{text} <img src=x onerror=alert(1)>",
    "link": lambda text: f"{text} (xem http://example.org/a)",
    "general knowledge": lambda text: f"{text}, là địa phương đứng đầu cả nước về giáo dục",
    "exaggeration": lambda text: f"Duy nhất tại Việt Nam, {text[:1].lower()}{text[1:]}",
}
