"""The word lists of ``words.toml``."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_TABLE = tomllib.loads(files("assistant.verification").joinpath("words.toml").read_text(encoding="utf-8"))

STOP = frozenset(_TABLE["stop"].split())
LINKS = frozenset(_TABLE["links"].split())
LOOSE = frozenset(_TABLE["loose"].split())
BEFORE_POINT = frozenset(_TABLE["before_point"].split())
ADDRESS = frozenset(_TABLE["address"].split())
#: Phrases, longest first.
TOLD_WITH: tuple[str, ...] = tuple(sorted(_TABLE["told_with"], key=len, reverse=True))
COUNTED: tuple[str, ...] = tuple(_TABLE["counted"])
