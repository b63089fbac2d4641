"""Levels of schooling (cấp học): a figure for one level is no answer about another."""

from __future__ import annotations

_LEVELS = {
    "nhà trẻ": "nha tre",
    "mẫu giáo": "mau giao",
    "tiểu học": "tieu hoc",
    "trung học cơ sở": "thcs",
    "thcs": "thcs",
    "trung học phổ thông": "thpt",
    "thpt": "thpt",
    "đại học": "dai hoc",
    "cao đẳng": "cao dang",
}


def levels(text: str) -> set[str]:
    """The levels of schooling a text names."""
    lower = text.lower()
    return {level for name, level in _LEVELS.items() if name in lower}
