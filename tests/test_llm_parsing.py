"""Claims out of whatever a model writes, the circuit breaker, and where quotes stand."""

from __future__ import annotations

import json

import pytest

from assistant.llm.breaker import Breaker
from assistant.llm.parsing import ClaimReader, Stated
from assistant.llm.quoting import find_quote

CLAIM = {"quote": "Sở Y tế chủ trì", "citation": 1, "answer": "Sở Y tế chủ trì đề án."}
READ = Stated("Sở Y tế chủ trì", 1, "Sở Y tế chủ trì đề án")


def claims(text: str, size: int = 10_000) -> list[Stated]:
    reader = ClaimReader()
    return [claim for at in range(0, len(text), size) for claim in reader.feed(text[at : at + size])]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"claims": [CLAIM]}),
        json.dumps({"claims": [CLAIM]}, ensure_ascii=False, indent=2),
        json.dumps([CLAIM]),
        json.dumps(CLAIM),
        f"Dưới đây là câu trả lời:\n```json\n{json.dumps({'claims': [CLAIM]})}\n```\nXin hết.",
        json.dumps({"claims": [CLAIM, CLAIM]})[:-60],
        '{"claims": [' + json.dumps(CLAIM)[:-1] + ",}]}",
        json.dumps({"claims": [CLAIM | {"citation": "[1]"}]}),
        json.dumps({"claims": [CLAIM | {"citation": [1]}]}),
        json.dumps({"claims": [CLAIM | {"answer": "Sở Y tế chủ trì đề án [1]."}]}),
        json.dumps({"claims": [CLAIM | {"ghi chú": '{"x": 1}'}]}),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_claim_is_read_however_it_is_wrapped_and_cut(text: str, size: int) -> None:
    assert claims(text, size) == [READ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sở Y tế chủ trì đề án này.",
        '{"claims": []}',
        '{"claims": [{"quote": "Sở Y tế", "citation": 1, "answ',
        json.dumps({"claims": [{"citation": 1, "answer": "Không có đoạn trích."}]}),
        json.dumps({"claims": [CLAIM | {"citation": "điều khoản đầu"}]}),
        json.dumps({"claims": [CLAIM | {"citation": True}]}),
        json.dumps({"claims": [CLAIM | {"answer": " . "}]}),
        json.dumps({"claims": [CLAIM | {"answer": "dài " * 400}]}),
        "{" * 5000,
        "[" * 5000 + "}",
        '{"a":' * 3000,
    ],
)
def test_what_is_no_claim_is_none(text: str) -> None:
    assert claims(text) == []


def test_saying_that_nothing_answers_is_told_from_saying_nothing() -> None:
    reader = ClaimReader()
    list(reader.feed('{"claims" : [ ]}'))
    assert reader.says_nothing
    assert not ClaimReader().says_nothing


def test_a_quote_is_found_whatever_its_layout_and_stays_verbatim() -> None:
    text = "31 | Tham mưu triển khai Đề án p hát triển y tế  học đường | Sở Y tế |"
    span = find_quote("triển khai đề án phát triển y tế học đường", text)
    assert span is not None
    assert span.of(text) == "triển khai Đề án p hát triển y tế  học đường"
    assert find_quote("triển khai Đề án phát triển văn hóa học đường", text) is None
    assert find_quote("Sở Y", text) is None
    assert find_quote("Tham mưu triển khai … y tế học đường", text) is not None


def test_the_breaker_opens_rests_and_tries_again() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, rest_s=10, clock=lambda: now[0])
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 10
    assert breaker.allows()
    assert not breaker.allows()
    breaker.failed()
    now[0] = 15
    assert not breaker.allows()
    now[0] = 20
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows() and breaker.allows()
