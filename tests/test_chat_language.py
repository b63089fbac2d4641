"""Vietnamese and English: one table holds every sentence of the pages, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import LEAD, client_of, copied
from starlette.testclient import TestClient

import assistant.chat
from assistant.api.facts import COLUMNS
from assistant.chat.facts_pages import KINDS
from assistant.chat.language import COOKIE, english, language_of, speaker
from assistant.chat.page import REFUSALS

CHAT = Path(assistant.chat.__file__).parent
_SAID = re.compile(r'\b(?:t|say)\("((?:[^"\\]|\\.)*)"')
_LEFT = re.compile(r"[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", re.IGNORECASE)


def said() -> Iterator[str]:
    for folder, kind in ((CHAT, "*.py"), (CHAT / "templates", "*.html"), (CHAT / "assets", "*.js")):
        for file in folder.glob(kind):
            yield from _SAID.findall(file.read_text("utf-8"))
    yield from (*KINDS.values(), *REFUSALS.values())
    for kind, columns in COLUMNS.items():
        yield from (head for name, head in columns.items() if kind and name not in ("unit", "attribute"))


def test_every_sentence_of_the_pages_has_its_english() -> None:
    assert [each for each in dict.fromkeys(said()) if each not in english()] == []


def test_blanks_are_the_same_in_both_languages() -> None:
    for vietnamese, words in english().items():
        assert sorted(re.findall(r"{\w+}", vietnamese)) == sorted(re.findall(r"{\w+}", words)), vietnamese


def test_only_what_the_pages_say_is_translated() -> None:
    assert speaker("en")("Sở Y tế") == "Sở Y tế"
    assert speaker("en")("{count} văn bản", count=3) == "3 documents"
    assert language_of({COOKIE: "fr"}) == "vi" and language_of({}) == "vi"


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("english"))) as client:
        yield client


def test_the_switch_keeps_the_language_and_leads_back(client: TestClient) -> None:
    back = client.post(
        "/ngon-ngu", data={"to": "en"}, headers={"referer": "http://localhost/facts?kind=target"},
        follow_redirects=False,
    )  # fmt: skip
    assert back.status_code == 303 and back.headers["location"] == "/facts?kind=target"
    for path in ("/", "/facts?kind=target", "/documents", "/khong-co"):
        page = client.get(path, headers={"accept": "text/html"}).text
        assert '<html lang="en"' in page and "6 documents" in page and "Large text" in page
    elsewhere = client.post(
        "/ngon-ngu", data={"to": "vi"}, headers={"referer": "http://foreign.example//foreign.example/x"},
        follow_redirects=False,
    )  # fmt: skip
    assert elsewhere.headers["location"] == "/"
    assert '<html lang="vi"' in client.get("/").text


def test_answers_stay_in_the_words_of_the_documents(client: TestClient) -> None:
    client.cookies.clear()
    client.cookies.set(COOKIE, "en")
    index = next(
        each["id"] for each in client.get("/config").json()["dependencies"] if each["api_name"] == "ask"
    )
    body = {"data": [LEAD, []], "fn_index": index, "session_hash": "s"}
    shown = client.post("/gradio_api/run/predict", json=body).json()["data"][2]
    assert "Sở Y tế chủ trì" in shown and "Copy with sources" in shown and "Sao chép" not in shown
