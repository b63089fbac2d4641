"""The five real plans: figures that a reader can check against the page."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from indexing.model import Clause, Document
from indexing.readers import read_file
from indexing.settings import Settings
from indexing.structure import parse

_SHARED = Path(os.environ.get("TRICHDAN_SHARED") or Path(__file__).resolve().parents[1].parent / "shared")
PLANS = _SHARED / "plans"
NAMES = ("bac-giang-2023-2024", "bac-kan-2025", "bac-ninh-2024-2025", "ha-noi-2024-2025", "son-la-2023-2024")
pytestmark = [
    pytest.mark.plans,
    pytest.mark.skipif(not PLANS.is_dir(), reason="the real plans are not here (set TRICHDAN_SHARED)"),
]


@cache
def parsed(path: Path) -> tuple[Document, dict[str, Clause]]:
    document, clauses = parse(read_file(path, Settings()), document_id=path.stem, source=path, sha256="0")
    return document, {clause.path: clause for clause in clauses}


def plan(name: str) -> tuple[Document, dict[str, Clause]]:
    return parsed(PLANS / f"{name}.txt")


@pytest.mark.parametrize("name", NAMES)
def test_clauses_are_slices_that_cover_the_text_once(name: str) -> None:
    document, clauses = plan(name)
    at = 0
    for clause in clauses.values():
        assert document.text[at : clause.start].strip() == ""
        assert clause.text == document.text[clause.start : clause.end] != ""
        at = clause.end
    assert document.text[at:].strip() == ""
    ids = {clause.id for clause in clauses.values()}
    assert len(ids) == len(clauses)
    assert all(c.parent_id is None or c.parent_id in ids for c in clauses.values())
    assert [c.order for c in clauses.values()] == list(range(len(clauses)))


@pytest.mark.parametrize(
    ("name", "number", "kind", "issuer", "province", "date", "year", "signer"),
    [
        (
            "bac-giang-2023-2024",
            "/KH-SGDĐT",
            "Kế hoạch",
            "Sở Giáo dục và Đào tạo tỉnh Bắc Giang",
            "Bắc Giang",
            None,
            "2023-2024",
            "Tạ Việt Hùng",
        ),
        (
            "bac-kan-2025",
            "284/KH-UBND",
            "Kế hoạch",
            "Ủy ban nhân dân tỉnh Bắc Kạn",
            "Bắc Kạn",
            "2025-04-22",
            None,
            None,
        ),
        (
            "bac-ninh-2024-2025",
            "1102/QĐ-UBND",
            "Quyết định",
            "Ủy ban nhân dân tỉnh Bắc Ninh",
            "Bắc Ninh",
            "2024-09-12",
            "2024-2025",
            "Lê Xuân Lợi",
        ),
        (
            "ha-noi-2024-2025",
            "5127/QĐ-UBND",
            "Quyết định",
            "Ủy ban nhân dân thành phố Hà Nội",
            "Hà Nội",
            "2024-09-30",
            "2024-2025",
            "Vũ Thu Hà",
        ),
        (
            "son-la-2023-2024",
            "1646/QĐ-UBND",
            "Kế hoạch",
            "Ủy ban nhân dân tỉnh Sơn La",
            "Sơn La",
            "2023-08-31",
            "2023-2024",
            None,
        ),
    ],
)
def test_metadata(
    name: str,
    number: str,
    kind: str,
    issuer: str,
    province: str,
    date: str | None,
    year: str | None,
    signer: str | None,
) -> None:
    document, _ = plan(name)
    assert (document.number, document.kind, document.issuer) == (number, kind, issuer)
    assert (document.province, document.school_year, document.signer) == (province, year, signer)
    assert (document.date.isoformat() if document.date else None) == date


def test_every_row_of_the_appendix_is_a_clause_with_its_columns() -> None:
    document, clauses = plan("bac-kan-2025")
    rows = [c for c in clauses.values() if c.kind == "row"]
    assert [c.path for c in rows] == [f"Phụ lục > {n}" for n in range(1, 35)]
    row = clauses["Phụ lục > 31"]
    said = {cell.column: document.text[cell.start : cell.end] for cell in row.cells}
    assert (said["TT"], said["Đơn vị chủ trì"], said["Thời gian"]) == ("31", "Sở Y tế", "Năm 2025")
    assert set(said) == {"TT", "Đơn vị chủ trì", "Đơn vị phối hợp", "Nhiệm vụ, đề án", "Thời gian"}
    assert row.headings and row.headings[0].startswith("PHỤ LỤC")


def test_a_bullet_inherits_the_agency_it_is_assigned_to() -> None:
    _, clauses = plan("bac-kan-2025")
    assert (
        clauses["Kế hoạch > III > 7 > 7.2 > gạch đầu dòng 1"]
        .headings[-1]
        .startswith("7.2. Sở Tài chính: Chủ trì")
    )
    assert clauses["Kế hoạch > III > 5 > gạch đầu dòng 4"].lead_in.endswith("huyện, thành phố:")
    assert clauses["Kế hoạch > III > 7 > 7.4"].kind == "item"


def test_web_links_before_and_after_the_text_are_not_clauses_of_it() -> None:
    _, clauses = plan("bac-kan-2025")
    outside = [c for c in clauses.values() if c.kind == "boilerplate"]
    assert [len(c.text.splitlines()) for c in outside] == [12, 6]


def test_a_decision_and_its_plan_have_addresses_of_their_own() -> None:
    for name in ("bac-ninh-2024-2025", "ha-noi-2024-2025"):
        _, clauses = plan(name)
        assert clauses["Quyết định > Điều 2"].text.endswith("kể từ ngày ký.")
        assert clauses["Kế hoạch > II > 5"].kind == "part"
        assert clauses["Kế hoạch > III > 1"].kind == "part"
    _, clauses = plan("bac-ninh-2024-2025")
    assert "chấp hành quy định về ATGT" in clauses["Kế hoạch > II > 6 > đoạn 1"].text
    assert clauses["Kế hoạch > III > 1 > điểm b"].headings[-1] == "1. Sở Giáo dục và Đào tạo"
    assert clauses["Chú thích > 1"].kind == "footnote"
    assert Counter(c.kind for c in clauses.values())["legal_basis"] == 5


def test_a_sentence_cut_by_a_page_break_is_one_clause() -> None:
    _, clauses = plan("bac-giang-2023-2024")
    assert "đầu tư CSVC\nvà đội ngũ nhà giáo" in clauses["Kế hoạch > II > 1 > đoạn 2"].text
    assert "kết\nnối liên thông" in clauses["Kế hoạch > II > 8 > đoạn 1"].text


def test_two_parts_with_one_number_stay_distinct_and_are_reported() -> None:
    document, clauses = plan("bac-giang-2023-2024")
    assert clauses["Kế hoạch > V"].text.startswith("V. ĐỀ NGHỊ CÁC CƠ QUAN BÁO CHÍ")
    assert clauses["Kế hoạch > V (2)"].text.startswith("V. ĐỀ NGHỊ ỦY BAN MẶT TRẬN")
    assert any("“V” dùng hai lần" in w for w in document.warnings)
    assert any("để trống" in w for w in document.warnings)


def test_a_bullet_glued_to_its_quotation_is_a_bullet() -> None:
    _, clauses = plan("son-la-2023-2024")
    bullet = clauses["Kế hoạch > II > 1 > gạch đầu dòng 1"]
    assert "70,1%" in bullet.text and bullet.lead_in.endswith(":")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_addresses_are_the_same_in_other_formats(name: str, suffix: str) -> None:
    path = _SHARED / "plans-formats" / f"{name}.{suffix}"
    if not path.exists():
        pytest.skip(f"no {path.name} here")
    _, there = parsed(path)
    _, here = plan(name)
    assert [p for p in there if "ngoài" not in p] == [p for p in here if "ngoài" not in p]
