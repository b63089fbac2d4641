from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval import beir, serving
from eval.bench import app
from eval.ranking import Ranking
from eval.scores import latency

QUESTIONS = [
    {"id": "a", "kind": "unanswerable", "question": "Câu một?", "answerable": False},
    {"id": "b", "kind": "unanswerable", "question": "Câu hai?", "answerable": False, "history": ["Câu một?"]},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return path


def test_latency_asks_afresh_and_on_a_warm_server(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def warm(questions: list[str], folder: Path, rounds: int) -> serving.Served:
        asked.append(questions)
        return serving.Served(ready_s=1.5, elapsed_ms=latency([10.0]), wall_ms=latency([12.0]))

    monkeypatch.setattr(serving, "cold", lambda questions, folder: latency([1000.0]))
    monkeypatch.setattr(serving, "warm", warm)
    result = CliRunner().invoke(app, ["latency", str(gold), "--data-dir", "x", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["cold_ms"]["p50"] == 1000 and told["server"]["wall_ms"]["p50"] == 12
    assert asked == [["Câu một?"]]  # a follow-up means nothing by itself
    assert "12.0 / 12.0 ms" in CliRunner().invoke(app, ["latency", str(gold), "--data-dir", "x"]).output


def test_a_server_that_does_not_start_is_said(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def warm(*_: Any) -> serving.Served:
        raise serving.ServerFailed("the server ended with status 1: no index")

    monkeypatch.setattr(serving, "cold", lambda questions, folder: latency([]))
    monkeypatch.setattr(serving, "warm", warm)
    result = CliRunner().invoke(app, ["latency", str(gold), "--data-dir", "x"])
    assert result.exit_code == 1
    assert "no index" in result.output


def test_retrieval_tells_every_way_and_leg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranking = Ranking(
        queries=2, ndcg_at_10=0.9, mrr_at_10=0.8, recall_at_1=0.7, recall_at_5=0.9, recall_at_10=1.0
    )
    monkeypatch.setattr(beir, "load_benchmark", lambda folder: folder)
    monkeypatch.setattr(beir, "rankings", lambda *_: {"as written": {"fused": ranking}})
    shown = CliRunner().invoke(app, ["retrieval", str(tmp_path)]).output
    assert "as written" in shown and "90.0" in shown and "2 questions" in shown
    told = json.loads(CliRunner().invoke(app, ["retrieval", str(tmp_path), "--json"]).output)
    assert told[tmp_path.name]["as written"]["fused"]["ndcg_at_10"] == 0.9
