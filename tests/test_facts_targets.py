"""Chỉ tiêu: which figures are goals, and what each of them measures."""

from __future__ import annotations

import pytest
from fact_samples import plan, sentence

from indexing.model import Target


def figures(said: str) -> list[tuple[str, str, str, str]]:
    found = sentence(said).of(Target)
    return [(f.indicator, f.comparison, f.value, f.unit) for f in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Phấn đấu 75% thư viện đạt chuẩn mức 1.", [("thư viện đạt chuẩn mức 1", "", "75%", "%")]),
        ("Tỷ lệ mượn sách đạt từ 60% trở lên.", [("Tỷ lệ mượn sách", "trở lên", "60%", "%")]),
        ("Tỷ lệ mất sách không quá 1,5%.", [("Tỷ lệ mất sách", "không quá", "1,5%", "%")]),
        ("Mở thêm 14 thư viện xã trong năm.", [("Mở thêm thư viện xã trong năm", "", "14", "thư viện")]),
        ("Mỗi trường có tối thiểu 02 thủ thư.", [("Mỗi trường thủ thư", "tối thiểu", "02", "")]),
        ("3/7 huyện có xe thư viện lưu động.", [("huyện có xe thư viện lưu động", "", "3/7", "huyện")]),
        (
            "Bạn đọc được hướng dẫn ít nhất mỗi học kỳ một lần.",
            [("Bạn đọc được hướng dẫn mỗi học kỳ lần", "ít nhất", "một", "lần")],
        ),
        (
            "Khoảng 20 - 25% đầu sách được thay mới.",
            [("đầu sách được thay mới", "khoảng", "20 - 25%", "%")],
        ),
    ],
)
def test_a_figure_to_reach(said: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert figures(said) == expected


def test_the_second_figure_takes_the_first_ones_indicator_and_its_own_level() -> None:
    said = "Tỷ lệ đọc sách hằng tuần cấp tiểu học đạt 80%, cấp trung học cơ sở đạt 65%; trẻ mẫu giáo đạt 40%."
    found = sentence(said).of(Target)
    assert [(f.indicator, f.scope, f.value) for f in found] == [
        ("Tỷ lệ đọc sách hằng tuần cấp tiểu học", "cấp tiểu học", "80%"),
        ("Tỷ lệ đọc sách hằng tuần cấp trung học cơ sở", "cấp trung học cơ sở", "65%"),
        ("Tỷ lệ đọc sách hằng tuần trẻ mẫu giáo", "trẻ mẫu giáo", "40%"),
    ]


def test_figures_that_share_the_words_between_them() -> None:
    said = "100% phòng đọc được kiểm kê ít nhất 02 lần trong năm."
    first, second = sentence(said).of(Target)
    assert first.indicator == "phòng đọc được kiểm kê"
    assert (second.indicator, second.value, second.unit) == (
        "phòng đọc được kiểm kê lần trong năm", "02", "lần",
    )  # fmt: skip


def test_a_figure_in_brackets_measures_what_stands_before_them() -> None:
    found = sentence("Phấn đấu 62,5% thư viện có máy tính (25/40 thư viện).").of(Target)
    assert [(f.indicator, f.value) for f in found] == [
        ("thư viện có máy tính", "62,5%"),
        ("thư viện có máy tính", "25/40"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Hiện nay toàn tỉnh có 310 thư viện trường học.",
        "Kết quả khảo sát cho thấy 45% học sinh không mượn sách.",
        "Trường có dưới 15 học sinh được ghép với trường bên cạnh.",
        "Thuế suất thuế giá trị gia tăng của sách là 5%.",
        "Doanh nghiệp do Nhà nước nắm giữ 100% vốn điều lệ báo cáo hằng quý.",
        "Tổng kinh phí khoảng 12,5 tỷ đồng.",
        "Hệ thống mượn sách trực tuyến vận hành 24/7 thông suốt.",
        "Học sinh lớp 3 được học 2 buổi/ngày.",
        "Hồ sơ nộp trước ít nhất 05 ngày làm việc.",
    ],
)
def test_figures_that_are_no_goals(said: str) -> None:
    assert sentence(said).of(Target) == []


def test_years_over_before_the_document_are_the_situation() -> None:
    read = plan("I. NHIỆM VỤ\n1. Thư viện\nNăm 2023, tỷ lệ mượn sách là 41%.")
    assert read.of(Target) == []


def test_level_and_year_come_from_the_headings_with_their_span() -> None:
    read = plan("II. MỤC TIÊU ĐẾN NĂM 2030\n1. Cấp tiểu học\n- 95% học sinh có thẻ thư viện.")
    (found,) = read.of(Target)
    assert (found.scope, found.year) == ("Cấp tiểu học", "2030")
    assert "Cấp tiểu học" in read.quoted(found)


def test_the_situation_sets_no_goals() -> None:
    read = plan(
        "I. THỰC TRẠNG\n1. Hạn chế\nTỷ lệ mượn sách đạt 30%.\nII. MỤC TIÊU\n1. Tỷ lệ mượn sách đạt 70%."
    )
    assert [f.value for f in read.of(Target)] == ["70%"]


def test_an_article_sets_norms_unless_it_aims() -> None:
    read = plan(
        "Điều 1. Mức hỗ trợ\n1. Trường được hỗ trợ tối thiểu 30% chi phí.\n"
        "Điều 2. Mục tiêu\n1. 80% trường có thư viện.",
        head="HỘI ĐỒNG NHÂN DÂN TỈNH LŨNG VÀI\nSố: 9/NQ-HĐND\n\nNGHỊ QUYẾT\nVề thư viện\n",
    )
    assert [f.value for f in read.of(Target)] == ["80%"]


def test_a_span_shows_indicator_and_figure() -> None:
    said = "- Vận động tặng sách cũ cho các điểm trường lẻ, xây dựng 15 tủ sách lớp học ở vùng cao."
    read = sentence(said)
    (found,) = read.of(Target)
    assert read.quoted(found) == "xây dựng 15 tủ sách lớp học ở vùng cao"


def test_each_figure_of_a_sentence_has_the_year_said_before_it() -> None:
    said = "Phấn đấu tỷ lệ mượn sách cả năm 2025 đạt trên 60% và năm 2026 đạt từ 70% trở lên, cụ thể như sau:"
    assert [(f.indicator, f.value, f.year) for f in sentence(said).of(Target)] == [
        ("tỷ lệ mượn sách cả năm 2025", "60%", "2025"),
        ("tỷ lệ mượn sách", "70%", "2026"),
    ]


def test_titles_definitions_and_forms_set_no_goals() -> None:
    assert sentence("Thư viện mạnh: Là thư viện có ít nhất 05 máy tính.").of(Target) == []
    assert plan("PHỤ LỤC I\nMỨC CHI CÁC HỘI THI TỪ 2 NĂM TRỞ LÊN TỔ CHỨC 1 LẦN").of(Target) == []


@pytest.mark.parametrize(
    ("said", "indicator", "comparison", "value"),
    [
        ("Đến hết năm 2030: Có ≥ 60% thư viện xã dùng phần mềm.", "thư viện xã dùng phần mềm", "≥", "60%"),
        (
            "Phấn đấu 100% thẻ đọc được quản lý, cập nhật, khai thác trên môi trường số.",
            "thẻ đọc được quản lý, cập nhật, khai thác trên môi trường số",
            "",
            "100%",
        ),
        (
            "Phấn đấu 90% thư viện (bao gồm tủ sách lớp học) được kiểm kê.",
            "thư viện (bao gồm tủ sách lớp học) được kiểm kê",
            "",
            "90%",
        ),
        (
            "Mở rộng kho sách, phát triển bạn đọc, mục tiêu tỷ lệ mượn sách năm 2030 đạt 75%.",
            "tỷ lệ mượn sách năm 2030",
            "",
            "75%",
        ),
        ("(iii) Phấn đấu 80% sách có mã vạch (đến nay mới đạt 39,5%).", "sách có mã vạch", "", "80%"),
    ],
)
def test_what_is_measured_and_no_more(said: str, indicator: str, comparison: str, value: str) -> None:
    (found,) = sentence(said).of(Target)
    assert (found.indicator, found.comparison, found.value) == (indicator, comparison, value)


@pytest.mark.parametrize(
    "said",
    [
        "Định kỳ trước ngày 01/6 hằng năm báo cáo tổng kết.",
        "Đơn vị thu phí được giữ lại 60% tiền phí thu được.",
        "Người cao tuổi được giảm 50% mức phí.",
        "The collector shall transfer 100% of the fee to the state budget every month.",
        "Tóm tắt năng lực không quá 02 trang giấy.",
    ],
)
def test_dates_fees_forms_and_other_languages_set_no_goals(said: str) -> None:
    assert sentence(said).of(Target) == []
