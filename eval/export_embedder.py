"""``python -m eval.export_embedder MODEL OUT``: a model folder with the graph that runs without PyTorch.

Pooling, token vectors and normalisation go into the graph; weights are int8 for each output
channel, activations are scaled as they come. Weights are kept beside it as float16, to be trained
further. Needs the ``training`` extra.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

_OPSET = 17
_GRAPH = Path("onnx") / "model_qint8.onnx"


def main(
    model: Annotated[Path, typer.Argument(help="A folder that eval.train_embedder made.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Folder that gets weights and graph.")],
) -> None:
    """Write ``OUT/onnx/model_qint8.onnx`` and the weights as float16."""
    export(model, out)


def export(model: Path, out: Path) -> None:
    """The model of folder ``model`` as ``out``, graph included; they may be the same folder."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from eval.token_embedder import TokenEmbedder

    embedder = TokenEmbedder(model)
    if not embedder.taught:
        raise typer.BadParameter(f"{model} has no token vectors: train it with eval.train_embedder")
    if model.resolve() != out.resolve():
        shutil.copytree(model, out, dirs_exist_ok=True)
    embedder.save(out, embedder.state_dict())
    (out / _GRAPH).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        ids = torch.ones((2, 8), dtype=torch.long)
        token = {0: "b", 1: "s"}
        torch.onnx.export(
            embedder.eval(),
            (ids, ids),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding", "token_vectors", "token_weights"],
            dynamic_axes={
                **dict.fromkeys(("input_ids", "attention_mask", "token_vectors", "token_weights"), token),
                "sentence_embedding": {0: "b"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, out / _GRAPH, per_channel=True, weight_type=QuantType.QInt8)


if __name__ == "__main__":
    typer.run(main)
