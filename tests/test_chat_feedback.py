"""Feedback: kept only when it is sent, given out as JSON Lines and as candidates for a gold set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_samples import LEAD, client_of, copied
from starlette.testclient import TestClient
from typer.testing import CliRunner

from assistant.cli import app
from assistant.feedback import Record, essentials, record_of
from assistant.model import Answer
from eval.gold import GoldQuestion


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(sample_data, tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    with client_of(data) as client:
        yield client


def exported(data: Path, *options: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["feedback", "export", "--data-dir", str(data), *options])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def send(client: TestClient, verdict: str, note: str) -> None:
    """Say something of the answer to ``LEAD``."""
    answer = Answer.model_validate(client.post("/v1/ask", json={"question": LEAD}).json())
    said = {**record_of(answer).model_dump(), "verdict": verdict, "note": note}
    assert client.post("/gop-y", json=said).status_code == 204


def test_nothing_is_kept_until_somebody_sends_it(client: TestClient, data: Path) -> None:
    assert client.post("/v1/ask", json={"question": LEAD}).status_code == 200
    assert exported(data) == []
    send(client, "right", " Đúng rồi ")
    send(client, "wrong_source", "Đúng rồi")
    first, second = exported(data)
    assert (first["verdict"], first["note"], second["verdict"]) == ("right", "Đúng rồi", "wrong_source")
    candidate, open_question = exported(data, "--gold")
    gold = GoldQuestion.model_validate(candidate)
    assert gold.evidence[0].doc == "ha-linh-2030" and gold.question == LEAD and gold.answer == (("Sở Y tế",),)
    assert gold.feedback and gold.feedback["note"] == "Đúng rồi"
    # Of a wrong answer only the question is known: a person has to say what it should have been.
    assert open_question["answerable"] is None and open_question["answer"] == []


def test_eval_makes_candidates_of_it_and_asks_again_what_was_right(sample_copy: Path, tmp_path: Path) -> None:
    data = sample_copy
    with client_of(data) as client:
        send(client, "right", "")
        send(client, "wrong", "Phải là Sở khác")
    out = tmp_path / "ung-vien.jsonl"
    run = CliRunner().invoke(app, ["eval", "--feedback", str(out), "--json", "--data-dir", str(data)])
    assert run.exit_code == 0 and "1 câu chờ người điền" in run.stderr, run.output
    measured = json.loads(run.stdout)
    assert measured["overall"]["questions"] == 1 and measured["overall"]["exact"]["value"] == 1
    # The open one is no gold before somebody has said what is right; then the file is a gold set.
    again = CliRunner().invoke(app, ["eval", "--gold", str(out), "--data-dir", str(data)])
    assert "line 2: answerable" in str(again.exception)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    lines[1] |= {"answerable": True, "answer": [["Sở Y tế"]], "evidence": lines[0]["evidence"]}
    out.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    done = CliRunner().invoke(app, ["eval", "--gold", str(out), "--json", "--data-dir", str(data)])
    assert json.loads(done.stdout)["overall"]["questions"] == 2
    neither = CliRunner().invoke(app, ["eval", "--data-dir", str(data)])
    assert "--feedback" in str(neither.exception)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Tỷ lệ huy động trẻ nhà trẻ đến năm 2025: 38% [1].", ["38%"]),
        ("Sở Y tế chủ trì, Sở Tài chính phối hợp [1].", ["Sở Y tế", "Sở Tài chính"]),
        ("Báo cáo trước ngày 15/9/2024 [1].", ["ngày 15/9/2024"]),
        ("Chủ đề: “Kỷ cương, sáng tạo” [1].", ["Kỷ cương, sáng tạo"]),
        ("Bảo đảm an toàn cho học sinh [1].", ["Bảo đảm an toàn cho học sinh."]),
    ],
)
def test_a_candidate_asks_for_what_matters_not_for_the_wording(answer: str, expected: list[str]) -> None:
    said = Record(question="Đến năm 2025 thế nào?", kind="target", answerable=True, answer=answer)
    assert essentials(said) == expected


@pytest.mark.parametrize(
    "change",
    [{"verdict": "maybe"}, {"note": "x" * 2001}, {"question": ""}, {"more": 1}, {"citations": [{}] * 101}],
)
def test_what_is_no_feedback_is_refused(client: TestClient, change: dict[str, Any]) -> None:
    said = {"question": "x", "kind": "target", "answerable": False, "answer": "y", "verdict": "wrong"}
    assert client.post("/gop-y", json={**said, **change}).status_code == 422


def test_other_sites_and_strangers_cannot_send_any(sample_copy: Path) -> None:
    said = {"question": "x", "kind": "target", "answerable": False, "answer": "y", "verdict": "wrong"}
    with client_of(sample_copy, api_keys="reader:khoa-doc") as client:
        assert client.post("/gop-y", json=said).status_code == 401
        client.post("/dang-nhap", data={"key": "khoa-doc"})
        foreign = {"origin": "http://foreign.example"}
        assert client.post("/gop-y", json=said, headers=foreign).status_code == 403
        assert client.post("/gop-y", json=said).status_code == 204


def test_there_is_nothing_to_export_where_nothing_is_indexed(tmp_path: Path) -> None:
    assert exported(tmp_path / "none") == []
