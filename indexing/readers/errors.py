"""The one error reading may end in: a Vietnamese sentence for the administrator.

Rule: it names the file, says what is wrong with it and what to do about it.
"""

from __future__ import annotations

from pathlib import Path


class ReadError(Exception):
    """A file that cannot be read; the message is one Vietnamese sentence."""


def unreadable(path: Path, wrong: str, remedy: str) -> ReadError:
    """A ``ReadError`` worded the one way all of them are."""
    return ReadError(f"Không đọc được “{path.name}”: {wrong}; {remedy}.")
