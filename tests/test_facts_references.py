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
