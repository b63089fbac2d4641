"""The first candidates read again, each together with the question: a cross-encoder.

Every other stage knows texts from what was made of them before anything was asked. This model reads
question and text as one, so that each word of either is seen in the light of the other (Nogueira and
Cho, "Passage Re-ranking with BERT", 2019). That costs 15 ms of a core a text: only candidates whose
scores leave it open which comes first are read. ``python -m eval.train_cross_encoder`` made it.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from indexing.embedding import EMBEDDED_MODEL, MODELS, load_graph

FOLDER = Path(__file__).parent / "cross-encoder"
GRAPH = "model_qint8.onnx"
#: What stands before the two texts, as the embedder it began as knows them.
QUESTION, TEXT = "query: ", "passage: "
#: Tokens of a question and a text together; the longer of them is cut.
LONGEST = 160


def prepared(prompt: str, text: str) -> str:
    """A question or a text as the model is given it."""
    return unicodedata.normalize("NFC", prompt + text)


def question_tokens(sequences: Sequence[int | None]) -> int:
    """How many tokens the question takes up with the marks around it; ``sequences`` says whose each is."""
    return max(place for place, sequence in enumerate(sequences) if sequence == 0) + 2


class CrossEncoder:
    """The graph in ``folder`` with the vocabulary of the embedded model. Safe to use from several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, in logits: only differences between texts of a question count."""
        self._model()
        with ThreadPoolExecutor(min(len(os.sched_getaffinity(0)), max(1, len(texts)))) as pool:
            return list(pool.map(lambda text: self._score(question, text), texts))

    def load(self) -> None:
        """Load the model now rather than when it is first asked."""
        self._model()

    def _score(self, question: str, text: str) -> float:
        import numpy as np

        tokenizer, session = self._model()
        read = tokenizer.encode(prepared(QUESTION, question), prepared(TEXT, text))
        row = np.asarray([read.ids], np.int64)
        asked = np.zeros_like(row)
        asked[0, : question_tokens(read.sequence_ids)] = 1
        feed = {"input_ids": row, "attention_mask": np.ones_like(row), "of_question": asked}
        return float(session.run(None, feed)[0][0])

    def _model(self) -> tuple[Any, Any]:
        """The tokenizer and the session, loaded once (0.2 s)."""
        with self._loading:
            if self._loaded is None:
                self._loaded = load_graph(
                    self._folder / GRAPH, MODELS / EMBEDDED_MODEL / "tokenizer.json", LONGEST
                )
            return self._loaded


@cache
def cross_encoder() -> CrossEncoder:
    """The cross-encoder that comes with the package; loaded when it first reads."""
    return CrossEncoder()
