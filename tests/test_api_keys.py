"""Keys and roles, the page's log-in, requests from other sites, and listening beyond loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_samples import LEAD, client_of, copied
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant.api.keys import COOKIE, SESSION_SECONDS, BadKeys, Keys
from assistant.api.server import ServeRefused, refuse_open
from indexing.settings import Settings


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = copied(sample_data, tmp_path_factory.mktemp("keys"))
    with client_of(data, api_keys="admin:khoa-quan-tri, reader:khoa-doc, le-loi") as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/search?q=a", "/v1/facts?kind=target", "/v1/models"])
def test_every_route_needs_a_key_that_is_in_force(client: TestClient, path: str) -> None:
    for headers in ({}, bearer("wrong"), bearer(""), {"Authorization": "Basic khoa-doc"}):
        response = client.get(path, headers=headers)
        assert response.status_code == 401 and response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"
    for key in ("khoa-doc", "khoa-quan-tri", "le-loi"):
        assert client.get(path, headers=bearer(key)).status_code == 200


def test_only_an_administrator_changes_the_collection(client: TestClient) -> None:
    file = {"file": ("a.txt", b"KE HOACH")}
    assert client.post("/v1/documents", files=file).status_code == 401
    assert client.post("/v1/documents", files=file, headers=bearer("khoa-doc")).status_code == 403
    assert client.delete("/v1/documents/nothing", headers=bearer("le-loi")).status_code == 403
    assert client.delete("/v1/documents/nothing", headers=bearer("khoa-quan-tri")).status_code == 404


def test_operations_need_no_key(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_pages_ask_for_a_key_and_remember_it(client: TestClient) -> None:
    client.cookies.clear()
    away = client.get("/documents/ha-linh-2030?start=1&end=9", follow_redirects=False)
    assert away.status_code == 303
    assert away.headers["location"] == "/dang-nhap?next=%2Fdocuments%2Fha-linh-2030%3Fstart%3D1%26end%3D9"
    assert client.get("/", follow_redirects=False).headers["location"].startswith("/dang-nhap")
    assert client.post("/gradio_api/run/predict", json={}).status_code == 401
    wrong = client.post("/dang-nhap", data={"key": "wrong", "next": "/"})
    assert wrong.status_code == 401 and "Khóa không đúng" in wrong.text
    right = client.post("/dang-nhap", data={"key": "khoa-doc", "next": "/documents"})
    assert right.url.path == "/documents" and "Kho văn bản" in right.text
    assert client.get("/", follow_redirects=False).status_code == 200
    # The cookie opens pages, not the API.
    assert client.get("/v1/documents").status_code == 401
    assert client.post("/dang-xuat").url.path == "/dang-nhap"
    assert client.get("/documents", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"]
)
def test_log_in_never_leads_to_another_site(client: TestClient, next: str) -> None:
    response = client.post("/dang-nhap", data={"key": "khoa-doc", "next": next}, follow_redirects=False)
    assert response.headers["location"] == "/"
    client.cookies.clear()


def test_sessions_cannot_be_forged_and_end() -> None:
    keys = Keys(SecretStr("reader:a,admin:c"))
    session = keys.session("a")
    other = keys.session("c")
    assert session and other and keys.session("b") is None
    assert (keys.session_role(session), keys.session_role(other)) == ("reader", "admin")
    assert keys.session_role(session.replace(session.partition(".")[0], other.partition(".")[0])) is None
    assert keys.session_role(keys.session("a", now=1.0) or "") is None and SESSION_SECONDS > 0
    assert Keys(SecretStr("reader:b")).session_role(session) is None
    assert [keys.session_role(each) for each in ("", ".", "a.b.c", "é.1.é")] == [None] * 4
    assert COOKIE


def test_keys_that_cannot_be_read_are_named() -> None:
    for setting in ("king:x", "admin:", "reader: "):
        with pytest.raises(BadKeys, match="TRICHDAN_API_KEYS"):
            Keys(SecretStr(setting))
    assert not Keys(None) and not Keys(SecretStr(" , "))


def test_other_sites_cannot_change_anything(sample_copy: Path) -> None:
    with client_of(sample_copy, cors_origins=("https://portal.example",)) as client:
        for origin in ("https://evil.example", "http://localhost:9999", "null"):
            assert client.delete("/v1/documents/x", headers={"Origin": origin}).status_code == 403
            assert client.post("/dang-nhap", headers={"Origin": origin}).status_code == 403
        for origin in ("http://localhost", "https://portal.example"):
            assert client.delete("/v1/documents/x", headers={"Origin": origin}).status_code == 404
        asked = client.post("/v1/ask", json={"question": LEAD}, headers={"Origin": "https://portal.example"})
        assert asked.headers["access-control-allow-origin"] == "https://portal.example"
        read = client.get("/v1/documents", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in read.headers


def test_listening_beyond_loopback_needs_keys_or_a_decision(tmp_path: Path) -> None:
    def settings(host: str, **more: object) -> Settings:
        return Settings.model_validate({"data_dir": tmp_path, "host": host, **more})

    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        refuse_open(settings(host))
    for host in ("0.0.0.0", "::", "192.0.2.7", "may-chu.example"):
        with pytest.raises(ServeRefused, match="TRICHDAN_API_KEYS"):
            refuse_open(settings(host))
        with pytest.raises(ServeRefused):
            refuse_open(settings(host, api_keys=" , "))
        refuse_open(settings(host, api_keys="admin:x"))
        refuse_open(settings(host, allow_open=True))
