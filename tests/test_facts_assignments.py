"""Phân công: who leads, who cooperates, from rows, headings and sentences."""

from __future__ import annotations

import pytest
from fact_samples import plan, sentence

from indexing.facts.agencies import agency_key, same_agency, split_list
from indexing.model import Assignment


@pytest.mark.parametrize(
    ("said", "lead", "cooperating", "task", "role"),
    [
        (
            "Sở Y tế chủ trì, phối hợp với Hội Chữ thập đỏ tỉnh lập tủ thuốc ở điểm trường.",
            ["Sở Y tế"],
            ["Hội Chữ thập đỏ tỉnh"],
            "lập tủ thuốc ở điểm trường",
            "lead",
        ),
        (
            "Giao Sở Nội vụ chủ trì, cùng các địa phương rà soát vị trí việc làm.",
            ["Sở Nội vụ"],
            ["các địa phương"],
            "rà soát vị trí việc làm",
            "lead",
        ),
        (
            "Thanh tra Sở tổng hợp kết quả xử lý đơn thư.",
            ["Thanh tra Sở"],
            [],
            "tổng hợp kết quả xử lý đơn thư",
            "perform",
        ),
        (
            "Các sở, ban, ngành, UBND các huyện, thị xã cử đầu mối theo dõi.",
            ["Các sở, ban, ngành", "UBND các huyện, thị xã"],
            [],
            "cử đầu mối theo dõi",
            "perform",
        ),
        (
            "Đề nghị Hội Cựu chiến binh tỉnh phối hợp với nhà trường và doanh nghiệp xây dựng nhà đọc.",
            ["nhà trường và doanh nghiệp"],
            ["Hội Cựu chiến binh tỉnh"],
            "xây dựng nhà đọc",
            "cooperate",
        ),
        (
            "Sở Tài chính có trách nhiệm bố trí kinh phí hằng năm.",
            ["Sở Tài chính"],
            [],
            "bố trí kinh phí hằng năm",
            "perform",
        ),
        (
            "Sở Xây dựng là cơ quan thường trực, giúp UBND tỉnh theo dõi tiến độ.",
            ["Sở Xây dựng"],
            [],
            "giúp UBND tỉnh theo dõi tiến độ",
            "standing",
        ),
        (
            "Căn cứ tình hình thực tế, Công an tỉnh chủ trì tổ chức diễn tập.",
            ["Công an tỉnh"],
            [],
            "tổ chức diễn tập",
            "lead",
        ),
    ],
)
def test_a_sentence_that_gives_a_task(
    said: str, lead: list[str], cooperating: list[str], task: str, role: str
) -> None:
    (found,) = sentence(said).of(Assignment)
    assert list(found.lead) == lead
    assert list(found.cooperating) == cooperating
    assert (found.task, found.role) == (task, role)


@pytest.mark.parametrize(
    "said",
    [
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển thư viện với các nội dung sau:",
        "Sở Tài chính đã bố trí kinh phí cho 20 trường.",
        "Thủ trưởng các cơ quan có tên tại Điều 3 chịu trách nhiệm thi hành Quyết định này.",
        "Trường học an toàn là nơi học sinh được bảo vệ.",
        "Các ngành, nghề đào tạo phải công khai học phí.",
        "Cơ quan phối hợp có ý kiến bằng văn bản sau khi được hỏi.",
    ],
)
def test_sentences_that_give_nobody_a_task(said: str) -> None:
    assert sentence(said).of(Assignment) == []


def test_two_agencies_in_one_sentence_have_a_task_each() -> None:
    said = "Sở Y tế kiểm tra bếp ăn; Sở Công Thương chủ trì kiểm soát nguồn hàng; tăng cường hậu kiểm."
    first, second = sentence(said).of(Assignment)
    assert (first.lead, first.task) == (("Sở Y tế",), "kiểm tra bếp ăn")
    assert (second.lead, second.task) == (("Sở Công Thương",), "kiểm soát nguồn hàng; tăng cường hậu kiểm")


@pytest.mark.parametrize(
    ("heading", "lead", "cooperating", "role"),
    [
        ("Sở Tài chính", ["Sở Tài chính"], [], "perform"),
        ("Sở Tài chính:", ["Sở Tài chính"], [], "perform"),
        ("Trách nhiệm của Sở Tài chính", ["Sở Tài chính"], [], "perform"),
        ("Sở Tài chính có trách nhiệm:", ["Sở Tài chính"], [], "perform"),
        ("Đề nghị Hội Khuyến học tỉnh:", ["Hội Khuyến học tỉnh"], [], "perform"),
        (
            "Sở Tài chính (STC) chủ trì, cùng Kho bạc Nhà nước tỉnh:",
            ["Sở Tài chính"],
            ["Kho bạc Nhà nước tỉnh"],
            "lead",
        ),
        (
            "Sở Tài chính: Chủ trì, phối hợp với doanh nghiệp in và Sở Giáo dục và Đào tạo:",
            ["Sở Tài chính"],
            ["doanh nghiệp in", "Sở Giáo dục và Đào tạo"],
            "lead",
        ),
    ],
)
def test_every_bullet_under_a_heading_is_its_agencys(
    heading: str, lead: list[str], cooperating: list[str], role: str
) -> None:
    read = plan(
        f"IV. TỔ CHỨC THỰC HIỆN\n1. {heading}\n- Mua giá sách cho thư viện.\n- Trả tiền mạng hằng tháng."
    )
    found = read.of(Assignment)
    assert [f.task for f in found] == ["Mua giá sách cho thư viện", "Trả tiền mạng hằng tháng"]
    for fact in found:
        assert (list(fact.lead), list(fact.cooperating), fact.role) == (lead, cooperating, role)
        assert all(name in read.quoted(fact) for name in lead + cooperating)


def test_a_standing_agency_keeps_its_own_task_and_passes_on_none() -> None:
    read = plan(
        "IV. TỔ CHỨC THỰC HIỆN\n"
        "1. Sở Nội vụ: Là cơ quan thường trực, giúp UBND tỉnh đôn đốc; có trách nhiệm:\n"
        "- Soạn hướng dẫn."
    )
    standing, bullet = read.of(Assignment)
    assert (standing.role, standing.task) == ("standing", "giúp UBND tỉnh đôn đốc")
    assert (bullet.role, bullet.task, bullet.lead) == ("perform", "Soạn hướng dẫn", ("Sở Nội vụ",))


def test_an_agency_named_in_a_bullet_has_that_bullets_task() -> None:
    read = plan("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Công an tỉnh chủ trì bảo vệ kho thuốc.")
    (found,) = read.of(Assignment)
    assert found.lead == ("Công an tỉnh",)


def test_the_situation_gives_no_tasks() -> None:
    read = plan("I. THỰC TRẠNG\n1. Kết quả đạt được\nSở Y tế chủ trì khám sức khỏe tại 12 trường.")
    assert read.of(Assignment) == []


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (
            "Sở Y tế; Công an tỉnh, UBND các huyện, thành phố",
            ("Sở Y tế", "Công an tỉnh", "UBND các huyện, thành phố"),
        ),
        ("Báo và Đài Phát thanh, Truyền hình tỉnh", ("Báo và Đài Phát thanh, Truyền hình tỉnh",)),
        ("Các sở, ban, ngành", ("Các sở, ban, ngành",)),
        ("Sở Khoa học và Công nghệ (KHCN) và các địa phương", ("Sở Khoa học và Công nghệ", "các địa phương")),
        ("hai sở Tài chính và Nội vụ", ("hai sở Tài chính và Nội vụ",)),
    ],
)
def test_lists_of_agencies_are_taken_apart(listed: str, names: tuple[str, ...]) -> None:
    assert split_list(listed) == names


def test_one_agency_under_several_names() -> None:
    assert agency_key("Sở GD&ĐT") == agency_key("Sở Giáo dục và Đào tạo tỉnh Lũng Vài")
    assert same_agency("SGDĐT", "Sở Giáo dục và Đào tạo")
    assert not same_agency("Sở Y tế", "Sở Nội vụ")


@pytest.mark.parametrize(
    "said",
    [
        "Các phòng, ban, đơn vị trực thuộc được phân công tham gia kiểm kê sách.",
        "Chủ tịch Hội đồng là người đứng đầu hoặc cấp phó của cơ quan.",
        "Các trường hợp mất sách được xử lý theo nội quy.",
        "Giám đốc Thư viện do Chủ tịch UBND tỉnh bổ nhiệm.",
        "Sở Tài chính; Sở Nội vụ mỗi đơn vị đề nghị không quá 02 tập thể.",
        "Chánh Văn phòng, Giám đốc các Sở: Y tế, Nội vụ chịu trách nhiệm thi hành Quyết định này.",
    ],
)
def test_who_is_spoken_of_is_not_always_who_acts(said: str) -> None:
    assert sentence(said).of(Assignment) == []


@pytest.mark.parametrize(
    ("said", "lead", "task"),
    [
        (
            "Sở Nội vụ - Cơ quan thường trực Ban Chỉ đạo tổng hợp kết quả.",
            ("Sở Nội vụ",),
            "tổng hợp kết quả",
        ),
        ("Các cơ quan thông tin, truyền thông của tỉnh xây dựng chuyên mục đọc sách.",
         ("Các cơ quan thông tin, truyền thông của tỉnh",), "xây dựng chuyên mục đọc sách"),
        ("Trên cơ sở đề nghị của các bộ, cơ quan liên quan, Sở Tài chính bố trí kinh phí.",
         ("Sở Tài chính",), "bố trí kinh phí"),
        ("Khen thưởng cấp tỉnh: Sở Nội vụ tổng hợp hồ sơ.", ("Sở Nội vụ",), "tổng hợp hồ sơ"),
        ("Thủ trưởng các cơ quan, đơn vị; Chủ tịch Ủy ban nhân dân cấp xã có trách nhiệm phổ biến nội quy.",
         ("Thủ trưởng các cơ quan, đơn vị", "Chủ tịch Ủy ban nhân dân cấp xã"), "phổ biến nội quy"),
        ("Giao Thường trực Hội đồng nhân dân tỉnh, các Ban của HĐND tỉnh giám sát việc thực hiện.",
         ("Thường trực Hội đồng nhân dân tỉnh", "các Ban của HĐND tỉnh"), "giám sát việc thực hiện"),
        ("Sở Y tế chịu trách nhiệm toàn diện về hồ sơ.", ("Sở Y tế",), "chịu trách nhiệm toàn diện về hồ sơ"),
    ],
)  # fmt: skip
def test_those_who_act_are_named_whole_and_alone(said: str, lead: tuple[str, ...], task: str) -> None:
    (found,) = sentence(said).of(Assignment)
    assert (found.lead, found.task) == (lead, task)


def test_a_line_under_a_heading_may_give_a_task_to_someone_else() -> None:
    read = plan(
        "IV. TỔ CHỨC THỰC HIỆN\n1. Giám đốc các sở\n- Giao Thanh tra tỉnh tổ chức thanh tra thư viện."
    )
    (found,) = read.of(Assignment)
    assert (found.lead, found.task) == (("Thanh tra tỉnh",), "tổ chức thanh tra thư viện")


def test_quotas_of_awards_are_nobodys_tasks() -> None:
    read = plan(
        "III. SỐ LƯỢNG ĐỀ NGHỊ KHEN THƯỞNG\n1. Các cơ quan cấp tỉnh\n"
        "- Tổ giúp việc: Không quá 05 cá nhân.\n- Sở Nội vụ chọn không quá 02 tập thể."
    )
    assert read.facts == ()


def test_numbering_left_by_layout_is_no_part_of_a_task() -> None:
    read = plan("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế:\n- (i) Khám mắt cho học sinh; b)")
    assert [f.task for f in read.of(Assignment)] == ["Khám mắt cho học sinh"]


def test_tasks_ordered_after_a_sentence_about_the_situation() -> None:
    read = plan(
        "Để khắc phục khó khăn, hạn chế của thư viện các trường, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:\n"
        "1. Sở Tài chính bố trí kinh phí mua sách trước ngày 30/6/2025."
    )
    assert [f.lead for f in read.of(Assignment)] == [("Sở Tài chính",)]


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("Đơn vị chủ trì", "lead"),
        ("Đơn vị phụ trách", "lead"),
        ("Đơn vị thực hiện", "perform"),
        ("Cơ quan thực hiện", "perform"),
        ("Phân công", "perform"),
    ],
)
def test_a_column_says_whether_its_agency_leads_or_carries_out(column: str, role: str) -> None:
    read = plan(
        f"PHỤ LỤC\n\nTT | Nhiệm vụ | {column} | Thời gian |\n"
        "1 | Mua giá sách | Sở Tài chính | Quý II/2026 |\n2 | Kiểm kê sách | Sở Nội vụ | Quý III/2026 |"
    )
    assert [(f.lead, f.role) for f in read.of(Assignment)] == [
        (("Sở Tài chính",), role), (("Sở Nội vụ",), role),
    ]  # fmt: skip


def test_what_a_task_is_done_on_the_grounds_of_does_not_act() -> None:
    said = (
        "Căn cứ định hướng của Bộ Xây dựng, Sở Y tế và tình hình thực tế ở các điểm trường,"
        " tham mưu Ủy ban nhân dân tỉnh ban hành văn bản về học bán trú."
    )
    assert sentence(said).of(Assignment) == []
