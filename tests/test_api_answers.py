"""Questions over HTTP: answers, streams, refusals, bad input, headers, log and figures."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import LEAD, THEME, UNKNOWN, client_of, copied
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("answers"))) as client:
        yield client


def test_an_answer_quotes_its_document_verbatim(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": LEAD}).json()
    assert answer["answerable"] and "Sở Y tế" in answer["answer"] and "[1]" in answer["answer"]
    cited = answer["citations"][0]
    document = client.get(f"/v1/documents/{cited['document']['id']}").json()
    assert document["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_a_citation_opens_the_document_with_its_words_marked(client: TestClient) -> None:
    cited = client.post("/v1/ask", json={"question": THEME}).json()["citations"][0]
    path, _, anchor = cited["url"].partition("#")
    page = client.get(path).text
    assert f'id="{anchor}"' in page
    assert "Nền nếp, thực chất, sẻ chia" in page.split("<mark>")[1].split("</mark>")[0]


def test_an_earlier_turn_completes_the_question(client: TestClient) -> None:
    history = [{"role": "user", "content": THEME}, {"role": "assistant", "content": "…"}]
    answer = client.post("/v1/ask", json={"question": "Còn Thanh Sa thì sao?", "history": history}).json()
    assert answer["understood"] and "Thanh Sa" in answer["understood"]


def test_only_the_documents_asked_for_answer(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": THEME, "documents": ["ha-linh-2030"]}).json()
    assert all(each["document"]["id"] == "ha-linh-2030" for each in answer["citations"])


def test_what_the_documents_do_not_say_is_refused_without_citations(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": UNKNOWN}).json()
    assert not answer["answerable"] and answer["citations"] == [] and answer["answer"]


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_stream_is_tokens_and_then_the_whole_answer(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json={"question": LEAD})
    assert response.headers["content-type"].startswith("text/event-stream")
    *tokens, (last, answer) = events(response.text)
    assert last == "answer" and {name for name, _ in tokens} == {"token"} and len(tokens) > 3
    assert "".join(str(data["text"]) for _, data in tokens) == answer["answer"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": ""}',
        b'{"question": "   "}',
        b'{"question": "?!."}',
        json.dumps({"question": "a" * 2001}).encode(),
        b'{"question": "c\\u0000 g\\u00ec"}',
        b'{"question": "\\ud800 l\\u00e0 g\\u00ec"}',
        b'{"question": 5}',
        b'{"question": null}',
        b"{}",
        b"[]",
        b'{"question"',
        b"",
        b"\xff\xfe",
        b"\x80A\xff\x0f",
        b'{"question": "x", "history": [{"role": "king", "content": "x"}]}',
        b'{"question": "x", "history": [{"role": "user", "content": "\\u0007"}]}',
        b'{"question": "x", "history": {}}',
        b'{"question": "x", "documents": "x"}',
    ],
)
def test_bad_input_is_a_problem_worded_in_vietnamese(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422 and problem["instance"] == "/v1/ask"
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["title"] == "Dữ liệu không hợp lệ" and problem["detail"].endswith(".")


def test_search_ranks_clauses_within_the_limit(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": "y tế học đường", "limit": 3}).json()
    assert found["count"] == 3 and [each["rank"] for each in found["results"]] == [1, 2, 3]
    scores = [each["score"] for each in found["results"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "query", ["", "q=", "q=a&limit=0", "q=a&limit=x", "q=a&limit=101", "limit=3", "q=%00", "q=%FF%FE"]
)
def test_a_bad_search_is_422(client: TestClient, query: str) -> None:
    response = client.get(f"/v1/search?{query}")
    assert response.status_code == 422, response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/documents/nothing", 404),
        ("GET", "/v1/documents/ha-linh-2030/clauses/nothing", 404),
        ("GET", "/v1/documents/%00", 404),
        ("GET", "/v1/ask", 405),
        ("PUT", "/v1/documents", 405),
        ("DELETE", "/v1/documents/nothing", 404),
    ],
)
def test_unknown_paths_and_methods_are_problems(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert status != 405 or response.headers["allow"]


def test_every_response_carries_an_id_and_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/v1/nothing", "/", "/documents"):
        headers = client.get(path, headers={"X-Request-ID": "portal-7"}).headers
        assert headers["x-request-id"] == "portal-7"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
    assert client.get("/healthz", headers={"X-Request-ID": "a b<c>"}).headers["x-request-id"] != "a b<c>"


def test_questions_stay_out_of_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/ask", json={"question": "Đề án bí mật của Hà Lĩnh?"})
        client.get("/v1/search", params={"q": "bí mật"})
    assert "/v1/ask" in caplog.text and "bí mật" not in caplog.text.replace("\\u", "")
    assert "%C3%AD" not in "".join(
        each.getMessage() for each in caplog.records if each.name == "trichdan.access"
    )


def test_questions_are_logged_when_asked_for(sample_copy: Path, caplog: pytest.LogCaptureFixture) -> None:
    with client_of(sample_copy, log_questions=True) as client, caplog.at_level(logging.INFO):
        client.post("/v1/ask", json={"question": LEAD})
    assert any(getattr(each, "question", None) == LEAD for each in caplog.records)


def test_figures_count_answers_and_refusals(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": LEAD})
    client.post("/v1/ask", json={"question": UNKNOWN})
    text = client.get("/metrics").text
    assert 'trichdan_requests_total{method="POST",route="/v1/ask",status="200"}' in text
    assert "trichdan_refusals_total{" in text and "trichdan_documents 6.0" in text


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "documents": 6}


def test_a_server_that_cannot_search_is_alive_but_not_ready(sample_copy: Path) -> None:
    with client_of(sample_copy) as client:
        assert client.get("/readyz").status_code == 200
        with sqlite3.connect(sample_copy / "trichdan.sqlite") as database:
            database.execute("ALTER TABLE clauses RENAME TO gone")
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503


def test_nothing_indexed_is_503_but_alive(tmp_path: Path) -> None:
    with client_of(tmp_path / "empty") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/v1/documents").json()["total"] == 0
        response = client.post("/v1/ask", json={"question": LEAD})
        assert response.status_code == 503 and "trichdan index" in response.json()["detail"]
        assert "Kho văn bản đang trống" in client.get("/documents").text or client.get("/").status_code == 200


def test_a_body_beyond_the_limit_is_413(client: TestClient) -> None:
    huge = json.dumps({"question": "a", "x": "b" * 3_000_000}).encode()
    headers = {"Content-Type": "application/json"}
    assert client.post("/v1/ask", content=huge, headers=headers).status_code == 413
    # In pieces, without a length to tell from.
    pieces = (huge[at : at + 65536] for at in range(0, len(huge), 65536))
    assert client.post("/v1/ask", content=pieces, headers=headers).status_code == 413


def test_the_manual_and_the_schema_need_no_other_host(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "/v1/chat/completions" in page and "http://" not in page.replace("http://localhost", "")
    assert "https://" not in page
    schema = client.get("/openapi.json").json()
    example = schema["components"]["schemas"]["AskRequest"]["examples"][0]
    assert client.post("/v1/ask", json=example).status_code == 200
