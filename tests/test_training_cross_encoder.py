"""The cross-encoder trained for real, two batches of it, where the ``training`` extra is installed."""

from __future__ import annotations

import importlib.util
from itertools import islice
from pathlib import Path

import pytest

from assistant.retrieval.cross_encoder import GRAPH, CrossEncoder
from eval.questions import invented_questions
from eval.train_cross_encoder import FOUND, Course, found_examples, train
from indexing.embedding import EMBEDDED_MODEL, MODELS

NEEDED = ("torch", "transformers", "onnx")


@pytest.mark.slow
def test_a_question_is_learned_beside_what_the_search_finds_for_it() -> None:
    everything = invented_questions()
    few = everything._replace(
        corpus=dict(islice(everything.corpus.items(), 30)), qrels=dict(islice(everything.qrels.items(), 24))
    )
    examples = list(found_examples(few, None))
    assert len(examples) == 24
    for one in examples:
        assert 1 <= len(one.rivals) <= FOUND and one.right not in one.rivals
        assert one.question in few.queries.values()


@pytest.mark.slow
@pytest.mark.skipif(
    not all(map(importlib.util.find_spec, NEEDED)), reason="the extra trichdan[training] is not installed"
)
def test_a_trained_cross_encoder_runs_without_pytorch(tmp_path: Path) -> None:
    everything = invented_questions()
    few = everything._replace(
        corpus=dict(islice(everything.corpus.items(), 20)), qrels=dict(islice(everything.qrels.items(), 8))
    )
    examples = list(found_examples(few, None))
    how = Course(epochs=1, batch=4, rivals=2, rate=1e-5, seed=1, steps=2, halved=False)
    train(MODELS / EMBEDDED_MODEL, tmp_path, examples, how)
    assert (tmp_path / GRAPH).stat().st_size < 40_000_000
    one = examples[0]
    right, other = CrossEncoder(tmp_path).scores(
        one.question, [one.right, "Sở Xây dựng kiểm tra công trình."]
    )
    assert right > other
