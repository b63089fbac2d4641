"""Facts of a document, each with the exact span it was read from.

Rules follow the language of administrative Vietnamese, never the wording of one document.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.facts import about, assignments, deadlines, references, targets
from indexing.facts.surroundings import Surroundings
from indexing.model import Clause, Document, Fact

#: Clauses that state something; the rest (link lists, page furniture) yield no facts.
_SILENT = {"boilerplate"}
#: Clauses about the document itself, which set no tasks, goals or dates.
_APART = {"title", "signature", "recipients", "footnote", "legal_basis"}


def extract(document: Document, clauses: Sequence[Clause]) -> tuple[Fact, ...]:
    """All facts of ``document``, in the order of its text."""
    around = Surroundings(document, clauses)
    found: list[Fact] = []
    for clause in clauses:
        if clause.kind in _SILENT:
            continue
        found += references.of_clause(clause, document)
        found += about.of_clause(clause, document)
        if clause.kind not in _APART:
            found += assignments.of_clause(clause, around)
            found += targets.of_clause(clause, around)
            found += deadlines.of_clause(clause, around)
    return tuple(found)
