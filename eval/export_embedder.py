"""``python -m eval.export_embedder MODEL OUT``: a model folder with the graph that runs without PyTorch.

Pooling and normalisation go into the graph; weights are int8 for each output channel, activations
are scaled as they come. Weights are kept beside it as float16, to be trained further. Needs the
``training`` extra.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

_OPSET = 17
_GRAPH = Path("onnx") / "model_qint8.onnx"


def main(
    model: Annotated[Path, typer.Argument(help="A sentence-transformers folder.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Folder that gets weights and graph.")],
) -> None:
    """Write ``OUT/onnx/model_qint8.onnx`` and the weights as float16."""
    export(model, out)


def export(model: Path, out: Path) -> None:
    """The model of folder ``model`` as ``out``, graph included; they may be the same folder."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.torch import load_file, save_file

    if model.resolve() != out.resolve():
        shutil.copytree(model, out, dirs_exist_ok=True)
    weights, halved = out / "model.safetensors", out / "model.safetensors.new"
    save_file({name: tensor.half() for name, tensor in load_file(weights).items()}, halved, {"format": "pt"})
    halved.replace(weights)
    (out / _GRAPH).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        ids = torch.ones((2, 8), dtype=torch.long)
        named = {"input_ids": {0: "b", 1: "s"}, "attention_mask": {0: "b", 1: "s"}}
        torch.onnx.export(
            _embedding(out),
            (ids, ids),
            str(whole),
            input_names=list(named),
            output_names=["sentence_embedding"],
            dynamic_axes={**named, "sentence_embedding": {0: "b"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, out / _GRAPH, per_channel=True, weight_type=QuantType.QInt8)


def _embedding(folder: Path) -> Any:
    """A module of token ids and mask to unit vectors: mean over the tokens that are text."""
    import torch
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)

    class Embedding(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.m = encoder.eval()

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            tokens = self.m(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            kept = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return Embedding()


if __name__ == "__main__":
    typer.run(main)
