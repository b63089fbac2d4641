"""``python -m eval.export_embedder MODEL OUT``: a model folder with the graph that runs without PyTorch.

Pooling, token vectors and normalisation go into the graph; weights are int8 for each output
channel, activations are scaled as they come (:mod:`eval.quantizing`). Weights are kept beside it as
float16, to be trained further. Needs the ``training`` extra.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

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

    from eval.quantizing import Graph, examples, write_graph
    from eval.token_embedder import TokenEmbedder

    embedder = TokenEmbedder(model)
    if not embedder.taught:
        raise typer.BadParameter(f"{model} has no token vectors: train it with eval.train_embedder")
    if model.resolve() != out.resolve():
        shutil.copytree(model, out, dirs_exist_ok=True)
    embedder.save(out, embedder.state_dict())
    (out / _GRAPH).parent.mkdir(parents=True, exist_ok=True)
    inputs, by_token = ("input_ids", "attention_mask"), ("token_vectors", "token_weights")
    varying = {"sentence_embedding": {0: "b"}} | {name: {0: "b", 1: "s"} for name in (*inputs, *by_token)}
    graph = Graph(inputs, ("sentence_embedding", *by_token), varying)
    questions, texts = zip(*examples(), strict=True)
    ids = torch.ones((2, 8), dtype=torch.long)

    def run() -> None:
        embedder.read("query", questions)
        embedder.read("passage", texts)

    write_graph(embedder, out / _GRAPH, graph, (ids, ids), run)


if __name__ == "__main__":
    typer.run(main)
