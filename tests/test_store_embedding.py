"""The embedded model, for real; the sentence-transformers one where torch is installed."""

from __future__ import annotations

import importlib.util
import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexing.embedding import (
    Embedded,
    EmbeddingError,
    OnnxEmbedder,
    SentenceTransformersEmbedder,
    load_embedder,
)
from indexing.settings import Settings

FOLDER = Path(__file__).parent.parent / "indexing" / "models" / "me5-small-vi"
PASSAGES = [
    "Sở Giáo dục và Đào tạo chủ trì mở các lớp xóa mù chữ.",
    "Trồng mới 1.250 ha rừng phòng hộ ven biển.",
    "Ủy ban nhân dân các huyện báo cáo kết quả trước ngày 15/12/2025. " * 40,
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(FOLDER, threads=2)


def vectors(embedded: list[Embedded]) -> NDArray[np.float32]:
    return np.stack([one.vector for one in embedded])


def test_vectors_have_length_one_and_the_stated_shape(embedder: OnnxEmbedder) -> None:
    rows = vectors(embedder.embed_passages(PASSAGES))
    assert rows.shape == (3, embedder.dimension) == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert embedder.embed_passages([]) == []


def test_each_token_has_a_vector_and_those_of_a_question_share_it(embedder: OnnxEmbedder) -> None:
    (passage,), question = embedder.embed_passages(PASSAGES[:1]), embedder.embed_query("Ai dạy chữ?")
    assert passage.tokens.shape[1] == question.tokens.shape[1] == 48
    assert np.allclose(np.linalg.norm(passage.tokens, axis=1), 1, atol=1e-3)
    assert np.linalg.norm(question.tokens, axis=1).sum() == pytest.approx(1, abs=1e-3)
    assert len(embedder.embed_passages([""])[0].tokens) > 0, "a text without a word has its prompt's"


def test_the_right_passage_is_nearest(embedder: OnnxEmbedder) -> None:
    rows = vectors(embedder.embed_passages(PASSAGES))
    for question, best in (("Ai phụ trách dạy chữ cho người dân?", 0), ("Diện tích rừng trồng thêm?", 1)):
        assert int(np.argmax(rows @ embedder.embed_query(question).vector)) == best


def test_a_vector_depends_on_its_text_alone(embedder: OnnxEmbedder) -> None:
    together = vectors(embedder.embed_passages(PASSAGES))
    alone = vectors([OnnxEmbedder(FOLDER).embed_passages([p])[0] for p in PASSAGES])
    assert np.array_equal(together, alone)


def test_decomposed_letters_make_no_difference(embedder: OnnxEmbedder) -> None:
    text = PASSAGES[0]
    assert np.array_equal(
        embedder.embed_query(text).vector, embedder.embed_query(unicodedata.normalize("NFD", text)).vector
    )


def test_questions_and_passages_are_told_apart(embedder: OnnxEmbedder) -> None:
    question, (passage,) = embedder.embed_query("xóa mù chữ"), embedder.embed_passages(["xóa mù chữ"])
    assert not np.allclose(question.vector, passage.vector)


def test_fingerprint_follows_the_files(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    copy = tmp_path / "another"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.safetensors"))
    assert OnnxEmbedder(copy).fingerprint == embedder.fingerprint
    prompts = copy / "config_sentence_transformers.json"
    prompts.write_text(prompts.read_text("utf-8").replace("query: ", "hỏi: "), "utf-8")
    assert OnnxEmbedder(copy).fingerprint != embedder.fingerprint
    assert load_embedder(Settings(embedding_model=str(copy))).name == "another"


def test_reading_the_fingerprint_loads_no_model() -> None:
    embedder = load_embedder(Settings())
    assert isinstance(embedder, OnnxEmbedder)
    assert embedder.fingerprint and embedder.dimension == 384
    assert embedder._loaded is None


needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("sentence_transformers") is None,
    reason="the extra trichdan[sentence-transformers] is not installed",
)


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed"
)
def test_without_the_extra_the_error_names_it() -> None:
    with pytest.raises(EmbeddingError, match=r"trichdan\[sentence-transformers\]"):
        load_embedder(Settings(embedding_model="intfloat/multilingual-e5-base")).embed_query("x")


@needs_torch
@pytest.mark.slow
def test_the_same_folder_through_sentence_transformers(embedder: OnnxEmbedder) -> None:
    other = SentenceTransformersEmbedder(str(FOLDER), batch=2)
    assert other.dimension == 384
    assert other.fingerprint not in ("", embedder.fingerprint)
    theirs, ours = (vectors(each.embed_passages(PASSAGES)) for each in (other, embedder))
    cosines = (theirs * ours).sum(axis=1)
    assert cosines.min() > 0.98
    question = "Ai phụ trách dạy chữ?"
    assert float(other.embed_query(question).vector @ embedder.embed_query(question).vector) > 0.98


@needs_torch
def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmbeddingError, match="empty"):
        SentenceTransformersEmbedder(str(tmp_path / "empty")).embed_query("x")
