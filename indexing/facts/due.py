"""How documents word a date, a period or an event by which something is due."""

from __future__ import annotations

import re

from indexing.facts.references import DATE

_DAY = (
    rf"(?:ngày\s+)?(?:{DATE}|\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?(?![\d/]))"
    r"|ngày\s+\d{1,2}(?: tháng \d{1,2}(?: năm \d{4})?| của tháng [\w ]{2,14}?quý| của tháng(?: sau| kế tiếp)?"
    r"| (?:hằng|hàng) (?:năm|tháng|quý))?"
)
_MONTH = (
    r"(?:tuần (?:đầu|cuối|thứ \w+)(?: của)? )?(?:(?:đầu |cuối |giữa )?(?:tháng|quý))\s+(?:\d{1,2}"
    r"|[IV]{1,3})\b"
    r"(?:\s*(?:/|năm)\s*\d{4}| hằng năm| hàng năm)?"
)
_YEARLY = r"(?: (?:hằng|hàng) (?:năm|tháng|quý))?"
_EVENT = (
    r"(?:khi (?:kết thúc|bắt đầu|vào|bước vào|khai giảng|nghỉ|hết)(?: vào)? (?:tháng|quý|học kỳ|năm học"
    r"|năm|hè|kỳ)[^,;.]{0,24}"
    r"|(?:mùa|kỳ nghỉ) hè(?: năm \d{4})?|kỳ họp[^,;.]{3,70}|(?:lễ )?khai giảng(?: năm học [^,;.]{0,14})?"
    r"|năm học mới)"
)
# What a period counts from: up to the words that say what is then done.
_UNTIL_VERB = r"(?:(?!\s(?:phải|thì|có trách nhiệm|tiếp tục|và trước)\b)[^,;.(]){3,200}"
_LENGTH = r"(?:không quá |tối đa |là )?\d{1,3}(?: \(\w+\))? "
_SINCE = (
    rf"(?:(?: đầu)?,? (?:kể |tính )?từ (?:khi|ngày|lúc|thời điểm){_UNTIL_VERB}"
    rf"| đầu(?: của)? \w+(?: \w+){{0,2}}"
    rf"| (?:sau|trước) (?:khi|ngày|thời điểm){_UNTIL_VERB})"
)
_DAYS = r"(?:ngày làm việc|ngày|giờ làm việc|giờ)"
_WITHIN = (
    rf"(?:trong (?:vòng|thời hạn|thời gian)|thời hạn|chậm nhất(?: là| trong| sau)?)(?: là)? {_LENGTH}"
    rf"(?:{_DAYS}|tháng|tuần|phút)(?: làm việc)?{_SINCE}?"
    rf"|trong {_LENGTH}{_DAYS}(?:{_SINCE}|(?=\s*(?:[,;.]|$)))"
)
_BY = (
    r"(?:(?:định kỳ|ngay|xong|hoàn thành)\s+)?"
    r"(?:trước|chậm nhất(?: là| vào| đến| trong| trước)?|muộn nhất(?: là| vào)?|đến hết|hết|đến"
    r"|vào(?: dịp)?|trong"
    r"|xong trước|tính đến(?: hết)?)\s+"
)
_DATE = rf"(?:{_DAY}|{_MONTH})"
# Repetitions are counted: "đến hết đến hết …" can be parted in two ways at every step.
DUE = re.compile(
    r"(?<!\w)(?<!năm )(?:"
    rf"(?:kể )?từ {_DATE} (?:đến|tới)(?: hết)? {_DATE}"
    rf"|(?:từ nay\s+)?(?:{_BY}){{1,3}}{_DATE}{_YEARLY}(?: và (?:(?:trước|vào|cuối)\s+){{0,3}}(?:{_DATE}"
    rf"|cuối năm học)(?=\W|$))?"
    r"|(?:(?:trước|chậm nhất(?: là)?|đến(?: hết)?|hết|vào|trong|hoàn thành(?: trong"
    r"| trước)?)\s+){1,3}năm 20\d\d(?!\s*[-–]\s*\d)"
    rf"|(?:(?:xong|hoàn thành)\s+)?trước {_EVENT}"
    rf"|{_WITHIN}"
    r"|định kỳ(?: (?:hằng|hàng) (?:tháng|quý|năm|tuần)(?:(?:,| và| hoặc)(?: (?:hằng|hàng))? (?:tháng|quý"
    r"|năm|tuần))*"
    r"(?: hoặc đột xuất(?: \([^()]{3,60}\))?)?| \d{1,2} tháng(?: một lần| đầu năm)?"
    r"| (?:sáu tháng|quý)[^,;.]{0,20})"
    rf"(?:\s*[,(]\s*{_BY}{_DATE})?"
    # "Thời hạn giải quyết hồ sơ là 15 ngày", "được nợ chứng từ nhưng không quá 15 ngày làm việc".
    rf"|(?:không quá|tối đa(?: là)?"
    rf"|là) \d{{1,3}}(?: \(\w+(?: \w+){{0,3}}\))? {_DAYS}(?: làm việc)?{_SINCE}?(?!\w)"
    r"|kỳ họp (?:cuối|giữa|đầu|thường lệ)[^,;.]{3,70}"
    rf"|(?<=[.;:\n] ){_MONTH}"
    r"|(?:thời gian|thời hạn)(?: thực hiện| hoàn thành| báo cáo| gửi(?: báo cáo)?| nộp"
    r"| giải quyết)?\s*:\s*[^.;\n]{3,160}"
    r"|(?:trước|lúc) \d{1,2}\s?(?:giờ|h"
    r"|g)(?:\b|(?=\d))(?:\s?\d{1,2}(?:\s*phút)?)?(?:,? (?:ngày \d[\d/]*(?: tháng \d{1,2} năm \d{4})?"
    r"|hằng ngày))?"
    r")",
    re.IGNORECASE,
)
#: "giai đoạn 2021 - 2025, định hướng đến năm 2030" names a programme, it sets no deadline.
VISION = re.compile(
    r"(?:định hướng|tầm nhìn|giai đoạn|từ nay|thời kỳ|nhiệm kỳ|so với|lộ trình)\W*$", re.IGNORECASE
)
