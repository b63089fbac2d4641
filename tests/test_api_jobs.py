"""Uploads as jobs: queued, followed, many at once, and through a server that is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_samples import HOSTILE, LEAD, client_of, serving
from starlette.testclient import TestClient
from store_samples import FOREST, plan

from assistant.api.jobs import Jobs
from indexing.collection import Collection
from indexing.database import database_url, open_engine
from indexing.pipeline import index_paths
from indexing.settings import Settings

UPLOADS = 100
KILLS = int(os.environ.get("TRICHDAN_TEST_KILLS", "16"))
# Each takes a server's start; 50 of both are asked for by TRICHDAN_TEST_KILLS=50.
SERVER_KILLS = KILLS if "TRICHDAN_TEST_KILLS" in os.environ else 3
PART_HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'
LONG = HOSTILE + "".join(f"{n}. Sở Y tế chủ trì nhiệm vụ số {n} tại xã thứ {n}.\n" for n in range(2, 120))


def send(client: TestClient | httpx.Client, name: str, text: str | bytes, **more: Any) -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    return client.post("/v1/documents", files={"file": (name, content)}, **more)


def ended(client: TestClient | httpx.Client, job_id: str, within_s: float = 120) -> dict[str, Any]:
    until = time.monotonic() + within_s
    while (job := client.get(f"/v1/jobs/{job_id}").json())["state"] not in ("done", "failed"):
        assert time.monotonic() < until, job
        time.sleep(0.05)
    return dict(job)


def test_an_upload_is_answered_at_once_when_asked_and_followed_to_its_end(sample_copy: Path) -> None:
    with client_of(sample_copy) as client:
        for n, wish in enumerate(({"params": {"wait": "false"}}, {"headers": {"Prefer": "respond-async"}})):
            response = send(client, f"mai-son-{n}.txt", LONG.replace("7/KH", f"{n}/KH"), **wish)
            assert response.status_code == 202 and response.json()["state"] == "queued"
            assert response.headers["location"] == f"/v1/jobs/{response.json()['id']}"
            job = ended(client, response.json()["id"])
            assert job["state"] == "done" and job["report"]["status"] == "indexed"
            assert job["started"] >= job["created"] and job["finished"] >= job["started"]
            assert client.get(f"/v1/documents/{job['report']['id']}").status_code == 200
        listed = client.get("/v1/jobs", params={"limit": 1}).json()
        assert listed["total"] == 2 and listed["jobs"][0]["file"] == "mai-son-1.txt"
        assert client.get("/v1/jobs", params={"state": "failed"}).json()["total"] == 0
        assert client.get("/v1/jobs/nothing").status_code == 404
        # Nothing of the files stays in the queue.
        assert list(Jobs(open_engine(database_url(Settings(data_dir=sample_copy)))).content(job["id"])) == []


def test_a_job_that_cannot_be_read_says_why_and_leaves_what_was_there(sample_copy: Path) -> None:
    with client_of(sample_copy) as client:
        assert send(client, "plan.txt", HOSTILE).status_code == 201
        job = send(client, "plan.txt", b"\x00\x01\x02" * 50, params={"wait": "false"}).json()
        failed = ended(client, job["id"])
        assert failed["state"] == "failed" and failed["error"] and "Traceback" not in failed["error"]
        assert (sample_copy / "uploads" / "plan.txt").read_text("utf-8") == HOSTILE
        assert send(client, "plan.txt", HOSTILE).json()["status"] == "unchanged"


def test_only_administrators_see_jobs(sample_copy: Path) -> None:
    with client_of(sample_copy, api_keys="reader:r,admin:a") as client:
        statuses = [
            client.get("/v1/jobs", headers={"Authorization": f"Bearer {k}"}).status_code for k in "xra"
        ]
        assert statuses == [401, 403, 200]


def test_progress_is_told_while_a_job_runs(sample_copy: Path) -> None:
    with client_of(sample_copy) as client:
        job_id = send(client, "long.txt", LONG, params={"wait": "false"}).json()["id"]
        seen = []
        while (job := client.get(f"/v1/jobs/{job_id}").json())["state"] != "done":
            seen.append((job["state"], job["phase"]))
            assert job["done"] <= job["total"]
            time.sleep(0.01)
        assert ("running", "embed") in seen or ("running", "read") in seen


@pytest.mark.slow
def test_parallel_uploads_are_all_taken_in_while_questions_are_answered(sample_copy: Path) -> None:
    with serving(sample_copy) as (_, url), httpx.Client(base_url=url, timeout=180) as client:
        before = client.get("/v1/documents").json()["total"]
        done = threading.Event()
        answers: list[int] = []

        def asking() -> None:
            while not done.is_set():
                answers.append(client.post("/v1/ask", json={"question": LEAD}).status_code)

        asker = threading.Thread(target=asking)
        asker.start()

        def put(n: int) -> int:
            wish = {"wait": "false"} if n % 2 else {}
            return send(client, f"p{n}.txt", HOSTILE.replace("7/KH", f"{n}/KH"), params=wish).status_code

        with ThreadPoolExecutor(UPLOADS) as pool:
            statuses = list(pool.map(put, range(UPLOADS)))
        jobs = client.get("/v1/jobs", params={"limit": 1000}).json()
        assert jobs["total"] == UPLOADS
        assert {ended(client, job["id"])["state"] for job in jobs["jobs"]} == {"done"}
        done.set()
        asker.join()
        assert statuses == [201, 202] * (UPLOADS // 2)
        assert client.get("/v1/documents", params={"limit": 1}).json()["total"] == before + UPLOADS
        for n in (0, UPLOADS - 1):
            assert client.get(f"/v1/documents/p{n}").json()["number"] == f"{n}/KH-UBND"
        assert answers and set(answers) == {200}


# What a server does with uploads, without the time it takes to start the rest of one.
WRITER = """
import sys
from pathlib import Path
from assistant.api.desk import Desk
from assistant.api.jobs import Jobs
from assistant.api.worker import Worker
from indexing.settings import Settings
desk = Desk(Settings(data_dir=Path(sys.argv[1])))
jobs = Jobs(desk.collection.shared.engine)
worker = Worker(jobs, desk)
worker.start()
for line in sys.stdin:
    name, file = line.split()
    print(jobs.submit(name, [Path(file).read_bytes()]).id, flush=True)
    worker.wake()
"""


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_in_the_middle_of_uploads_none_is_lost_and_the_index_is_whole(
    sample_copy: Path, tmp_path: Path
) -> None:
    accepted: dict[str, tuple[str, str]] = {}  # job → its file's name and text
    for n in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(sample_copy)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdin is not None and writer.stdout is not None
            for name in ("a", "b"):
                text = plan(**{**FOREST, "number": f"{n + 1}/KH-UBND{name.upper()}", "aim": f"Mục tiêu {n}."})
                (tmp_path / name).write_text(text, "utf-8")
                print(f"{name}.txt {tmp_path / name}", file=writer.stdin, flush=True)
                accepted[writer.stdout.readline().strip()] = name, text
            time.sleep(delay_s := random.uniform(0, 0.8))
            writer.kill()
        seen = {p.name for p in (sample_copy / "uploads").glob("[!.]*")}
        assert seen <= {"a.txt", "b.txt"}, f"round {n}, killed after {delay_s:.3f} s"
    with client_of(sample_copy) as client:
        for job_id in accepted:
            job = ended(client, job_id)
            # Given up after three kills, said in words; everything else is in.
            assert job["state"] == "done" or "dừng đột ngột" in job["error"], job
        for name in ("a", "b"):
            shown = client.get(f"/v1/documents/{name}")
            file = sample_copy / "uploads" / f"{name}.txt"
            texts = [text for owner, text in accepted.values() if owner == name]
            assert (shown.status_code == 200) == file.exists()
            if file.exists():
                said = file.read_text("utf-8")
                assert said in texts and said.splitlines()[3].split()[-1] == shown.json()["number"]
        assert client.post("/v1/ask", json={"question": LEAD}).json()["answerable"]
    assert not list((sample_copy / "uploads").glob(".*"))
    with Collection.open(Settings(data_dir=sample_copy)) as collection:
        assert collection.shared.vectors.count() == collection.shared.view().points


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_server_killed_at_any_moment_of_an_upload_keeps_what_it_said_it_took(sample_copy: Path) -> None:
    """Each time while a file is on its way over HTTP, waits, is read, or is made searchable."""
    taken: list[str] = []
    for n in range(SERVER_KILLS):
        with serving(sample_copy) as (process, url), httpx.Client(base_url=url, timeout=60) as client:
            text = LONG.replace("7/KH", f"{n}/KH").encode()

            def slowly(text: bytes = text, name: str = f"k{n}.txt") -> Iterator[bytes]:
                yield PART_HEAD % name.encode()
                for start in range(0, len(text), 4096):
                    yield text[start : start + 4096]
                    time.sleep(0.01)
                yield b"\r\n--b--\r\n"

            killing = threading.Timer(random.uniform(0.0, 1.5), process.kill)
            killing.start()
            headers = {"Content-Type": "multipart/form-data; boundary=b", "Prefer": "respond-async"}
            try:
                response = client.post("/v1/documents", content=slowly(), headers=headers)
                assert response.status_code == 202
                taken.append(response.json()["id"])
            except httpx.TransportError:
                pass  # killed before it said that it has the file
            killing.join()
            process.wait()
    with client_of(sample_copy) as client:
        for job_id in taken:
            ended(client, job_id)
        for job in client.get("/v1/jobs", params={"limit": 1000}).json()["jobs"]:
            if job["state"] == "arriving":
                continue  # nobody was told that it is taken
            job = ended(client, job["id"])  # also one whose acceptance did not reach its client
            if job["state"] == "done":
                assert client.get(f"/v1/documents/{job['report']['id']}").status_code == 200
            else:  # given up after three kills, in words
                assert "dừng đột ngột" in job["error"]
        assert client.post("/v1/ask", json={"question": LEAD}).json()["answerable"]
    assert not list((sample_copy / "uploads").glob(".*"))
    with Collection.open(Settings(data_dir=sample_copy)) as collection:
        assert collection.shared.vectors.count() == collection.shared.view().points


@pytest.mark.slow
def test_a_server_killed_in_the_middle_of_an_upload_finishes_it_when_it_is_back(sample_copy: Path) -> None:
    with serving(sample_copy) as (process, url), httpx.Client(base_url=url, timeout=60) as client:
        job_id = send(client, "mai-son.txt", LONG, params={"wait": "false"}).json()["id"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    with client_of(sample_copy) as client:
        assert ended(client, job_id)["state"] == "done"
        assert client.get("/v1/documents/mai-son").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_finishes_or_keeps_what_it_took(
    sample_copy: Path, how: signal.Signals
) -> None:
    with serving(sample_copy) as (process, url), httpx.Client(base_url=url, timeout=60) as client:
        jobs = [
            send(client, f"s{n}.txt", LONG.replace("7/KH", f"{n}/KH"), params={"wait": "false"}).json()["id"]
            for n in range(6)
        ]
        process.send_signal(how)
        assert process.wait(timeout=40) == 0
    with client_of(sample_copy) as client:
        assert {ended(client, job)["state"] for job in jobs} == {"done"}


def test_a_file_that_stops_the_server_again_and_again_is_given_up(sample_copy: Path) -> None:
    jobs = Jobs(open_engine(database_url(Settings(data_dir=sample_copy))))
    job = jobs.submit("deadly.txt", [HOSTILE.encode()])
    for attempt in range(3):
        claimed = jobs.claim()
        assert claimed is not None and (claimed.id, claimed.attempts) == (job.id, attempt)
        given_up = jobs.recover()  # as the next process does: the last one died
    assert [each.id for each in given_up] == [job.id]
    assert jobs.get_one(job.id).state == "failed" and jobs.claim() is None


def test_an_upload_that_is_cut_off_is_not_queued(tmp_path: Path) -> None:
    jobs = Jobs(open_engine(f"sqlite:///{tmp_path / 'queue.sqlite'}"))

    def broken() -> Any:
        yield b"first part"
        raise OSError("the client is gone")

    with pytest.raises(OSError, match="gone"):
        jobs.submit("plan.txt", broken())
    assert (jobs.claim(), jobs.page(0, 10)) == (None, (0, []))
    whole = jobs.submit("plan.txt", [b"first ", b"second"])
    assert b"".join(jobs.content(whole.id)) == b"first second" and whole.size == 12


def test_indexing_by_command_and_by_upload_give_the_same(sample_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "mai-son.txt").write_text(HOSTILE, "utf-8")
    settings = Settings(data_dir=tmp_path / "by-command")
    index_paths([tmp_path / "mai-son.txt"], settings)
    with Collection.open(settings, lazy=True) as collection:
        expected = collection.clauses_of("mai-son")
    with client_of(sample_copy) as client:
        send(client, "mai-son.txt", HOSTILE)
        outline = client.get("/v1/documents/mai-son").json()["outline"]
    assert [each["text"] for each in outline] == [clause.text for clause in expected]
