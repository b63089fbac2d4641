"""What parsers do at their worst, at a step of the real worker, to any file called ``a.…``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from indexing.model import ParsedDocument
from indexing.parsing import parse_content
from indexing.readers.formats import READING, Content, read_content
from indexing.worker import step

DIVIDING, FACTS = "chia điều khoản", "tìm dữ kiện"


def dies_reading(content: Content, *args: str) -> ParsedDocument:
    return _at(READING, os.abort, content, *args)


def hangs_reading(content: Content, *args: str) -> ParsedDocument:
    return _at(READING, _hang, content, *args)


def dies_dividing(content: Content, *args: str) -> ParsedDocument:
    return _at(DIVIDING, os.abort, content, *args)


def hangs_dividing(content: Content, *args: str) -> ParsedDocument:
    return _at(DIVIDING, _hang, content, *args)


def devours_memory(content: Content, *args: str) -> ParsedDocument:
    return _at(DIVIDING, _devour, content, *args)


def stumbles_over_facts(content: Content, *args: str) -> ParsedDocument:
    return _at(FACTS, _stumble, content, *args)


def _at(where: str, harm: Callable[[], object], content: Content, *args: str) -> ParsedDocument:
    if content.path.stem == "a":
        read_content(content)
        step(where)
        harm()
    return parse_content(content, *args)


def _hang() -> None:
    time.sleep(3600)


def _devour() -> None:
    held = bytearray(2**20)
    while True:  # the limit of the worker comes before the machine's
        held += held


def _stumble() -> None:
    raise KeyError("không có")
