"""Documents saved from web pages as Markdown: cells on lines of their own, lines cut anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexing.model import Clause
from indexing.structure import parse
from tests.reader_samples import block_texts, cell_texts, reading

TITLE = (
    "|\n**UBND TỈNH LÂM SƠN**\n-----\n|\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n|\n"
    "|\nSố: 12/KH-UBND\n|\n*Lâm Sơn, ngày 2 tháng 3 năm 2031*\n|\n"
)


# Enough to see by that the lines of a file are cut.
WRAPPED = 4 * "Các xã ven sông và ven hồ thực hiện nghiêm túc kế hoạch này và\nbáo cáo hằng quý.\n"


def table(*rows: Iterable[str]) -> str:
    """Rows as a web page saved as Markdown writes them; fewer cells where some were merged."""
    return "".join("|\n" + "".join(f"{cell}\n|\n" if cell else "|\n" for cell in row) for row in rows)


def bold(*cells: str) -> list[str]:
    return [f"**{cell}**" for cell in cells]


def clauses(folder: Path, content: str) -> dict[str, Clause]:
    read = reading(folder, "vb.md", content)
    _, found = parse(read, document_id="d", source=Path("vb.md"), sha256="0")
    return {clause.path: clause for clause in found}


def values(clause: Clause) -> dict[str, str]:
    """The filled cells of a row by their columns."""
    texts = [(c.column, clause.text[c.start - clause.start : c.end - clause.start]) for c in clause.cells]
    return {column: text for column, text in texts if text}


def test_a_numbered_letter_between_its_addressees_and_its_signature_is_no_cell(tmp_path: Path) -> None:
    items = "".join(
        f"{i}. Giao Sở số {i} rà soát các bến đò ngang, lập danh sách và báo\ncáo kết quả hằng quý.\n"
        f"- Kiểm tra áo phao của hành khách và giấy tờ của người lái đò ở từng bến\nmột.\n"
        for i in range(1, 6)
    )
    read = reading(
        tmp_path,
        "cv.md",
        TITLE
        + "|\n**Kính gửi:**\n|\n- Sở Xây dựng;\n- Các xã.\n|\n"
        + "Sau khi xem xét, Ủy ban nhân dân tỉnh có ý kiến như sau:\n"
        + items
        + "|\n**Nơi nhận:**\n- Như trên.\n|\n**CHỦ TỊCH**\nTrần Văn Bến\n|\n",
    )
    texts = block_texts(read)
    assert "3. Giao Sở số 3 rà soát các bến đò ngang, lập danh sách và báo cáo kết quả hằng quý." in texts
    assert cell_texts(read)[-1] == ["Nơi nhận: - Như trên.", "CHỦ TỊCH Trần Văn Bến"]


def test_rows_without_their_merged_cells_stand_under_their_columns(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "nq.md",
        table(
            bold("STT", "Xã", "Tên bến", "Sức chở (người)", "Đơn vị tính", "Ghi chú"),
            ["1", "Xã Đông Hồ", "Bến Chợ", "40", "lượt", ""],
            ["Bến Đình", "25", "lượt", ""],
            ["Bến Mới", "30", "lượt", ""],
            ["2", "Xã Tây Hồ", "Bến Cát", "60", "lượt", "Tạm dừng"],
            ["3", "Xã Nam Hồ", "Bến Gốc Đa", "15", "lượt", ""],
            ["Bến Trên", "20", "lượt", ""],
        ),
    )
    assert cell_texts(read) == [
        ["STT", "Xã", "Tên bến", "Sức chở (người)", "Đơn vị tính", "Ghi chú"],
        ["1", "Xã Đông Hồ", "Bến Chợ", "40", "lượt", ""],
        ["", "", "Bến Đình", "25", "lượt", ""],
        ["", "", "Bến Mới", "30", "lượt", ""],
        ["2", "Xã Tây Hồ", "Bến Cát", "60", "lượt", "Tạm dừng"],
        ["3", "Xã Nam Hồ", "Bến Gốc Đa", "15", "lượt", ""],
        ["", "", "Bến Trên", "20", "lượt", ""],
    ]


def test_the_title_of_a_table_is_no_cell_of_the_table_above(tmp_path: Path) -> None:
    steps = [
        ["Bước 1", "Nhận hồ sơ", "Bộ phận một cửa", "1 ngày"],
        ["Bước 2", "Thẩm định", "Phòng Đò", "3 ngày"],
    ]
    head = bold("Các bước", "Nội dung", "Đơn vị", "Thời gian")
    read = reading(
        tmp_path,
        "qt.md",
        table(head, *steps).removesuffix("|\n")
        + "|\n**2. Quy trình cấp lại giấy phép bến**\n"
        + table(head, *steps),
    )
    assert cell_texts(read) == 2 * [["Các bước", "Nội dung", "Đơn vị", "Thời gian"], *steps]
    assert "2. Quy trình cấp lại giấy phép bến" in block_texts(read)
    assert {block.table for block in read.blocks} == {0, None, 1}


def test_columns_are_named_by_both_rows_of_a_heading(tmp_path: Path) -> None:
    found = clauses(
        tmp_path,
        TITLE
        + "**KẾ HOẠCH**\nNạo vét luồng đò năm 2031\n**I. CHỈ TIÊU**\n"
        + table(
            bold("TT", "Tên sông", "Khối lượng (m3)", "Ghi chú"),
            bold("Năm 2031", "Năm 2032"),
            ["1", "Sông Cái", "1.200", "900", ""],
            ["2", "Sông Con", "300", "250", "Chưa chốt"],
            ["3", "Sông Đào", "450", "410", ""],
        ),
    )
    assert values(found["Kế hoạch > I > bảng > 2"]) == {
        "TT": "2",
        "Tên sông": "Sông Con",
        "Khối lượng (m3) - Năm 2031": "300",
        "Khối lượng (m3) - Năm 2032": "250",
        "Ghi chú": "Chưa chốt",
    }


def test_rows_inherit_the_number_and_the_line_they_stand_under(tmp_path: Path) -> None:
    found = clauses(
        tmp_path,
        TITLE
        + "**KẾ HOẠCH**\nHội đua thuyền năm 2031\n**I. MỨC CHI**\n"
        + table(
            bold("Số TT", "Cuộc đua", "Nội dung chi", "Mức chi (1.000đ)", "Đơn vị tính", "Ghi chú"),
            [*bold("1", "Đua thuyền cấp tỉnh", "1. Ban tổ chức"), ""],
            ["- Trưởng ban", "410", "người/ngày", ""],
            ["- Thư ký", "290", "người/ngày", ""],
            [*bold("2. Tổ trọng tài"), ""],
            ["- Tổ trưởng", "350", "người/ngày", ""],
            [*bold("2", "Đua thuyền cấp xã", "1. Ban tổ chức"), ""],
            ["- Trưởng ban", "210", "người/ngày", ""],
        ),
    )
    row = found["Kế hoạch > I > bảng > 1 > dòng 4"]
    assert row.headings[-2:] == ("1. Đua thuyền cấp tỉnh", "2. Tổ trọng tài")
    assert values(row) == {
        "Nội dung chi": "- Tổ trưởng",
        "Mức chi (1.000đ)": "350",
        "Đơn vị tính": "người/ngày",
    }
    other = found["Kế hoạch > I > bảng > 2 > dòng 1"]
    assert other.headings[-2:] == ("2. Đua thuyền cấp xã", "1. Ban tổ chức")


def test_a_reference_that_begins_a_line_opens_no_division(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "kh.md",
        WRAPPED + "- Nội dung: quy định chi tiết việc đăng ký bến theo khoản 3\n"
        "Điều 6; khoản 5 và khoản 7\nĐiều 9; các loại phương tiện\nđược miễn và mức phí thu của\ntừng loại.\n"
        "+ Cơ quan chủ trì: Sở Xây dựng phối hợp cùng với các xã\nven sông.\n",
    )
    assert block_texts(read)[4:] == [
        "- Nội dung: quy định chi tiết việc đăng ký bến theo khoản 3 Điều 6; khoản 5 và khoản 7 "
        "Điều 9; các loại phương tiện được miễn và mức phí thu của từng loại.",
        "+ Cơ quan chủ trì: Sở Xây dựng phối hợp cùng với các xã ven sông.",
    ]


def test_a_mark_cut_from_its_heading_opens_it(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "nq.md",
        WRAPPED
        + "**Điều 3. Kinh phí**\n1. Nguồn ngân sách của tỉnh và của các xã ven sông,\nhồ theo phân cấp.\n"
        "2. Nguồn thu hợp pháp khác theo quy định của pháp luật.\n**Điều\n4. Thi hành**\n"
        "1. Ủy ban nhân dân tỉnh tổ chức thực hiện và báo cáo kết\nquả với Hội đồng.\n"
        "2.\nThường trực Hội đồng nhân dân giám sát việc thực hiện,\nhằng năm báo cáo.\n",
    )
    assert block_texts(read)[6:] == [
        "2. Nguồn thu hợp pháp khác theo quy định của pháp luật.",
        "Điều 4. Thi hành",
        "1. Ủy ban nhân dân tỉnh tổ chức thực hiện và báo cáo kết quả với Hội đồng.",
        "2. Thường trực Hội đồng nhân dân giám sát việc thực hiện, hằng năm báo cáo.",
    ]


def test_where_blank_lines_part_the_paragraphs_nothing_else_does(tmp_path: Path) -> None:
    paragraphs = [
        "1. Giao Sở Xây dựng rà soát các bến đò trên sông;\nkiểm tra áo phao;\nlập sổ theo dõi ở từng xã.",
        "2. Giao các xã phối hợp với\nĐoàn Thanh niên và trường học\ntập huấn cho học sinh qua đò.",
        "- Mở lớp dạy bơi cho trẻ em ven sông và\nhồ trong dịp hè hằng năm.",
        "- Cấp phát áo phao cho các điểm trường phải\nqua đò mỗi ngày học.",
        "- Sửa chữa nhà chờ ở các bến có đông người\nqua lại trong ngày.",
        "3. Giao Công an tỉnh xử lý các bến không phép;\nlập biên bản theo quy định.",
    ]
    read = reading(tmp_path, "kh.md", "\n\n".join(paragraphs) + "\n")
    assert block_texts(read) == [paragraph.replace("\n", " ") for paragraph in paragraphs]


def test_a_first_line_cut_short_is_as_full_as_the_others(tmp_path: Path) -> None:
    rest = "đua thuyền truyền thống theo điều lệ giải do Ban tổ chức ban hành hằng năm\nvà công khai."
    starts = ["1. Tổ chức các giải", "2. Vận động các xã", "3. Hướng dẫn các đội", "4. Ghi hình các trận"]
    read = reading(
        tmp_path,
        "kh.md",
        "".join(f"{start}\n{rest}\n" for start in 2 * starts)
        + "5. Đề nghị Mặt trận\nTổ quốc tỉnh giám sát giải.\n6. Trao giải\nBan tổ chức trao giải.\n",
    )
    assert block_texts(read)[-3:] == [
        "5. Đề nghị Mặt trận Tổ quốc tỉnh giám sát giải.",
        "6. Trao giải",
        "Ban tổ chức trao giải.",
    ]


def test_a_dash_or_a_bracket_that_begins_a_line_may_belong_to_the_sentence(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "kh.md",
        WRAPPED
        + "b) Vận động hội viên của các hội, tổ chức chính trị\n- xã hội cùng dọn bến sông.\n"
        + "- Gửi danh sách các bến (theo điểm a, điểm\nb) về Sở Xây dựng trước mùa lũ hằng năm.\n",
    )
    assert block_texts(read)[4:] == [
        "b) Vận động hội viên của các hội, tổ chức chính trị - xã hội cùng dọn bến sông.",
        "- Gửi danh sách các bến (theo điểm a, điểm b) về Sở Xây dựng trước mùa lũ hằng năm.",
    ]


def test_a_heading_in_capitals_below_the_name_of_an_annex_belongs_to_the_table(tmp_path: Path) -> None:
    found = clauses(
        tmp_path,
        TITLE
        + "**KẾ HOẠCH**\nThi chèo thuyền năm 2031\n**I. NỘI DUNG**\n1. Các xã cử đội dự thi./.\n"
        + "|\n**Nơi nhận:**\n- Các xã.\n|\n**CHỦ TỊCH**\nTrần Văn Bến\n|\n"
        + "**PHỤ LỤC**\nTHANG ĐIỂM\n"
        + table(
            bold("STT", "TIÊU CHÍ", "ĐIỂM"),
            ["1", "Có đủ áo phao", "20"],
            ["2", "Thuyền còn hạn đăng kiểm", "30"],
        ),
    )
    assert values(found["Phụ lục > 2"]) == {"STT": "2", "TIÊU CHÍ": "Thuyền còn hạn đăng kiểm", "ĐIỂM": "30"}


def test_steps_under_a_heading_inside_a_table_stand_under_its_columns(tmp_path: Path) -> None:
    found = clauses(
        tmp_path,
        TITLE
        + "I. QUY TRÌNH\n"
        + WRAPPED
        + table(
            ["1", "KÝ HIỆU QUY TRÌNH", "QT.01", ""],
            ["2", "NỘI DUNG QUY TRÌNH", "", ""],
            ["2.1", "Quy trình xử lý công việc", "", ""],
            bold("TT", "Trình tự", "Trách nhiệm", "Thời gian"),
            ["B1", "Nhận đơn xin mượn sách", "Người trông coi", "Giờ hành chính"],
            ["B2", "Trao sách cho người mượn", "Phòng Văn hóa", "02 ngày"],
            ["3", "BIỂU MẪU", "", ""],
            ["4", "Hồ sơ lưu", "Sổ mượn", ""],
        ),
    )
    step = next(clause for path, clause in found.items() if path.endswith("> B2"))
    assert values(step) == {
        "TT": "B2",
        "Trình tự": "Trao sách cho người mượn",
        "Trách nhiệm": "Phòng Văn hóa",
        "Thời gian": "02 ngày",
    }
    assert step.headings[-1] == "2.1. Quy trình xử lý công việc"
    last = next(clause for clause in found.values() if "Sổ mượn" in clause.text)
    assert set(values(last)) == {""}
    assert not any("xử lý công việc" in heading for heading in last.headings)


def test_the_title_of_an_appendix_parts_the_signatures_from_its_table(tmp_path: Path) -> None:
    criteria = (bold("TIÊU CHÍ", "Điểm"), ["Sách đủ loại", "4"], ["Bàn ghế vừa tầm", "3"])
    read = reading(
        tmp_path,
        "ky.md",
        TITLE
        + "Kế hoạch gồm một phụ lục.\n"
        + "|\n*Nơi nhận:*\n- Như trên.\n|\n**CHỦ TỊCH**\nTrần Văn Bến\n|\n"
        + "**PHỤ\nLỤC**\n*(Ban hành kèm theo Kế hoạch này)*\n"
        + table(*criteria),
    )
    assert ["Nơi nhận: - Như trên.", "CHỦ TỊCH Trần Văn Bến"] in cell_texts(read)
    assert cell_texts(read)[-3:] == [["TIÊU CHÍ", "Điểm"], *criteria[1:]]


def test_a_first_row_in_bold_type_names_the_columns(tmp_path: Path) -> None:
    levels = (bold("Cấp lũ", "Mực nước"), ["I", "Dưới mốc một"], ["II", "Trên mốc một"])
    found = clauses(tmp_path, TITLE + "I. CẤP LŨ\n" + WRAPPED + table(*levels))
    assert values(list(found.values())[-1]) == {"Cấp lũ": "II", "Mực nước": "Trên mốc một"}
