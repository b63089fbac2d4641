"""Kinds of document (*tên loại*): their names, and the marks they leave in a document number."""

from __future__ import annotations

import re

from indexing.structure.wording import folded

# Law-like instruments are addressed by their Điều, the others by their own name.
INSTRUMENTS = (
    "Nghị quyết liên tịch", "Thông tư liên tịch", "Văn bản hợp nhất", "Bộ luật", "Luật", "Pháp lệnh",
    "Lệnh", "Nghị quyết", "Nghị định", "Quyết định", "Thông tư", "Chỉ thị", "Công điện", "Kết luận",
    "Kế hoạch", "Chương trình hành động", "Chương trình", "Đề án", "Phương án", "Dự án", "Hướng dẫn",
    "Thông báo", "Thông cáo", "Báo cáo", "Tờ trình", "Biên bản", "Quy chế", "Quy định", "Quy trình",
    "Quy hoạch", "Chiến lược", "Điều lệ", "Nội quy", "Hợp đồng", "Giấy mời", "Công bố", "Công văn",
    "Thư công", "Giấy ủy quyền", "Phiếu gửi", "Đề cương", "Thể lệ",
)  # fmt: skip
ATTACHED = (
    *INSTRUMENTS, "Danh mục", "Danh sách", "Bộ tiêu chí", "Bộ chỉ số", "Tiêu chí", "Tiêu chuẩn", "Định mức",
    "Bảng giá", "Bảng", "Biểu mẫu", "Biểu", "Mức", "Giá", "Nội dung", "Thủ tục", "Khung", "Quy chuẩn",
)  # fmt: skip
_MARKS = {
    "NQLT": "Nghị quyết liên tịch", "TTLT": "Thông tư liên tịch", "VBHN": "Văn bản hợp nhất",
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "KH": "Kế hoạch", "CTR": "Chương trình",
    "CTRHĐ": "Chương trình hành động", "ĐA": "Đề án", "PA": "Phương án", "HD": "Hướng dẫn",
    "TB": "Thông báo", "BC": "Báo cáo", "TTR": "Tờ trình", "KL": "Kết luận", "TT": "Thông tư",
    "NĐ": "Nghị định", "CĐ": "Công điện", "QC": "Quy chế", "QYĐ": "Quy định", "L": "Luật",
    "PL": "Pháp lệnh", "BB": "Biên bản", "TC": "Thông cáo", "DA": "Dự án", "GM": "Giấy mời",
    "CV": "Công văn", "ĐC": "Đề cương",
}  # fmt: skip
LAW_LIKE = frozenset(
    {"Quyết định", "Nghị quyết", "Nghị định", "Thông tư", "Luật", "Bộ luật", "Pháp lệnh", "Lệnh",
     "Văn bản hợp nhất", "Thông tư liên tịch", "Nghị quyết liên tịch", "Quy chế", "Quy định", "Điều lệ"}
)  # fmt: skip

_BY_LENGTH = sorted(ATTACHED, key=len, reverse=True)
_HEAD = re.compile(
    r"(" + "|".join(re.escape(k.upper()).replace(r"\ ", r"\s+") for k in _BY_LENGTH) + r")(?!\w)\s*[:.]?\s*"
)


def kind_alone(line: str) -> str | None:
    """The kind a line names when it says nothing else (``KẾ HOẠCH``, ``QUYẾT  ĐỊNH``)."""
    found = _HEAD.fullmatch(folded(line).strip(" *#"))
    kind = _cased(found.group(1)) if found else None
    return kind if kind in INSTRUMENTS else None


def kind_at_head(line: str) -> str | None:
    """The kind with which a line in capitals begins (``QUY CHẾ QUẢN LÝ …``)."""
    found = _HEAD.match(folded(line).strip(" *#"))
    return _cased(found.group(1)) if found else None


def kind_of_number(number: str | None) -> str | None:
    """The kind that a document number's mark stands for; a number without a mark is a *công văn*."""
    if not number:
        return None
    if re.search(r"/(?:20|19)\d\d/QH\d+$|/QH\d+$", number):
        return "Luật"
    found = re.search(
        r"(?:^\d*-|/)(?P<mark>[A-ZĐ][A-Za-zĐđ]*)(?:[-/](?P<rest>.+))?$", number.replace(" ", "")
    )
    if not found:
        return None
    mark = found["mark"].upper()
    if mark == "VBHN":
        return "Văn bản hợp nhất"
    # "5348/CT-CS" is a letter of the Cục Thuế: a kind's mark is followed by an issuing body's.
    if mark == "CT" and not re.match(r"TTG|UB|TW|TU|CT|CP|B[A-ZĐ]|HĐ|HU|SGD", (found["rest"] or "").upper()):
        return "Công văn"
    if found["rest"] is None and mark not in {"QĐ", "KH", "NQ"}:
        return "Công văn"
    return _MARKS.get(mark, "Công văn")


def _cased(capitals: str) -> str:
    text = folded(capitals).lower()
    return text[:1].upper() + text[1:]
