"""The wheel: built from what is tracked, with everything the product reads at run time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGES = ("assistant", "indexing", "prompts", "eval")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in a copy, so that nothing is left in the working tree and nothing untracked gets in."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in tracked:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", str(out)], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("trichdan-*.whl"))


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.slow
def test_all_that_stands_in_a_package_is_in_the_wheel(tracked: list[str], contents: set[str]) -> None:
    expected = {name for name in tracked if name.split("/")[0] in PACKAGES}
    assert len(expected) > 100
    assert expected <= contents


@pytest.mark.slow
def test_the_wheel_holds_only_the_product(contents: set[str]) -> None:
    assert {name.split("/")[0] for name in contents if ".dist-info/" not in name} == {*PACKAGES}
    assert not [name for name in contents if "__pycache__" in name]
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in contents)


@pytest.mark.slow
def test_the_metadata_asks_for_no_pytorch(wheel: Path, contents: set[str]) -> None:
    name = next(name for name in contents if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(name).decode())
    asked = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert asked and not [line for line in asked if "torch" in line or "sentence-transformers" in line]
    assert metadata["License-Expression"] == "Apache-2.0"


@pytest.mark.slow
def test_what_the_wheel_holds_runs_by_itself(wheel: Path, tmp_path: Path) -> None:
    """Unpacked, away from the checkout: the model and the word lists are found inside it."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "a.txt").write_text("KẾ HOẠCH\nI. NHIỆM VỤ\n1. Sở Y tế chủ trì phòng dịch.\n", "utf-8")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import assistant, indexing\n"
        f"assert indexing.__file__.startswith({str(tmp_path)!r}), indexing.__file__\n"
        "from assistant.cli import main; main()"
    )
    command = [sys.executable, "-P", "-c", program, "--data-dir", "data"]
    for verb in (["index", "a.txt"], ["ask", "Cơ quan nào chủ trì phòng dịch?"]):
        done = subprocess.run([*command, *verb], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Sở Y tế" in done.stdout and "[1]" in done.stdout
