"""The README says what is so: settings, commands, the client, the files it points to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from pydantic import SecretStr

from assistant.assistant import Assistant
from eval.serving import serving
from indexing.collection import Collection
from indexing.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def settings_table() -> str:
    """The table of settings as the README has to show it."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if default in (None, ()) or isinstance(default, SecretStr) else f"`{default}`"
        rows.append(f"| `TRICHDAN_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def with_settings(readme: str) -> str:
    """``readme`` with the table between its marks; ``python tests/test_packaging_readme.py`` writes it."""
    before, after = readme.split("<!-- settings -->\n")[0], readme.split("\n<!-- /settings -->")[1]
    return f"{before}<!-- settings -->\n{settings_table()}\n<!-- /settings -->{after}"


def test_the_settings_table_is_that_of_the_code() -> None:
    assert with_settings(README) == README, "run: python tests/test_packaging_readme.py"


def client() -> str:
    return re.findall(r"```python\n(.+?)```", README, re.DOTALL)[0]


def test_the_client_is_short_and_typed(tmp_path: Path) -> None:
    assert len(client().splitlines()) <= 50
    (tmp_path / "client.py").write_text(client(), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull]
    done = subprocess.run([*command, "client.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_client_and_the_curl_line_get_a_cited_answer(sample_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(client(), encoding="utf-8")
    body = re.findall(r"-d '(\{.+?\})'", README)[0]
    question = re.findall(r'"question": "(.+?)"', body)[0]
    with serving(sample_copy) as server:
        program = f"import client; print(client.ask({question!r}, {server.url!r}))"
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "answerable=True" in done.stdout and "197/KH-UBND" in done.stdout


def test_the_examples_of_the_user_guide_are_answered(sample_data: Path) -> None:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    table = guide.split("| muốn biết |")[1].split("\n\n")[0]
    questions = [row.split("|")[2].strip() for row in table.splitlines()[2:]]
    assert len(questions) > 5
    settings = Settings(data_dir=sample_data)
    with Collection.open(settings) as collection:
        assistant = Assistant(collection, settings)
        assert [each for each in questions if not assistant.ask(each).answerable] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    assert not [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_make_targets_that_are_named_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_the_modules_on_the_map_exist() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `((?:assistant|indexing|prompts|eval)[\w.]*)`", table, re.MULTILINE)
    assert len(named) > 10
    for name in named:
        path = ROOT.joinpath(*name.split("."))
        assert path.is_dir() or path.with_suffix(".py").is_file(), name


if __name__ == "__main__":
    (ROOT / "README.md").write_text(with_settings(README), encoding="utf-8")
