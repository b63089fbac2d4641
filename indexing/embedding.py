"""Dense vectors: the embedded model through ONNX Runtime, or any sentence-transformers model.

Heavy packages are imported where a model is first used, so that opening a collection costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexing.late_interaction import Tokens
    from indexing.settings import Settings

    Vectors = NDArray[np.float32]

EMBEDDED_MODEL = "me5-small-vi"
MAX_TOKENS = 512
# Part of every fingerprint: raise it when the way texts are prepared, pooled or parted changes.
PREPARATION_VERSION = "2"
_REMEMBERED = 16  # questions asked last: each stage of a search asks for its own
#: The folder of the models that come with the package.
MODELS = Path(__file__).parent / "models"
_ONNX_FILE = "onnx/model_qint8.onnx"
_TOKENS, _WEIGHTS = "token_vectors", "token_weights"  # outputs after the text's vector
_FINGERPRINTED = (".json", ".safetensors", ".bin", ".model", ".txt")


class EmbeddingError(RuntimeError):
    """The embedding model cannot be used; the message is a Vietnamese sentence saying why."""


class Embedded(NamedTuple):
    """A text as the model sees it: its vector, float32 ``[dimension]`` of length 1, and those of its
    tokens, none where the model has none (see :mod:`indexing.late_interaction`)."""

    vector: Vectors
    tokens: Tokens


class Embedder(Protocol):
    """Turns texts into vectors.

    ``fingerprint`` changes whenever the vectors would: vectors of different fingerprints are
    never compared. Both methods may be called from several threads.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """Texts to be found, in their order."""

    def embed_query(self, text: str) -> Embedded:
        """A question; its tokens' vectors are as long as their shares of it, together 1."""


def load_embedder(settings: Settings) -> Embedder:
    """The embedder the settings name; reads no weights yet.

    Raises ``EmbeddingError`` when the model needs the ``sentence-transformers`` extra and it
    is not installed.
    """
    model = settings.embedding_model
    threads = settings.embedding_threads or len(os.sched_getaffinity(0))
    if model == EMBEDDED_MODEL:
        return OnnxEmbedder(MODELS / EMBEDDED_MODEL, threads=threads)
    folder = Path(model)
    if (folder / _ONNX_FILE).is_file():
        return OnnxEmbedder(folder, threads=threads)
    return SentenceTransformersEmbedder(model, batch=settings.embedding_batch, threads=threads)


class OnnxEmbedder:
    """A sentence-transformers folder that also holds an ONNX graph with pooling inside.

    Texts are run one at a time, several at once on ``threads`` threads: the dynamic int8 scales
    are taken over the whole batch, so in a batch a text's vector would depend on its neighbours
    (cosine 0.995), and batches are no faster on CPUs.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._folder = folder
        self._threads = max(1, threads)
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._question)

    @cached_property
    def name(self) -> str:
        return self._folder.name

    @cached_property
    def dimension(self) -> int:
        return int(json.loads((self._folder / "config.json").read_text("utf-8"))["hidden_size"])

    @cached_property
    def fingerprint(self) -> str:
        files = (self._folder / _ONNX_FILE, self._folder / "tokenizer.json")
        return _fingerprint(files, json.dumps(self._prompts, sort_keys=True))

    @cached_property
    def _prompts(self) -> dict[str, str]:
        path = self._folder / "config_sentence_transformers.json"
        prompts = json.loads(path.read_text("utf-8"))["prompts"]
        return {"query": prompts["query"], "passage": prompts["passage"]}

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        # Longest first: the threads then finish together.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        self._model()
        if self._threads == 1 or len(texts) == 1:
            made = [self._passage(texts[i]) for i in order]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                made = list(pool.map(lambda i: self._passage(texts[i]), order))
        found = dict(zip(order, made, strict=True))
        return [found[i] for i in range(len(texts))]

    def embed_query(self, text: str) -> Embedded:
        return self._remembered(text)

    def _passage(self, text: str) -> Embedded:
        vector, tokens, _ = self._run("passage", text)
        return Embedded(vector, tokens)

    def _question(self, text: str) -> Embedded:
        vector, tokens, weights = self._run("query", text)
        return Embedded(vector, tokens * (weights / weights.sum())[:, None] if len(tokens) else tokens)

    def _run(self, prompt: str, text: str) -> tuple[Vectors, Tokens, Vectors]:
        """The text's vector, and its tokens' (prompt and marks aside) with their weights."""
        import numpy as np

        tokenizer, session = self._model()
        prefix = self._prompts[prompt]
        ids = np.asarray([tokenizer.encode(_nfc(prefix + text)).ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        names = [output.name for output in session.get_outputs()]
        found = dict(zip(names, (output[0] for output in session.run(None, feed)), strict=True))
        vector: Vectors = found[names[0]]
        if _TOKENS not in found:
            return vector, np.empty((0, 0), np.float32), np.ones(0, np.float32)
        tokens, weights = found[_TOKENS], found[_WEIGHTS]
        first, last = self._openings[prompt], len(tokens) - 1
        said = slice(first, last) if first < last else slice(0, None)
        return vector, tokens[said], weights[said]

    @cached_property
    def _openings(self) -> dict[str, int]:
        """How many tokens stand before a text, by prompt."""
        tokenizer, _ = self._model()
        return {name: len(tokenizer.encode(prefix.strip()).ids) - 1 for name, prefix in self._prompts.items()}

    def _model(self) -> tuple[Any, Any]:
        """The tokenizer and the session, loaded once (0.2 s)."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_onnx(self._folder)
            return self._loaded


def _load_onnx(folder: Path) -> tuple[Any, Any]:
    tokenizer, session = load_graph(folder / _ONNX_FILE, folder / "tokenizer.json", MAX_TOKENS)
    if len(session.get_outputs()[0].shape) != 2:
        raise EmbeddingError(f"Đồ thị ONNX trong {folder} chưa gộp vector câu bên trong; không dùng được.")
    return tokenizer, session


def load_graph(graph: Path, vocabulary: Path, longest: int) -> tuple[Any, Any]:
    """The tokenizer, cutting at so many tokens, and the session of a graph that runs on one thread."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return tokenizer, onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, by folder or name; its own prompts are used."""

    def __init__(self, model: str, *, batch: int = 16, threads: int = 1) -> None:
        self._name = model
        self._batch = batch
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: Any = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._question)

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def dimension(self) -> int:
        return int(self._model().get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """Hash of a folder's files; a model given by name is taken to be what its name says."""
        folder = Path(self._name)
        if not folder.is_dir():
            return _fingerprint((), f"sentence-transformers:{self._name}")
        files = sorted(
            p
            for p in folder.rglob("*")
            if p.suffix in _FINGERPRINTED and not any(part.startswith(".") for part in p.parts)
        )
        return _fingerprint(files, "sentence-transformers")

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return self._encode(self._model().encode_document, [_nfc(t) for t in texts]) if texts else []

    def embed_query(self, text: str) -> Embedded:
        return self._remembered(text)

    def _question(self, text: str) -> Embedded:
        return self._encode(self._model().encode_query, [_nfc(text)])[0]

    def _encode(self, encode: Any, texts: list[str]) -> list[Embedded]:
        import numpy as np

        rows = encode(
            texts,
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return [Embedded(row, np.empty((0, 0), np.float32)) for row in np.asarray(rows, np.float32)]

    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_sentence_transformers(self._name, self._threads)
            return self._loaded


def _load_sentence_transformers(model: str, threads: int) -> Any:
    try:
        import torch  # type: ignore[import-not-found,unused-ignore]
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbeddingError(
            f"Mô hình nhúng «{model}» cần gói bổ sung: pip install 'trichdan[sentence-transformers]'"
        ) from error
    torch.set_num_threads(threads)
    try:
        # Weights stored as float16 would be computed with as such, which CPUs do slowly.
        return SentenceTransformer(model, device="cpu", model_kwargs={"dtype": "float32"})
    except (OSError, ValueError) as error:
        raise EmbeddingError(f"Không nạp được mô hình nhúng «{model}»: {error}") from error


def _fingerprint(files: Iterable[Path], preparation: str) -> str:
    digest = hashlib.sha256(f"{PREPARATION_VERSION}\n{MAX_TOKENS}\n{preparation}\n".encode())
    for path in files:
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise EmbeddingError(f"Không đọc được mô hình nhúng: {path}") from error
    return digest.hexdigest()[:32]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
