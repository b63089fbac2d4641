"""Prompts render, and what is put into them stays data."""

from __future__ import annotations

from importlib.resources import files

import pytest
from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

from prompts import load

CLAUSE = {
    "number": 1,
    "address": "Kế hoạch số 1/KH-UBND > II > 5",
    "headings": "",
    "columns": "",
    "text": "A.",
}
NAMES = sorted(
    path.name.removesuffix(".md") for path in files("prompts").iterdir() if path.name.endswith(".md")
)


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_has_a_head_and_declares_what_it_uses(name: str) -> None:
    prompt = load(name)
    assert prompt.name == name
    assert prompt.version >= 1
    assert prompt.purpose.endswith(".")
    used = meta.find_undeclared_variables(SandboxedEnvironment().parse(prompt.template))
    assert used == set(prompt.variables)


def test_the_rules_ask_for_the_quote_first() -> None:
    rules = load("answer_rules").render()
    assert rules.index('"quote"') < rules.index('"citation"') < rules.index('"answer"')
    assert '{"claims": []}' in rules
    assert "dữ liệu" in rules


def test_the_question_comes_with_numbered_clauses_and_addresses() -> None:
    said = load("answer_question").render(clauses=[CLAUSE, CLAUSE | {"number": 2}], question="Cơ quan nào?")
    assert '<dieu_khoan so="1">' in said
    assert '<dieu_khoan so="2">' in said
    assert said.index("Kế hoạch số 1/KH-UBND > II > 5") < said.index("<cau_hoi>")


def test_template_marks_in_data_are_not_executed() -> None:
    clause = CLAUSE | {"text": "{{ 7 * 7 }} {% for x in y %}"}
    said = load("answer_question").render(clauses=[clause], question="{{ clauses }}")
    assert "{{ 7 * 7 }} {% for x in y %}" in said
    assert "{{ clauses }}" in said


def test_a_missing_or_unknown_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="answer_question"):
        load("answer_question").render(question="?")
    with pytest.raises(FileNotFoundError):
        load("no_such_prompt")
