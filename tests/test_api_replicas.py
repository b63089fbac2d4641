"""Several processes over one PostgreSQL: each job is claimed once, only one writes at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from assistant.api.jobs import Jobs
from assistant.api.keys import Keys
from assistant.api.keystore import KeyStore

JOBS = 40
CLAIMER = """
import sys
from assistant.api.jobs import Jobs
from indexing.database import open_engine
jobs = Jobs(open_engine(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
while (job := jobs.claim()) is not None:
    print(job.id, flush=True)
"""


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of an empty schema on the server the environment names."""
    url = os.environ.get("TRICHDAN_TEST_DATABASE_URL")
    if not url:
        pytest.skip("TRICHDAN_TEST_DATABASE_URL names no PostgreSQL database")
    schema = f"replicas_{uuid.uuid4().hex[:8]}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def test_two_processes_claim_each_job_once(postgresql: str) -> None:
    engine = create_engine(postgresql)
    jobs = Jobs(engine)
    made = [jobs.submit(f"{n}.txt", [b"x" * n]).id for n in range(JOBS)]
    command = [sys.executable, "-c", CLAIMER, postgresql]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(lambda each: each.communicate("go\n", timeout=60)[0].split(), processes))
    assert sorted(claimed[0] + claimed[1]) == sorted(made)
    assert all(claimed), "both took part"
    engine.dispose()


def test_replicas_know_each_others_keys_and_sessions(postgresql: str) -> None:
    engines = [create_engine(postgresql) for _ in range(2)]
    stores = [KeyStore(engine) for engine in engines]
    _, key = stores[0].create("portal", "admin")
    here, there = (Keys(None, store) for store in stores)
    session = here.session(key)
    assert session is not None and there.session_role(session) == "admin" and there.role_of(key) == "admin"
    for engine in engines:
        engine.dispose()
