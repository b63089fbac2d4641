"""What may not stand in the files of the repository."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

RUN = 12
"""So many words in a row are a passage that was copied, not a name or a set phrase."""

_INDEX = re.compile(
    r"(--(extra-)?index-url|--find-links|--trusted-host)|https?://[^\s/]*\b(pypi|artifactory|nexus|devpi)\b",
    re.I,
)
_MACHINE = re.compile(r"(?<![\w.])/(home|Users|work|root)/(?!\.)\w+")
_WORD = re.compile(r"\w+")


def text_files() -> Iterator[tuple[str, str]]:
    """Path and text of every tracked file that is text."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    return dict(text_files())


@pytest.mark.parametrize(
    ("what", "pattern"), [("a package index", _INDEX), ("a path of one machine", _MACHINE)]
)
def test_no_file_names(what: str, pattern: re.Pattern[str], tracked: dict[str, str]) -> None:
    found = {
        f"{name}: {hit[0]}"
        for name, text in tracked.items()
        if name != Path(__file__).relative_to(ROOT).as_posix()
        for hit in pattern.finditer(text)
    }
    assert not found, what


def test_the_constraints_pin_every_package_by_version_alone(tracked: dict[str, str]) -> None:
    lines = [line for line in tracked["constraints.txt"].splitlines() if not line.startswith("#")]
    pin = re.compile(r"[a-z0-9.-]+==[\w.]+( ; python_full_version (<|>=) '[\d.]+')?")
    assert lines and not [line for line in lines if not pin.fullmatch(line)]
    assert not [line for line in lines if re.match(r"(torch|nvidia|triton)", line)]


def test_no_passage_of_the_real_plans_is_copied(plans: Path, tracked: dict[str, str]) -> None:
    known = {run for path in plans.glob("*.txt") for run in _runs(path.read_text(encoding="utf-8"))}
    assert known
    copied = {name: run for name, text in tracked.items() for run in _runs(text) if run in known}
    assert not copied


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(*(words[offset:] for offset in range(RUN)), strict=False)
