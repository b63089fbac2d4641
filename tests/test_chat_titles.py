"""Titles set in capitals as a sentence would have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.titles import in_sentence_case


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        (
            "TRIỂN KHAI THỰC HIỆN KẾT LUẬN SỐ 91-KL/TW CỦA BỘ CHÍNH TRỊ VỀ TIẾP TỤC THỰC HIỆN NGHỊ QUYẾT "
            "SỐ 29-NQ/TW CỦA BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHÓA XI “VỀ ĐỔI MỚI” TRÊN ĐỊA BÀN TỈNH BẮC KẠN",
            "Triển khai thực hiện Kết luận số 91-KL/TW của Bộ Chính trị về tiếp tục thực hiện Nghị quyết "
            "số 29-NQ/TW của Ban Chấp hành Trung ương Đảng khóa XI “Về đổi mới” trên địa bàn tỉnh Bắc Kạn",
        ),
        ("NHIỆM VỤ NĂM HỌC 2024 - 2025 CỦA NGÀNH GIÁO DỤC VÀ ĐÀO TẠO HÀ NỘI",
         "Nhiệm vụ năm học 2024 - 2025 của ngành giáo dục và đào tạo Hà Nội"),
        ("KẾ HOẠCH CỦA UBND TỈNH LÂM KHÊ", "Kế hoạch của UBND tỉnh Lâm Khê"),
        ("XỬ LÝ VI PHẠM HÀNH CHÍNH VỀ HÒA BÌNH", "Xử lý vi phạm hành chính về hòa bình"),
        ("Ban hành Kế hoạch năm học", "Ban hành Kế hoạch năm học"),
        ("THPT", "THPT"),
        ("", ""),
    ],
)  # fmt: skip
def test_names_abbreviations_and_numbers_keep_their_capitals(title: str, sentence: str) -> None:
    assert in_sentence_case(title) == sentence


@given(st.text(max_size=80))
def test_nothing_but_capitals_is_changed(title: str) -> None:
    assert in_sentence_case(title).casefold() == title.casefold() or not title.isascii()
