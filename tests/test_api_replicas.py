"""Several processes over one PostgreSQL: each job is claimed once, only one writes at a time."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine

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
print(jobs.claim().id, flush=True)  # one each, however busy the machine is
sys.stdin.readline()
while (job := jobs.claim()) is not None:
    print(job.id, flush=True)
"""


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
    first = []
    for process in processes:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        first.append(process.stdout.readline().strip())
    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(lambda each: each.communicate("go\n", timeout=60)[0].split(), processes))
    assert all(first), "both take part"
    assert sorted(first + claimed[0] + claimed[1]) == sorted(made)
    engine.dispose()


def test_replicas_know_each_others_keys_and_sessions(postgresql: str) -> None:
    engines = [create_engine(postgresql) for _ in range(2)]
    stores = [KeyStore(engine) for engine in engines]
    _, key = stores[0].create("portal", "admin")
    here, there = (Keys(None, store) for store in stores)
    session = here.session(key)
    assert session is not None and there.session_role(session) == "admin"
    known = there.known(key)
    assert known is not None and known.role == "admin"
    for engine in engines:
        engine.dispose()
