"""``python -m eval.restoring DOCUMENTS``: how much of a question typed without diacritics is restored.

Of the documents of :mod:`eval.questions`, those held out are taken five at a time, as a small office
would have them; the questions about these are stripped of their diacritics and restored from what
the five hold and how people ask (:mod:`eval.question_language`, which did not count them).
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Annotated

import typer

from assistant.diacritics import DiacriticRestorer
from eval.passages import read_clauses
from eval.questions import is_held_out, official
from eval.text import undiacritical
from indexing.language import standard_spelling, words
from indexing.model import Clause
from indexing.revisions import count_syllables

OFFICE = 5


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    seed: Annotated[int, typer.Option(help="Groups the documents otherwise.")] = 1,
) -> None:
    """Restore every held-out question and count the syllables, and the questions, that come back."""
    asked: dict[str, list[str]] = {}
    for line in official():
        asked.setdefault(line.document, []).append(line.question)
    held_out = {
        clauses[0].document_id: clauses
        for clauses in read_clauses(documents)
        if clauses and is_held_out(clauses[0].document_id) and clauses[0].document_id in asked
    }
    names = random.Random(seed).sample(sorted(held_out), len(held_out))
    right: list[bool] = []
    whole: list[bool] = []
    for first in range(0, len(names), OFFICE):
        office = names[first : first + OFFICE]
        restorer = _restorer([clause for name in office for clause in held_out[name]])
        for question in (question for name in office for question in asked[name]):
            typed = standard_spelling(question)
            restored = words(restorer.restore(undiacritical(typed)))
            same = [one == other for one, other in zip(words(typed), restored, strict=True)]
            right += same
            whole.append(all(same))
    counts = {"syllables": [sum(right), len(right)], "questions": [sum(whole), len(whole)]}
    typer.echo(json.dumps(counts))


def _restorer(clauses: list[Clause]) -> DiacriticRestorer:
    return DiacriticRestorer(*count_syllables(clauses))


if __name__ == "__main__":
    typer.run(main)
