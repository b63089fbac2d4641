"""The pages over HTTP: what they show, what they escape, what of Gradio stays out of reach."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_samples import HOSTILE, LEAD, THEME, client_of, copied
from starlette.testclient import TestClient

from assistant.chat.conversation import KEPT_EXCHANGES, restored


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("pages"))) as client:
        client.post("/v1/documents", files={"file": ("mai-son.txt", HOSTILE.encode())})
        yield client


def call(client: TestClient, function: str, *data: Any, event: Any = None) -> list[Any]:
    """What the page's event answers, called as Gradio's script calls it."""
    dependencies = client.get("/config").json()["dependencies"]
    index = next(each["id"] for each in dependencies if each["api_name"] == function)
    body = {"data": list(data), "fn_index": index, "session_hash": "s", "event_data": event}
    response = client.post("/gradio_api/run/predict", json=body)
    assert response.status_code == 200, response.text
    return list(response.json()["data"])


def ask(client: TestClient, question: str, kept: list[Any] | None = None) -> list[Any]:
    """What the page shows when a question has been asked as its script asks it."""
    headers = {"X-Requested-With": "trichdan"}
    response = client.post("/v1/ask/stream", json={"question": question}, headers=headers)
    if response.is_error:
        told = {"error": response.json()["detail"]}
    else:
        told = {"answer": json.loads(response.text.partition("event: answer\ndata: ")[2])}
    return call(client, "add", question, [*(kept or []), {"question": question, **told}])


def test_the_first_bytes_already_show_the_masthead(client: TestClient) -> None:
    page = client.get("/").text
    assert '<html lang="vi"' in page and "7 văn bản" in page and "hỏi đáp văn bản hành chính" in page
    before = page.index("<gradio-app")
    assert page.index("Trích Dẫn", page.index("<body")) < before
    assert (
        "raw.githubusercontent" not in page
        and "Gradio" not in page.split("<body")[0].split("gradio_config")[0]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x/", "/monitoring",
        "/gradio_api/api/ask", "/gradio_api/call/ask", "/gradio_api/runs", "/gradio_api/openapi.json",
        "/gradio_api/vibe-edit/", "/gradio_api/process_recording", "/manifest.json", "/svelte/x",
    ],
)  # fmt: skip
def test_of_gradio_only_what_the_page_needs_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404 and client.post(path).status_code == 404


def test_asking_keeps_the_exchange_and_shows_its_source(client: TestClient) -> None:
    kept, box, shown, source = ask(client, LEAD)
    assert box == "" and len(kept) == 1 and kept[0]["question"] == LEAD
    assert 'data-turn="0" data-marker="1"' in shown and "Sao chép kèm nguồn" in shown
    assert "dòng 7, Phụ lục, Kế hoạch số 197/KH-UBND" in shown
    assert re.search(r'data-copy="[^"]+\[1\]\.\n\n\[1\] dòng 7, Phụ lục', shown)
    assert re.search(r'<th scope="row">[^<]*chủ trì</th><td><mark>Sở Y tế</mark></td>', source)
    (again,) = call(client, "show", kept, event={"turn": 0, "marker": 1})
    assert again == source
    (nothing,) = call(client, "show", kept, event={"turn": 9, "marker": 1})
    assert "<mark>" not in nothing
    reloaded, its_source, _, _ = call(client, "load", kept)
    assert (reloaded, its_source) == (shown, source)


def test_any_replica_can_carry_a_conversation_on(
    client: TestClient, sample_data: Path, tmp_path: Path
) -> None:
    kept, _, shown, source = ask(client, LEAD)
    with client_of(copied(sample_data, tmp_path)) as other:
        assert call(other, "show", kept, event={"turn": 0, "marker": 1}) == [source]
        assert call(other, "load", kept)[:2] == [shown, source]
        assert len(ask(other, THEME, kept)[0]) == 2


def test_a_year_that_is_not_there_is_offered_as_the_years_that_are(client: TestClient) -> None:
    text = HOSTILE.replace("MAI SƠN", "TÂN LẬP").replace("Mai Sơn", "Tân Lập")
    text = text.replace("Phòng dịch <script>window.hacked = 1</script> năm 2025", "Năm học 2024 - 2025")
    client.post("/v1/documents", files={"file": ("tan-lap.txt", text.encode())})
    kept, _, shown, _ = ask(client, "Chủ đề năm học 2031 - 2032 của tỉnh Tân Lập là gì?")
    assert kept[0]["answer"]["reason"] == "other_year"
    assert "Hỏi câu này cho năm học" in shown
    assert 'data-question="Chủ đề năm học 2024 - 2025 của tỉnh Tân Lập là gì?">2024-2025<' in shown
    client.delete("/v1/documents/tan-lap")


def test_a_question_that_came_to_nothing_changes_nothing(client: TestClient) -> None:
    changes = call(client, "add", None, [])
    assert all(each.get("__type__") == "update" and "value" not in each for each in changes), changes


def test_bad_questions_are_answered_with_the_mistake(client: TestClient) -> None:
    kept, _, shown, _ = ask(client, "a" * 3000)
    assert "Chưa trả lời được" in shown and "3000" in shown and kept[0]["answer"] is None


def test_questions_and_documents_are_never_markup(client: TestClient) -> None:
    asked = "Ở Mai Sơn <img src=x onerror=alert(1)> sở nào chủ trì phun khử khuẩn?"
    for html in ask(client, asked)[2:]:
        assert "<img" not in html and "<script" not in html
    for path in ("/documents", "/documents/mai-son", "/documents/mai-son?start=0&end=300"):
        page = client.get(path).text
        assert "<script>" not in page and "<img src=x" not in page  # our own scripts name their file
    assert "&lt;script&gt;" in client.get("/documents/mai-son").text


@pytest.mark.parametrize(
    "kept",
    [
        None, 5, "x", {}, [5], [{}], [{"question": 7}],
        [{"question": "x", "answer": {"answer": "<script>"}}],
        [{"question": "x", "answer": None, "error": "<script>alert(1)</script>"}],
    ],
)  # fmt: skip
def test_whatever_a_browser_kept_is_survived(client: TestClient, kept: Any) -> None:
    shown, source, _, _ = call(client, "load", kept)
    assert "<script" not in shown + source


def test_a_source_that_changed_since_is_shown_as_quoted_then(client: TestClient) -> None:
    kept = ask(client, LEAD)[0]
    kept[0]["answer"]["citations"][0]["start"] += 1
    (source,) = call(client, "show", kept, event={"turn": 0, "marker": 1})
    assert "đã được thay đổi hoặc gỡ" in source and "y tế học đường" in source


def test_a_long_conversation_is_kept_within_bounds() -> None:
    exchanges = restored([{"question": f"câu {n}", "error": "x"} for n in range(100)])
    assert len(exchanges) == KEPT_EXCHANGES and exchanges[-1].question == "câu 99"


def test_the_original_file_is_a_download_and_only_the_one_that_was_read(client: TestClient) -> None:
    response = client.get("/documents/mai-son/file")
    assert response.text == HOSTILE
    assert response.headers["content-disposition"].startswith("attachment")
    desk = client.app.state.desk  # type: ignore[attr-defined]
    source = Path(desk.collection.document("mai-son").source)
    source.write_text("changed", "utf-8")
    assert client.get("/documents/mai-son/file").status_code == 404
    source.write_text(HOSTILE, "utf-8")


@pytest.mark.parametrize("query", ["start=-1&end=5", "start=5&end=2", "start=0&end=99999999", "start=3"])
def test_a_mark_that_cannot_be_is_left_out(client: TestClient, query: str) -> None:
    page = client.get(f"/documents/ha-linh-2030?{query}")
    assert page.status_code == 200 and "<mark>" not in page.text


def test_unknown_pages_are_said_in_the_pages_own_look(client: TestClient) -> None:
    response = client.get("/khong-co", headers={"Accept": "text/html"})
    assert response.status_code == 404 and "Không có trang này" in response.text


def test_styles_and_scripts_may_be_kept_by_browsers(client: TestClient) -> None:
    address = re.search(r"/ui/page\.css\?v=\w+", client.get("/").text)
    assert address
    assert "immutable" in client.get(address[0]).headers["cache-control"]
    assert client.get("/ui/page.css").headers["cache-control"] == "no-cache"
    assert client.get("/ui/../page.py").status_code == 404
