"""A language model behind the server: its sentences go out as they hold, and its failing is told."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_samples import client_of, live
from llm_server import scripted
from test_llm_endpoint import ANSWER, QUESTION, as_json, honest

from assistant.api import create_app
from indexing.settings import Settings

pytest.importorskip("llama_index.llms.openai_like", reason="the extra trichdan[llm] is not installed")
PAUSE_S = 3.0


def model(data: Path, url: str, **more: Any) -> Settings:
    return Settings(data_dir=data, llm_url=url, llm_model="m", llm_timeout_s=PAUSE_S, **more)


@pytest.mark.slow
def test_a_sentence_goes_out_as_soon_as_it_is_verified_and_no_other(sample_copy: Path) -> None:
    def script(body: dict[str, Any]) -> list[str]:
        false = honest(body)[0] | {"answer": f"{ANSWER} với 12 tỷ đồng"}
        said = as_json([false, honest(body)[0] | {"answer": ANSWER}])
        return [said[:-2], "<stall>"]  # the model goes on thinking

    with scripted(script) as server, live(create_app(model(sample_copy, server.url))) as url:
        httpx.post(f"{url}/v1/ask", json={"question": "Chủ đề năm học của Vân Trạch?"}, timeout=60)  # warm
        arrived: list[tuple[float, str]] = []
        started = time.monotonic()
        with httpx.stream("POST", f"{url}/v1/ask/stream", json={"question": QUESTION}, timeout=60) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    arrived.append((time.monotonic() - started, line.removeprefix("data: ")))
    *tokens, (ended, last) = arrived
    assert "".join(json.loads(each)["text"] for _, each in tokens) == f"{ANSWER} [1]."
    assert json.loads(last)["answer"] == f"{ANSWER} [1]." and json.loads(last)["mode"] == "llm"
    assert tokens[-1][0] < PAUSE_S <= ended + 0.2, "it waited for the whole answer"


def test_a_model_that_keeps_failing_is_told_in_the_metrics(sample_copy: Path) -> None:
    with (
        scripted(lambda body: "500 lỗi") as server,
        client_of(sample_copy, llm_url=server.url, llm_retries=0, llm_breaker_failures=2) as client,
    ):
        assert server.seen == [], "a model is asked only when somebody asks"
        for opened in ("0.0", "0.0", "1.0"):
            assert f"trichdan_llm_breaker_open {opened}" in client.get("/metrics").text
            assert client.post("/v1/ask", json={"question": QUESTION}).json()["mode"] != "llm"
