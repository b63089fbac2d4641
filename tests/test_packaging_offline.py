"""The installed command where there is no network at all."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sitecustomize
from conftest import SAMPLE

TRICHDAN = Path(sys.executable).with_name("trichdan")
LETTER = SAMPLE / "documents" / "thanh-sa-cong-van-1234.txt"


def no_network() -> list[str]:
    """A prefix that runs a command in a network of its own, without even a loopback; empty if not allowed."""
    prefix = [shutil.which("unshare") or "", "--net"]
    allowed = prefix[0] and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return prefix if allowed else []


def trichdan(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
    if not TRICHDAN.exists():
        pytest.skip("the command trichdan is not installed beside this Python")
    command = [*no_network(), TRICHDAN, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"TRICHDAN_DATA_DIR": str(data)}
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = trichdan("--help", data=tmp_path)
    assert shown.returncode == 0
    for verb in ("index", "ask", "serve", "eval", "documents", "settings"):
        assert verb in shown.stdout


def test_index_and_ask_need_no_network(tmp_path: Path) -> None:
    indexed = trichdan("index", LETTER, "--json", data=tmp_path)
    assert indexed.returncode == 0, indexed.stderr
    assert [each["status"] for each in json.loads(indexed.stdout)["documents"]] == ["indexed"]
    asked = trichdan("ask", "Công văn này của cơ quan nào?", "--json", data=tmp_path)
    assert asked.returncode == 0, asked.stderr
    assert isinstance(json.loads(asked.stdout)["answerable"], bool)


def test_unchanged_files_are_skipped_without_loading_the_model(tmp_path: Path) -> None:
    assert trichdan("index", LETTER, data=tmp_path).returncode == 0
    program = (
        "import sys; from assistant.cli import app\n"
        "app(['index', sys.argv[1]], standalone_mode=False)\n"
        "heavy = {'onnxruntime', 'gradio', 'llama_index', 'qdrant_client', 'assistant.assistant'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(LETTER)],
        capture_output=True,
        text=True,
        env=os.environ | {"TRICHDAN_DATA_DIR": str(tmp_path)},
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_tests_reach_no_other_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The guard guards: this process, and the ones that tests start."""
    monkeypatch.setenv("TRICHDAN_TEST_REACHED", str(tmp_path / "reached"))
    with socket.socket() as outward, pytest.raises(sitecustomize.Unreachable):
        outward.connect(("192.0.2.1", 9))
    program = "import urllib.request; urllib.request.urlopen('http://example.invalid/', timeout=1)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "tests reach no other machine" in done.stderr
    assert (tmp_path / "reached").read_text().split() == [
        "socket.connect", "192.0.2.1", "socket.getaddrinfo", "example.invalid",
    ]  # fmt: skip
