"""What the measuring of readings counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.reading import agreement, compared, parsed
from indexing.model import Document

_PLAN = "Số: 5/KH-UBND\nKẾ HOẠCH\nThử nghiệm\nI. MỤC TIÊU\n1. Tăng số lớp.\n2. Giảm số tờ.\n"


def _document(**said: str | None) -> Document:
    return Document.model_validate(
        {"id": "d", "file": "d.md", "source": "d.md", "sha256": "", "format": "md", "text": "x", **said}
    )


def test_agreement_counts_equal_and_nearly_equal_clauses(tmp_path: Path) -> None:
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text(_PLAN, encoding="utf-8")
    other.write_text(_PLAN.replace("số tờ", "số tỡ").replace("Thử nghiệm", "Thử  nghiệm"), encoding="utf-8")
    result = agreement(parsed(one), parsed(other))
    assert (result.equal.n, result.matched.n, result.equal.of) == (3, 4, 4)
    assert result.characters.of - result.characters.n == 1


@pytest.mark.parametrize(
    ("row", "read", "outcome"),
    [
        (("5/KH-UBND", "Kế hoạch", "UBND"), ("5/KH-UBND", "Kế hoạch", "UBND"), ("agreed",) * 3),
        (("5/QĐ-", "Công văn/khác", ""), ("5/QĐ-BYT", "Công văn", "Bộ Y tế"), ("slip", "agreed", "slip")),
        (("5/CT-CS", "Chỉ thị", "BỘ TÀI CHÍNH CỤC THUẾ"), ("5/CT-CS", "Công văn", "Cục Thuế"),
         ("agreed", "slip", "agreed")),
        (("5/KH-X", "Kế hoạch", "BỘ VĂN HÓA"), ("6/KH-X", "Đề án", "Bộ Y tế"), ("disagreed",) * 3),
        (("1/NQ-UBTVQH15", "Nghị quyết", "QUỐC HỘI"),
         ("1/NQ-UBTVQH15", "Nghị quyết", "Ủy ban thường vụ Quốc hội"), ("agreed", "agreed", "slip")),
    ],
)  # fmt: skip
def test_a_manifest_is_told_from_its_slips(
    row: tuple[str, str, str], read: tuple[str, str, str], outcome: tuple[str, str, str]
) -> None:
    listed = dict(zip(("so_hieu", "loai", "co_quan"), row, strict=True)) | {"file": "d.md"}
    document = _document(**dict(zip(("number", "kind", "issuer"), read, strict=True)))
    result = compared([(listed, document)])
    for name, expected in zip(("number", "kind", "issuer"), outcome, strict=True):
        found = "slip" if result.slips[name] else "disagreed" if result.disagreed[name] else "agreed"
        assert found == expected, name
