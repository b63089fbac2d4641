"""A LlamaIndex program gets our clauses and vectors through its own interfaces."""

from __future__ import annotations

from pathlib import Path

from assistant.assistant import Assistant
from assistant.llama_index import ClauseEmbedding, ClauseRetriever
from indexing.collection import Collection
from indexing.embedding import load_embedder
from indexing.settings import Settings


def test_clauses_come_as_nodes_with_their_address(sample_data: Path) -> None:
    settings = Settings(data_dir=sample_data)
    with Collection.open(settings) as collection:
        found = ClauseRetriever(Assistant(collection, settings), limit=5).retrieve(
            "Sở nào chủ trì đề án y tế học đường của Hà Lĩnh?"
        )
        assert len(found) == 5
        for hit in found:
            clause = collection.clause(hit.node.node_id)
            assert clause is not None
            assert hit.node.get_content() == clause.text
            assert hit.node.metadata["path"] == clause.path


def test_the_embedded_model_serves_llama_index() -> None:
    embedding = ClauseEmbedding(load_embedder(Settings()))
    question = embedding.get_query_embedding("hạn báo cáo")
    near, far = embedding.get_text_embedding_batch(["Thời hạn gửi báo cáo", "Sữa học đường"])
    assert len(question) == len(near) == 384
    assert embedding.similarity(question, near) > embedding.similarity(question, far)
