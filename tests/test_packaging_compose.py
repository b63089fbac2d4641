"""compose.yaml, as far as it can be held against the rest without an engine to start it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml
from api_samples import LEAD, live
from conftest import ROOT
from sqlalchemy import make_url

from assistant.api import create_app
from indexing.settings import Settings

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
NGINX = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
API = COMPOSE["services"]["api"]["environment"]
_BLANK = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(value: str, given: dict[str, str]) -> str:
    """``value`` as Compose would fill it; raises ``KeyError`` where it would refuse to start."""

    def fill(blank: re.Match[str]) -> str:
        return given[blank[1]] if blank[2] == "?" else given.get(blank[1]) or blank[3] or ""

    return _BLANK.sub(fill, value)


def test_every_setting_it_names_exists_and_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {name for name in API if name.startswith("TRICHDAN_")}
    named |= set(re.findall(r"^ *(TRICHDAN_\w+)=", DOCKERFILE, re.MULTILINE))
    assert {name.removeprefix("TRICHDAN_").lower() for name in named} <= Settings.model_fields.keys()
    secrets = {"POSTGRES_PASSWORD": "p", "TRICHDAN_QDRANT_KEY": "q", "TRICHDAN_API_KEYS": "admin:a"}
    for name, value in API.items():
        if name.startswith("TRICHDAN_") and value is not None:
            monkeypatch.setenv(name, filled(value, secrets))
    settings = Settings()
    assert settings.qdrant_url and urlsplit(settings.qdrant_url).hostname in COMPOSE["services"]
    assert settings.database_url and make_url(settings.database_url).host in COMPOSE["services"]
    assert "'.[otel,postgresql]'" in DOCKERFILE


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_nothing_starts_without_its_secrets_and_none_is_written_down(service: str) -> None:
    for name, value in COMPOSE["services"][service].get("environment", {}).items():
        if re.search(r"PASSWORD|KEY", name) and value is not None:
            assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
    assert "env_file" not in COMPOSE["services"][service]
    assert "://" not in str(API) or not make_url(API["TRICHDAN_DATABASE_URL"]).password


def test_its_parts_fit_together() -> None:
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for name, service in services.items():
        assert set(service.get("depends_on", ())) <= services.keys(), name
        assert set(service["networks"]) <= COMPOSE["networks"].keys(), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in volumes, volume
        for other in service.get("depends_on", ()):
            assert set(services[other]["networks"]) & set(service["networks"]), f"{name} cannot reach {other}"
            assert "healthcheck" in services[other] or (other == "api" and "HEALTHCHECK" in DOCKERFILE)
    # The versions that were tested together.
    client = re.search(r"^qdrant-client==(\d+\.\d+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert client and services["qdrant"]["image"].startswith(f"qdrant/qdrant:v{client[1]}.")


def test_only_the_proxy_can_be_reached_and_by_default_from_this_machine_only() -> None:
    assert [name for name, each in COMPOSE["services"].items() if "ports" in each] == ["proxy"]
    (published,) = COMPOSE["services"]["proxy"]["ports"]
    assert filled(published, {}) == "127.0.0.1:8000:8080" and "listen 8080;" in NGINX
    assert set(COMPOSE["services"]["proxy"]["networks"]) - {"front"} == {"replicas"}
    assert all(COMPOSE["networks"][each]["internal"] for each in ("replicas", "stores"))


def test_the_proxy_lets_through_what_the_server_takes() -> None:
    port = re.search(r"TRICHDAN_PORT=(\d+)", DOCKERFILE)
    assert port and f"$replicas api:{port[1]};" in NGINX
    limit = re.search(r"client_max_body_size (\d+)m;", NGINX)
    assert limit and int(limit[1]) > Settings().max_file_mb


@pytest.fixture
def proxied(sample_copy: Path, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """The address of nginx with our configuration before a server, and that server."""
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed")
    app = create_app(Settings(data_dir=sample_copy, api_keys="admin:khoa", login_tries=2))
    with socket.socket() as free, live(app) as server:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        changed = {"api:8000": server.removeprefix("http://"), "listen 8080": f"listen 127.0.0.1:{port}"}
        changed |= {"/tmp/": f"{tmp_path}/", "/dev/stdout": str(tmp_path / "access")}
        written = NGINX
        for old, new in changed.items():
            assert old in written
            written = written.replace(old, new)
        (tmp_path / "nginx.conf").write_text(written, "utf-8")
        user = "user root; " if os.geteuid() == 0 else ""  # the folder is this test's own
        directives = f"daemon off; {user}"
        command = [nginx, "-c", str(tmp_path / "nginx.conf"), "-g", directives, "-e", "stderr"]
        process = subprocess.Popen(command)
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", tmp_path / "access"
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.mark.slow
def test_behind_the_proxy_everything_works_as_before_it(proxied: tuple[str, Path]) -> None:
    url, log = proxied
    with httpx.Client(base_url=url, timeout=60, headers={"Authorization": "Bearer khoa"}) as client:
        assert client.get("/readyz").status_code == 200 and client.get("/metrics").status_code == 404
        with client.stream("POST", "/v1/ask/stream", json={"question": LEAD}) as streamed:
            assert "event: answer" in streamed.read().decode()
        found = client.get("/v1/search", params={"q": "y tế học đường"})
        assert found.status_code == 200 and found.json()["count"]
        large = b"Mai " * 3_000_000  # more than nginx takes by default
        assert client.post("/v1/documents", files={"file": ("lon.xyz", large)}).status_code == 415
        # A page may send to where it came from, port and all, and to nowhere else.
        page = {"Origin": url}
        assert client.post("/v1/ask", json={"question": LEAD}, headers=page).status_code == 200
        page = {"Origin": "https://noi-khac.example"}
        assert client.post("/v1/ask", json={"question": LEAD}, headers=page).status_code == 403
    # Tries are counted by where they come from, whatever else they claim.
    claims = ({"X-Forwarded-For": f"10.0.0.{n}"} for n in range(3))
    wrong = [httpx.post(f"{url}/dang-nhap", data={"key": "x"}, headers=claim) for claim in claims]
    assert [each.status_code for each in wrong] == [401, 401, 429]
    assert "y tế" not in log.read_text("utf-8") and "q=" not in log.read_text("utf-8")
