"""Structure of invented documents: divisions in every mix, tables, sections, metadata."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.model import Block, Clause, Document, ReadText, Span
from indexing.structure import parse

_HEAD = """ỦY BAN NHÂN DÂN TỈNH LÂM SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 17/KH-UBND
Lâm Sơn, ngày 05 tháng 3 năm 2031
KẾ HOẠCH
Nhiệm vụ trọng tâm năm học 2031 - 2032 trên địa bàn tỉnh Lâm Sơn
"""


def read(text: str) -> ReadText:
    """A text with a paragraph a line; a line with bars is a row of a table."""
    blocks: list[Block] = []
    at, table, in_table = 0, -1, False
    for line in text.split("\n"):
        row = "|" in line
        table += row and not in_table
        in_table = row
        if line.strip():
            blocks.append(_row(line, at, table) if row else Block(start=at, end=at + len(line)))
        at += len(line) + 1
    return ReadText(text=text, blocks=tuple(blocks), format="txt")


def _row(line: str, at: int, table: int) -> Block:
    cells, start = [], 0
    for cell in line.rstrip().rstrip("|").split("|"):
        left = len(cell) - len(cell.lstrip())
        cells.append(Span(start=at + start + left, end=at + start + max(left, len(cell.rstrip()))))
        start += len(cell) + 1
    return Block(start=at, end=at + len(line), kind="row", cells=tuple(cells), table=table)


def parsed(text: str) -> tuple[Document, dict[str, Clause]]:
    document, clauses = parse(read(text), document_id="d", source=Path("tep.txt"), sha256="0")
    return document, {clause.path: clause for clause in clauses}


def paths(text: str) -> list[str]:
    return [p for p, c in parsed(text)[1].items() if c.kind not in ("title", "boilerplate")]


def test_a_deputy_signs_also_where_the_dot_is_left_out() -> None:
    text = _HEAD + "1. Các xã thực hiện./.\nKT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Thị Mẫu"
    document, clauses = parsed(text)
    assert document.signer == "Trần Thị Mẫu"
    assert clauses["Chữ ký"].text == "KT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Thị Mẫu"


def test_metadata_of_a_province_in_no_list() -> None:
    document, _ = parsed(_HEAD + "I. MỤC TIÊU\n1. Tăng số lớp.")
    assert (document.number, document.kind) == ("17/KH-UBND", "Kế hoạch")
    assert document.issuer == "Ủy ban nhân dân tỉnh Lâm Sơn"
    assert (document.province, document.place) == ("Lâm Sơn", "Lâm Sơn")
    assert document.date == dt.date(2031, 3, 5)
    assert document.school_year == "2031-2032"
    assert document.title.startswith("Nhiệm vụ trọng tâm năm học")


@pytest.mark.parametrize(
    ("number", "read_as"),
    [
        ("Số: 284/KH-UBND", "284/KH-UBND"),
        ("Số:     /KH-SGDĐT", "/KH-SGDĐT"),
        ("Số: 28 4 / KH - UBND", "284/KH-UBND"),
        ("Số: 12/2031/QĐ-UBND", "12/2031/QĐ-UBND"),
        ("Số 91-KL/TW", "91-KL/TW"),
        ("Luật số: 43/2019/QH14", "43/2019/QH14"),
    ],
)
def test_numbers(number: str, read_as: str) -> None:
    assert parsed(f"{number}\nĐiều 1. Phạm vi.")[0].number == read_as


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("BỘ TÀI CHÍNH\nSố: 1/TT-BTC", "Bộ Tài chính"),
        (
            "UBND TỈNH BẮC GIANG\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 1/KH-SGDĐT",
            "Sở Giáo dục và Đào tạo tỉnh Bắc Giang",
        ),
        (
            "BỘ TÀI CHÍNH CỤC THUẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
            "Số: 1/CT-CS | Hà Nội, ngày 1 tháng 2 năm 2030 |",
            "Cục Thuế",
        ),
        (
            "ỦY BAN NHÂN DÂN\nSố: 1/KH-UBND\nHà Nội, ngày 1 tháng 2 năm 2030",
            "Ủy ban nhân dân thành phố Hà Nội",
        ),
        ("THỦ TƯỚNG CHÍNH PHỦ\nSố: 1/QĐ-TTg", "Thủ tướng Chính phủ"),
        (
            "Số: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVỀ VIỆC THỬ\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA",
            "Ủy ban nhân dân tỉnh Sơn La",
        ),
        ("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH\nSố: 1/QĐ-BVHTTDL", "Bộ Văn hóa, Thể thao và Du lịch"),
    ],
)
def test_issuers(head: str, issuer: str) -> None:
    assert parsed(f"{head}\nCăn cứ Luật Thử;\nĐiều 1. Phạm vi.")[0].issuer == issuer


def test_a_central_body_in_hanoi_has_no_province() -> None:
    document, _ = parsed(
        "BỘ TÀI CHÍNH\nSố: 1/TB-BTC\nHà Nội, ngày 1 tháng 2 năm 2030\nTHÔNG BÁO\nVỀ VIỆC THỬ\n1. Nội dung."
    )
    assert (document.place, document.province) == ("Hà Nội", None)


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
    assert paths(_HEAD + body) == [
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


def test_a_plan_alone_has_the_number_of_its_decision() -> None:
    text = """KẾ HOẠCH
THỬ NGHIỆM
(Ban hành kèm theo Quyết định số: 77/QĐ-UBND ngày 31 tháng 08 năm 2030 của Chủ tịch UBND tỉnh Lâm Sơn)
I. MỤC TIÊU
1. Một."""
    document, _ = parsed(text)
    assert (document.number, document.kind, document.date) == ("77/QĐ-UBND", "Kế hoạch", dt.date(2030, 8, 31))
    assert (document.issuer, document.province) == ("Ủy ban nhân dân tỉnh Lâm Sơn", "Lâm Sơn")


def test_two_line_table_headings_and_a_heading_repeated_on_the_next_page() -> None:
    text = (
        _HEAD
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
    _, clauses = parsed(_HEAD + "I. NHIỆM VỤ\n1 | A |\n| | |\nTT | Việc |\n1 | Làm A |\n2 | Làm B |\n")
    assert [c.text for c in clauses.values() if "đầu bảng" in c.path] == ["1 | A |", "TT | Việc |"]


def test_what_looks_like_a_number_but_is_text() -> None:
    body = """I. MỤC TIÊU
2024 là năm đầu tiên.
15/9/2024 là hạn cuối.
1.500 tỷ đồng được bố trí.
5 huyện tham gia.
"""
    assert paths(_HEAD + body)[1:] == [f"Kế hoạch > I > đoạn {n}" for n in range(1, 5)]


def test_a_numbered_paragraph_is_the_clause_itself_and_a_heading_is_a_part() -> None:
    _, clauses = parsed(_HEAD + "I. A\n1. Câu đầy đủ có dấu chấm.\n4 .  Các trường\nĐoạn dưới.")
    assert clauses["Kế hoạch > I > 1"].kind == "item"
    assert clauses["Kế hoạch > I > 4"].kind == "part"


def test_the_closing_paragraph_belongs_to_the_whole() -> None:
    _, clauses = parsed(
        _HEAD + "I. A\n1. Câu một.\n2. Câu hai.\nĐoạn của hai.\nYêu cầu các đơn vị thực hiện./."
    )
    assert "Kế hoạch > I > 2 > đoạn 1" in clauses and "Kế hoạch > đoạn 1" in clauses


def test_a_long_paragraph_is_parted_at_sentence_ends_and_a_short_one_never() -> None:
    sentence = "Đây là một câu dài vừa phải để thử việc chia đoạn theo câu. "
    _, clauses = parsed(_HEAD + "I. MỤC TIÊU\nViệc sau:\n- " + sentence * 60)
    pieces = [c for c in clauses.values() if c.kind == "bullet"]
    assert [c.path.rsplit(" > ", 1)[1] for c in pieces][:2] == ["gạch đầu dòng 1", "gạch đầu dòng 1 (tiếp 2)"]
    assert all(c.text.endswith(".") and len(c.text) <= 1800 for c in pieces)
    assert {(c.lead_in, c.headings) for c in pieces} == {("Việc sau:", pieces[0].headings)}


def test_warnings_name_gaps_and_blank_numbers() -> None:
    document, _ = parsed(_HEAD.replace("17/", "/") + "I. A\n1. Một.\n3. Ba.\n")
    assert any("nhảy từ “1” sang “3”" in w for w in document.warnings)
    assert any("để trống" in w for w in document.warnings)


def test_a_document_inside_a_layout_cell_is_unfolded() -> None:
    words = "Các đơn vị thực hiện đúng nội dung đã được phê duyệt và báo cáo kết quả. " * 16
    inner = f"Căn cứ Luật Thử ngày 01 tháng 01 năm 2030; QUYẾT ĐỊNH: Điều 1. {words}Điều 2. {words}./."
    head = "BỘ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 8/QĐ-BYT | Hà Nội, ngày 1 tháng 2 năm 2030"
    text = f"{head} | {inner} |"
    _, clauses = parsed(text)
    assert "Điều 1" in clauses and "Điều 2" in clauses and "Căn cứ > 1" in clauses


_WORDS = st.sampled_from(
    [
        "Sở Y tế chủ trì",
        "I. MỤC TIÊU",
        "II. ",
        "1. Việc",
        "1.1. Việc con",
        "a) Ý",
        "- gạch;",
        "+ cộng",
        "* sao:",
        "Điều 3. Tên",
        "Chương II",
        "PHỤ LỤC",
        "KẾ HOẠCH",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
        "Nguyễn Văn An",
        "TT | Việc |",
        "1 | A |",
        "| | |",
        "(Ban hành kèm theo Quyết định số 1/QĐ-UBND)",
        "Căn cứ Luật;",
        "QUYẾT ĐỊNH:",
        "[1] chú",
        "và tiếp theo",
        "-----",
        "Số: /KH",
        "“Trích",
        "hết”.",
        "TIÊU ĐỀ HOA",
        "x" * 30,
        ". " * 900,
        "Câu dài. " * 260,
        "\u00a0",
        "5/8",
        "(1) mở",
        "V/v thử",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS | st.text(max_size=40), max_size=30), st.sampled_from(["\n", "\n\n", " \n"]))
def test_any_text_is_covered_once_by_distinct_clauses(lines: list[str], joint: str) -> None:
    given_text = read(joint.join(lines))
    document, clauses = parse(given_text, document_id="d", source=Path("t.txt"), sha256="0")
    assert (document, clauses) == parse(given_text, document_id="d", source=Path("t.txt"), sha256="0")
    at = 0
    for order, clause in enumerate(clauses):
        assert clause.order == order and clause.text
        assert document.text[at : clause.start].strip() == ""
        assert clause.text == document.text[clause.start : clause.end]
        assert all(clause.start <= c.start <= c.end <= clause.end for c in clause.cells)
        at = clause.end
    assert document.text[at:].strip() == ""
    assert len({c.id for c in clauses}) == len({c.path for c in clauses}) == len(clauses)
    ids = {c.id for c in clauses}
    assert all(c.parent_id is None or (c.parent_id in ids and c.parent_id != c.id) for c in clauses)


def test_time_grows_with_length_and_not_with_its_square() -> None:
    import time

    text = (
        _HEAD
        + "I. MỤC TIÊU\n"
        + "1. Việc cần làm.\n- Gạch đầu dòng dài hơn một chút;\nĐoạn văn nữa.\n" * 4000
    )
    started = time.perf_counter()
    parsed(text)
    assert time.perf_counter() - started < 20
