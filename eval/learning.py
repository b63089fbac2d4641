"""How the models are learned: weights kept in float32, computed in bfloat16 where the processor knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel


def encoder(folder: Path) -> Any:
    """The encoder of a model folder, in float32 and without its pooler."""
    # Written out, attention runs fastest on CPUs.
    found: Any = AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    found.pooler = None
    return found


class Learner:
    """AdamW over ``model``, whose weights as learned are ``learned``, by name, in float32.

    ``halved`` computes in bfloat16, in half the time where the processor knows it. The rate rises to
    ``rate`` over the first ``warm`` of the steps, then falls to 0.
    """

    def __init__(self, model: Any, *, rate: float, warm: float, halved: bool) -> None:
        self.learned = {name: weight.detach().clone() for name, weight in model.named_parameters()}
        self._computed = dict(model.to(torch.bfloat16 if halved else torch.float32).named_parameters())
        self._rate, self._warm = rate, warm
        decayed = [weight for weight in self.learned.values() if weight.dim() > 1]
        others = [weight for weight in self.learned.values() if weight.dim() <= 1]
        self._optimizer: Any = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
            lr=rate,
            fused=True,
        )

    def step(self, loss: Any, step: int, steps: int) -> None:
        """Make ``loss`` less, in step number ``step`` of so many."""
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate * min((step + 1) / (self._warm * steps), 1 - step / steps)
        loss.backward()
        for name, weight in self._computed.items():
            assert weight.grad is not None, name
            self.learned[name].grad = weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(self.learned.values(), 1.0)
        self._optimizer.step()
        with torch.no_grad():
            for name, weight in self._computed.items():
                weight.copy_(self.learned[name])
