"""A citation → what the source panel shows of the document around it."""

from __future__ import annotations

from typing import NamedTuple

from assistant.chat import reading, wording
from assistant.model import Citation
from indexing.collection import Collection
from indexing.model import Clause, Document, Span

_AROUND = 3


class Source(NamedTuple):
    """A citation's document and surroundings; ``document`` is None when it has gone or changed."""

    citation: Citation
    document: Document | None
    clause: Clause | None
    crumbs: tuple[str, ...]
    headings: tuple[str, ...]
    before: tuple[reading.Group, ...]
    cited: reading.Block | None
    after: tuple[reading.Group, ...]
    url: str
    copy_text: str
    page_image: str = ""

    @property
    def scanned(self) -> bool:
        """Whether the document's words were recognised in pictures of its pages."""
        return self.document is not None and reading.scanned(self.document)


def source_of(citation: Citation, collection: Collection) -> Source:
    """What the panel shows for ``citation``.

    A conversation may be older than the collection: words that no longer stand where the
    citation says are shown as quoted, without a place in the document.
    """
    document = collection.document(citation.document.id)
    clause = collection.clause(citation.clause_id)
    crumbs = tuple(citation.path.split(" > "))
    span = Span(start=citation.start, end=max(citation.start, citation.end))
    if document is None or clause is None or span.of(document.text) != citation.quote:
        return Source(citation, None, None, crumbs, (), (), None, (), "", f"“{citation.quote}”")
    around = collection.neighbours(clause.id, _AROUND)
    before = [each for each in around if each.order < clause.order]
    after = [each for each in around if each.order > clause.order]
    place = wording.source_line(citation, collection)
    return Source(
        citation=citation,
        document=document,
        clause=clause,
        crumbs=crumbs,
        headings=tuple(" ".join(each.split()) for each in clause.headings),
        before=tuple(reading.groups(document, before, span)),
        cited=reading.block(document, clause, span),
        after=tuple(reading.groups(document, after, span)),
        url=f"/documents/{document.id}?start={span.start}&end={span.end}#{clause.id}",
        copy_text=f"“{citation.quote.strip()}” ({place})",
        page_image=reading.page_image(document, citation.page, span) if citation.page else "",
    )
