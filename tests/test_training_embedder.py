"""Fine-tuning for real, two batches of it, where the ``training`` extra is installed."""

from __future__ import annotations

import importlib.util
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from eval.questions import invented_questions
from eval.train_embedder import Course, material, train
from indexing.embedding import OnnxEmbedder

BASE = Path(__file__).parent.parent / "indexing" / "models" / "me5-small-vi"
NEEDED = ("torch", "sentence_transformers", "onnx")


needs_training = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, NEEDED)), reason="the extra trichdan[training] is not installed"
)


@needs_training
def test_the_model_in_the_package_says_what_its_weights_say_before_they_were_rounded() -> None:
    import torch

    from eval.token_embedder import TokenEmbedder

    said = ["Phòng Văn hóa huyện Suối Mơ lo việc mở thư viện xã.", "Tỷ lệ trường đạt chuẩn: 65 %."]
    with torch.no_grad():
        exact = TokenEmbedder(BASE).eval().read("passage", said).vectors.numpy()
    rounded = np.stack([one.vector for one in OnnxEmbedder(BASE).embed_passages(said)])
    assert (exact * rounded).sum(axis=1).min() > 0.994


@pytest.mark.slow
@needs_training
def test_a_trained_model_runs_without_pytorch_and_is_near_the_one_before(tmp_path: Path) -> None:
    from eval.export_embedder import export

    everything = invented_questions()
    few = everything._replace(
        corpus=dict(islice(everything.corpus.items(), 40)),
        qrels={q: relevant for q, relevant in everything.qrels.items() if int(next(iter(relevant))[9:]) < 40},
    )
    passages, asked = material(few, BASE)
    out = tmp_path / "trained"
    train(
        BASE,
        out,
        passages,
        asked,
        Course(epochs=1, batch=8, rate=1e-5, kept=0.5, seed=1, steps=2, halved=False),
    )
    export(out, out)
    before, after = OnnxEmbedder(BASE), OnnxEmbedder(out)
    assert before.fingerprint != after.fingerprint
    question = "Sở nào chủ trì đề án y tế học đường?"
    vector = after.embed_query(question).vector
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)
    assert float(vector @ before.embed_query(question).vector) > 0.95
