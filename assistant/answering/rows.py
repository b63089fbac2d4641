"""A single cell of a table: the row the question names, under the column it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import Candidate, chosen
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import Context
from indexing.language import folded
from indexing.model import Cell, Clause, SharedCell

_NUMERIC = re.compile(r"\W*\d[\d.,/%\s-]*\s*(?:%|\w+)?\W*")
_TIMELIKE = re.compile(r"\d{1,2}/\d|20\d\d|quy|thang|nam|tuan|khi |sau |hang |thuong xuyen|ngay")
_ORDINAL = re.compile(r"tt\b|stt\b|so tt|so thu tu")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_LOOKED_AT = 20
_THRESHOLD = 0.6


def cell(context: Context) -> Draft | None:
    """The cell asked for, told with its row's name and its column."""
    return chosen(context, _cells(context), threshold=_THRESHOLD)


def _cells(context: Context) -> Iterator[Candidate]:
    asked = context.scoped_topic
    for hit in context.hits[:_LOOKED_AT]:
        clause = hit.clause
        if clause.kind != "row" or len(clause.cells) < 2:
            continue
        own = [(c, _text(clause, c)) for c in clause.cells]
        merged = [(c, c.text) for c in clause.shared]
        key, key_fit = _key(context, own, asked)
        if key is None or key_fit < 0.6:
            continue
        union = context.relevance.coverage(
            context.units, " ".join([clause.text, *(c.column for c in clause.cells), *clause.headings])
        )
        for c, value in (*own, *merged):
            if (
                c is key
                or not value
                or not c.column
                or _ORDINAL.match(folded(c.column))
                or not _fits_kind(context, value)
            ):
                continue
            # A column says its level and measure in words that elsewhere only ask: "mức", "cấp tỉnh".
            column = context.relevance.units(_IN_BRACKETS.sub("", c.column))
            column_fit = context.relevance.coverage(column, context.understanding.text)
            if column_fit < 0.45:
                continue
            score = 0.35 * key_fit + 0.35 * column_fit + 0.3 * union
            text = f"{_text(clause, key).lstrip('-+ ')} – {c.column}: {shortened(value, 200)}"
            # A heading that says in which unit a column counts is part of what the figure says.
            head = _heading_of(context, clause, c.column) if re.search(r"\d", c.column) else ()
            above = (context.clause(c.clause_id),) if isinstance(c, SharedCell) else ()
            evidence = (evidence_of(clause), *map(evidence_of, (*above, *head)))
            yield Candidate(clause.document_id, score, Claim(text=text, evidence=evidence), folded(value))


def _heading_of(context: Context, row: Clause, column: str) -> tuple[Clause, ...]:
    """The heading row above ``row`` that names ``column``; empty when none does."""
    words = "".join(column.split())
    above = (
        c
        for c in context.clauses_of(row.document_id)
        if c.order < row.order and c.kind == "part" and words in "".join(c.text.split())
    )
    return tuple(above)[-1:]


def _text(clause: Clause, c: Cell) -> str:
    return " ".join(clause.text[c.start - clause.start : c.end - clause.start].split())


def _key(context: Context, named: list[tuple[Cell, str]], asked: str) -> tuple[Cell | None, float]:
    """The cell that names the row (its longest or first words), and how fully the question says it."""
    best: tuple[Cell | None, float] = (None, 0.0)
    for c, value in named:
        if not re.search(r"[^\W\d_]{2}", value):
            continue
        fit = context.relevance.coverage(context.relevance.units(value), asked)
        if fit > best[1]:
            best = (c, fit)
    return best


def _fits_kind(context: Context, value: str) -> bool:
    kind = context.understanding.kind
    if kind in ("target", "count"):
        return _NUMERIC.fullmatch(value) is not None
    if kind == "deadline":
        return _TIMELIKE.search(folded(value)) is not None
    return True
