"""Thời hạn: dates, periods and events by which something is due, and to whom."""

from __future__ import annotations

import pytest
from fact_samples import plan, sentence

from indexing.model import Deadline


@pytest.mark.parametrize(
    ("said", "what", "due"),
    [
        (
            "Trường gửi danh mục sách trước ngày 15/9/2025.",
            "Trường gửi danh mục sách",
            "trước ngày 15/9/2025",
        ),
        ("Trả lời bạn đọc trong vòng 24 giờ.", "Trả lời bạn đọc", "trong vòng 24 giờ"),
        (
            "Giải quyết đề nghị mua sách trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
            "Giải quyết đề nghị mua sách",
            "trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ",
        ),
        (
            "Thư viện tổng hợp số lượt mượn định kỳ hằng quý, trước ngày 20 của tháng cuối quý.",
            "Thư viện tổng hợp số lượt mượn",
            "định kỳ hằng quý, trước ngày 20 của tháng cuối quý",
        ),
        (
            "Kiểm kê kho sách xong trước khi kết thúc học kỳ II.",
            "Kiểm kê kho sách",
            "xong trước khi kết thúc học kỳ II",
        ),
        ("Nghiệm thu giá sách trong quý III năm 2026.", "Nghiệm thu giá sách", "trong quý III năm 2026"),
        (
            "Mở cửa phòng đọc trước 7 giờ 15 phút hằng ngày.",
            "Mở cửa phòng đọc",
            "trước 7 giờ 15 phút hằng ngày",
        ),
        ("Ngày hội đọc sách: Tuần đầu tháng 4.", "Ngày hội đọc sách", "Tuần đầu tháng 4"),
        (
            "Tổ chức tuần lễ sách từ ngày 15/4/2025 đến ngày 21/4/2025.",
            "Tổ chức tuần lễ sách",
            "từ ngày 15/4/2025 đến ngày 21/4/2025",
        ),
        (
            "Trường hợp sách hỏng: trong thời hạn 03 ngày, thủ thư lập biên bản.",
            "thủ thư lập biên bản",
            "trong thời hạn 03 ngày",
        ),
    ],
)
def test_something_due(said: str, what: str, due: str) -> None:
    (found,) = sentence(said).of(Deadline)
    assert (found.what, found.due) == (what, due)


def test_each_date_of_a_sentence_is_that_of_its_own_words() -> None:
    said = (
        "Sơ kết trước ngày 10/01/2026, báo cáo tổng kết trước ngày 05/6/2026; "
        "công bố kết quả trong tháng 7 năm 2026."
    )
    assert [(f.what, f.due) for f in sentence(said).of(Deadline) if f.what != "Sơ kết"] == [
        ("báo cáo tổng kết", "trước ngày 05/6/2026"),
        ("công bố kết quả", "trong tháng 7 năm 2026"),
    ]


@pytest.mark.parametrize(
    ("said", "recipient"),
    [
        (
            "Các trường báo cáo kết quả về Sở Giáo dục và Đào tạo trước ngày 20/5/2025.",
            "Sở Giáo dục và Đào tạo",
        ),
        ("Sở Nội vụ trình Ủy ban nhân dân tỉnh trước ngày 01/6/2025.", "Ủy ban nhân dân tỉnh"),
        ("Báo cáo Bộ Nội vụ và UBND tỉnh trước ngày 01/6/2025.", "Bộ Nội vụ, UBND tỉnh"),
        ("Sở Y tế hoàn thành khám mắt cho học sinh trước ngày 01/6/2025.", ""),
    ],
)
def test_to_whom_it_goes(said: str, recipient: str) -> None:
    (found,) = sentence(said).of(Deadline)
    assert found.recipient == recipient


@pytest.mark.parametrize(
    "said",
    [
        "Quyết định này có hiệu lực từ ngày 01/7/2025.",
        "Tính đến ngày 31/12/2024, toàn tỉnh còn 40 trường chưa có thư viện.",
        "Thực hiện Đề án thư viện giai đoạn 2025 - 2030, tầm nhìn đến năm 2045.",
        "Ban hành Kế hoạch phát triển thư viện đến năm 2030.",
        "Hỗ trợ trường bị ảnh hưởng bởi bão tháng 10, tháng 11 năm 2025.",
        "Giấy phép đã được cấp trước ngày 01/01/2024 vẫn còn giá trị.",
    ],
)
def test_dates_by_which_nothing_is_due(said: str) -> None:
    assert sentence(said).of(Deadline) == []


def test_the_year_of_a_goal_belongs_to_the_goal() -> None:
    read = plan(
        "II. MỤC TIÊU\n1. Đến năm 2030, 80% trường có thư viện.\n2. Xóa hết 12 kho sách tạm trước năm 2028."
    )
    assert [f.due for f in read.of(Deadline)] == ["trước năm 2028"]


@pytest.mark.parametrize(
    ("said", "what", "due"),
    [
        (
            "Giao Sở Nội vụ chủ trì, phối hợp Sở Tài chính trong thời hạn 03 ngày làm việc lập danh mục.",
            "lập danh mục",
            "trong thời hạn 03 ngày làm việc",
        ),
        (
            "Sách được kết luận là hỏng thì chậm nhất là 10 ngày, thủ thư phải thanh lý.",
            "thủ thư phải thanh lý",
            "chậm nhất là 10 ngày",
        ),
        (
            "Gửi giấy mời chậm nhất 05 ngày trước ngày họp hội đồng.",
            "Gửi giấy mời",
            "chậm nhất 05 ngày trước ngày họp hội đồng",
        ),
        ("Thời hạn giải quyết hồ sơ không quá 20 ngày.", "Thời hạn giải quyết hồ sơ", "không quá 20 ngày"),
        ("Lập báo cáo định kỳ hằng tháng, quý, năm.", "Lập báo cáo", "định kỳ hằng tháng, quý, năm"),
        ("Báo cáo Sở Y tế trước 19h00 hằng ngày.", "Báo cáo Sở Y tế", "trước 19h00 hằng ngày"),
    ],
)
def test_when_and_what_are_told_apart(said: str, what: str, due: str) -> None:
    (found,) = sentence(said).of(Deadline)
    assert (found.what, found.due) == (what, due)


def test_a_line_that_says_only_when_is_about_the_one_before() -> None:
    read = plan(
        "IV. NHIỆM VỤ\n1. Sở Tài chính\n- Mua giá sách cho thư viện.\n"
        "Thời gian hoàn thành: Trước ngày 15/11/2025.\n"
        "- Tổng hợp, báo cáo Bộ Tài chính. Thời hạn hoàn thành: Trước ngày 31/5/2026."
    )
    found = read.of(Deadline)
    assert [(f.what, f.due) for f in found] == [
        ("Mua giá sách cho thư viện", "Trước ngày 15/11/2025"),
        ("Tổng hợp, báo cáo Bộ Tài chính", "Trước ngày 31/5/2026"),
    ]
    assert all(f.what in read.quoted(f) for f in found)


@pytest.mark.parametrize(
    "said",
    [
        "Báo cáo quý: tính từ ngày 15 tháng 12 đến ngày 14 tháng 3.",
        "Bản ghi nhớ được ký tại Lũng Vài vào ngày 21/10/2022.",
        "Người đọc làm mất sách mà trong thời hạn 12 tháng tiếp tục vi phạm thì bị thu thẻ.",
    ],
)
def test_periods_and_days_that_bind_nobody(said: str) -> None:
    assert plan(f"I. NHIỆM VỤ\n1. {said}").of(Deadline) == []


def test_how_far_a_thing_is_done_is_no_time() -> None:
    read = plan(
        "TT | Nhiệm vụ | Mức độ hoàn thành | Thời gian |\n1 | Mua sách | 80 % | Quý II/2026 |\n"
        "2 | Kiểm kê | … % | |"
    )
    assert [f.due for f in read.of(Deadline)] == ["Quý II/2026"]
