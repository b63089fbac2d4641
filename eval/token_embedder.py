"""The embedder as PyTorch runs it: a text's vector, and a shorter one for each of its tokens.

A folder of it is a sentence-transformers folder with ``tokens.safetensors`` beside: two linear
layers over what the encoder says of each token, one giving its vector, one how much it weighs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer

from eval.learning import encoder

if TYPE_CHECKING:
    from torch import Tensor

HEAD, ENCODER = "tokens.safetensors", "model.safetensors"
#: Longest text learned from, in tokens: a window with what it stands under has about 110.
LONGEST = 144
#: Texts run through the model at once: more no longer fit the caches of a CPU core.
PIECE = 24
#: Components of a token's vector: they are stored for each token of each text.
DIMENSION = 48


class Batch(NamedTuple):
    """Texts run through the model: ``vectors`` ``[n, hidden]``, ``tokens`` ``[n, s, DIMENSION]``,
    what each weighs ``[n, s]``, and whether it is the text's own (not padding, prompt or mark)."""

    vectors: Tensor
    tokens: Tensor
    weights: Tensor
    own: Tensor


class TokenEmbedder(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """The model in ``folder``, in float32; ``taught`` is whether it has token vectors."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = encoder(folder)
        hidden = self.encoder.config.hidden_size
        vector, weight = torch.nn.Linear(hidden, DIMENSION), torch.nn.Linear(hidden, 1)
        torch.nn.init.zeros_(weight.weight)
        self.head: Any = torch.nn.ModuleDict({"vector": vector, "weight": weight})
        self.taught = (folder / HEAD).is_file()
        if self.taught:
            self.head.load_state_dict(load_file(folder / HEAD))
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        config = (folder / "config_sentence_transformers.json").read_text("utf-8")
        self.prompts: dict[str, str] = json.loads(config)["prompts"]

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of ``[b, s]`` tokens: vectors ``[b, hidden]``, tokens' ``[b, s, DIMENSION]`` (both of unit
        length), and what each token weighs ``[b, s]``, above 0."""
        said = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(said.dtype)
        mean = ((said * kept).sum(1) / kept.sum(1).clamp(min=1e-9)).float()
        tokens, weights = self.head["vector"](said).float(), self.head["weight"](said).float()
        unit = torch.nn.functional.normalize
        return unit(mean, dim=1), unit(tokens, dim=-1), torch.nn.functional.softplus(weights.squeeze(-1))

    def read(self, prompt: str, texts: Sequence[str]) -> Batch:
        """The texts after the prompt of that name, those of like length run together."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        pieces = [
            self._piece(prompt, [texts[row] for row in order[first : first + PIECE]])
            for first in range(0, len(order), PIECE)
        ]
        longest, back = max(piece.own.shape[1] for piece in pieces), torch.tensor(order).argsort()
        vectors, *by_token = zip(*pieces, strict=True)
        padded = [torch.cat([_padded(part, longest) for part in parts])[back] for parts in by_token]
        return Batch(torch.cat(vectors)[back], *padded)

    def _piece(self, prompt: str, texts: Sequence[str]) -> Batch:
        ids, mask, own = self._tokens(prompt, texts)
        vectors, tokens, weights = self(ids, mask)
        return Batch(vectors, tokens, weights, own)

    def _tokens(self, prompt: str, texts: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids, which of them are no padding, and which are the text's own."""
        said = [self.prompts[prompt] + text for text in texts]
        encoded = self.tokenizer(said, truncation=True, max_length=LONGEST, padding=True, return_tensors="pt")
        mask = encoded["attention_mask"]
        own = mask.bool()
        own[:, : len(self.tokenizer(self.prompts[prompt].strip()).input_ids) - 1] = False
        own[torch.arange(len(own)), mask.sum(1) - 1] = False
        return encoded["input_ids"], mask, own

    def spread(self, prompt: str, texts: Sequence[str]) -> None:
        """Let token vectors begin as the widest directions of the tokens of these texts."""
        with torch.no_grad():
            found = []
            for first in range(0, len(texts), PIECE):
                ids, mask, own = self._tokens(prompt, texts[first : first + PIECE])
                found.append(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[own])
            tokens = torch.cat(found)
            middle = tokens.mean(0)
            directions = torch.pca_lowrank(tokens - middle, q=DIMENSION, center=False, niter=4)[2].T
            self.head["vector"].weight.copy_(directions)
            self.head["vector"].bias.copy_(-(directions @ middle))

    def save(self, folder: Path, weights: Mapping[str, Tensor]) -> None:
        """Write ``weights``, named as ``state_dict`` names them, to ``folder`` as float16."""
        stored = load_file(folder / ENCODER)  # with a pooler, which is not used
        parts: dict[str, dict[str, Tensor]] = {"encoder": stored, "head": {}}
        for name, weight in weights.items():
            part, _, rest = name.partition(".")
            parts[part][rest] = weight
        for file, part in ((ENCODER, "encoder"), (HEAD, "head")):
            halved = {name: weight.half().contiguous() for name, weight in parts[part].items()}
            save_file(halved, folder / f"{file}.new", {"format": "pt"})
            (folder / f"{file}.new").replace(folder / file)


def _padded(part: Tensor, longest: int) -> Tensor:
    """``part`` with so many tokens a text."""
    missing = (0,) * 2 * (part.dim() - 2) + (0, longest - part.shape[1])
    return torch.nn.functional.pad(part, missing)


def closeness(questions: Batch, texts: Batch) -> Tensor:
    """``[questions, texts]``: see :func:`indexing.late_interaction.closeness`."""
    count, length, size = questions.tokens.shape
    asked, said = questions.tokens.reshape(-1, size), texts.tokens.reshape(-1, size)
    with torch.no_grad():  # which token of each text is nearest to each of the questions
        alike = (asked.bfloat16() @ said.T.bfloat16()).view(-1, *texts.own.shape)
        nearest = alike.masked_fill(~texts.own, -9.0).argmax(-1)
        nearest += torch.arange(len(texts.own)) * texts.own.shape[1]
    met = (torch.nn.functional.embedding(nearest, said) * asked[:, None]).sum(-1)
    shares = questions.weights * questions.own
    shares = shares / shares.sum(1, keepdim=True)
    return torch.einsum("qnt,qn->qt", met.view(count, length, -1), shares)
