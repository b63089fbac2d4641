"""``python -m eval.side_by_side DOCUMENTS GOLD --model FOLDER``: our indexing beside LlamaIndex's pipeline.

Both make the same clauses searchable with the same model and are then asked the same questions.
Ours is ``trichdan index``: reading, dividing, facts and the database are in its time. LlamaIndex's
is the straightforward one (``IngestionPipeline``, ``HuggingFaceEmbedding`` on PyTorch,
``QdrantVectorStore`` on a folder) with its defaults, the model's own prefixes, and its weights as
float32, without which a CPU takes twice as long; it is handed the clauses, with the headings we
search them by, and only embeds and stores them. Models are loaded before the clock starts. On a
machine that others use too, compare the processor time.
"""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from eval.gold import GoldQuestion, folded, load_gold
from eval.metrics import SearchHit, evidence_ranks
from eval.scores import Ratio
from indexing.model import Frozen
from indexing.settings import Settings

DEPTH = 10


class Found(Frozen):
    """What was found of the evidence of some questions: in the first and the first ten results."""

    recall_at_1: Ratio
    recall_at_5: Ratio
    recall_at_10: Ratio
    mrr: Ratio


class Side(Frozen):
    """One of the two: clauses made searchable, seconds that took by the clock and of all processors,
    and what it finds for questions as written and typed without diacritics."""

    clauses: int
    seconds: float
    cpu_seconds: float
    as_written: Found
    no_diacritics: Found

    @property
    def per_second(self) -> float:
        return self.clauses / self.seconds


class Spent(NamedTuple):
    """Seconds by the clock, and those all threads of this process computed."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Spent:
        return cls(time.perf_counter(), time.process_time())

    def since(self) -> Spent:
        return Spent(time.perf_counter() - self.wall, time.process_time() - self.cpu)


class Node(NamedTuple):
    """A clause as LlamaIndex is handed it: the text it is found by, and what a hit stands for."""

    searched: str
    hit: SearchHit


Search = Callable[[str], Sequence[SearchHit]]


def main(
    documents: Annotated[Path, typer.Argument(help="File or folder to index.", exists=True)],
    gold: Annotated[Path, typer.Argument(help="Gold set over them.", exists=True)],
    model: Annotated[Path, typer.Option(help="The model as sentence-transformers has it.", exists=True)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Clauses indexed a second, and what is found afterwards, by ours and by LlamaIndex."""
    try:
        embed_model = hugging_face(model)
    except ImportError as error:
        typer.echo(
            f"{error.name} is missing: LlamaIndex's side needs a CPU build of PyTorch, installed first,"
            " then pip install 'trichdan[comparison]'",
            err=True,
        )
        raise typer.Exit(2) from error
    asked = [q for q in load_gold(gold) if q.answerable and not q.history]
    with tempfile.TemporaryDirectory(prefix="trichdan-side-") as folder:
        ours, nodes = our_side(documents, asked, Path(folder) / "ours")
        theirs = their_side(nodes, asked, embed_model, Path(folder) / "theirs")
    if as_json:
        typer.echo(json.dumps({"ours": ours.model_dump(), "llama_index": theirs.model_dump()}))
        return
    Console().print(_table(ours, theirs, len(asked)))


def our_side(documents: Path, asked: Sequence[GoldQuestion], folder: Path) -> tuple[Side, list[Node]]:
    """Index the documents as the product does; also every clause it searches."""
    from assistant.assistant import Assistant
    from indexing.collection import Collection
    from indexing.pipeline import index_paths
    from indexing.windows import searched_text

    settings = Settings(data_dir=folder, database_url=None, qdrant_url=None)
    with Collection.open(settings, read_only=False) as collection:
        collection.warm_up()
        started = Spent.now()
        index_paths([documents], settings, collection=collection)
        spent = started.since()
        assistant = Assistant(collection, settings)
        files = {document.id: document.file for document in collection.catalogue()}

        def search(question: str) -> list[SearchHit]:
            hits = assistant.search(question, limit=DEPTH)
            return [SearchHit(files[hit.clause.document_id], hit.clause.text) for hit in hits]

        nodes = [
            Node(text, SearchHit(files[clause.document_id], clause.text))
            for document in collection.answered_from(list(files))
            for clause in collection.clauses_of(document)
            if (text := searched_text(clause))
        ]
        return _side(len(nodes), spent, search, asked), nodes


def hugging_face(model: Path) -> Any:
    """LlamaIndex's embedding of the model with the prefixes it was trained with; ``ImportError`` says
    what is not installed."""
    import llama_index.vector_stores.qdrant  # noqa: F401  (missing, it should be said at once)
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    prompts = json.loads((model / "config_sentence_transformers.json").read_text("utf-8"))["prompts"]
    embed_model = HuggingFaceEmbedding(
        model_name=str(model),
        device="cpu",
        query_instruction=prompts["query"],
        text_instruction=prompts["passage"],
        model_kwargs={"dtype": "float32"},
    )
    embed_model.get_query_embedding("khởi động")
    return embed_model


def their_side(nodes: Sequence[Node], asked: Sequence[GoldQuestion], embed_model: Any, folder: Path) -> Side:
    """Index the clauses as LlamaIndex does."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.qdrant import QdrantVectorStore
    from qdrant_client import QdrantClient

    made = [TextNode(id_=str(uuid.UUID(int=n)), text=node.searched) for n, node in enumerate(nodes)]
    client = QdrantClient(path=str(folder))
    store = QdrantVectorStore(client=client, collection_name="clauses")
    started = Spent.now()
    IngestionPipeline(transformations=[embed_model], vector_store=store).run(nodes=made)
    spent = started.since()
    index = VectorStoreIndex.from_vector_store(store, embed_model=embed_model)
    retriever = index.as_retriever(similarity_top_k=DEPTH)

    def search(question: str) -> list[SearchHit]:
        return [nodes[uuid.UUID(found.node.node_id).int].hit for found in retriever.retrieve(question)]

    side = _side(len(nodes), spent, search, asked)
    client.close()
    return side


def _side(clauses: int, spent: Spent, search: Search, asked: Sequence[GoldQuestion]) -> Side:
    return Side(
        clauses=clauses,
        seconds=round(spent.wall, 2),
        cpu_seconds=round(spent.cpu, 2),
        as_written=_found(search, asked),
        no_diacritics=_found(search, folded(asked)),
    )


def _found(search: Search, asked: Sequence[GoldQuestion]) -> Found:
    ranks = [evidence_ranks(question, search(question.question)) for question in asked]
    every = [rank for question in ranks for rank in question]

    def recall(depth: int) -> Ratio:
        return Ratio(n=sum(rank is not None and rank <= depth for rank in every), of=len(every))

    first = (min((rank for rank in question if rank), default=None) for question in ranks)
    return Found(
        recall_at_1=recall(1),
        recall_at_5=recall(5),
        recall_at_10=recall(10),
        mrr=Ratio(n=sum(1 / rank for rank in first if rank), of=len(ranks)),
    )


def _table(ours: Side, theirs: Side, questions: int) -> Table:
    table = Table("", "ours", "LlamaIndex", title=f"{ours.clauses} clauses, {questions} questions")
    table.add_row("seconds", f"{ours.seconds:.1f}", f"{theirs.seconds:.1f}")
    table.add_row("seconds of processors", f"{ours.cpu_seconds:.1f}", f"{theirs.cpu_seconds:.1f}")
    table.add_row("clauses a second", f"{ours.per_second:.1f}", f"{theirs.per_second:.1f}")
    for way in ("as_written", "no_diacritics"):
        table.add_section()
        for measure in Found.model_fields:
            shown = (str(getattr(getattr(side, way), measure)) for side in (ours, theirs))
            table.add_row(f"{measure}, {way}".replace("_", " "), *shown)
    return table


if __name__ == "__main__":
    typer.run(main)
