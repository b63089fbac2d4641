"""Rows too long to quote are parted between their cells, and each part says what row it is of."""

from __future__ import annotations

from structure_samples import parsed

_SENTENCE = "Hồ sơ được nộp trực tiếp hoặc qua mạng tại trung tâm phục vụ. "


def _table(long: str) -> str:
    head = "TT | Tên thủ tục | Chủ trì | Cách làm | Ghi chú |"
    lead = "Sở X, Sở Z, Sở T và các đơn vị khác của tỉnh cùng các huyện, các xã"
    rows = f"1 | Cấp giấy phép xây dựng | {lead} | {long} | Không |\n2 | Hai | Sở Y | Ba | |\n"
    return f"DANH MỤC\n{head}\n{rows}"


def test_a_row_of_a_quotable_length_stays_whole() -> None:
    _, clauses = parsed(_table(_SENTENCE * 10))
    assert not any("tiếp" in path for path in clauses)


def test_a_long_row_is_parted_between_its_cells() -> None:
    document, clauses = parsed(_table(_SENTENCE * 28))
    rows = [clause for clause in clauses.values() if clause.kind == "row"]
    assert [c.path.rsplit(" > ", 1)[1] for c in rows] == ["1", "1 (tiếp 2)", "2"]
    first, second, _ = rows
    assert [c.column for c in first.cells] == ["TT", "Tên thủ tục", "Chủ trì"]
    assert [c.column for c in second.cells] == ["Cách làm", "Ghi chú"]
    assert second.headings[-1] == "1. Cấp giấy phép xây dựng"
    assert first.parent_id == second.parent_id
    assert "Cách làm: Hồ sơ" in second.searched_text
    assert all(document.text[c.start : c.end] == c.text for c in rows)


def test_a_cell_too_long_by_itself_is_parted_at_sentence_ends() -> None:
    _, clauses = parsed(_table(_SENTENCE * 70))
    rows = [clause for clause in clauses.values() if clause.kind == "row"]
    pieces = [c for c in rows if c.path.split(" > ")[-1].startswith("1")]
    assert len(pieces) >= 3 and all(len(piece.text) <= 1830 for piece in pieces)
    assert all(piece.start <= cell.start < cell.end <= piece.end for piece in pieces for cell in piece.cells)
