"""What a question asks for, told by the phrases Vietnamese asks it with (``question_kinds.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from indexing.language import folded

Kind = Literal[
    "lead_agency",
    "cooperating",
    "duties",
    "target",
    "deadline",
    "theme",
    "motto",
    "legal_basis",
    "issued",
    "signer",
    "validity",
    "definition",
    "where",
    "count",
    "list",
    "compare",
    "which_place",
    "choice",
    "yes_no",
    "content",
    "not_about_documents",
]


@cache
def _language() -> dict[str, Any]:
    return tomllib.loads(files("assistant").joinpath("question_kinds.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Each kind with its pattern, in order of precedence."""
    language = _language()
    words = {name: f"(?:{'|'.join(found)})" for name, found in language["fragments"].items()}
    return tuple(
        (cast("Kind", kind["name"]), re.compile("|".join(_filled(p, words) for p in kind["patterns"])))
        for kind in language["kinds"]
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"{{{name}}}", alternatives)
    return pattern


def kind_of(text: str) -> Kind:
    """The kind of a question, given its restored text.

    ``số nào`` and ``sở nào`` are told apart before the diacritics are dropped.
    """
    plain = folded(re.sub(r"\b(số|Số) nào\b", r"\1 mấy", text))
    return next((kind for kind, pattern in _patterns() if pattern.search(plain)), "content")


@cache
def asking() -> re.Pattern[str]:
    """The phrases of a question that only ask."""
    language = _language()["asking"]
    words = {name: f"(?:{'|'.join(language[name])})" for name in ("document", "agency")}
    phrases = "|".join(_filled(p, words) for p in language["phrases"])
    return re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE)
