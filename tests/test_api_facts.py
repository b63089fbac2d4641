"""The fact tables over HTTP, and the files made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import client_of, copied
from openpyxl import load_workbook
from starlette.testclient import TestClient

from assistant.api.facts import _csv, _xlsx


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("facts"))) as client:
        yield client


@pytest.mark.parametrize("kind", ["assignment", "target", "deadline", "reference", "about"])
def test_each_kind_quotes_its_document(client: TestClient, kind: str) -> None:
    table = client.get("/v1/facts", params={"kind": kind}).json()
    assert table["total"] == len(table["facts"]) > 0
    texts = {
        each["id"]: client.get(f"/v1/documents/{each['id']}").json()["text"]
        for each in client.get("/v1/documents").json()["documents"]
    }
    for fact in table["facts"]:
        assert texts[fact["document_id"]][fact["start"] : fact["end"]] == fact["quote"]


def test_filters_take_words_with_or_without_diacritics(client: TestClient) -> None:
    def tasks(**query: str) -> list[str]:
        facts = client.get("/v1/facts", params={"kind": "assignment", **query}).json()["facts"]
        return sorted(each["task"] for each in facts)

    assert tasks(lead="so y te", province="ha linh") == tasks(lead="Sở Y tế", province="Hà Lĩnh") != []
    assert tasks(document="thanh-sa-2024-2025") != tasks()
    assert tasks(q="y tế học đường", document="ha-linh-2030") != []
    assert tasks(province="Nghệ An") == []


def test_pages_are_parts_of_the_whole(client: TestClient) -> None:
    whole = client.get("/v1/facts", params={"kind": "target"}).json()["facts"]
    part = client.get("/v1/facts", params={"kind": "target", "offset": 3, "limit": 4}).json()
    assert part["facts"] == whole[3:7] and part["total"] == len(whole)


def test_csv_and_xlsx_hold_the_same_table(client: TestClient) -> None:
    made = client.get("/v1/facts", params={"kind": "assignment", "format": "csv"})
    assert made.headers["content-type"].startswith("text/csv") and made.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    book = load_workbook(
        io.BytesIO(client.get("/v1/facts", params={"kind": "assignment", "format": "xlsx"}).content)
    )
    table = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert rows[0][:4] == ["Nhiệm vụ", "Chủ trì / thực hiện", "Phối hợp", "Vai trò"]
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == table


def test_no_cell_becomes_a_formula() -> None:
    table = [["A"], ["=1+1"], ["- việc"], ["@x"], ["+84"], ["a\x07b"]]
    assert _csv(table).decode("utf-8-sig").split() == ["A", "'=1+1", "'-", "việc", "'@x", "'+84", "a\x07b"]
    cells = [cell for (cell,) in load_workbook(io.BytesIO(_xlsx(table))).active.iter_rows()]
    assert [cell.data_type for cell in cells] == ["s"] * 6 and cells[5].value == "ab"


@pytest.mark.parametrize("query", ["", "kind=x", "kind=target&format=pdf", "kind=target&limit=0"])
def test_bad_queries_are_422(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/facts?{query}").status_code == 422
