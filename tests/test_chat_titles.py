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
            "QUÁN TRIỆT KẾT LUẬN SỐ 17-KL/TW CỦA BỘ CHÍNH TRỊ; NGHỊ QUYẾT "
            "SỐ 5-NQ/TW CỦA BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG “VỀ RỪNG” TẠI TỈNH BẮC KẠN",
            "Quán triệt Kết luận số 17-KL/TW của Bộ Chính trị; Nghị quyết "
            "số 5-NQ/TW của Ban Chấp hành Trung ương Đảng “Về rừng” tại tỉnh Bắc Kạn",
        ),
        ("NHIỆM VỤ NĂM HỌC 2024 - 2025 CỦA TRƯỜNG HỌC THỦ ĐÔ HÀ NỘI",
         "Nhiệm vụ năm học 2024 - 2025 của trường học thủ đô Hà Nội"),
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
