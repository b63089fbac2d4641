"""What holds of any text whatever: its clauses cover it once, in time that grows with its length."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from structure_samples import HEAD, parsed, read

from indexing.structure import parse

_WORDS = st.sampled_from(
    [
        "Sở Y tế chủ trì",
        "I. MỤC TIÊU",
        "II. ",
        "1. Việc",
        "1.1. Việc con",
        "a) Ý",
        "- gạch;",
        "+ cộng",
        "* sao:",
        "Điều 3. Tên",
        "Chương II",
        "PHỤ LỤC",
        "KẾ HOẠCH",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
        "Nguyễn Văn An",
        "TT | Việc |",
        "1 | A |",
        "| | |",
        "(Ban hành kèm theo Quyết định số 1/QĐ-UBND)",
        "Căn cứ Luật;",
        "QUYẾT ĐỊNH:",
        "[1] chú",
        "và tiếp theo",
        "-----",
        "Số: /KH",
        "“Trích",
        "hết”.",
        "TIÊU ĐỀ HOA",
        "x" * 30,
        ". " * 900,
        "Câu dài. " * 260,
        "\u00a0",
        "5/8",
        "(1) mở",
        "V/v thử",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS | st.text(max_size=40), max_size=30), st.sampled_from(["\n", "\n\n", " \n"]))
def test_any_text_is_covered_once_by_distinct_clauses(lines: list[str], joint: str) -> None:
    given_text = read(joint.join(lines))
    document, clauses = parse(given_text, document_id="d", source=Path("t.txt"), sha256="0")
    assert (document, clauses) == parse(given_text, document_id="d", source=Path("t.txt"), sha256="0")
    at = 0
    for order, clause in enumerate(clauses):
        assert clause.order == order and clause.text
        assert document.text[at : clause.start].strip() == ""
        assert clause.text == document.text[clause.start : clause.end]
        assert all(clause.start <= c.start <= c.end <= clause.end for c in clause.cells)
        at = clause.end
    assert document.text[at:].strip() == ""
    assert len({c.id for c in clauses}) == len({c.path for c in clauses}) == len(clauses)
    ids = {c.id for c in clauses}
    assert all(c.parent_id is None or (c.parent_id in ids and c.parent_id != c.id) for c in clauses)


def test_time_grows_with_length_and_not_with_its_square() -> None:
    import time

    text = (
        HEAD + "I. MỤC TIÊU\n" + "1. Việc cần làm.\n- Gạch đầu dòng dài hơn một chút;\nĐoạn văn nữa.\n" * 4000
    )
    started = time.perf_counter()
    parsed(text)
    assert time.perf_counter() - started < 20
