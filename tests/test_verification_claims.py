"""Claims against their clauses: what holds, and the smallest change that makes it false."""

from __future__ import annotations

import time

import pytest

from assistant.verification import unsupported

TARGETS = (
    "Tỷ lệ đến lớp đúng tuổi bậc tiểu học đạt 98,4%, bậc trung học cơ sở đạt 97%; đến năm 2027 trên 80%"
    " trường đạt chuẩn quốc gia, đến năm 2030 trên 90%. Chi 1.500 tỷ đồng, trong đó khoảng 12,5 triệu đồng"
    " mỗi lớp."
)
ROW = "7 | Đề án y tế học đường | Sở Y tế | Sở Giáo dục và Đào tạo; UBND các huyện | Quý II/2026 |"
TASK = "a) Sở Tài chính chủ trì, phối hợp với Sở Nội vụ bố trí kinh phí trước ngày 15/9/2024."
RULES = (
    "Các trường không thu tiền ngoài quy định, chỉ tuyển sinh qua cổng trực tuyến; chưa tổ chức dạy thêm"
    " ở bậc tiểu học, trừ lớp bồi dưỡng nghệ thuật. Nghiêm cấm ép buộc học sinh. Khuyến khích các trường"
    " tổ chức bán trú."
)
BASIS = "Căn cứ Quyết định số 131/QĐ-TTg ngày 25/01/2022 và Nghị định số 30/2020/NĐ-CP về công tác văn thư."


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Tỷ lệ đến lớp đúng tuổi bậc tiểu học: 98,4%", TARGETS),
        ("Tỷ lệ đến lớp đúng tuổi bậc tiểu học đạt 98,4 %", TARGETS),
        ("Tỷ lệ đến lớp đúng tuổi bậc trung học cơ sở: 97 phần trăm", TARGETS),
        ("Đến năm 2030 trên 90% trường đạt chuẩn quốc gia", TARGETS),
        ("Đến năm 2027 hơn 80% trường đạt chuẩn quốc gia", TARGETS),
        ("Chi 1.500 tỷ", TARGETS),
        ("Sở Y tế chủ trì: Đề án y tế học đường", ROW),
        ("Sở Giáo dục và Đào tạo; UBND các huyện phối hợp: Đề án y tế học đường", ROW),
        ("Cơ quan chủ trì Đề án y tế học đường là Sở Y tế", ROW),
        ("Đề án y tế học đường: Quý II năm 2026", ROW),
        ("7 – Đề án y tế học đường – Sở Y tế – Sở Giáo dục và Đào tạo; UBND các huyện – Quý II/2026", ROW),
        ("Sở Tài chính chủ trì: bố trí kinh phí", TASK),
        ("Sở Nội vụ phối hợp: bố trí kinh phí", TASK),
        ("Sở Tài chính bố trí kinh phí trước ngày 15 tháng 9 năm 2024", TASK),
        ("Các trường không thu tiền ngoài quy định", RULES),
        ("Có. Văn bản nêu: Khuyến khích các trường tổ chức bán trú", RULES),
        ("Không. Văn bản nêu: Nghiêm cấm ép buộc học sinh", RULES),
        ("Quyết định số 131/qđ-ttg ngày 25 tháng 1 năm 2022", BASIS),
        ("Nghị định số 30/2020/nđ-cp về công tác văn thư", BASIS),
    ],
)
def test_what_the_clause_says_holds(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote]) == []


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        # figures, units, scale
        ("Tỷ lệ đến lớp đúng tuổi bậc tiểu học: 98,5%", TARGETS),
        ("Tỷ lệ đến lớp đúng tuổi bậc tiểu học: 984%", TARGETS),
        ("Tỷ lệ đến lớp đúng tuổi bậc tiểu học: 97%", TARGETS),
        ("Tỷ lệ đến lớp đúng tuổi bậc trung học cơ sở: 98,4%", TARGETS),
        ("Bậc tiểu học đạt 97%, bậc trung học cơ sở đạt 98,4%", TARGETS),
        ("Chi 1,5 tỷ đồng", TARGETS),
        ("Chi 1.500 triệu đồng", TARGETS),
        ("Chi 1.500", TARGETS),
        ("14 – Đề án y tế học đường – Sở Y tế – Sở Giáo dục và Đào tạo; UBND các huyện – Quý II/2026", ROW),
        # bounds and years
        ("Đến năm 2030 trên 80% trường đạt chuẩn quốc gia", TARGETS),
        ("Đến năm 2027 80% trường đạt chuẩn quốc gia", TARGETS),
        ("Đến năm 2027 dưới 80% trường đạt chuẩn quốc gia", TARGETS),
        ("Đến năm 2028 trên 80% trường đạt chuẩn quốc gia", TARGETS),
        # agencies and parts
        ("Sở Y tế phối hợp: Đề án y tế học đường", ROW),
        ("Sở Giáo dục và Đào tạo chủ trì: Đề án y tế học đường", ROW),
        ("Cơ quan chủ trì Đề án y tế học đường là Sở Giáo dục và Đào tạo", ROW),
        ("sở giáo dục và đào tạo chủ trì: Đề án y tế học đường", ROW),
        ("Sở Nội vụ chủ trì: bố trí kinh phí", TASK),
        ("Sở Tài chính phối hợp: bố trí kinh phí", TASK),
        ("Phối hợp với Sở Nội vụ bố trí kinh phí", TASK),
        ("Sở Tài chính thực hiện: bố trí kinh phí", TASK),
        ("Sở Xây dựng chủ trì: bố trí kinh phí", TASK),
        # dates
        ("Sở Tài chính bố trí kinh phí sau ngày 15/9/2024", TASK),
        ("Sở Tài chính bố trí kinh phí vào ngày 15/9/2024", TASK),
        ("Sở Tài chính bố trí kinh phí trước ngày 15/10/2024", TASK),
        ("Đề án y tế học đường: Quý III/2026", ROW),
        # negation, restriction, force
        ("Các trường thu tiền ngoài quy định", RULES),
        ("Các trường không thu tiền theo quy định, tuyển sinh qua cổng trực tuyến", RULES),
        ("Tổ chức dạy thêm ở bậc tiểu học, trừ lớp bồi dưỡng nghệ thuật", RULES),
        ("Các trường chưa tổ chức dạy thêm ở bậc tiểu học", RULES),
        ("Ép buộc học sinh", RULES),
        ("Khuyến khích ép buộc học sinh", RULES),
        ("Các trường phải tổ chức bán trú", RULES),
        ("Các trường tổ chức bán trú", RULES),
        ("Các trường không tổ chức bán trú", RULES),
        # document numbers
        ("Quyết định số 131/QĐ-UBND ngày 25/01/2022", BASIS),
        ("Quyết định số 30/2020/NĐ-CP về công tác văn thư", BASIS),
        ("Nghị định số 31/2020/NĐ-CP về công tác văn thư", BASIS),
        # what is no part of the clause at all
        ("Sở Tài chính chủ trì: bố trí kinh phí [3]", TASK),
        ("Sở Tài chính chủ trì: bố trí kinh phí <script>alert(1)</script>", TASK),
        ("Sở Tài chính chủ trì: bố trí kinh phí cho bệnh viện", TASK),
        ("Hà Nội là thủ đô của Việt Nam", TASK),
    ],
)
def test_a_minimal_falsification_is_refused(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote])


TOLD = (
    "Cơ quan chủ trì {task} là {agency}",
    "Đơn vị chủ trì nhiệm vụ {task} là {agency}",
    "{task} do {agency} chủ trì",
    "Nhiệm vụ {task} do {agency} chủ trì thực hiện",
    "{task} được giao cho {agency} chủ trì",
    "{agency} được giao chủ trì {task}",
    "{agency} là cơ quan chủ trì {task}",
    "Nhiệm vụ {task} thuộc trách nhiệm của {agency}",
)
LONG_TASK = (
    "1. Sở Y tế chủ trì, cùng Sở Tài chính kiểm tra bếp ăn; lấy mẫu ít nhất 02 lần/năm học; báo cáo Ủy ban"
    " nhân dân tỉnh trước ngày 15/7 hằng năm."
)
KITCHENS = (
    "kiểm tra bếp ăn; lấy mẫu ít nhất 02 lần/năm học; báo cáo Ủy ban nhân dân tỉnh trước ngày 15/7 hằng năm"
)


@pytest.mark.parametrize("told", TOLD)
def test_who_leads_may_be_told_in_any_order_but_only_as_it_is(told: str) -> None:
    assert unsupported(told.format(task=KITCHENS, agency="Sở Y tế"), [LONG_TASK]) == []
    assert unsupported(told.format(task=KITCHENS, agency="Sở Tài chính"), [LONG_TASK])
    assert unsupported(told.format(task=KITCHENS, agency="Sở Nội vụ"), [LONG_TASK])
    late = KITCHENS.replace("15/7", "15/8")
    assert unsupported(told.format(task=late, agency="Sở Y tế"), [LONG_TASK])


REPORTS = "Khó khăn phát sinh gửi về Sở Nội vụ để tổng hợp, báo cáo Ủy ban nhân dân tỉnh xem xét, giải quyết."


def test_two_agencies_may_not_change_places() -> None:
    assert unsupported("Khó khăn phát sinh gửi về Sở Nội vụ để tổng hợp", [REPORTS]) == []
    assert unsupported(
        "Khó khăn phát sinh gửi về Ủy ban nhân dân tỉnh để tổng hợp, báo cáo Sở Nội vụ xem xét, giải quyết",
        [REPORTS],
    )
    together = "Sở Y tế có trách nhiệm phối hợp với Sở Tư pháp thực hiện việc chia sẻ dữ liệu."
    assert unsupported(
        "Sở Tư pháp có trách nhiệm phối hợp với Sở Y tế thực hiện việc chia sẻ dữ liệu", [together]
    )


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        # two years, one told twice
        (
            "Kinh phí lấy từ dự toán ngân sách năm 2025, năm 2025 giao cho các đơn vị",
            "Kinh phí lấy từ dự toán ngân sách năm 2024, năm 2025 giao cho các đơn vị.",
        ),
        # a period that becomes a year
        (
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 22/4/2022 về chuyển đổi số năm 2022",
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 22/4/2022 về chuyển đổi số giai đoạn 2022 - 2025.",
        ),
        # the figure of another year
        (
            "Đến năm 2026, tăng trưởng năm 2025: trên 8%",
            "Phấn đấu tăng trưởng năm 2025 đạt trên 8% và năm 2026 từ 10% trở lên.",
        ),
        ("Trẻ em: người trên 16 tuổi", "Trẻ em: người dưới 16 tuổi."),
        (
            "Không áp dụng một thực đơn cho một số trường",
            "Không áp dụng một thực đơn, một mức vận động cho mọi trường.",
        ),
        # a negation, an exception and a lead cut out of a sentence that allows their words elsewhere
        (
            "Cung cấp hồ sơ (trừ trường hợp thông tin được cung cấp theo quy định) cho các cơ quan",
            "Cung cấp hồ sơ (trừ trường hợp thông tin không được cung cấp theo quy định) cho các cơ quan."
            " Việc cung cấp thông tin được thực hiện theo quy định.",
        ),
        (
            "Đối với xe gắn máy được lưu thông theo khung giờ",
            "Đối với xe gắn máy, trừ xe của cơ quan nhà nước, được lưu thông theo khung giờ.",
        ),
        (
            "chủ trì, phối hợp với Ủy ban nhân dân xã giải quyết ý kiến không thống nhất",
            "phối hợp với Ủy ban nhân dân xã giải quyết ý kiến không thống nhất.",
        ),
    ],
)
def test_what_only_the_neighbours_give_away_is_refused(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote])


THEME = 'Chủ đề năm học 2024 - 2025 là: "Kỷ cương, sáng tạo, đổi mới vì học sinh".'


def test_a_quoted_theme_stands_word_for_word() -> None:
    assert unsupported("Chủ đề năm học 2024 - 2025: “Kỷ cương, sáng tạo, đổi mới vì học sinh”", [THEME]) == []
    assert unsupported("Chủ đề năm học 2024 - 2025: “Kỷ cương, đổi mới, sáng tạo vì học sinh”", [THEME])
    assert unsupported("Chủ đề năm học 2025 - 2026: “Kỷ cương, sáng tạo, đổi mới vì học sinh”", [THEME])


def test_a_heading_gives_its_agency_to_the_bullets_below() -> None:
    bullet = "- Thẩm định dự toán của các trường."
    heading = "7.2. Sở Tài chính: Chủ trì, phối hợp với Sở Nội vụ:"
    assert unsupported("Sở Tài chính chủ trì: Thẩm định dự toán của các trường", [bullet, heading]) == []
    assert unsupported("Sở Nội vụ chủ trì: Thẩm định dự toán của các trường", [bullet, heading])
    assert unsupported("Sở Tài chính chủ trì: Thẩm định dự toán của các trường", [bullet])


def test_columns_say_which_part_a_cell_gives() -> None:
    row = "3 | Sở Nội vụ | Sở Tài chính | Bố trí biên chế |"
    told = "TT: 3 | Phối hợp: Sở Nội vụ | Chủ trì: Sở Tài chính | Nhiệm vụ: Bố trí biên chế"
    assert unsupported("Sở Tài chính chủ trì: Bố trí biên chế", [row], "", [told]) == []
    assert unsupported(
        "Sở Nội vụ chủ trì: Bố trí biên chế", [row], "", ["Phối hợp: Sở Nội vụ | Nhiệm vụ: Bố trí biên chế"]
    ) != ["Sở Nội vụ"]


def test_a_prohibiting_lead_in_governs_its_items() -> None:
    item, lead = "a) Thu tiền giữ chỗ của học sinh.", "Nghiêm cấm các cơ sở giáo dục:"
    assert unsupported("Thu tiền giữ chỗ của học sinh", [item]) == []
    assert unsupported("Thu tiền giữ chỗ của học sinh", [item], "", [lead])
    assert unsupported("Nghiêm cấm thu tiền giữ chỗ của học sinh", [item], "", [lead]) == []


def test_the_title_block_speaks_for_the_document_alone() -> None:
    title = "Kế hoạch 284/KH-UBND Triển khai nhiệm vụ năm học 2024 - 2025 UBND tỉnh Bắc Kạn 22/04/2025"
    quote = "Tỷ lệ phòng học kiên cố đạt 93,2% trong năm 2030."
    assert (
        unsupported("Theo Kế hoạch số 284/KH-UBND, tỷ lệ phòng học kiên cố đạt 93,2%", [quote], title) == []
    )
    assert unsupported("Tỷ lệ phòng học kiên cố đạt 93,2% năm 2025", [quote], title)
    assert unsupported("Tỷ lệ phòng học kiên cố đạt 284%", [quote], title)


def test_layout_damage_of_the_source_is_no_contradiction() -> None:
    broken = (
        "Tiếp tục p hát triển mạng lưới trường lớp năm học 20 24 - 20 25 theo Quyết định số 4354/QĐ- UBND."
    )
    told = "Tiếp tục phát triển mạng lưới trường lớp năm học 2024 - 2025 theo Quyết định số 4354/QĐ-UBND"
    assert unsupported(told, [broken]) == []


def test_hostile_text_costs_no_time() -> None:
    nasty = [
        "chủ trì, " * 3000,
        "1.1.1.1." * 3000,
        "Sở " * 5000,
        "(" * 8000,
        "không " * 4000,
        "“" * 5000,
        " | " * 4000,
    ]
    for text in nasty:
        started = time.perf_counter()
        unsupported(text[:2000], [text[:6000]])
        assert time.perf_counter() - started < 2


def test_who_carries_a_task_out_is_not_said_to_lead_it() -> None:
    row = "3 | Bố trí biên chế | Sở Nội vụ |"
    told = ["TT: 3 | Nhiệm vụ: Bố trí biên chế | Đơn vị thực hiện: Sở Nội vụ"]
    led = ["TT: 3 | Nhiệm vụ: Bố trí biên chế | Đơn vị chủ trì: Sở Nội vụ"]
    assert unsupported("Sở Nội vụ là đơn vị thực hiện: Bố trí biên chế", [row], "", told) == []
    assert unsupported("Sở Nội vụ chủ trì: Bố trí biên chế", [row], "", told)
    assert unsupported("Sở Nội vụ là đơn vị thực hiện: Bố trí biên chế", [row], "", led)
