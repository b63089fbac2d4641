"""What an invented document says of itself: number, issuer, place, date, signer."""

from __future__ import annotations

import datetime as dt

import pytest
from structure_samples import HEAD, parsed


def test_metadata_of_a_province_in_no_list() -> None:
    document, _ = parsed(HEAD + "I. MỤC TIÊU\n1. Tăng số lớp.")
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


def test_a_plan_alone_has_the_number_of_its_decision() -> None:
    text = """KẾ HOẠCH
THỬ NGHIỆM
(Ban hành kèm theo Quyết định số: 77/QĐ-UBND ngày 31 tháng 08 năm 2030 của Chủ tịch UBND tỉnh Lâm Sơn)
I. MỤC TIÊU
1. Một."""
    document, _ = parsed(text)
    assert (document.number, document.kind, document.date) == ("77/QĐ-UBND", "Kế hoạch", dt.date(2030, 8, 31))
    assert (document.issuer, document.province) == ("Ủy ban nhân dân tỉnh Lâm Sơn", "Lâm Sơn")


def test_a_deputy_signs_also_where_the_dot_is_left_out() -> None:
    text = HEAD + "1. Các xã thực hiện./.\nKT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Thị Mẫu"
    document, clauses = parsed(text)
    assert document.signer == "Trần Thị Mẫu"
    assert clauses["Chữ ký"].text == "KT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Thị Mẫu"
