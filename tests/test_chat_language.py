"""Vietnamese and English: one table holds every sentence of the pages, and nothing else."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import LEAD, client_of, copied
from starlette.testclient import TestClient

import assistant.chat
from assistant.answering.llm import NOTICES
from assistant.api.facts import COLUMNS
from assistant.chat.facts_pages import KINDS
from assistant.chat.language import COOKIE, english, language_of, speaker, translated
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
    answer = client.post("/v1/ask", json={"question": LEAD}).json()
    config = client.get("/config").json()
    index = next(each["id"] for each in config["dependencies"] if each["api_name"] == "add")
    kept = [{"question": LEAD, "answer": answer}]
    body = {"data": [LEAD, kept], "fn_index": index, "session_hash": "s"}
    shown = client.post("/gradio_api/run/predict", json=body).json()["data"][2]
    assert "Sở Y tế chủ trì" in shown and "Copy with sources" in shown and "Sao chép" not in shown


def mistakes() -> Iterator[str]:
    """Every sentence that tells a reader what went wrong, its blanks filled with something."""
    folders = (CHAT.parent / "api", CHAT)
    files = [*(file for folder in folders for file in folder.glob("*.py")), CHAT.parent / "assistant.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in ("Problem", "BadQuestion", "problem_response"):
                for argument in node.args:
                    if isinstance(argument, ast.JoinedStr):
                        values = (v.value if isinstance(v, ast.Constant) else "7" for v in argument.values)
                        yield "".join(map(str, values))
                    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value
    yield from NOTICES.values()


def test_every_mistake_has_its_english_too() -> None:
    found = set(mistakes())
    assert len(found) > 30
    # Some end with what is filled in.
    sentences = {each if each.endswith(".") else f"{each}." for each in found}
    assert [each for each in sentences if translated(each, "en") == each] == []


def test_mistakes_are_told_in_the_readers_language(client: TestClient) -> None:
    client.cookies.clear()
    asked = {"question": "a" * 3000}
    assert "quá giới hạn 2000" in client.post("/v1/ask", json=asked).json()["detail"]
    client.cookies.set(COOKIE, "en")
    assert "more than 2000" in client.post("/v1/ask", json=asked).json()["detail"]
    bad = {"file": ("x.txt", b"\x00\x01" * 50)}
    job = client.post("/v1/documents", files=bad, params={"wait": "false"}).json()
    while (told := client.get(f"/v1/jobs/{job['id']}").json())["state"] != "failed":
        time.sleep(0.05)
    assert "could not be read" in told["error"]
