"""``trichdan backup`` and ``restore``: what comes back is what was there; nothing is overwritten blindly."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_samples import HOSTILE, LEAD, client_of, serving
from store_samples import Score

from assistant.operations.backup import BackupError, back_up, restore
from indexing.collection import Collection
from indexing.settings import Settings


def trichdan(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from assistant.cli import main; main()",
        *arguments,
        "--data-dir",
        str(data),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ)


def state(settings: Settings) -> Any:
    """What can be seen of a collection."""
    with Collection.open(settings) as c:
        found = [sorted(c.dense(LEAD, 1000)), sorted(c.sparse(LEAD, 1000))]
        ranked = [[(i, Score(score)) for i, score in hits] for hits in found]
        texts = [(d.id, d.text, d.sha256) for d in c.documents()]
        assert c.shared.vectors.count() == c.shared.view().points
        facts = sorted(c.facts(), key=repr)  # databases differ in the order of what stands in one place
        return texts, facts, ranked, c.syllables()


def test_a_restored_installation_answers_like_the_one_that_was_saved(
    sample_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "saved" / "copy.zip"
    with client_of(sample_copy) as client:
        assert client.post("/v1/documents", files={"file": ("mai-son.txt", HOSTILE)}).status_code == 201
        made = trichdan(sample_copy, "backup", str(file))  # while serving
        assert made.returncode == 0 and "7 văn bản" in made.stdout, made.stderr
        client.delete("/v1/documents/ha-linh-2030")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and [p.name for p in file.parent.iterdir()] == [
        "copy.zip"
    ]
    new = tmp_path / "new"
    assert trichdan(new, "restore", str(file)).returncode == 0
    refused = trichdan(sample_copy, "restore", str(file))
    assert refused.returncode == 1 and "--force" in refused.stderr and "6 văn bản" in refused.stderr
    assert trichdan(sample_copy, "restore", str(file), "--force").returncode == 0
    saved = state(Settings(data_dir=new))
    assert saved == state(Settings(data_dir=sample_copy)) and len(saved[0]) == 7
    with client_of(new) as client:  # the upload moved with its installation
        assert client.get("/documents/mai-son/file").content.decode() == HOSTILE
        assert client.delete("/v1/documents/mai-son").status_code == 204
        assert list((new / "uploads").iterdir()) == []
        assert client.post("/v1/ask", json={"question": LEAD}).json()["answerable"]


@pytest.mark.slow
def test_a_backup_made_while_files_come_in_is_of_one_moment(sample_copy: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=sample_copy)
    with serving(sample_copy) as (_, url), httpx.Client(base_url=url, timeout=120) as client:
        done = threading.Event()

        def putting() -> None:
            for n in range(8):
                name, content = f"p{n}.txt", HOSTILE.replace("7/KH", f"{n}/KH")
                client.post("/v1/documents", files={"file": (name, content)})
            done.set()

        thread = threading.Thread(target=putting)
        thread.start()
        files = []
        while not done.is_set():
            files.append(tmp_path / f"{len(files)}.zip")
            back_up(settings, files[-1])
        thread.join()
        with pytest.raises(BackupError, match="đang chạy"):
            restore(settings, files[0], force=True)
    for n, file in enumerate((files[0], files[len(files) // 2], files[-1])):
        restored = Settings(data_dir=tmp_path / f"restored{n}")
        held = restore(restored, file).documents
        assert len(state(restored)[0]) == held >= 6


def test_a_damaged_backup_changes_nothing(sample_copy: Path, tmp_path: Path) -> None:
    settings, good = Settings(data_dir=sample_copy), tmp_path / "good.zip"
    back_up(settings, good)
    before = state(settings)
    cut, other, forged, words = (tmp_path / name for name in ("cut", "other", "forged", "words"))
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    words.write_text("không phải bản sao lưu", "utf-8")
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("manifest.json", "{}")
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(forged, "w") as packed:
        packed.writestr("manifest.json", source.read("manifest.json"))
        packed.writestr("trichdan.sqlite", source.read("trichdan.sqlite")[:-4096] + bytes(4096))
    for file in (cut, other, forged, words, tmp_path / "missing"):
        with pytest.raises(BackupError):
            restore(settings, file, force=True)
    assert state(settings) == before
    assert not list(sample_copy.glob(".restore-*"))


def test_names_in_a_backup_never_lead_out_of_the_uploads(sample_copy: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "evil.zip", tmp_path / "new"
    back_up(Settings(data_dir=sample_copy), file)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("uploads/../../evil.txt", "x")
        packed.writestr("uploads/good.txt", "x")
    restore(Settings(data_dir=new), file)
    assert [p.name for p in (new / "uploads").iterdir()] == ["good.txt"]
    assert not list(tmp_path.rglob("evil.txt"))


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    result = trichdan(tmp_path / "nothing", "backup", str(tmp_path / "file.zip"))
    assert result.returncode == 1 and "Chưa có gì" in result.stderr and not (tmp_path / "file.zip").exists()


def test_a_backup_moves_to_postgresql_and_back(sample_copy: Path, tmp_path: Path, postgresql: str) -> None:
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    back_up(Settings(data_dir=sample_copy), there)
    beside = Settings(data_dir=tmp_path / "sqlite")
    restore(beside, there)  # made anew, its vectors have no deleted points that still weigh
    before = state(beside)
    served = Settings(data_dir=tmp_path / "pg", database_url=postgresql)
    restore(served, there)
    assert state(served) == before
    with client_of(served.data_dir, database_url=postgresql) as client:  # numbers go on where they were
        assert client.post("/v1/documents", files={"file": ("mai-son.txt", HOSTILE)}).status_code == 201
        assert client.delete("/v1/documents/mai-son").status_code == 204
    back_up(served, back)
    restore(Settings(data_dir=tmp_path / "again"), back)
    assert state(Settings(data_dir=tmp_path / "again")) == before
