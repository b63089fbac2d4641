"""``python -m eval.strangers --data-dir FOLDER``: questions about other documents, asked of a collection.

They are those of ``eval/questions/official.tsv``. Where none of their documents is indexed, almost
all of them have to be refused, and what is answered is a false answer or near to one: a few ask
what any document may say. Each is shown with its answer, to be read.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from assistant.assistant import Assistant
from eval.questions import official
from indexing.collection import Collection
from indexing.settings import Settings


def main(
    data_dir: Annotated[Path, typer.Option(help="Folder of the index.", exists=True)],
    questions: Annotated[int, typer.Option(min=1, help="How many are drawn.")] = 600,
    seed: Annotated[int, typer.Option(help="Draws others.")] = 11,
) -> None:
    """Ask, show what is answered, and count it by the kind of question."""
    settings = Settings(data_dir=data_dir)
    asked = [line.question for line in official()]
    drawn = random.Random(seed).sample(asked, min(questions, len(asked)))
    answered: Counter[str] = Counter()
    with Collection.open(settings) as collection:
        assistant = Assistant(collection, settings)
        for question in drawn:
            answer = assistant.ask(question)
            if answer.answerable:
                answered[answer.kind] += 1
                typer.echo(f"{answer.kind}: {question} => {' '.join(answer.answer.split())}", err=True)
    told = {"asked": len(drawn), "answered": answered.total(), "by_kind": dict(answered.most_common())}
    typer.echo(json.dumps(told))


if __name__ == "__main__":
    typer.run(main)
