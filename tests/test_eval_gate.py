from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from eval import gate
from eval.floors import load_floors, save_floors
from eval.scores import Ratio
from indexing.settings import Settings


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gate that measures one exact answer of two over the sample, with floors of its own."""
    path = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", path)
    monkeypatch.setenv("TRICHDAN_SHARED", str(tmp_path / "absent"))
    monkeypatch.setattr(gate, "_indexed", lambda paths, data_dir: Settings(data_dir=data_dir))
    monkeypatch.setattr(gate, "_facts", lambda settings, report, console: {})

    def asked(name: str, *_: Any) -> gate.Sections:
        return {name: {"exact": Ratio(n=1, of=2)}}

    monkeypatch.setattr(gate, "_asked", asked)
    return path


def gated(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(gate.main)
    return CliRunner().invoke(app, arguments)


def test_the_gate_passes_at_the_floor_and_says_that_the_plans_are_absent(floors: Path) -> None:
    save_floors({"sample": {"exact": 0.5}, "plans": {"exact": 0.9}}, floors)
    result = gated()
    assert result.exit_code == 0
    assert "plans are not here" in result.output and "Nothing slid" in result.output


def test_the_gate_fails_and_names_what_slid(floors: Path) -> None:
    save_floors({"sample": {"exact": 0.6}}, floors)
    result = gated()
    assert result.exit_code == 1
    assert "sample: exact is 50.0 % (1/2), floor 0.600" in result.output


def test_updating_raises_the_floors(floors: Path) -> None:
    result = gated("--update")
    assert result.exit_code == 0
    assert load_floors(floors) == {"sample": {"exact": 0.0}}
    assert gated().exit_code == 0


def test_the_plans_are_measured_where_they_are(
    floors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    (shared / "plans").mkdir(parents=True)
    (shared / "gold").mkdir()
    (shared / "gold" / "dev.jsonl").touch()
    monkeypatch.setenv("TRICHDAN_SHARED", str(shared))
    result = gated("--update")
    assert "plans are not here" not in result.output
    assert set(load_floors(floors)) == {"sample", "plans"}
