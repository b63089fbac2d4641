"""Documents that amend others: what they quote is theirs to quote, not a division of their own."""

from __future__ import annotations

import pytest
from structure_samples import parsed

_AMENDING = """ỦY BAN NHÂN DÂN TỈNH A
Số: 5/2031/QĐ-UBND
QUYẾT ĐỊNH
Sửa đổi, bổ sung một số điều của Quy định về nước sạch nông thôn
QUYẾT ĐỊNH:
Điều 1. Sửa đổi, bổ sung một số điều của Quy định
{amended}
Điều 2. Hiệu lực
Quyết định này có hiệu lực từ ngày 1 tháng 2 năm 2031.
Điều 3. Các sở thi hành./.
"""


@pytest.mark.parametrize(
    "amended",
    [
        """1. Sửa đổi, bổ sung Điều 2 như sau:
“Điều 2. Giá nước
1. Giá nước do tỉnh quy định.
2. Hộ nghèo được giảm:
a) Một nửa.”.
2. Bãi bỏ Điều 9.""",
        """1. Sửa đổi, bổ sung Điều 2 như sau: “Điều 2. Giá nước
1. Giá nước do tỉnh quy định.
2. Hộ nghèo được giảm:
a) Một nửa.”
2. Bãi bỏ Điều 9.""",
        """1. Sửa đổi, bổ sung Điều 2 như sau:
Điều 2. Giá nước
1. Giá nước do tỉnh quy định.
2. Hộ nghèo được giảm:
a) Một nửa.
2. Bãi bỏ Điều 9.""",
        """1. Bổ sung Điều 7a vào sau Điều 7 như sau:
“Điều 7a. Giá nước
1. Giá nước do tỉnh quy định.
2. Hộ nghèo được giảm:
a) Một nửa.
2. Bãi bỏ Điều 9.""",
        """1. Sửa đổi khoản 2 và khoản 3 Điều 7 như sau:
2. Giá nước do tỉnh quy định.
3. Hộ nghèo được giảm:
a) Một nửa;
b) Hai phần ba.
2. Bãi bỏ Điều 9.""",
    ],
    ids=["quoted", "opened in the line that amends", "bare", "never closed", "khoản alone"],
)
def test_what_an_amending_clause_quotes_belongs_to_it(amended: str) -> None:
    clauses = parsed(_AMENDING.format(amended=amended))[1]
    own = [path for path in clauses if path.startswith("Điều") and "đoạn" not in path]
    assert own == ["Điều 1", "Điều 1 > khoản 1", "Điều 1 > khoản 2", "Điều 2", "Điều 3"]
    assert clauses["Điều 1 > khoản 1 > đoạn 1"].headings[-1].startswith("1. ")


def test_a_list_announced_by_a_clause_that_amends_nothing_stays_a_list() -> None:
    amended = "1. Bổ sung kinh phí cho các việc như sau:\na) Việc một.\nb) Việc hai.\n2. Các việc khác."
    clauses = parsed(_AMENDING.format(amended=amended))[1]
    assert [path for path in clauses if "điểm" in path] == [
        "Điều 1 > khoản 1 > điểm a",
        "Điều 1 > khoản 1 > điểm b",
    ]


def test_a_table_in_a_quotation_does_not_end_it() -> None:
    rows = "TT | Xã | Giá |\n1 | Xã An | 5 |\n2 | Xã Bình | 6 |"
    quoted = f"“Điều 2. Giá nước\n1. Theo bảng:\n{rows}\n2. Hộ nghèo giảm.”"
    amended = f"1. Sửa đổi Điều 2 như sau:\n{quoted}\n2. Bãi bỏ Điều 9."
    clauses = parsed(_AMENDING.format(amended=amended))[1]
    assert "Điều 1 > khoản 1 > bảng > 2" in clauses
    assert [path for path in clauses if path.startswith("Điều 1 > khoản 2")] == ["Điều 1 > khoản 2"]
