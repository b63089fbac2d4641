from __future__ import annotations

from pathlib import Path

from eval.floors import load_floors, raised, save_floors, slides, unguarded
from eval.scores import Ratio

MEASURED = {"sample": {"exact": Ratio(n=9, of=10), "false_answer": Ratio(n=1, of=10)}}


def test_a_metric_at_its_floor_holds_and_below_it_slides() -> None:
    assert list(slides(MEASURED, {"sample": {"exact": 0.9, "false_answer": 0.1}})) == []
    assert list(slides(MEASURED, {"sample": {"exact": 0.91, "false_answer": 0.05}})) == [
        "sample: exact is 90.0 % (9/10), floor 0.910",
        "sample: false_answer is 10.0 % (1/10), ceiling 0.050",
    ]


def test_a_metric_that_vanished_slides_and_an_absent_section_does_not() -> None:
    floors = {"sample": {"mrr": 0.5}, "plans": {"exact": 0.9}}
    assert list(slides(MEASURED, floors)) == ["sample: mrr is no longer measured (floor 0.500)"]


def test_raising_never_lowers_and_leaves_room_for_one_question() -> None:
    floors = raised(MEASURED, {"sample": {"exact": 0.95, "false_answer": 0.3}, "plans": {"exact": 0.8}})
    assert floors == {"sample": {"exact": 0.95, "false_answer": 0.105}, "plans": {"exact": 0.8}}
    assert raised(MEASURED, {})["sample"]["exact"] == 0.8
    assert list(slides(MEASURED, raised(MEASURED, {}))) == []


def test_floors_are_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert load_floors(path) == {}
    save_floors({"sample": {"exact": 0.9}}, path)
    assert load_floors(path) == {"sample": {"exact": 0.9}}
    assert unguarded(MEASURED, {}) == ["sample"]
