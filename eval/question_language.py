"""``python -m eval.question_language``: which syllables follow which where people ask.

Counted in the questions of :mod:`eval.questions`, those held out excepted, for
:mod:`assistant.diacritics`: a collection of five plans does not hold the words that people ask about
them with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from assistant.diacritics import END, FILE, START, written
from eval.questions import asked_to_learn, phrases

#: A phrase stands for so many questions that hold it.
_PHRASE = 10


def main(
    out: Annotated[Path, typer.Option(help="Where the counts go.")] = Path("assistant") / FILE,
) -> None:
    """Count and write: a line for each syllable, then those that follow it, most often first."""
    questions = asked_to_learn()
    pairs = counted(questions)
    for pair, count in counted(phrases()).items():
        pairs[pair] += _PHRASE * count
    out.write_text("".join(_lines(pairs)), encoding="utf-8")
    typer.echo(f"{len(questions)} questions, {len(pairs)} pairs")


def counted(questions: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often a syllable stands before another, begins a question (``START``) or ends it (``END``).

    Words in capitals are abbreviations, not syllables.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for question in questions:
        spelled = " ".join(word for word in question.split() if len(word) == 1 or not word.isupper())
        pairs.update(pairwise((START, *written(spelled), END)))
    return pairs


def _lines(pairs: Counter[tuple[str, str]]) -> Iterable[str]:
    following: dict[str, list[str]] = {}
    for (first, then), count in sorted(pairs.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])):
        following.setdefault(first, []).append(then if count == 1 else f"{then} {count}")
    return (f"{first}\t{', '.join(some)}\n" for first, some in following.items())


if __name__ == "__main__":
    typer.run(main)
