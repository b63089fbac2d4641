"""Searched text is mended only where the damage has one reading."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.structure.repair import is_syllable, repaired


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("năm học 20 24 -  20 25", "năm học 2024 - 2025"),
        ("Kế hoạch p hát triển kinh tế", "Kế hoạch phát triển kinh tế"),
        ("Quyết định số 4354/QĐ- UBND", "Quyết định số 4354/QĐ-UBND"),
        ("số 37/2004/NQ- QH11", "số 37/2004/NQ-QH11"),
        ("Nghị quyết số 29- NQ/TW", "Nghị quyết số 29-NQ/TW"),
        ("số 1102 /QĐ-UBND", "số 1102/QĐ-UBND"),
        ("nhân lực ,  nhất là", "nhân lực, nhất là"),
        ("Bộ\u00a0Y\u00a0\u00a0tế", "Bộ Y tế"),
        ("BỘ C ÔNG THƯƠNG", "BỘ CÔNG THƯƠNG"),
        ("Đơn vịchủtrì", "Đơn vị chủ trì"),
        ("Nhiệm vụ,đề án", "Nhiệm vụ, đề án"),
    ],
)
def test_damage_is_mended(broken: str, meant: str) -> None:
    assert repaired(broken) == meant


@pytest.mark.parametrize(
    "text",
    [
        "độ tuổi từ 15 - 60 đạt 98%",
        "điểm b ở khoản 2",
        "lớp c ở trường",
        "giai đoạn 2021 - 2025",
        "từ 20 24 huyện",
        "đạt 80 - 85%",
        "5/8 huyện, thành phố",
        "kinh tế - xã hội",
        "THPT - GDTX",
        "1.500 tỷ đồng, tăng 20 %",
        "Internet, Facebook, đường liên xã",
        "Điều 5 khoản a và b ở trên",
    ],
)
def test_what_may_be_meant_is_left_alone(text: str) -> None:
    assert repaired(text) == text


@given(st.text(alphabet="aăâbcdđehilmnopqrstuưvxyÁỐ 0123456789-/.,;:\u00a0\n", max_size=60))
def test_mending_twice_changes_nothing_more_than_white_space(text: str) -> None:
    once = repaired(text)
    assert once == once.strip()
    assert sorted(once.replace(" ", "").replace("\n", "")) == sorted("".join(text.split()))


def test_syllables() -> None:
    assert all(is_syllable(w) for w in ("phát", "nghiệp", "giữa", "quốc", "Trường", "ủy", "gì"))
    assert not any(is_syllable(w) for w in ("ckhoản", "phtát", "bcd", "choặ1"))


@pytest.mark.parametrize("text", ["X" * 100_000, "a" * 100_000, " " * 100_000, "a b " * 20_000])
def test_text_that_never_ends_is_mended_in_time(text: str) -> None:
    started = time.process_time()
    repaired(text)
    assert time.process_time() - started < 5
