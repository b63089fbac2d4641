"""Keys made by ``trichdan keys``, and limits on how often somebody may ask or try."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from api_samples import client_of, serving

from assistant.api.limits import Buckets
from assistant.api.server import ServeRefused, refuse_open
from indexing.settings import Settings

_RUN = "from assistant.cli import main; main()"


def trichdan(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _RUN, "keys", *arguments, "--data-dir", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ)


def created(data: Path, *arguments: str) -> dict[str, str]:
    result = trichdan(data, "create", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def eventually(expected: int, url: str, key: str) -> None:
    """What the server says of a key, once it has had the time to look again."""
    until = time.monotonic() + 5
    while (
        status := httpx.get(url, headers=bearer(key)).status_code
    ) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert status == expected


@pytest.mark.slow
def test_a_running_server_takes_and_refuses_keys_as_they_are_made_and_revoked(sample_copy: Path) -> None:
    reader = created(sample_copy, "cổng thông tin")
    with serving(sample_copy, TRICHDAN_API_KEYS="reader:from-settings") as (_, url):
        documents = f"{url}/v1/documents"
        assert httpx.get(documents).status_code == 401
        assert httpx.get(documents, headers=bearer("from-settings")).status_code == 200
        assert httpx.get(documents, headers=bearer(reader["key"])).status_code == 200
        assert httpx.delete(f"{documents}/x", headers=bearer(reader["key"])).status_code == 403
        admin = created(sample_copy, "văn thư", "--role", "admin")
        eventually(200, documents, admin["key"])
        assert httpx.delete(f"{documents}/x", headers=bearer(admin["key"])).status_code == 404
        with httpx.Client(base_url=url) as page:
            page.post("/dang-nhap", data={"key": admin["key"]})
            assert page.get("/documents").status_code == 200
            assert trichdan(sample_copy, "revoke", admin["id"]).returncode == 0
            eventually(401, documents, admin["key"])
            assert page.get("/documents").status_code == 303  # its session ends with the key
    again = trichdan(sample_copy, "revoke", admin["id"])
    assert again.returncode == 1 and "keys list" in again.stderr
    listed = json.loads(trichdan(sample_copy, "list", "--json").stdout)
    assert [(each["role"], each["revoked"] is None) for each in listed] == [
        ("reader", True),
        ("admin", False),
    ]


def test_a_key_is_shown_once_and_stored_hashed(tmp_path: Path) -> None:
    result = trichdan(tmp_path, "create", "portal", "--role", "admin")
    key = result.stdout.strip()
    assert key.startswith("td_") and len(key) > 40 and key not in result.stderr
    dump = "\n".join(sqlite3.connect(tmp_path / "trichdan.sqlite").iterdump())
    assert "portal" in dump and key not in dump
    assert key not in trichdan(tmp_path, "list", "--json").stdout
    assert trichdan(tmp_path, "create", "portal", "--role", "king").returncode == 2


def test_stored_keys_allow_listening_beyond_loopback_and_never_open_the_server(sample_copy: Path) -> None:
    settings = Settings(data_dir=sample_copy, host="0.0.0.0")
    with pytest.raises(ServeRefused, match="keys create"):
        refuse_open(settings)
    key = created(sample_copy, "only")
    refuse_open(settings)
    trichdan(sample_copy, "revoke", key["id"])
    with client_of(sample_copy) as client:
        assert client.get("/v1/documents").status_code == 401


def test_a_key_that_asks_too_often_is_told_when_to_come_back(sample_copy: Path) -> None:
    fast = created(sample_copy, "fast", "--rate", "0")
    with client_of(sample_copy, api_keys="a,b", rate_limit=3) as client:
        for key in ("a", "b"):
            statuses = [client.get("/v1/models", headers=bearer(key)).status_code for _ in range(4)]
            assert statuses == [200, 200, 200, 429]
        refused = client.get("/v1/models", headers=bearer("a"))
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.get("/healthz").status_code == 200
        assert {client.get("/v1/models", headers=bearer(fast["key"])).status_code for _ in range(9)} == {200}


def test_log_in_is_slowed_down_for_an_address_that_guesses(sample_copy: Path) -> None:
    with client_of(sample_copy, api_keys="khoa", login_tries=3) as client:
        statuses = [client.post("/dang-nhap", data={"key": f"guess-{n}"}).status_code for n in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        right = client.post("/dang-nhap", data={"key": "khoa"}, follow_redirects=False)
        assert right.status_code == 429 and int(right.headers["retry-after"]) >= 1
        assert "thử lại sau" in right.text


def test_buckets_fill_up_again() -> None:
    now = [0.0]
    buckets = Buckets(2, 60, clock=lambda: now[0])
    assert [buckets.take("a"), buckets.take("a"), buckets.take("a"), buckets.take("b")] == [0, 0, 30, 0]
    now[0] = 15
    assert (buckets.take("a"), buckets.wait("a")) == (15, 15)
    now[0] = 31
    assert buckets.take("a") == 0 and buckets.take("a") in (29, 30)
    assert [Buckets(0, 60).take("a") for _ in range(3)] == [0, 0, 0]
