"""The collection over HTTP: listing, reading, uploading, replacing, removing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import HOSTILE, LEAD, client_of, copied
from starlette.testclient import TestClient

from assistant.api.problems import Problem
from assistant.api.uploads import safe_name


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("documents"))) as client:
        yield client


@pytest.fixture
def changing(sample_copy: Path) -> Iterator[TestClient]:
    with client_of(sample_copy) as client:
        yield client


def upload(client: TestClient, name: str, content: bytes | str):  # type: ignore[no-untyped-def]
    data = content.encode() if isinstance(content, str) else content
    return client.post("/v1/documents", files={"file": (name, data)})


def test_pages_of_the_list_never_overlap(client: TestClient) -> None:
    whole = client.get("/v1/documents").json()
    assert whole["total"] == len(whole["documents"]) == 6
    for order in ("number", "date", "title", "file"):
        pages = [
            client.get("/v1/documents", params={"offset": at, "limit": 2, "order": order}).json()
            for at in (0, 2, 4)
        ]
        ids = [each["id"] for page in pages for each in page["documents"]]
        assert sorted(ids) == sorted(each["id"] for each in whole["documents"])


def test_a_document_comes_with_its_text_and_outline(client: TestClient) -> None:
    document = client.get("/v1/documents/ha-linh-2030").json()
    assert document["number"] == "197/KH-UBND" and document["issuer"]
    assert len(document["outline"]) == document["clauses"]
    for clause in document["outline"]:
        assert document["text"][clause["start"] : clause["end"]] == clause["text"]


def test_an_unchanged_document_is_304(client: TestClient) -> None:
    first = client.get("/v1/documents/ha-linh-2030")
    again = client.get("/v1/documents/ha-linh-2030", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/documents/ha-linh-2030", headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_clause_knows_its_place_and_neighbours(client: TestClient) -> None:
    cited = client.post("/v1/ask", json={"question": LEAD}).json()["citations"][0]
    path = f"/v1/documents/ha-linh-2030/clauses/{cited['clause_id']}"
    clause = client.get(path, params={"neighbours": 2}).json()
    assert clause["path"] == cited["path"] and clause["document"]["id"] == "ha-linh-2030"
    assert {"Sở Y tế"} <= {cell["text"] for cell in clause["cells"]}
    before, after = clause["neighbours"]["before"], clause["neighbours"]["after"]
    assert len(before) == len(after) == 2
    assert before[-1]["order"] < clause["order"] < after[0]["order"]
    short = cited["clause_id"].partition(":")[2]
    assert client.get(f"/v1/documents/ha-linh-2030/clauses/{short}").json()["id"] == cited["clause_id"]
    assert client.get(f"/v1/documents/van-trach-day-them/clauses/{cited['clause_id']}").status_code == 404


def test_an_uploaded_file_is_answered_from_and_can_be_replaced(changing: TestClient) -> None:
    question = {"question": "Sở nào chủ trì cấp kinh phí khử khuẩn ở Mai Sơn?"}
    response = upload(changing, "mai-son.txt", HOSTILE)
    assert response.status_code == 201 and response.json()["number"] == "7/KH-UBND"
    assert response.headers["location"] == "/v1/documents/mai-son"
    assert "Sở Tài chính" in changing.post("/v1/ask", json=question).json()["answer"]
    assert upload(changing, "mai-son.txt", HOSTILE).status_code == 200  # unchanged
    assert upload(changing, "mai-son.txt", HOSTILE.replace("Tài chính", "Nội vụ")).status_code == 201
    assert "Sở Nội vụ" in changing.post("/v1/ask", json=question).json()["answer"]
    assert changing.get("/v1/documents").json()["total"] == 7


def test_a_file_that_cannot_be_read_changes_nothing(changing: TestClient) -> None:
    upload(changing, "mai-son.docx", b"")
    good = (Path(__file__).parent.parent / "eval/sample/documents/ha-linh-2030.docx").read_bytes()
    assert upload(changing, "plan.docx", good).status_code == 201
    before = changing.get("/v1/documents").json()
    for content in (b"", b"not a word file", good[: len(good) // 2]):
        response = upload(changing, "plan.docx", content)
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
    assert changing.get("/v1/documents").json() == before
    assert upload(changing, "plan.docx", good).json()["status"] == "unchanged"


def test_unknown_formats_and_oversize_files_are_refused(sample_copy: Path) -> None:
    with client_of(sample_copy, max_file_mb=1) as client:
        response = upload(client, "plan.exe", b"MZ")
        assert response.status_code == 415 and ".docx" in response.json()["detail"]
        assert upload(client, "plan.txt", b"a" * 1_300_000).status_code == 413
        assert client.post("/v1/documents").status_code == 422
        assert client.post("/v1/documents", files={"other": ("a.txt", b"a")}).status_code == 422


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\Kế hoạch.docx", "Kế hoạch.docx"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("~$plan.docx", "plan.docx"),
        ("...txt", None),
        ("", None),
        (None, None),
        ("không-đuôi", None),
        ("ế" * 300 + ".txt", "ế" * 65 + ".txt"),
    ],
)
def test_an_upload_keeps_only_its_own_harmless_name(given: str | None, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Problem):
            safe_name(given)
    else:
        assert safe_name(given) == kept


def test_removing_forgets_the_document_and_its_upload(changing: TestClient, sample_copy: Path) -> None:
    upload(changing, "mai-son.txt", HOSTILE)
    assert (sample_copy / "uploads" / "mai-son.txt").is_file()
    assert changing.delete("/v1/documents/mai-son").status_code == 204
    assert changing.delete("/v1/documents/mai-son").status_code == 404
    assert changing.get("/documents/mai-son").status_code == 404
    assert list((sample_copy / "uploads").iterdir()) == []


def test_questions_are_answered_while_files_come_in(changing: TestClient) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def asking() -> None:
        while not done.is_set():
            response = changing.post("/v1/ask", json={"question": LEAD})
            if response.status_code != 200 or "Sở Y tế" not in response.json()["answer"]:
                wrong.append(response.text)

    asker = threading.Thread(target=asking)
    asker.start()
    try:
        statuses = [
            upload(changing, f"mai-son-{n}.txt", HOSTILE.replace("7/KH", f"{n}/KH")).status_code
            for n in range(3)
        ]
    finally:
        done.set()
        asker.join()
    assert statuses == [201, 201, 201] and wrong == []
