"""All facts together: the gold set of the sample, exact spans, any text, time, real documents."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from conftest import SAMPLE
from fact_samples import Sample, sample, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.facts import FoundFact, load_fact_gold, score_facts
from indexing.model import Assignment, Target

_WORDS = (
    "Sở Y tế",
    "Công an tỉnh",
    "các sở, ngành",
    "chủ trì",
    "phối hợp với",
    "có trách nhiệm",
    "xây dựng",
    "báo cáo",
    "trước ngày 15/9/2025",
    "trong vòng 24 giờ",
    "đến năm 2030",
    "tối thiểu",
    "ít nhất một",
    "80%",
    "3/7",
    "12 - 15",
    "trường",
    "lần",
    "mỗi",
    "tỷ lệ",
    "đạt",
    "trở lên",
    "Quyết định số 5/QĐ-UBND",
    "của",
    "về",
    "thay thế",
    "(UBND)",
    "có hiệu lực từ ngày ký",
    "Kính gửi:",
    "KT. CHỦ TỊCH",
    "Nguyễn Văn An",
    ";",
    ",",
    ".",
    ":",
    "\n",
    "- ",
    "a) ",
    "“",
    "”",
    "và",
)
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join) | st.text(max_size=400)


@pytest.fixture(scope="module")
def read() -> list[Sample]:
    return [sample(path) for name in ("documents", "facts") for path in sorted((SAMPLE / name).iterdir())]


def test_the_sample_collections_facts_are_found_and_no_others(read: list[Sample]) -> None:
    gold = load_fact_gold(SAMPLE / "facts.jsonl")
    found = [
        FoundFact(s.document.file, fact, s.clauses[fact.clause_id].text) for s in read for fact in s.facts
    ]
    for kind, scores in score_facts(gold, found).items():
        assert scores.precision.n / scores.precision.of >= 0.97, (kind, scores.spurious)
        assert scores.recall.n / scores.recall.of >= 0.97, (kind, scores.missed)


def test_quotes_show_what_facts_claim(read: list[Sample]) -> None:
    for document in read:
        for fact in document.of(Assignment):
            quoted = " ".join(document.quoted(fact).split())
            assert all(name in quoted for name in (*fact.lead, *fact.cooperating)), fact
        for target in document.of(Target):
            assert target.value in " ".join(document.quoted(target).split()), target


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_any_text_is_read_and_every_span_lies_in_its_clause(text: str) -> None:
    found = sentence(text)
    for fact in found.facts:
        clause = found.clauses[fact.clause_id]
        assert clause.start <= fact.start <= fact.end <= clause.end
        for support in fact.support:
            assert clause.start <= support.start <= support.end <= clause.end


@pytest.mark.parametrize(
    "unit",
    [
        "Sở An Bình ",
        "Sở Y tế, ",
        "Ban An và ",
        "Ủy ban nhân dân cấp huyện, ",
        "chủ trì phối hợp với ",
        "\n ",
        "     ",
        "trước ngày 1/2 và ",
        "trong thời hạn ",
        "kỳ họp cuối ",
        "12,5 - ",
        "5% và ",
        "mỗi năm ",
        "ít nhất một ",
        ", tỷ lệ 5%",
        "Luật an ",
        "Quyết định số 12/QĐ-UBND về việc ",
        "123/AB-",
        "chủ đề “",
        "(A",
        "KT. CHỦ TỊCH Nguyễn Văn ",
        "; Sở Y tế chủ trì",
    ],
)
def test_long_and_repetitive_text_takes_no_longer_than_its_length(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    started = time.perf_counter()
    sentence(text)
    assert time.perf_counter() - started < 5


@pytest.mark.plans
def test_the_plan_with_an_appendix_of_34_tasks(plans: Path) -> None:
    plan = sample(plans / "bac-kan-2025.txt")
    rows = [f for f in plan.of(Assignment) if plan.clauses[f.clause_id].kind == "row"]
    assert len(rows) == 34
    for row in rows:
        cells = [" ".join(c.split()) for c in plan.quoted(row).split("|")]
        assert row.task == cells[1]
        assert "; ".join(row.lead) == cells[2].replace(", Sở", "; Sở")
        assert row.time == cells[4]
        assert row.cooperating


@pytest.mark.plans
def test_bullets_under_a_finance_heading_are_led_by_it(plans: Path) -> None:
    plan = sample(plans / "bac-kan-2025.txt")
    (heading,) = [c for c in plan.clauses.values() if c.text.startswith("7.2. Sở Tài chính")]
    under = [c.id for c in plan.clauses.values() if c.parent_id == heading.id]
    found = [f for f in plan.of(Assignment) if f.clause_id in under]
    assert under and {f.clause_id for f in found} == set(under)
    assert {f.lead for f in found} == {("Sở Tài chính",)}
    assert all(f.role == "lead" and f.cooperating for f in found)


@pytest.mark.plans
def test_every_goal_of_the_goals_section(plans: Path) -> None:
    plan = sample(plans / "bac-kan-2025.txt")
    found = [f for f in plan.of(Target) if plan.clauses[f.clause_id].path.startswith("Kế hoạch > II > 2")]
    assert [f"{f.comparison} {f.value}".strip() for f in found] == [
        "38%",
        "99%",
        "100%",
        "100%",
        "99,5%",
        "97%",
        "99,5%",
        "99%",
        "95%",
        "trở lên 90%",
        "99,5%",
        "95%",
        "100%",
        "100%",
        "100%",
        "trên 80%",
        "100%",
        "5/8",
        "3/8",
        "98%",
        "100%",
        "khoảng 35%",
        "trên 50%",
        "trên 35%",
    ]
    assert {f.year for f in found} == {"2030"}
    assert [f.scope for f in found[4:10]] == [
        "cấp tiểu học",
        "cấp trung học cơ sở",
        "cấp tiểu học",
        "trung học cơ sở",
        "cấp trung học phổ thông",
        "THPT",
    ]
