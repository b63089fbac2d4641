"""``python -m eval.train_likelihood DOCUMENTS``: the weights of how likely a clause answers.

Half of the documents that the embedder did not learn from are indexed (:mod:`eval.unseen`). Their own
questions are asked, and as many about other documents: a clause that was found answers when it is
the passage asked about. No question of a benchmark or a gold set is learned from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from assistant.answering.context import Context
from assistant.answering.likelihood import FILE, Weights, ahead
from assistant.assistant import Knowledge
from assistant.scope import scope_of
from eval.unseen import Asked, Unseen, half

#: Of the clauses found for a question, those learned from.
CANDIDATES = 5
TRAINED_ON = (
    "{own} questions about official documents (outside copyright) that the embedder did not learn from, and"
    " {others} about other documents; written for this project, no benchmark and no gold question"
)
_STEPS, _DECAY = 40, 1e-3


class Seen(NamedTuple):
    """One clause found for a question: its closeness, coverage and lead; whether it answers."""

    features: tuple[float, float, float]
    answers: bool


def main(
    documents: Annotated[Path, typer.Argument(help="Folder of official documents.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("assistant/answering") / FILE,
    questions: Annotated[int, typer.Option(min=10, help="Asked of each kind, at most.")] = 1000,
    seed: Annotated[int, typer.Option(help="Draws others.")] = 5,
) -> None:
    """Learn the weights and write them as JSON."""
    with half(documents, first=True, questions=questions, seed=seed) as unseen:
        knowledge = Knowledge(unseen.collection)
        seen = [one for asked in (*unseen.own, *unseen.others) for one in _seen(unseen, knowledge, asked)]
        said = TRAINED_ON.format(own=len(unseen.own), others=len(unseen.others))
    answering = [one.features[0] for one in seen if one.answers]
    if not answering:
        raise typer.BadParameter(f"no question about {documents} finds its passage")
    closeness, covered, lead, bias = (round(weight, 2) for weight in fit(seen))
    usual = round(sum(answering) / len(answering), 2)
    found = Weights(closeness=closeness, covered=covered, ahead=lead, bias=bias, usual=usual, trained_on=said)
    out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(found.model_dump()))


def _seen(unseen: Unseen, knowledge: Knowledge, asked: Asked) -> Iterator[Seen]:
    """The first clauses that the assistant's own search finds for a question."""
    understanding = knowledge.reader.read(asked.question, [])
    scope, mentions, _ = scope_of(knowledge.documents.values(), understanding, None)
    context = Context(
        understanding=understanding,
        collection=unseen.collection,
        documents={document.id: document for document in scope},
        narrowed=len(scope) < len(knowledge.documents),
        relevance=knowledge.relevance,
        dense_weight=unseen.settings.dense_weight,
        mentions=mentions,
    ).settled()
    hits = context.hits
    for hit, lead in list(zip(hits, ahead([hit.score for hit in hits]), strict=True))[:CANDIDATES]:
        if hit.closeness is not None:
            features = (hit.closeness, context.clause_covered(hit.clause), lead)
            file = knowledge.documents[hit.clause.document_id].file
            yield Seen(features, asked.answered_by(file, hit.clause.text))


def fit(seen: Sequence[Seen]) -> list[float]:
    """The weights of the features and the bias that make what is seen likeliest."""
    import numpy as np

    x = np.array([one.features for one in seen])
    answers = np.array([one.answers for one in seen], float)
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    x = np.column_stack([(x - middle) / spread, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    for _ in range(_STEPS):  # Newton's
        likely = 1 / (1 + np.exp(-(x @ w)))
        slope = x.T @ (likely - answers) / len(x) + _DECAY * w
        bend = (x * (likely * (1 - likely))[:, None]).T @ x / len(x) + _DECAY * np.eye(len(w))
        w -= np.linalg.solve(bend, slope)
    weights = w[:-1] / spread
    return [float(weight) for weight in (*weights, w[-1] - weights @ middle)]


if __name__ == "__main__":
    typer.run(main)
