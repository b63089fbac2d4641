from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.facts import FoundFact, GoldFact, load_fact_gold, score_facts, similarity
from eval.gold import GoldError
from indexing.model import Assignment, Deadline, Target

ROW = "31 | Xây dựng Đề án dạy bơi cho học sinh vùng hồ | Sở Văn hóa | Sở GDĐT; UBND huyện | 2025"


def gold(kind: str = "assignment", quote: str = ROW, **fields: Any) -> GoldFact:
    return GoldFact.model_validate({"doc": "plan", "kind": kind, "quote": quote, **fields})


def found(*, file: str = "plan.docx", text: str = ROW, **fields: Any) -> FoundFact:
    given: dict[str, Any] = {
        "task": "Đề án dạy bơi cho học sinh vùng hồ",
        "lead": ("Sở Văn hóa",),
        "time": "2025",
    }
    fact = Assignment(start=0, end=1, document_id="d", clause_id="c", **(given | fields))
    return FoundFact(file, fact, text)


def target(value: str, unit: str = "%") -> FoundFact:
    text = f"Tỷ lệ trẻ đến trường đạt {value}{unit}"
    fact = Target(
        start=0,
        end=1,
        document_id="d",
        clause_id="c",
        indicator="Tỷ lệ trẻ đến trường",
        value=value,
        unit=unit,
    )
    return FoundFact("plan.txt", fact, text)


@pytest.mark.parametrize(
    "fields",
    [
        {"task": "Xây dựng đề án dạy bơi  cho học sinh vùng hồ"},
        {"lead": ["sở văn hóa"]},
        {"lead": "Sở Văn hóa"},
        {"lead": ["Sở Văn hóa (SVH)"]},
        {"time": "năm 2025"},
        {"role": "lead"},
    ],
)
def test_wordings_may_differ_in_case_space_and_what_surrounds_them(fields: dict[str, Any]) -> None:
    assert similarity(gold(**fields), found()) >= 90


@pytest.mark.parametrize(
    "fields",
    [
        {"task": "Đề án sửa nhà công vụ"},
        {"task": "Đề án"},
        {"lead": ["Sở Nội vụ"]},
        {"lead": ["Sở Văn hóa", "Sở Nội vụ"]},
        {"time": "2026"},
        {"role": "cooperate"},
        {"cooperating": ["Sở GDĐT"]},
        {"product": "Kế hoạch"},
    ],
)
def test_another_agency_year_or_role_is_another_fact(fields: dict[str, Any]) -> None:
    assert similarity(gold(**fields), found()) == 0


def test_a_fact_must_stand_where_the_quote_stands() -> None:
    assert similarity(gold(lead=["Sở Văn hóa"]), found(file="other.docx")) == 0
    assert similarity(gold(lead=["Sở Văn hóa"]), found(text="Giao Sở Văn hóa thực hiện việc khác")) == 0


def test_values_are_compared_figure_for_figure() -> None:
    wanted = gold(
        "target", quote="trẻ đến trường đạt 38%", indicator="tỷ lệ trẻ đến trường", value="38", unit="%"
    )
    assert similarity(wanted, target("38"))
    assert not similarity(wanted, target("38,5"))
    assert not similarity(wanted, target("38", unit="trường"))


def test_dates_are_compared_however_they_are_written() -> None:
    fact = Deadline(
        start=0, end=1, document_id="d", clause_id="c", what="báo cáo", due="trước ngày 15/9/2024"
    )
    item = FoundFact("plan.txt", fact, "nộp sổ trước ngày 15/9/2024")
    for due in ("15/09/2024", "ngày 15 tháng 9 năm 2024"):
        assert similarity(gold("deadline", quote="nộp sổ trước ngày 15/9/2024", due=due), item)
    assert not similarity(gold("deadline", quote="nộp sổ trước ngày 15/9/2024", due="15/10/2024"), item)


def test_precision_and_recall_count_each_fact_once() -> None:
    wanted = [gold(lead=["Sở Văn hóa"]), gold(lead=["Sở Văn hóa"], time="2025"), gold(lead=["Sở Nội vụ"])]
    scores = score_facts(wanted, [found(), found(), found(time="2027"), found(file="other.txt")])
    (assignment,) = scores.values()
    assert (assignment.recall.n, assignment.recall.of) == (2, 3)
    assert (assignment.precision.n, assignment.precision.of) == (2, 3)
    assert assignment.missed == ("plan: lead Sở Nội vụ",)
    assert len(assignment.spurious) == 1 and "2027" in assignment.spurious[0]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    good = {"doc": "plan", "kind": "target", "quote": "đạt 38%", "value": "38"}
    path.write_text(f"{json.dumps(good)}\n\n{json.dumps(good | {'task': 'x'})}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"line 3.*no field of a target: task"):
        load_fact_gold(path)
    path.write_text(json.dumps(good), encoding="utf-8")
    assert load_fact_gold(path)[0].fields == {"value": "38"}
