"""``trichdan doctor``: every fault is found, named, and comes with its remedy; nothing is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from api_samples import client_of
from sqlalchemy import text

from assistant.operations import doctor
from assistant.operations.doctor import Check, Level, examine
from indexing.database import database_url, open_engine
from indexing.settings import Settings


def found(data: Path, **settings: Any) -> dict[str, Check]:
    return {each.name: each for each in examine(Settings(data_dir=data, **settings))}


def test_a_sound_installation_has_no_fault(sample_copy: Path) -> None:
    checks = found(sample_copy)
    optional = {"LibreOffice", "Tesseract", "Dung lượng đĩa"}
    assert {c.level for c in checks.values() if c.name not in optional} == {Level.OK}, checks
    assert "6 văn bản" in checks["Chỉ mục"].found and "khớp" in checks["Kho vector"].found
    with client_of(sample_copy):  # a server holds the vectors
        assert found(sample_copy)["Kho vector"].level is Level.OK


def test_every_fault_comes_with_its_remedy(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = {
        "Khóa truy cập": found(sample_copy, host="0.0.0.0"),
        "Độ dài khóa": found(sample_copy, api_keys="admin:ngan"),
        "Mô hình nhúng": found(sample_copy, embedding_model="/khong/co/mo-hinh"),
        "Nhiều máy chủ": found(sample_copy, qdrant_url="http://127.0.0.1:1"),
        "Kho vector": found(sample_copy, qdrant_url="http://127.0.0.1:1"),
    }
    for name, checks in faults.items():
        assert checks[name].level is not Level.OK and checks[name].remedy, name
    assert faults["Khóa truy cập"]["Khóa truy cập"].level is Level.FAIL
    monkeypatch.setattr(shutil, "which", lambda _: None)
    checks = found(sample_copy)
    assert (checks["LibreOffice"].level, checks["Tesseract"].level) == (Level.WARN, Level.WARN)
    monkeypatch.setattr(doctor, "_NO_SPACE", 1 << 62)
    monkeypatch.setattr(doctor, "_LITTLE_SPACE", 1 << 62)
    assert found(sample_copy)["Dung lượng đĩa"].level is Level.FAIL


def test_an_index_that_does_not_fit_is_told_and_left_alone(sample_copy: Path) -> None:
    shutil.rmtree(sample_copy / "vectors")
    checks = found(sample_copy)
    assert checks["Kho vector"].level is Level.WARN and "dựng lại" in checks["Kho vector"].remedy
    assert not (sample_copy / "vectors").exists()
    engine = open_engine(database_url(Settings(data_dir=sample_copy)))
    with engine.begin() as connection:
        connection.execute(text("UPDATE manifest SET fingerprint = 'another'"))
    engine.dispose()
    assert found(sample_copy)["Chỉ mục"].level is Level.FAIL
    (sample_copy / "trichdan.sqlite").write_bytes(b"no database" * 1000)
    assert found(sample_copy)["Chỉ mục"].level is Level.FAIL


def test_before_anything_is_indexed_it_says_how_to_begin(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "doctor", "--json"]
    command += ["--data-dir", str(tmp_path / "new")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ)
    checks = {each["name"]: each for each in json.loads(result.stdout)}
    assert checks["Chỉ mục"]["level"] == "WARN" and "trichdan index" in checks["Chỉ mục"]["remedy"]
    assert result.returncode == 0 and not (tmp_path / "new").exists()


def test_a_fault_that_stops_the_work_is_the_exit_status(sample_copy: Path) -> None:
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "doctor"]
    command += ["--data-dir", str(sample_copy)]
    env = {**os.environ, "TRICHDAN_HOST": "0.0.0.0"}
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env)
    assert (
        result.returncode == 1 and "FAIL  Khóa truy cập" in result.stdout and "keys create" in result.stdout
    )
