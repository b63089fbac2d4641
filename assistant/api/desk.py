"""What a server answers from, and the one way to change it.

The server holds the collection for writing, so that uploads go into the very collection it
answers from.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from assistant.api.problems import Problem
from assistant.assistant import Assistant
from indexing.collection import Collection
from indexing.pipeline import FileReport, index_paths, remove_documents
from indexing.settings import Settings

log = logging.getLogger("trichdan.api")

# What draws the example questions of the chat page.
ExampleMaker = Callable[[Collection, Assistant], tuple[str, ...]]


class Desk:
    """One server's collection and assistant."""

    def __init__(
        self,
        settings: Settings,
        collection: Collection | None = None,
        make_examples: ExampleMaker | None = None,
    ) -> None:
        self.settings = settings
        self.collection = collection or Collection.open(settings, read_only=False)
        self._owned = collection is None
        self._make_examples = make_examples
        self._writer = threading.Lock()
        self._assistant = Assistant(self.collection, settings)
        self._count = len(self.collection.catalogue())
        self._examples: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._count

    @property
    def assistant(self) -> Assistant:
        """The assistant; a 503 problem when nothing is indexed."""
        if not self._count:
            raise Problem(
                503,
                "Chưa có văn bản nào được lập chỉ mục. Quản trị viên nạp văn bản bằng lệnh "
                "“trichdan index” hoặc POST /v1/documents.",
                {"Retry-After": "60"},
            )
        return self._assistant

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with; none until ``draw_examples`` is done."""
        return self._examples

    def draw_examples(self) -> None:
        """Find example questions; takes seconds, so it is done beside the serving."""
        if self._make_examples is None or not self._count:
            self._examples = ()
            return
        try:
            self._examples = self._make_examples(self.collection, self._assistant)
        except Exception:
            # They are a courtesy: without them the page still answers.
            log.exception("no example questions could be drawn")

    def take_in(self, arriving: Path, path: Path) -> FileReport:
        """Put a file in the place of ``path`` and index it; a file that cannot be read leaves no trace."""
        with self._writer:
            earlier = path.with_name(f".{path.name}.earlier")
            if path.exists():
                path.replace(earlier)
            arriving.replace(path)
            try:
                report = index_paths([path], self.settings, collection=self.collection).documents[0]
            except BaseException:
                _put_back(earlier, path)
                raise
            if report.status == "failed":
                _put_back(earlier, path)
            earlier.unlink(missing_ok=True)
            self._renew()
        return report

    def remove(self, document_id: str) -> bool:
        """Remove a document; whether it was there."""
        with self._writer:
            removed = remove_documents([document_id], self.settings, collection=self.collection)
            self._renew()
        return bool(removed)

    def _renew(self) -> None:
        self._count = len(self.collection.catalogue())
        threading.Thread(target=self.draw_examples, name="examples", daemon=True).start()

    def close(self) -> None:
        """Give the collection back, unless it was lent."""
        if self._owned:
            self.collection.close()


def _put_back(earlier: Path, path: Path) -> None:
    if earlier.exists():
        earlier.replace(path)
    else:
        path.unlink(missing_ok=True)
