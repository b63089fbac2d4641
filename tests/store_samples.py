"""Small invented documents for the tests of the store and the pipeline."""

from __future__ import annotations

from pathlib import Path


class Score(float):
    """A clause's score: vectors made anew, in other batches, differ in the third decimal or later.

    Words weigh up to a few hundredths more where a process was killed between deleting points and
    rewriting their segment: the engine goes on counting those as texts until a later run rewrites it.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and abs(self - other) < 0.005 + 0.06 * max(0.0, abs(other) - 1)

    __hash__ = None  # type: ignore[assignment]


_FRAME = """UBND TỈNH {upper}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
{place}, ngày {day} tháng 3 năm 2025

KẾ HOẠCH
{title}

I. MỤC TIÊU
1. Mục tiêu chung
{aim}
2. Chỉ tiêu
- Tỷ lệ người biết chữ trong độ tuổi 15 - 60 đạt {share}%.
- Có {schools} trường học đạt chuẩn quốc gia.

II. NHIỆM VỤ
1. {task}
2. Tổ chức tuyên truyền trên hệ thống phát thanh của xã, phường.

III. TỔ CHỨC THỰC HIỆN
1. {lead} chủ trì, phối hợp với Sở Tài chính triển khai kế hoạch này.
2. Ủy ban nhân dân các huyện báo cáo kết quả trước ngày 15/12/2025.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Văn {signer}
"""

_DEFAULTS = {
    "upper": "HƯƠNG GIANG",
    "place": "Hương Giang",
    "number": "12/KH-UBND",
    "day": "05",
    "title": "Xóa mù chữ và xây dựng xã hội học tập năm 2025",
    "aim": "Nâng cao dân trí, tạo cơ hội học tập suốt đời cho mọi người dân.",
    "share": "98,5",
    "schools": "47",
    "task": "Mở các lớp xóa mù chữ cho đồng bào vùng cao.",
    "lead": "Sở Giáo dục và Đào tạo",
    "signer": "An",
}
LITERACY: dict[str, str] = {}
FOREST = {
    "number": "31/KH-UBND",
    "day": "17",
    "title": "Trồng rừng và phòng cháy chữa cháy rừng năm 2025",
    "aim": "Phủ xanh đất trống đồi trọc, giữ nguồn nước đầu nguồn.",
    "task": "Trồng mới 1.250 ha rừng phòng hộ ven biển.",
    "lead": "Chi cục Kiểm lâm",
    "signer": "Bình",
}
WATER = {
    "number": "77/KH-UBND",
    "day": "28",
    "title": "Cấp nước sạch nông thôn năm 2025",
    "aim": "Người dân nông thôn được dùng nước sạch theo quy chuẩn.",
    "task": "Sửa chữa 18 công trình cấp nước tập trung.",
    "lead": "Sở Nông nghiệp và Môi trường",
    "signer": "Cường",
}


def plan(**changes: str) -> str:
    """The text of a plan; see ``_DEFAULTS`` for what can be changed."""
    return _FRAME.format(**{**_DEFAULTS, **changes})


def write(folder: Path, **texts: str) -> Path:
    """Write ``name="text"`` as ``name.txt`` files (``_`` in names becomes ``-``); the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.txt").write_text(text, "utf-8")
    return folder


def write_three(folder: Path) -> Path:
    """Three plans: ``xoa-mu-chu``, ``trong-rung``, ``nuoc-sach``."""
    return write(folder, xoa_mu_chu=plan(), trong_rung=plan(**FOREST), nuoc_sach=plan(**WATER))
