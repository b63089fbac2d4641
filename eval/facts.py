"""Scores of extracted facts against facts that people read from the same documents.

A gold line is ``{"doc", "kind", "quote", …fields}`` with the fields of :mod:`indexing.model`; what
a line does not say is not compared. For every document and kind it names, the gold set is taken to
be complete, so that what is extracted beyond it counts as wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import ConfigDict, ValidationError, model_validator
from rapidfuzz import fuzz

from eval.figures import figures
from eval.gold import Filled, GoldError, faults
from eval.scores import Ratio
from eval.text import comparable, coverage, same_document, words
from indexing import model
from indexing.model import Frozen

SIMILAR = 90.0
"""Least token-set similarity (0–100) at which two wordings say the same."""

LEAST_LENGTH = 1 / 3
"""A wording with fewer than this share of the other's words is a scrap of it, not the same."""

SAME_PLACE = 0.6
"""Least share of words that the quote and the fact's clause have in common."""

_KINDS: dict[str, type[model.FactBase]] = {
    "assignment": model.Assignment,
    "target": model.Target,
    "deadline": model.Deadline,
    "reference": model.Reference,
    "about": model.About,
}
_WORD_FOR_WORD = frozenset({"role", "attribute", "number", "unit", "comparison"})
_FIGURE_FOR_FIGURE = frozenset({"value", "due", "time", "year", "date"})
_CALENDAR = frozenset({"ngày", "tháng", "năm"})
_PLACED = frozenset({"kind", *model.FactBase.model_fields})


class GoldFact(Frozen):
    """A fact that stands at ``quote`` in the document whose file has the stem ``doc``."""

    model_config = ConfigDict(frozen=True, extra="allow")

    doc: Filled
    kind: Literal["assignment", "target", "deadline", "reference", "about"]
    quote: Filled

    @model_validator(mode="after")
    def _known_fields(self) -> GoldFact:
        unknown = self.fields.keys() - (_KINDS[self.kind].model_fields.keys() - _PLACED)
        if unknown:
            raise ValueError(f"no field of a {self.kind}: {', '.join(sorted(unknown))}")
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """What the line says of the fact."""
        return dict(self.__pydantic_extra__ or {})


class FoundFact(NamedTuple):
    """An extracted fact, the base name of its file, and the text of its clause."""

    file: str
    fact: model.Fact
    clause_text: str


class KindScores(Frozen):
    """Facts of one kind: ``precision`` of those extracted, ``recall`` of those in the gold set.

    ``missed`` and ``spurious`` name them as people read them.
    """

    precision: Ratio
    recall: Ratio
    missed: tuple[str, ...]
    spurious: tuple[str, ...]


def load_fact_gold(path: Path) -> tuple[GoldFact, ...]:
    """The facts of the JSON Lines file ``path``; :class:`~eval.gold.GoldError` names a bad line."""
    facts: list[GoldFact] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            facts.append(GoldFact.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise GoldError(f"{path}, line {number}: not JSON: {error}") from error
        except ValidationError as error:
            raise GoldError(f"{path}, line {number}: {faults(error)}") from error
    if not facts:
        raise GoldError(f"{path}: holds no facts")
    return tuple(facts)


def score_facts(gold: Sequence[GoldFact], found: Sequence[FoundFact]) -> dict[str, KindScores]:
    """Precision and recall per kind; a gold fact and an extracted one are matched at most once."""
    return {
        kind: _scored(
            [fact for fact in gold if fact.kind == kind], [item for item in found if item.fact.kind == kind]
        )
        for kind in _KINDS
        if any(fact.kind == kind for fact in gold)
    }


def similarity(gold: GoldFact, item: FoundFact) -> float:
    """How alike a gold fact and an extracted one are, 0 when they are not the same fact.

    They are the same when they stand in one place of one document and each field the gold line
    gives agrees: names, numbers and roles word for word, dates and values figure for figure, texts
    and agencies by token-set similarity of at least 90.
    """
    if not same_document(item.file, gold.doc) or not _same_place(gold.quote, item.clause_text):
        return 0.0
    likeness = [
        _field_likeness(name, wanted, getattr(item.fact, name)) for name, wanted in gold.fields.items()
    ]
    return 0.0 if min(likeness, default=0.0) < SIMILAR else sum(likeness) / len(likeness)


def _scored(gold: Sequence[GoldFact], found: Sequence[FoundFact]) -> KindScores:
    counted = [item for item in found if any(same_document(item.file, fact.doc) for fact in gold)]
    pairs = sorted(
        ((similarity(fact, item), i, j) for i, fact in enumerate(gold) for j, item in enumerate(counted)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matched: dict[int, int] = {}
    for likeness, i, j in pairs:
        if likeness and i not in matched and j not in matched.values():
            matched[i] = j
    taken = set(matched.values())
    return KindScores(
        precision=Ratio(n=len(matched), of=len(counted)),
        recall=Ratio(n=len(matched), of=len(gold)),
        missed=tuple(_told(f.doc, f.fields) for i, f in enumerate(gold) if i not in matched),
        spurious=tuple(
            _told(item.file, item.fact.model_dump(exclude=set(_PLACED), exclude_defaults=True))
            for j, item in enumerate(counted)
            if j not in taken
        ),
    )


def _same_place(quote: str, clause_text: str) -> bool:
    return max(coverage(quote, clause_text), coverage(clause_text, quote)) >= SAME_PLACE


def _field_likeness(name: str, wanted: Any, got: Any) -> float:
    if isinstance(got, tuple):
        return _agencies_likeness(_listed(wanted), got)
    if name in _WORD_FOR_WORD:
        return 100.0 * (comparable(str(wanted)) == comparable(str(got)))
    if name in _FIGURE_FOR_FIGURE:
        return _dated_likeness(str(wanted), str(got))
    return _text_likeness(words(str(wanted)), words(str(got)))


def _dated_likeness(wanted: str, got: str) -> float:
    """Likeness of the words beside the figures, which must be the same: ``năm 2025`` is ``2025``."""
    stated = {figure.canonical for figure in figures(wanted)}
    if stated != {figure.canonical for figure in figures(got)}:
        return 0.0
    beside = [
        [word for word in words(text) if not word[0].isdigit() and word not in _CALENDAR]
        for text in (wanted, got)
    ]
    return 100.0 if stated and not all(beside) else _text_likeness(*beside)


def _text_likeness(wanted: Sequence[str], got: Sequence[str]) -> float:
    """Token-set similarity of two wordings, of which one may say more than the other."""
    if not wanted or not got:
        return 100.0 * (not wanted and not got)
    shorter, longer = sorted((len(wanted), len(got)))
    return fuzz.token_set_ratio(" ".join(wanted), " ".join(got)) if shorter >= LEAST_LENGTH * longer else 0.0


def _agencies_likeness(wanted: Sequence[str], got: Sequence[str]) -> float:
    """The least likeness of names paired off best first; 0 when one is left alone."""
    if len(wanted) != len(got):
        return 0.0
    left, least = [_agency(name) for name in got], 100.0
    for name in map(_agency, wanted):
        best = max(left, key=lambda other: fuzz.token_sort_ratio(name, other))
        least = min(least, fuzz.token_sort_ratio(name, best))
        left.remove(best)
    return least


def _agency(name: str) -> str:
    """A name without the abbreviation that a document adds in parentheses where it first names it."""
    return comparable(re.sub(r"\([^)]*\)", " ", name))


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _told(place: str, fields: dict[str, Any]) -> str:
    said = ((name, ", ".join(_listed(value))) for name, value in fields.items() if value)
    return f"{place}: " + "; ".join(f"{name} {value}" for name, value in said)
