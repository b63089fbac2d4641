from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.gold import GoldError, folded, load_gold

GOOD: dict[str, Any] = {
    "id": "a",
    "kind": "target",
    "question": "Đạt bao nhiêu?",
    "history": ["Sở nào chủ trì?"],
    "answerable": True,
    "answer": [["38%", "38 %"]],
    "evidence": [{"doc": "plan", "quote": "đạt 38%"}],
}


def written(folder: Path, *lines: str) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_gold_set_is_read_with_blank_lines_skipped(tmp_path: Path) -> None:
    (question,) = load_gold(written(tmp_path, json.dumps(GOOD), ""))
    assert question.answer == (("38%", "38 %"),)
    assert question.evidence[0].doc == "plan"


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("{not json", "not JSON"),
        (json.dumps(GOOD), "used twice"),
        (json.dumps(GOOD | {"id": "b", "evidence": []}), "needs `answer` and `evidence`"),
        (json.dumps(GOOD | {"id": "b", "answerable": False}), "neither"),
        (json.dumps(GOOD | {"id": "b", "answer": [[]]}), "answer.0"),
        (json.dumps(GOOD | {"id": "b", "evidence": [{"doc": "d", "quote": "| – |"}]}), "no words"),
        (json.dumps(GOOD | {"id": "b", "knid": "x"}), "knid"),
        ("[]", "line: "),
    ],
)
def test_a_fault_names_the_file_and_the_line(tmp_path: Path, second: str, says: str) -> None:
    path = written(tmp_path, json.dumps(GOOD), second)
    with pytest.raises(GoldError) as raised:
        load_gold(path)
    assert f"{path}, line 2" in str(raised.value)
    assert says in str(raised.value)


def test_a_missing_or_empty_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        load_gold(tmp_path / "none.jsonl")
    with pytest.raises(GoldError, match="holds no questions"):
        load_gold(written(tmp_path, ""))


def test_folding_touches_what_is_asked_and_not_what_is_expected(tmp_path: Path) -> None:
    (question,) = folded(load_gold(written(tmp_path, json.dumps(GOOD))))
    assert question.question == "Dat bao nhieu?"
    assert question.history == ("So nao chu tri?",)
    assert question.evidence[0].quote == "đạt 38%"
