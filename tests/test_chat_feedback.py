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


def test_nothing_is_kept_until_somebody_sends_it(client: TestClient, data: Path) -> None:
    answer = client.post("/v1/ask", json={"question": LEAD}).json()
    assert exported(data) == []
    said = {
        "question": LEAD, "kind": answer["kind"], "answerable": True, "answer": answer["answer"],
        "verdict": "right", "note": " Đúng rồi ",
        "citations": [
            {"document_id": each["document"]["id"], "file": each["document"]["file"],
             "clause_id": each["clause_id"], "path": each["path"], "quote": each["quote"]}
            for each in answer["citations"]
        ],
    }  # fmt: skip
    assert client.post("/gop-y", json=said).status_code == 204
    assert client.post("/gop-y", json={**said, "verdict": "wrong_source"}).status_code == 204
    first, second = exported(data)
    assert (first["verdict"], first["note"], second["verdict"]) == ("right", "Đúng rồi", "wrong_source")
    candidate, open_question = exported(data, "--gold")
    fields = {name: candidate[name] for name in GoldQuestion.model_fields if name in candidate}
    gold = GoldQuestion.model_validate(fields)
    assert gold.evidence[0].doc == "ha-linh-2030" and gold.question == LEAD
    # Of a wrong answer only the question is known: a person has to say what it should have been.
    assert open_question["answerable"] is None and open_question["answer"] == []


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
