"""A run killed at any moment leaves the collection as before it or as after it, never between.

The runs are real processes, killed with SIGKILL; which moments is drawn anew each time and
printed when a case fails.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from store_samples import FOREST, LITERACY, WATER, Score, plan, write, write_three

from indexing import pipeline
from indexing.collection import Collection, NotIndexed
from indexing.pipeline import index_paths
from indexing.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KILLS = int(os.environ.get("TRICHDAN_TEST_KILLS", "16"))
RUN = """
import json, os, sys
from indexing.pipeline import index_paths
from indexing.settings import Settings
data, files = sys.argv[1:]
options = json.loads(os.environ.get("OPTIONS", "{}"))
settings = Settings(data_dir=data, **options.pop("chosen", {}))
index_paths([files] if files else [], settings, **options or {"prune": True},
            on_progress=lambda phase, file, done, total: print(phase, done, flush=True))
print("published", flush=True)
"""
QUESTIONS = ("Ai chủ trì trồng rừng?", "98,5% người biết chữ", "31/KH-UBND", "nuoc sach nong thon")


def write_changes(files: Path) -> None:
    """What the killed run finds: one document changed, one new, one gone, one untouched."""
    write(files, trong_rung=plan(**{**FOREST, "lead": "Sở Xây dựng"}))
    write(files, de_dieu=plan(**{**WATER, "number": "90/KH-UBND", "task": "Gia cố 12 km đê biển."}))
    (files / "xoa-mu-chu.txt").unlink()


def state(settings: Settings) -> Any:
    """Everything a user can see of the collection; None when there is none."""
    try:
        with Collection.open(settings) as c:
            documents = c.documents()
            ranked = [
                [(clause_id, Score(score)) for clause_id, score in sorted(find(q, 100))]
                for q in QUESTIONS
                for find in (c.dense, c.sparse)
            ]
            clauses = [c.clauses_of(d.id) for d in documents]
            return documents, clauses, c.facts(), ranked, c.syllables()
    except NotIndexed:
        return None


def run_and_kill(settings: Settings, files: Path | str, phase: str, delay_s: float, **options: Any) -> bool:
    """Start a run, kill it ``delay_s`` after it reports ``phase``; whether it was still running."""
    arguments = [sys.executable, "-c", RUN, str(settings.data_dir), str(files)]
    environment = os.environ | {"OPTIONS": json.dumps(options)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(phase):
                break
        time.sleep(delay_s)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return running


@pytest.mark.parametrize("first", [False, True], ids=["update", "first-run"])
def test_killed_at_any_moment(tmp_path: Path, first: bool) -> None:
    files = write_three(tmp_path / "files")
    base = Settings(data_dir=tmp_path / "base")
    if not first:
        index_paths([files], base)
        write_changes(files)
    before = state(base)
    if not first:
        shutil.copytree(base.data_dir, tmp_path / "after")
    finished = Settings(data_dir=tmp_path / "after")
    index_paths([files], finished, prune=True)
    after = state(finished)
    assert after is not None and before != after

    seen: set[str] = set()
    for n in range(KILLS):
        settings = Settings(data_dir=tmp_path / f"killed{n}")
        if not first:
            shutil.copytree(base.data_dir, settings.data_dir)
        phase = random.choice(["read", "embed", "store", "store"])
        delay_s = random.uniform(0, 0.15 if phase == "read" else 0.35)
        running = run_and_kill(settings, files, phase, delay_s)
        killed = f"killed {delay_s * 1000:.1f} ms into {phase}"
        found = state(settings)
        assert found in (before, after), f"{killed}: {found}"
        assert running or found == after, killed
        seen.add("after" if found == after else "before")
        # Whatever was left behind, the next run completes it.
        index_paths([files], settings, prune=True)
        assert state(settings) == after, f"{killed}, then run again"
        shutil.rmtree(settings.data_dir)
    assert seen


def test_questions_are_answered_while_another_process_embeds(tmp_path: Path) -> None:
    files = write_three(tmp_path / "files")
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([files], settings)
    before = state(settings)
    many = ({**LITERACY, "number": f"{n}/KH-UBND", "aim": f"Mục tiêu {n}."} for n in range(100, 150))
    write(files, **{f"plan{n}": plan(**c) for n, c in enumerate(many)})
    arguments = [sys.executable, "-c", RUN, str(settings.data_dir), str(files)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("embed"):
            pass
        process.send_signal(signal.SIGSTOP)
        assert state(settings) == before
        process.send_signal(signal.SIGCONT)
        assert process.stdout.read().endswith("published\n")
    with Collection.open(settings) as collection:
        assert len(collection.catalogue()) == 53


def test_a_killed_run_loses_no_embedding(tmp_path: Path) -> None:
    changes = ({**LITERACY, "number": f"{n}/KH-UBND", "task": f"Nhiệm vụ {n}."} for n in range(60))
    many = {f"plan{n}": plan(**c, aim=f"Mục tiêu {n}.") for n, c in enumerate(changes)}
    files = write(tmp_path / "files", **many)
    settings = Settings(data_dir=tmp_path / "data")
    assert run_and_kill(settings, files, "embed 64", 0)
    assert texts_to_embed(settings, files) <= texts_to_embed(Settings(data_dir=tmp_path / "new"), files) - 64


def test_a_rebuild_is_taken_up_where_it_was_killed_while_the_old_index_answers(tmp_path: Path) -> None:
    """Another model, every document read anew: killed in each phase, then finished by one command."""
    changes = ({**LITERACY, "number": f"{n}/KH-UBND", "task": f"Nhiệm vụ {n}."} for n in range(40))
    files = write(tmp_path / "files", **{f"plan{n}": plan(**c) for n, c in enumerate(changes)})
    old = Settings(data_dir=tmp_path / "data")
    index_paths([files], old)
    before = state(old)
    model = {"embedding_model": str(another_model(tmp_path / "model"))}
    rebuild = {"rebuild": True, "chosen": model}
    for phase in ("read 30", "embed 64", "store 0"):
        assert run_and_kill(old, "", phase, 0, **rebuild), phase
        assert state(old) == before, f"killed after {phase}"

    new = Settings(data_dir=old.data_dir, **model)
    read: list[Path] = []
    embedded: list[int] = []

    def note(phase: str, file: str, done: int, total: int) -> None:
        if phase == "embed":
            embedded.append(total)

    with pytest.MonkeyPatch.context() as patched:
        real = pipeline.parse_file
        patched.setattr(
            pipeline, "parse_file", lambda path, *a, **ids: read.append(path) or real(path, *a, **ids)
        )
        report = index_paths([], new, rebuild=True, on_progress=note)
    assert read == [] and embedded == [], "all of it had been read and embedded"
    assert {d.status for d in report.documents} == {"indexed"} and len(report.documents) == 40
    with Collection.open(new) as collection:
        assert collection.manifest.embedder == "model"
        assert len(collection.dense("Ai chủ trì?", 1000)) == collection.shared.view().points
    assert len(list((old.data_dir / "vectors").iterdir())) == 1, "the old vectors are gone"


def another_model(folder: Path) -> Path:
    """The embedded model with another prefix, so with other vectors."""
    source = Path(__file__).parent.parent / "indexing" / "models" / "me5-small-vi"
    shutil.copytree(source, folder)
    prompts = folder / "config_sentence_transformers.json"
    prompts.write_text(prompts.read_text("utf-8").replace("passage: ", "đoạn: "), "utf-8")
    return folder


def texts_to_embed(settings: Settings, files: Path) -> int:
    """How many texts a run embeds."""
    totals = [0]

    def note(phase: str, file: str, done: int, total: int) -> None:
        if phase == "embed":
            totals.append(total)

    index_paths([files], settings, on_progress=note)
    return max(totals)
