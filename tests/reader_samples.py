"""What the tests of the readers share: write a file, read it, look at its blocks."""

from __future__ import annotations

from pathlib import Path

from indexing.model import ReadText
from indexing.readers import read_file
from indexing.settings import Settings


def reading(folder: Path, name: str, content: str | bytes) -> ReadText:
    """What reading a file with this content gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, Settings())


def block_texts(read: ReadText) -> list[str]:
    """The text of every block."""
    return [block.of(read.text) for block in read.blocks]


def cell_texts(read: ReadText) -> list[list[str]]:
    """The cells of every row."""
    return [[cell.of(read.text) for cell in block.cells] for block in read.blocks if block.kind == "row"]
