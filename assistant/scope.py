"""Scope is law: a question that names a place, a document or a year is answered only from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant import refusals
from assistant.refusals import Refusal
from assistant.understanding import Understanding
from indexing.collection import Collection
from indexing.facts.references import KINDS, NUMBER, number_key
from indexing.language import folded
from indexing.model import Document, Reference


class Scope(NamedTuple):
    """Where a question may be answered from.

    ``mentions`` are places that no document is about: only clauses that name them count, and
    ``refusal`` is what is said when none does. A ``refusal`` without ``documents`` is final.
    """

    documents: list[Document]
    mentions: tuple[str, ...] = ()
    refusal: Refusal | None = None


def scope_of(documents: Iterable[Document], asked: Understanding, chosen: Sequence[str] | None) -> Scope:
    """The scope of a question among ``documents``, or among the ``chosen`` ones of them."""
    everything = [d for d in documents if chosen is None or d.id in set(chosen)]
    scope, mentions, refusal = everything, tuple[str, ...](), None
    if asked.places:
        present = list(dict.fromkeys(d.province for d in everything if d.province))
        absent = [place for place in asked.places if place not in present]
        if absent and (len(absent) == len(asked.places) or asked.kind != "compare"):
            mentions, refusal = tuple(absent), refusals.other_place(asked, absent, present)
        else:
            scope = [d for d in everything if d.province in asked.places]
    if asked.school_year:
        of_year = [d for d in scope if d.school_year == asked.school_year]
        undated = [d for d in scope if not d.school_year]
        if scope and not of_year and not undated:
            return Scope([], refusal=refusal or refusals.other_year(asked, scope))
        scope = of_year + undated
    named = _named(scope, asked.text) or _named(everything, asked.text)
    return Scope(named or scope, mentions, refusal)


def known_number(collection: Collection, scope: list[Document], asked: Understanding) -> bool:
    """Whether any document number of the question is one of the scope's, or is referred to there."""
    keys = {number_key(n) for n in asked.numbers}
    if any(d.number and number_key(d.number) in keys for d in scope):
        return True
    facts = collection.facts("reference", document_ids=[d.id for d in scope])
    return any(isinstance(f, Reference) and number_key(f.number) in keys for f in facts)


def _named(documents: list[Document], text: str) -> list[Document]:
    """The documents whose number the question gives, whole or as ``công văn 1234``."""
    keys = {number_key(n) for n in re.findall(NUMBER, text)}
    short = {
        (folded(kind), number)
        for kind, number in re.findall(rf"\b({KINDS})\s+(?:số\s+)?(\d+)\b(?![/-])", text, re.IGNORECASE)
    }

    def is_named(document: Document) -> bool:
        number = document.number or ""
        return number_key(number) in keys or (folded(document.kind or ""), number.split("/")[0]) in short

    return [d for d in documents if d.number and is_named(d)]
