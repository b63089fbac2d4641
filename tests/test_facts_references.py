"""Viện dẫn: number, date, issuer, subject and relation of the documents a text names."""

from __future__ import annotations

import pytest
from fact_samples import plan, sentence

from indexing.facts.references import number_key
from indexing.model import Reference


def test_a_reference_with_all_its_parts() -> None:
    said = (
        "Thực hiện theo Quyết định số 512/QĐ-UBND ngày 09/4/2024 của Chủ tịch Ủy ban nhân dân tỉnh Lũng Vài "
        "Quy định về tặng sách; các trường chủ động triển khai."
    )
    (found,) = sentence(said).of(Reference)
    assert found.number == "512/QĐ-UBND"
    assert (found.document_kind, found.date) == ("Quyết định", "09/4/2024")
    assert found.issuer == "Chủ tịch Ủy ban nhân dân tỉnh Lũng Vài"
    assert found.subject == "Quy định về tặng sách"
    assert found.relation == "thực hiện theo"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Kết luận số 31-KL/TU của Tỉnh ủy", "31-KL/TU"),
        ("Công văn số 88/SGDĐT- GDTX", "88/SGDĐT-GDTX"),
        ("Thông tư số 16/2022/TT-BGDĐT", "16/2022/TT-BGDĐT"),
        ("Nghị quyết 12/2021/QH15", "12/2021/QH15"),
    ],
)
def test_numbers_of_every_kind(said: str, number: str) -> None:
    assert [f.number for f in sentence(said).of(Reference)] == [number]


@pytest.mark.parametrize(
    "said", ["Học sinh lớp 8-A9", "Gọi 0913 - Xin cảm ơn", "Tỷ lệ 3/7 huyện", "Khổ giấy A4/A3"]
)
def test_what_only_looks_like_a_number(said: str) -> None:
    assert sentence(said).of(Reference) == []


@pytest.mark.parametrize(
    ("said", "relations"),
    [
        ("Kế hoạch này thay thế Kế hoạch số 5/KH-UBND.", ["thay thế"]),
        ("Bãi bỏ Quyết định số 1/QĐ-UBND; Quyết định số 2/QĐ-UBND.", ["bãi bỏ", "bãi bỏ"]),
        ("(Ban hành kèm theo Quyết định số 3/QĐ-UBND)", ["ban hành kèm theo"]),
    ],
)
def test_how_it_relates(said: str, relations: list[str]) -> None:
    assert [f.relation for f in sentence(said).of(Reference)] == relations


def test_a_laws_name_stands_before_its_number() -> None:
    (found,) = sentence("Theo Luật Thư viện số 46/2019/QH14, thư viện phục vụ mọi người.").of(Reference)
    assert (found.document_kind, found.subject, found.number) == ("Luật", "Thư viện", "46/2019/QH14")


def test_an_offices_title_is_part_of_the_issuer() -> None:
    said = "Thông tư số 9/2023/TT-BVHTTDL của Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch về thư viện lưu động."
    (found,) = sentence(said).of(Reference)
    assert found.issuer == "Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch"
    assert found.subject == "về thư viện lưu động"


def test_a_documents_own_number_refers_to_nothing() -> None:
    read = plan(
        "Căn cứ Luật Thư viện năm 2019;\nCăn cứ Nghị quyết số 8/NQ-HĐND ngày 02/3/2025;\n\n"
        "I. NHIỆM VỤ\n1. Mua sách."
    )
    assert [(f.number, f.relation) for f in read.of(Reference)] == [("8/NQ-HĐND", "căn cứ")]


def test_spellings_of_one_number() -> None:
    assert number_key("4725/QĐ-BGD&ĐT") == number_key("4725/QĐ-BGDĐT") == number_key("4725/qd- bgddt")


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("Căn cứ Nghị định số 4/NĐ-CP của Chính phủ về thư viện được sửa đổi bởi Nghị định số 9/NĐ-CP;",
         "về thư viện"),
        ("Theo Quyết định số 4/QĐ-BVH quy định về thư viện (sau đây gọi là Quyết định số 4/QĐ-BVH).",
         "quy định về thư viện"),
        ("Trả lời Công văn số 4/SVH-TV về phần mềm quản lý thư viện (PMTV), Sở có ý kiến như sau:",
         "về phần mềm quản lý thư viện (PMTV)"),
        ("Thông tư số 4/2020/TT-BVH quy định về thư viện hết hiệu lực từ 01/7/2026.", "quy định về thư viện"),
        ("Căn cứ khoản 2 Điều 4 Luật Thư viện số 46/2019/QH14 của Quốc hội, quy định:", "Thư viện"),
        ("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Xuất bản số 9/2026/QH16;",
         "sửa đổi, bổ sung một số điều của Luật Xuất bản"),
        ("Thực hiện Công văn số 4/SVH-TV về tặng sách, Ủy ban nhân dân xã báo cáo như sau:", "về tặng sách"),
    ],
)  # fmt: skip
def test_a_subject_ends_where_its_sentence_goes_on(said: str, subject: str) -> None:
    assert sentence(said).of(Reference)[0].subject == subject


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Dự án đã có trong QĐ số 270/QĐ-UBND.", "Quyết định"),
        ("Sở nhận được công văn số 18/TV-HC.", "Công văn"),
        ("VỀ VIỆC SỬA ĐỔI NGHỊ QUYẾT SỐ 136/NQ-HĐND NGÀY 26 THÁNG 6 NĂM 2024", "Nghị quyết"),
        ("Theo Kế hoạch thanh tra số 1505/KH-TTr.", "Kế hoạch"),
        ("Báo cáo giải trình, tiếp thu số 490/BC-UBND ngày25/11/2025", "Báo cáo"),
    ],
)
def test_a_kind_written_short_small_or_with_its_purpose(said: str, kind: str) -> None:
    assert [f.document_kind for f in sentence(said).of(Reference)] == [kind]


@pytest.mark.parametrize(
    ("said", "relations"),
    [
        ("Thực hiện Chỉ thị số 4/CT-TU về sách; Kế hoạch số 5/KH-UBND về đọc.", ["thực hiện", "thực hiện"]),
        ("Thực hiện theo quy định tại khoản 2 Điều 4 Nghị định số 4/NĐ-CP.", ["thực hiện theo"]),
        ("Bãi bỏ quy định về thẻ đọc tại Quyết định số 4/QĐ-UBND.", ["bãi bỏ"]),
        ("Quyết định số 4/QĐ-UBND hết hiệu lực từ ngày 01/7/2026.", ["bãi bỏ"]),
        (
            "Nghị định số 4/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 7/NĐ-CP; - Nghị định số 8/NĐ-CP.",
            ["", "sửa đổi, bổ sung", ""],
        ),
    ],
)
def test_a_relation_reaches_as_far_as_it_is_said(said: str, relations: list[str]) -> None:
    assert [f.relation for f in sentence(said).of(Reference)] == relations


def test_who_proposed_a_text_is_no_legal_basis_of_it() -> None:
    read = plan(
        "Căn cứ Luật Thư viện số 46/2019/QH14;\nTheo đề nghị của Sở Văn hóa tại Tờ trình số 4/TTr-SVH."
    )
    assert [f.relation for f in read.of(Reference)] == ["căn cứ", "theo đề nghị"]
