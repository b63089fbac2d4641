"""The cross-encoder as PyTorch runs it: one score for a question and a text read together.

The encoder is that of the embedder; what is learned with it is a layer over the first token and
over how question and text agree, beside the cosine of the two that the encoder was made for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from transformers import AutoTokenizer

from assistant.retrieval.cross_encoder import LONGEST, QUESTION, TEXT, prepared, question_tokens
from eval.learning import encoder
from eval.quantizing import Graph, examples, write_graph

if TYPE_CHECKING:
    from torch import Tensor

#: Pairs run through the model at once: more no longer fit the caches of a CPU core.
PIECE = 24


class Pair(NamedTuple):
    """A question and a text that may answer it."""

    question: str
    text: str


class Read(NamedTuple):
    """A pair as token ids; the first so many are the question's."""

    ids: list[int]
    of_question: int


class PairScorer(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """The model that begins as the encoder in ``folder``, in float32."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = encoder(folder)
        hidden = self.encoder.config.hidden_size
        self.dense, self.out = torch.nn.Linear(2 * hidden, hidden), torch.nn.Linear(hidden, 1)
        torch.nn.init.zeros_(self.out.weight)
        torch.nn.init.zeros_(self.out.bias)
        self.scale = torch.nn.Parameter(torch.tensor(10.0))
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, of_question: Tensor) -> Tensor:
        """Scores ``[b]`` of ``[b, s]`` tokens, those ``of_question`` before those of the text."""
        said = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        asked = (of_question * attention_mask).unsqueeze(-1).to(said.dtype)
        told = ((1 - of_question) * attention_mask).unsqueeze(-1).to(said.dtype)
        question = ((said * asked).sum(1) / asked.sum(1)).float()
        text = ((said * told).sum(1) / told.sum(1)).float()
        agreeing = (10 * question * text).to(said.dtype)
        seen = torch.tanh(self.dense(torch.cat([said[:, 0], agreeing], 1)))
        cosine = torch.nn.functional.cosine_similarity(question, text, dim=1)
        score: Tensor = self.scale.float() * cosine + self.out(seen).squeeze(-1).float()
        return score

    def score(self, pairs: Sequence[Pair]) -> Tensor:
        """The score of each pair, those of like length run together."""
        read = [self._read(pair) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda row: len(read[row].ids))
        pieces = [order[first : first + PIECE] for first in range(0, len(order), PIECE)]
        scores = torch.cat([self._piece([read[row] for row in piece]) for piece in pieces])
        return scores[torch.tensor(order).argsort()]

    def _read(self, pair: Pair) -> Read:
        found = self.tokenizer(
            prepared(QUESTION, pair.question),
            prepared(TEXT, pair.text),
            truncation="longest_first",
            max_length=LONGEST,
        )
        return Read(found["input_ids"], question_tokens(found.sequence_ids(0)))

    def _piece(self, rows: Sequence[Read]) -> Tensor:
        size = (len(rows), max(len(row.ids) for row in rows))
        ids = torch.full(size, self.tokenizer.pad_token_id)
        mask, asked = torch.zeros(size, dtype=torch.long), torch.zeros(size, dtype=torch.long)
        for row, found in enumerate(rows):
            ids[row, : len(found.ids)], mask[row, : len(found.ids)] = torch.tensor(found.ids), 1
            asked[row, : found.of_question] = 1
        scores: Tensor = self(ids, mask, asked)
        return scores


def export(model: PairScorer, file: Path) -> None:
    """Write the model as an ONNX graph that runs without PyTorch, weights int8; its layers are changed."""
    ids = torch.ones((2, 8), dtype=torch.long)
    inputs = ("input_ids", "attention_mask", "of_question")
    varying = {"score": {0: "b"}} | {name: {0: "b", 1: "s"} for name in inputs}
    graph = Graph(inputs, ("score",), varying)
    pairs = [Pair(*one) for one in examples()]
    traced = (ids, ids, torch.tensor([[1, 1, 1, 0, 0, 0, 0, 0]] * 2))
    write_graph(model, file, graph, traced, lambda: model.score(pairs))
