"""Plain text and Markdown: encodings, marks, wrapped lines, tables."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from reader_samples import block_texts, cell_texts, reading

from indexing.readers import ReadError

LINES = (
    "Sở Xây dựng chủ trì rà soát quy hoạch các điểm trường.",
    "Các huyện báo cáo kết quả trước ngày 15/9/2031; đôn đốc việc thực hiện.",
)
TEXT = "\n".join(LINES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(tmp_path: Path, encoding: str) -> None:
    assert block_texts(reading(tmp_path, "vb.txt", TEXT.encode(encoding))) == list(LINES)


def test_code_page_1258(tmp_path: Path) -> None:
    # The code page has shaped letters and puts the tone behind them.
    text = "Các xa\u0303 va\u0300 huyê\u0323n thư\u0323c hiê\u0323n kê\u0301 hoa\u0323ch"
    read = reading(tmp_path, "cu.txt", text.encode("cp1258"))
    assert read.text == "Các xã và huyện thực hiện kế hoạch"


@pytest.mark.parametrize(
    "data",
    [
        "ñy ban nh©n d©n tØnh giao c¸c huyÖn thùc hiÖn kÕ ho¹ch n¨m häc".encode("latin-1"),
        "uûy ban nhaân daân tænh giao caùc huyeän thöïc hieän keá hoaïch naêm hoïc".encode("cp1252"),
        "ûy ban nhân dân tÌnh giao các huyŒn th¿c hiŒn k‰ hoåch næm h†c".encode("cp1252"),
    ],
    ids=["tcvn3", "vni", "vps"],
)
def test_legacy_encodings(tmp_path: Path, data: bytes) -> None:
    expected = "ủy ban nhân dân tỉnh giao các huyện thực hiện kế hoạch năm học"
    assert block_texts(reading(tmp_path, "cu.txt", data)) == [expected]


def test_capitals_of_tcvn3_which_has_none_with_tones(tmp_path: Path) -> None:
    lines = ["ñY BAN NH¢N D¢N TØNH", "Sè: 17/KH-UBND", "KÕ HO¹CH", "Thùc hiÖn nhiÖm vô cña H§ND huyÖn"]
    read = reading(tmp_path, "cu.txt", "\n".join(lines).encode("latin-1"))
    assert block_texts(read) == [
        "ỦY BAN NHÂN DÂN TỈNH",
        "Số: 17/KH-UBND",
        "KẾ HOẠCH",
        "Thực hiện nhiệm vụ của HĐND huyện",
    ]


def test_legacy_text_saved_as_unicode(tmp_path: Path) -> None:
    text = "ñy ban nh©n d©n tØnh giao c¸c huyÖn thùc hiÖn kÕ ho¹ch n¨m häc"
    assert reading(tmp_path, "cu.txt", text).text.startswith("ủy ban nhân dân tỉnh")


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    assert reading(tmp_path, "nfd.txt", unicodedata.normalize("NFD", TEXT)).text == TEXT


def test_markdown_marks_become_hints(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "kh.md",
        "## **II. NHIỆM VỤ**\n\n**Kính gửi:** các *trường*\n\n- Rà soát (*) số 5\\*3\n\n"
        "#### Chung\n\n_____\n",
    )
    assert block_texts(read) == ["II. NHIỆM VỤ", "Kính gửi: các trường", "- Rà soát (*) số 5*3", "Chung"]
    assert [(b.level, b.bold) for b in read.blocks] == [(2, True), (0, False), (0, False), (4, False)]


def test_markdown_in_txt_is_recognised(tmp_path: Path) -> None:
    read = reading(tmp_path, "kh.txt", "# KẾ HOẠCH\n\n## I. MỤC TIÊU\n\n### 1. Chung\n\nNội dung *mới*.\n")
    assert block_texts(read) == ["KẾ HOẠCH", "I. MỤC TIÊU", "1. Chung", "Nội dung mới."]


def test_plain_text_keeps_its_stars(tmp_path: Path) -> None:
    read = reading(tmp_path, "kh.txt", "* Chỉ tiêu năm *2031*\nĐạt 70%")
    assert block_texts(read) == ["* Chỉ tiêu năm *2031*", "Đạt 70%"]


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "kh.md",
        "Căn cứ Luật Thư viện năm 2019 và các văn bản\nhướng dẫn thi hành;\n"
        "Ủy ban nhân dân huyện giao Phòng Nội vụ và các\nđơn vị liên quan thực hiện các việc sau\nđây:\n"
        "1. Rà soát các thư viện trên địa bàn huyện, báo\ncáo trước ngày 20 tháng 5.\n"
        "2. Sửa chữa nhà đọc.\n- Bổ sung sách mới.\n**Điều 3. Hiệu lực**\n"
        "Kế hoạch có hiệu lực từ ngày ký\nban hành.\n",
    )
    assert block_texts(read) == [
        "Căn cứ Luật Thư viện năm 2019 và các văn bản hướng dẫn thi hành;",
        "Ủy ban nhân dân huyện giao Phòng Nội vụ và các đơn vị liên quan thực hiện các việc sau đây:",
        "1. Rà soát các thư viện trên địa bàn huyện, báo cáo trước ngày 20 tháng 5.",
        "2. Sửa chữa nhà đọc.",
        "- Bổ sung sách mới.",
        "Điều 3. Hiệu lực",
        "Kế hoạch có hiệu lực từ ngày ký ban hành.",
    ]


def test_what_a_web_site_adds_below_wrapped_lines_is_a_paragraph_of_its_own(tmp_path: Path) -> None:
    wrapped = [
        "Ủy ban nhân dân các xã, phường ven",
        "hồ kiểm đếm thuyền, phao và người lái, báo cáo Sở Xây dựng tỉnh",
        "mỗi quý một lần; người lái thuyền phải có chứng chỉ do tỉnh",
        "cấp và mặc áo phao trong suốt chuyến đi trên hồ",
    ]
    added = [
        "Quyết định 17/QĐ-UBND năm 2025 về thuyền chở học sinh vùng hồ, bảng giá và mẫu đăng ký chuyến đi"
        " do Ủy ban nhân dân tỉnh Mộc Lạng ban hành, kèm theo bản đồ bến đò",
        "Văn bản này chưa cập nhật nội dung Tiếng Anh",
        "Quyết định 17/QĐ-UBND ngày 02/9/2025",
    ]
    assert block_texts(reading(tmp_path, "a.txt", "\n".join(wrapped + added))) == [" ".join(wrapped), *added]


def test_pipe_tables(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "bang.md",
        "| TT | Việc |\n|---|:--|\n| 1 | Xây **cầu** |\n\nGiữa\n\n"
        "TT | Việc | Hạn |\n1 |  | 2031 |\n| KÝ TÊN |\n",
    )
    assert cell_texts(read) == [
        ["TT", "Việc"],
        ["1", "Xây cầu"],
        ["TT", "Việc", "Hạn"],
        ["1", "", "2031"],
        ["", "KÝ TÊN"],
    ]
    assert [b.table for b in read.blocks] == [0, 0, None, 1, 1, 1]
    assert block_texts(read)[-2:] == ["1 |  | 2031 |", "| KÝ TÊN |"]


def test_cells_on_lines_of_their_own(tmp_path: Path) -> None:
    header = "|\n**TT**\n|\n**Nhiệm vụ**\n|\n**Hạn**\n|\n"
    due = ["Năm 2031\n", ""]
    rows = "".join(f"|\n{i}\n|\nViệc số {i}\ncủa xã\n|\n{due[i % 2]}|\n" for i in range(1, 7))
    read = reading(
        tmp_path,
        "bang.md",
        "|\nUBND HUYỆN A\n-----\n|\n**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM**\n|\n"
        "|\nSố: 12/KH-UBND\n|\n*A, ngày 2*\n|\n"
        "**KẾ HOẠCH**\nPhát triển thư viện huyện\n"
        + "Các xã thực hiện nghiêm túc kế hoạch này.\n" * 6
        + header
        + rows,
    )
    assert cell_texts(read) == [
        ["UBND HUYỆN A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 12/KH-UBND", "A, ngày 2"],
        ["TT", "Nhiệm vụ", "Hạn"],
        *([str(i), f"Việc số {i} của xã", "" if i % 2 else "Năm 2031"] for i in range(1, 7)),
    ]


def test_binary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="không phải là văn bản"):
        reading(tmp_path, "anh.txt", bytes(range(256)) * 20)
