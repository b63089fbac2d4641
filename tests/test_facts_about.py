"""What a document says about itself: signer, validity, recipients, theme, abbreviations."""

from __future__ import annotations

import pytest
from conftest import SAMPLE
from fact_samples import plan, sample, sentence

from indexing.model import About


def values(found: list[About], attribute: str) -> list[str]:
    return [f.value for f in found if f.attribute == attribute]


@pytest.mark.parametrize(
    ("said", "short", "meaning"),
    [
        (
            "Giao Trung tâm Điều hành giáo dục thông minh (IOC) theo dõi.",
            "IOC",
            "Trung tâm Điều hành giáo dục thông minh",
        ),
        ("thư viện trường học (TVTH) là nơi đọc sách", "TVTH", "thư viện trường học"),
        ("Ủy ban nhân dân (sau đây gọi tắt là UBND) tỉnh", "UBND", "Ủy ban nhân dân"),
        ("sử dụng Hệ thống quản lý bạn đọc (LMS) dùng chung", "LMS", "Hệ thống quản lý bạn đọc"),
    ],
)
def test_an_abbreviation_is_explained_where_it_is_first_used(said: str, short: str, meaning: str) -> None:
    read = sentence(said)
    (found,) = read.of(About)
    assert (found.attribute, found.subject, found.value) == ("abbreviation", short, meaning)
    assert meaning in read.quoted(found) and short in read.quoted(found)


@pytest.mark.parametrize(
    "said", ["Các trường thực hiện (II) như sau", "đọc sách mỗi ngày (ABC)", "gồm 5 huyện (XYZ)"]
)
def test_brackets_that_explain_nothing(said: str) -> None:
    assert sentence(said).of(About) == []


@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("van-trach-2024-2025.txt", "Nghiêm Thị Sao Khuê"),
        ("ha-linh-2030.docx", "Lường Thế Bảng"),
        ("lam-khe-chi-thi-an-toan.pdf", "Vi Đức Khoan"),
        ("thanh-sa-2024-2025.md", "Thẩm Hữu Khởi"),
        ("van-trach-day-them.html", "Đoạn Văn Tấu"),
        ("thanh-sa-cong-van-1234.txt", "Cồ Minh Dự"),
    ],
)
def test_the_signer_in_every_layout(name: str, signer: str) -> None:
    read = sample(SAMPLE / "documents" / name)
    (found,) = [f for f in read.of(About) if f.attribute == "signer"]
    assert found.value == signer
    assert signer in read.quoted(found)


def test_recipients_without_the_signature_beside_them() -> None:
    read = sample(SAMPLE / "documents" / "lam-khe-chi-thi-an-toan.pdf")
    (told,) = values(read.of(About), "recipients")
    assert "Báo Lam Khê" in told
    assert "Vi Đức Khoan" not in told


def test_validity_is_the_documents_own() -> None:
    read = plan(
        "Kế hoạch này có hiệu lực kể từ ngày ký và thay thế Kế hoạch số 1/KH-UBND.\n"
        "Nghị định này có hiệu lực từ ngày 01/7/2024."
    )
    assert values(read.of(About), "validity") == ["kể từ ngày ký"]


def test_theme_and_motto() -> None:
    read = sentence("Chủ đề năm học: “Mỗi lớp một tủ sách”, với phương châm “Đọc - hiểu - làm theo”.")
    assert values(read.of(About), "theme") == ["Mỗi lớp một tủ sách"]
    assert values(read.of(About), "motto") == ["Đọc - hiểu - làm theo"]
