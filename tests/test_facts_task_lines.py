"""Tasks told line by line: the heading is the task, labelled lines say whose it is and by when."""

from __future__ import annotations

from fact_samples import plan

from indexing.model import Assignment, Deadline

BODY = """I. NHIỆM VỤ

1. Xây dựng bản đồ thư viện thôn
- Nội dung: Bản đồ vẽ theo từng quý, công bố ở nhà văn hóa.
- Cơ quan chủ trì: Sở Văn hóa, Thể thao và Du lịch.
- Cơ quan phối hợp: Công an tỉnh, Hội Liên hiệp Phụ nữ tỉnh.
- Thời hạn hoàn thành: trước ngày 20 tháng 6 năm 2025.
- Sản phẩm: Bản đồ số.

2. Trang bị xe sách lưu động cho các xã
- Đơn vị thực hiện: Sở Xây dựng.
- Thời gian thực hiện: năm 2025 - 2026.

3. Rà soát kinh phí mua sách
- Cơ quan thực hiện: Sở Tài chính rà soát kinh phí; Sở Nội vụ báo cáo nhu cầu.
"""


def test_labelled_lines_make_one_task_of_the_heading_above_them() -> None:
    sample = plan(BODY)
    task = next(a for a in sample.of(Assignment) if "bản đồ" in a.task)
    assert task.task == "Xây dựng bản đồ thư viện thôn"
    assert (task.lead, task.role) == (("Sở Văn hóa, Thể thao và Du lịch",), "lead")
    assert task.cooperating == ("Công an tỉnh", "Hội Liên hiệp Phụ nữ tỉnh")
    assert (task.time, task.product) == ("trước ngày 20 tháng 6 năm 2025", "Bản đồ số")
    for words in ("Xây dựng bản đồ", "Cơ quan chủ trì", "Cơ quan phối hợp"):
        assert words in sample.quoted(task)


def test_who_only_carries_a_task_out_is_not_said_to_lead_it() -> None:
    task = next(a for a in plan(BODY).of(Assignment) if "xe sách" in a.task)
    assert (task.lead, task.role, task.time) == (("Sở Xây dựng",), "perform", "năm 2025 - 2026")


def test_the_time_on_a_labelled_line_is_that_of_the_task() -> None:
    due = {d.what: d.due for d in plan(BODY).of(Deadline)}
    assert due["Xây dựng bản đồ thư viện thôn"] == "trước ngày 20 tháng 6 năm 2025"
    assert due["Trang bị xe sách lưu động cho các xã"] == "năm 2025 - 2026"


def test_a_label_before_sentences_leaves_them_their_own_tasks() -> None:
    told = {a.lead: a.task for a in plan(BODY).of(Assignment)}
    assert told[("Sở Tài chính",)] == "rà soát kinh phí"
    assert told[("Sở Nội vụ",)] == "báo cáo nhu cầu"
