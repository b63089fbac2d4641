"""Structure of invented documents: divisions in every mix, tables, sections."""

from __future__ import annotations

from structure_samples import HEAD, parsed, paths


def test_divisions_of_a_plan_in_one_mix() -> None:
    body = """I. MỤC TIÊU
1. Chung
Đoạn một.
1.1. Riêng
a) Ý thứ nhất:
- Gạch một;
+ Cộng một;
- Gạch hai.
đ) Ý nữa.
2. Khác
II. NHIỆM VỤ
2.1. Vượt cấp
"""
    assert paths(HEAD + body) == [
        "Kế hoạch > I",
        "Kế hoạch > I > 1",
        "Kế hoạch > I > 1 > đoạn 1",
        "Kế hoạch > I > 1 > 1.1",
        "Kế hoạch > I > 1 > 1.1 > điểm a",
        "Kế hoạch > I > 1 > 1.1 > điểm a > gạch đầu dòng 1",
        "Kế hoạch > I > 1 > 1.1 > điểm a > gạch đầu dòng 1 > dấu cộng 1",
        "Kế hoạch > I > 1 > 1.1 > điểm a > gạch đầu dòng 2",
        "Kế hoạch > I > 1 > 1.1 > điểm đ",
        "Kế hoạch > I > 2",
        "Kế hoạch > II",
        "Kế hoạch > II > 2.1",
    ]


def test_a_law_addresses_by_its_dieu_and_inherits_its_chapters() -> None:
    text = """CHÍNH PHỦ
Số: 9/2031/NĐ-CP
NGHỊ ĐỊNH
Về việc thử
Chương I
QUY ĐỊNH CHUNG
Mục 1. PHẠM VI
Điều 1. Phạm vi
1. Nghị định này quy định:
a) Một;
b) Hai.
Chương II
TỔ CHỨC THỰC HIỆN
Điều 2. Hiệu lực
Nghị định có hiệu lực từ ngày ký."""
    _, clauses = parsed(text)
    assert [p for p in clauses if p.startswith(("Điều", "Chương"))] == [
        "Chương I",
        "Chương I > Mục 1",
        "Điều 1",
        "Điều 1 > khoản 1",
        "Điều 1 > khoản 1 > điểm a",
        "Điều 1 > khoản 1 > điểm b",
        "Chương II",
        "Điều 2",
        "Điều 2 > đoạn 1",
    ]
    assert clauses["Điều 1 > khoản 1 > điểm b"].headings == (
        "Nghị định Về việc thử",
        "Chương I QUY ĐỊNH CHUNG",
        "Mục 1. PHẠM VI",
        "Điều 1. Phạm vi",
        "1. Nghị định này quy định:",
    )
    assert clauses["Điều 1"].kind == "part" and clauses["Điều 1 > khoản 1 > điểm a"].kind == "item"


def test_decision_plan_and_appendices_in_one_file() -> None:
    text = """Số: 5/QĐ-UBND
Lâm Sơn, ngày 05 tháng 3 năm 2031
QUYẾT ĐỊNH
VỀ VIỆC BAN HÀNH KẾ HOẠCH
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÂM SƠN
Căn cứ Luật Thử;
QUYẾT ĐỊNH:
Điều 1. Ban hành kế hoạch.
Điều 2. Thi hành./.
Nơi nhận:
- Như Điều 2;
- Lưu: VT.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Thị Mẫu
KẾ HOẠCH
THỬ NGHIỆM
(Ban hành kèm theo Quyết định số 5/QĐ-UBND ngày 05/3/2031 của Chủ tịch UBND tỉnh Lâm Sơn)
I. MỤC TIÊU
1. Một.
PHỤ LỤC I
DANH MỤC
STT | Việc | Chủ trì |
I | VIỆC CHUNG | |
1 | Làm A | Sở A |
II | VIỆC RIÊNG | |
1 | Làm B | Sở B |
Phụ lục II
STT | Việc | Chủ trì |
1 | Làm C | |
[1] Chú giải."""
    document, clauses = parsed(text)
    assert document.signer == "Trần Thị Mẫu" and document.kind == "Quyết định"
    assert [p for p, c in clauses.items() if c.kind != "boilerplate"] == [
        "Tiêu đề",
        "Căn cứ > 1",
        "Lời ban hành",
        "Quyết định > Điều 1",
        "Quyết định > Điều 2",
        "Nơi nhận",
        "Chữ ký",
        "Kế hoạch > Tiêu đề",
        "Kế hoạch > I",
        "Kế hoạch > I > 1",
        "Phụ lục I",
        "Phụ lục I > đầu bảng",
        "Phụ lục I > I",
        "Phụ lục I > I > 1",
        "Phụ lục I > II",
        "Phụ lục I > II > 1",
        "Phụ lục II",
        "Phụ lục II > đầu bảng",
        "Phụ lục II > 1",
        "Chú thích > 1",
    ]
    row = clauses["Phụ lục I > II > 1"]
    assert row.headings[-1] == "II. VIỆC RIÊNG"
    assert {c.column: document.text[c.start : c.end] for c in row.cells} == {
        "STT": "1",
        "Việc": "Làm B",
        "Chủ trì": "Sở B",
    }


def test_two_line_table_headings_and_a_heading_repeated_on_the_next_page() -> None:
    text = (
        HEAD
        + """I. NHIỆM VỤ
TT | Việc | Thời gian | |
 | | Bắt đầu | Kết thúc |
(1) | (2) | (3) | (4) |
1 | Làm A | Năm 2031 | Năm 2032 |
TT | Việc | Thời gian | |
2 | Làm B | Năm 2031 | Năm 2033 |
"""
    )
    _, clauses = parsed(text)
    row = clauses["Kế hoạch > I > bảng > 2"]
    assert [c.column for c in row.cells] == ["TT", "Việc", "Thời gian - Bắt đầu", "Thời gian - Kết thúc"]
    assert [c.path for c in clauses.values() if c.kind == "row"] == [
        "Kế hoạch > I > bảng > 1",
        "Kế hoạch > I > bảng > 2",
    ]


def test_a_row_without_words_among_those_of_a_heading_is_no_part_of_it() -> None:
    _, clauses = parsed(HEAD + "I. NHIỆM VỤ\n1 | A |\n| | |\nTT | Việc |\n1 | Làm A |\n2 | Làm B |\n")
    assert [c.text for c in clauses.values() if "đầu bảng" in c.path] == ["1 | A |", "TT | Việc |"]


def test_what_looks_like_a_number_but_is_text() -> None:
    body = """I. MỤC TIÊU
2024 là năm đầu tiên.
15/9/2024 là hạn cuối.
1.500 tỷ đồng được bố trí.
5 huyện tham gia.
"""
    assert paths(HEAD + body)[1:] == [f"Kế hoạch > I > đoạn {n}" for n in range(1, 5)]


def test_a_numbered_paragraph_is_the_clause_itself_and_a_heading_is_a_part() -> None:
    _, clauses = parsed(HEAD + "I. A\n1. Câu đầy đủ có dấu chấm.\n4 .  Các trường\nĐoạn dưới.")
    assert clauses["Kế hoạch > I > 1"].kind == "item"
    assert clauses["Kế hoạch > I > 4"].kind == "part"


def test_the_closing_paragraph_belongs_to_the_whole() -> None:
    _, clauses = parsed(
        HEAD + "I. A\n1. Câu một.\n2. Câu hai.\nĐoạn của hai.\nYêu cầu các đơn vị thực hiện./."
    )
    assert "Kế hoạch > I > 2 > đoạn 1" in clauses and "Kế hoạch > đoạn 1" in clauses


def test_a_long_paragraph_is_parted_at_sentence_ends_and_a_short_one_never() -> None:
    sentence = "Đây là một câu dài vừa phải để thử việc chia đoạn theo câu. "
    _, clauses = parsed(HEAD + "I. MỤC TIÊU\nViệc sau:\n- " + sentence * 60)
    pieces = [c for c in clauses.values() if c.kind == "bullet"]
    assert [c.path.rsplit(" > ", 1)[1] for c in pieces][:2] == ["gạch đầu dòng 1", "gạch đầu dòng 1 (tiếp 2)"]
    assert all(c.text.endswith(".") and len(c.text) <= 1800 for c in pieces)
    assert {(c.lead_in, c.headings) for c in pieces} == {("Việc sau:", pieces[0].headings)}


def test_warnings_name_gaps_and_blank_numbers() -> None:
    document, _ = parsed(HEAD.replace("17/", "/") + "I. A\n1. Một.\n3. Ba.\n")
    assert any("nhảy từ “1” sang “3”" in w for w in document.warnings)
    assert any("để trống" in w for w in document.warnings)


def test_a_document_inside_a_layout_cell_is_unfolded() -> None:
    words = "Các đơn vị thực hiện đúng nội dung đã được phê duyệt và báo cáo kết quả. " * 16
    inner = f"Căn cứ Luật Thử ngày 01 tháng 01 năm 2030; QUYẾT ĐỊNH: Điều 1. {words}Điều 2. {words}./."
    head = "BỘ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 8/QĐ-BYT | Hà Nội, ngày 1 tháng 2 năm 2030"
    text = f"{head} | {inner} |"
    _, clauses = parsed(text)
    assert "Điều 1" in clauses and "Điều 2" in clauses and "Căn cứ > 1" in clauses
