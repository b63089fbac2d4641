"""The collection for those who build with LlamaIndex: its clauses as nodes, its search as a retriever.

Our own answers do not go through here: importing LlamaIndex takes longer than answering.
"""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.assistant import Assistant
from indexing.embedding import Embedder
from indexing.model import Clause


def clause_node(clause: Clause) -> TextNode:
    """A clause as a node: the quotable text, with its address and place as metadata."""
    return TextNode(
        id_=clause.id,
        text=clause.text,
        start_char_idx=clause.start,
        end_char_idx=clause.end,
        metadata={
            "document_id": clause.document_id,
            "path": clause.path,
            "headings": list(clause.headings),
            "page": clause.page,
        },
    )


class ClauseRetriever(BaseRetriever):
    """LlamaIndex's retriever over :meth:`assistant.assistant.Assistant.search`."""

    def __init__(self, assistant: Assistant, *, limit: int = 10) -> None:
        super().__init__()
        self._assistant = assistant
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, limit=self._limit)
        return [NodeWithScore(node=clause_node(hit.clause), score=hit.score) for hit in hits]


class ClauseEmbedding(BaseEmbedding):
    """LlamaIndex's embedding interface over the embedded model, or any other of ours."""

    _embedder: Embedder

    def __init__(self, embedder: Embedder, **options: Any) -> None:
        super().__init__(model_name=embedder.name, **options)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_query(query).vector]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in one.vector] for one in self._embedder.embed_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
