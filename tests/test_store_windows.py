"""What finds a long clause: its whole text, and windows that say what they stand under."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eval.beir import text_clause
from indexing.windows import SHORT, SIZE, embedded_texts


def test_a_short_clause_is_found_by_its_text_alone() -> None:
    clause = text_clause("a", "Sở Y tế chủ trì.", "II. Phân công")
    assert embedded_texts(clause) == ["II. Phân công\nSở Y tế chủ trì."]


def test_every_window_of_a_long_clause_says_what_it_stands_under() -> None:
    text = " ".join(f"việc {n}" for n in range(100))
    whole, *windows = embedded_texts(text_clause("a", text, "II. Phân công", "2. Sở Y tế"))
    assert whole == f"II. Phân công\n2. Sở Y tế\n{text}"
    assert len(windows) == 5 and all(window.startswith("2. Sở Y tế\nviệc ") for window in windows)


def test_windows_of_a_text_without_headings_say_how_it_begins() -> None:
    _, first, second, *_ = embedded_texts(text_clause("a", "Sở Y tế:\n" + "khám bệnh " * 60))
    assert first.startswith("Sở Y tế:") and second.startswith("Sở Y tế:")


def test_what_is_never_searched_has_no_vectors() -> None:
    clause = text_clause("a", "Tải về").model_copy(update={"kind": "boilerplate"})
    assert embedded_texts(clause) == []


@given(st.integers(SHORT + 1, 700))
def test_windows_leave_no_word_out(length: int) -> None:
    words = [f"w{n}" for n in range(length)]
    _, *windows = embedded_texts(text_clause("a", " ".join(words), "Điều 1"))
    bodies = [window.split("\n")[1].split() for window in windows]
    assert {word for body in bodies for word in body} == set(words)
    assert all(len(body) <= SIZE for body in bodies)
