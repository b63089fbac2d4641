"""Models as graphs that run without PyTorch: ONNX, weights int8 for each output channel.

What goes into a layer is rounded as it comes, over a whole text at once; a few inputs that are far
larger than all others would leave those few steps. Each such input is made smaller and its weights
larger by as much, which changes nothing before rounding and halves what rounding costs (Xiao et al.,
"SmoothQuant", 2023). How large the inputs grow is seen on questions and passages learned from.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from eval.questions import invented_questions, parted
from indexing.windows import embedded_texts

if TYPE_CHECKING:
    from torch import Tensor

#: How much of an input's size its weights take over (0 to 1); 0.7 to 0.8 come closest to float32.
SHARE = 0.75
#: Questions, each with its passage, on which inputs are seen; draws them.
_SEEN, _SEED = 200, 5
_OPSET = 17
_SMALLEST = 1e-5


def examples() -> list[tuple[str, str]]:
    """Questions over invented texts, none of them held out, each with its text."""
    learned, _ = parted(invented_questions())
    drawn = random.Random(_SEED).sample(list(learned.qrels), _SEEN)
    return [
        (learned.queries[query], embedded_texts(learned.corpus[next(iter(learned.qrels[query]))])[0])
        for query in drawn
    ]


class Graph(NamedTuple):
    """How a graph is called: names of inputs and outputs, and their dimensions that vary."""

    inputs: Sequence[str]
    outputs: Sequence[str]
    varying: dict[str, dict[int, str]]


def write_graph(
    model: Any, file: Path, graph: Graph, traced: tuple[Tensor, ...], run: Callable[[], object]
) -> None:
    """Write ``model`` to ``file``; ``traced`` are inputs to follow through it.

    ``run`` runs it on examples. The model is changed: its layers are smoothed.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.float().eval()
    smooth(model, run)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(
            model,
            traced,
            str(whole),
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            dynamic_axes=graph.varying,
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, file, per_channel=True, weight_type=QuantType.QInt8)


def smooth(model: Any, run: Callable[[], object]) -> None:
    """Even out what goes into the linear layers of ``model.encoder``; what comes out stays the same."""
    layers = {
        name: layer for name, layer in model.encoder.named_modules() if isinstance(layer, torch.nn.Linear)
    }
    largest = _largest_inputs(layers, run)
    for name, layer in layers.items():
        sizes = largest[name].clamp(min=_SMALLEST) ** SHARE
        scale = sizes / layer.weight.detach().abs().amax(0).clamp(min=_SMALLEST) ** (1 - SHARE)
        parent, _, own = name.rpartition(".")
        setattr(model.encoder.get_submodule(parent), own, _Smoothed(layer, scale / scale.mean()))


class _Smoothed(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """``layer`` for inputs made smaller by ``scale``."""

    smaller: Tensor

    def __init__(self, layer: Any, scale: Tensor) -> None:
        super().__init__()
        self.layer = layer
        self.register_buffer("smaller", 1 / scale)
        with torch.no_grad():
            layer.weight.mul_(scale)

    def forward(self, said: Tensor) -> Tensor:
        found: Tensor = self.layer(said * self.smaller)
        return found


def _largest_inputs(layers: Mapping[str, Any], run: Callable[[], object]) -> dict[str, Tensor]:
    """The largest size of each input of each layer while the model is run."""
    largest: dict[str, Tensor] = {}

    def seen(name: str) -> Callable[[Any, tuple[Tensor, ...]], None]:
        def see(_: Any, inputs: tuple[Tensor, ...]) -> None:
            sizes = inputs[0].detach().abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest.get(name, sizes), sizes)

        return see

    watching = [layer.register_forward_pre_hook(seen(name)) for name, layer in layers.items()]
    with torch.no_grad():
        run()
    for one in watching:
        one.remove()
    return largest
