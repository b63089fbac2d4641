"""What a server answers from, and the one way to change it.

With the embedded vector engine the server holds the collection for writing as long as it runs, so
that uploads go into the very collection it answers from. With a Qdrant server, replicas share the
collection: each takes the writer's lock only while it writes, and sees what others published.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.api.problems import Problem
from assistant.assistant import Assistant
from assistant.model import Answer, Turn
from assistant.stages import Stages, measured
from indexing.collection import Collection, CollectionInUse, NotIndexed
from indexing.files import sha256_of
from indexing.opening import WriterLock
from indexing.pipeline import FileReport, OnProgress, index_paths, remove_documents
from indexing.settings import Settings

log = logging.getLogger("trichdan.api")
_OPENING_S = 60.0  # another replica that makes the collection is done by then
_REMOVING_S = 30.0
_DRAWING_S = 10.0

# What is told the stages of an answer.
StagesTold = Callable[[Stages], None]
# What draws the example questions of the chat page.
ExampleMaker = Callable[[Collection, Assistant], tuple[str, ...]]


def upload_folder(data_dir: Path) -> Path:
    """Where uploaded files are kept: they are read again when the reading improves."""
    return (data_dir / "uploads").absolute()


class MeasuredAssistant(Assistant):
    """An assistant that tells how long the stages of its answers take."""

    def __init__(self, collection: Collection, settings: Settings, told: StagesTold) -> None:
        super().__init__(collection, settings)
        self._told = told
        self.closing = threading.Event()

    def tell(
        self,
        question: str,
        on_sentence: Callable[[str], None] | None,
        history: Sequence[Turn] = (),
        documents: Sequence[str] | None = None,
    ) -> Answer:
        """As ``Assistant.tell``, through which all questions go."""
        if self.closing.is_set():
            raise Problem(503, "Máy chủ đang dừng.", {"Retry-After": "10"})
        with measured() as stages:
            answer = super().tell(question, on_sentence, history, documents)
        self._told(stages)
        return answer


class Desk:
    """One server's collection and assistant."""

    def __init__(
        self,
        settings: Settings,
        collection: Collection | None = None,
        make_examples: ExampleMaker | None = None,
        told: StagesTold = lambda stages: None,
    ) -> None:
        self.settings = settings
        self.collection = collection or _opened(settings)
        self._owned = collection is None
        self._make_examples = make_examples
        self._writer = threading.Lock()
        self._assistant = MeasuredAssistant(self.collection, settings, told)
        self._examples: tuple[str, ...] = ()
        self._drawing: list[threading.Thread] = []

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.collection.shared.view().revisions)

    @property
    def assistant(self) -> Assistant:
        """The assistant; a 503 problem when nothing is indexed."""
        if not self.count:
            raise Problem(
                503,
                "Chưa có văn bản nào được lập chỉ mục. Quản trị viên nạp văn bản bằng lệnh "
                "“trichdan index” hoặc POST /v1/documents.",
                {"Retry-After": "60"},
            )
        return self._assistant

    @property
    def model_rests(self) -> bool:
        """Whether the language model is left alone at the moment, since it failed."""
        return self._assistant.model_rests

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with; none until ``draw_examples`` is done."""
        return self._examples

    def draw_examples(self) -> None:
        """Find example questions; takes seconds, so it is done beside the serving."""
        if self._make_examples is None or not self.count:
            self._examples = ()
            return
        try:
            self._examples = self._make_examples(self.collection, self._assistant)
        except Exception:
            # They are a courtesy: without them the page still answers.
            if not self._assistant.closing.is_set():
                log.exception("no example questions could be drawn")

    def refresh(self) -> None:
        """Draw the examples beside the serving: at the start, and when the collection has changed."""
        drawing = threading.Thread(target=self.draw_examples, name="examples", daemon=True)
        self._drawing = [*(each for each in self._drawing if each.is_alive()), drawing]
        drawing.start()

    # --- changing ---------------------------------------------------------------------------

    @contextmanager
    def writing(self, patience_s: float) -> Iterator[bool]:
        """Be the one writer; False (and nothing may be written) when another process still is."""
        with self._writer:
            shared = self.collection.shared
            if shared.writer is not None:  # held as long as the server runs
                yield True
                return
            shared.writer = _lock(self.settings, self.collection, patience_s)
            try:
                yield shared.writer is not None
            finally:
                with shared.indexing:  # nobody clears away what a replica may now begin to write
                    lock, shared.writer = shared.writer, None
                    if lock is not None:
                        lock.release()

    def take_in(
        self, name: str, pieces: Iterable[bytes], on_progress: OnProgress | None = None
    ) -> FileReport:
        """Keep a file as ``name`` and index it; one that cannot be read leaves no trace.

        Called while ``writing``. Killed in between and called again, it does the whole of it.
        """
        self.mend(name)
        path, earlier = self._places(name)
        arriving = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with arriving.open("wb") as out:
                for piece in pieces:
                    out.write(piece)
            if path.exists():
                path.replace(earlier)
            arriving.replace(path)
        finally:
            arriving.unlink(missing_ok=True)
        try:
            report = index_paths(
                [path], self.settings, collection=self.collection, on_progress=on_progress
            ).documents[0]
        except BaseException:
            _put_back(earlier, path)
            raise
        if report.status == "failed":
            _put_back(earlier, path)
        earlier.unlink(missing_ok=True)
        return report

    def mend(self, name: str) -> None:
        """Undo what a process that died left of taking a file in, unless it had come to publishing it."""
        path, earlier = self._places(name)
        for unfinished in path.parent.glob(".*.part"):
            unfinished.unlink(missing_ok=True)
        if path.exists() and self._is_indexed(path):
            earlier.unlink(missing_ok=True)
        else:
            _put_back(earlier, path)

    def _places(self, name: str) -> tuple[Path, Path]:
        folder = upload_folder(self.settings.data_dir)
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name, folder / f".{name}.earlier"

    def _is_indexed(self, path: Path) -> bool:
        content = sha256_of(path)
        catalogue = self.collection.catalogue()
        return any(each.source == str(path) and each.sha256 == content for each in catalogue)

    def remove(self, document_id: str) -> bool:
        """Remove a document; whether it was there."""
        with self.writing(_REMOVING_S) as mine:
            if not mine:
                detail = "Một máy chủ khác đang ghi vào kho văn bản. Vui lòng thử lại sau."
                raise Problem(503, detail, {"Retry-After": "10"})
            removed = remove_documents([document_id], self.settings, collection=self.collection)
        self.refresh()
        return bool(removed)

    def close(self) -> None:
        """Give the collection back, unless it was lent."""
        self._assistant.closing.set()
        for each in self._drawing:  # or it would open the vectors again
            each.join(_DRAWING_S)
        if self._owned:
            self.collection.close()


def _opened(settings: Settings) -> Collection:
    """The collection to serve, made when there is none yet."""
    if settings.qdrant_url in (None, ":memory:"):
        return Collection.open(settings, read_only=False)
    until = time.monotonic() + _OPENING_S
    while True:
        try:
            return Collection.open(settings)
        except NotIndexed:
            try:
                made = Collection.open(settings, read_only=False)
            except CollectionInUse:  # another replica is about to make it
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
                continue
            lock, made.shared.writer = made.shared.writer, None
            if lock is not None:
                lock.release()
            return made


def _lock(settings: Settings, collection: Collection, patience_s: float) -> WriterLock | None:
    until = time.monotonic() + patience_s
    while True:
        try:
            return WriterLock(settings, collection.shared.engine)
        except CollectionInUse:
            if time.monotonic() >= until:
                return None
            time.sleep(0.2)


def _put_back(earlier: Path, path: Path) -> None:
    if earlier.exists():
        earlier.replace(path)
    else:
        path.unlink(missing_ok=True)
