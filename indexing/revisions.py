"""Writing a collection: staging revisions, publishing them at once, clearing away old ones.

The order of a run keeps every moment of it safe to be killed in: rows of pending revisions,
then embeddings, then points (which nobody sees, their revision not being live), then one
transaction that publishes; what it retired is deleted from the vectors first, from the rows last.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from indexing.database import (
    ClauseRow,
    Counts,
    FactRow,
    ManifestRow,
    RevisionRow,
    State,
    chunked,
    document_data,
    fact_columns,
    manifest_of,
    pack_counts,
    text_key,
    unpack_counts,
)
from indexing.lexical import fold
from indexing.vectors import VectorIndex
from indexing.windows import embedded_texts

if TYPE_CHECKING:
    from indexing.model import Clause, ParsedDocument

_SYLLABLE = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.;:!?|\n]")


@dataclass(frozen=True)
class Stored:
    """What the planning of a run needs to know of a live or staged revision."""

    revision: int
    document_id: str
    same_as: str | None
    number: str | None
    issuer: str | None
    date: str | None
    sha256: str
    source: str
    size: int
    mtime_ns: int
    parser: str
    points: int
    clauses: int
    facts: int


@dataclass(frozen=True)
class FileStamp:
    """A file as found on disk: size in bytes, mtime in ns, SHA-256 of its content."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass
class Plan:
    """What a run is about to publish.

    ``staged`` and ``removed`` name documents; ``touched`` gives the place and stamp of files
    whose document is kept as it is (revision → source, file name, stamp).
    """

    staged: dict[str, int] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    touched: dict[int, tuple[str, str, FileStamp]] = field(default_factory=dict)


def live_revisions(session: Session) -> list[Stored]:
    """Every live revision, oldest first."""
    return stored(session, RevisionRow.state == State.LIVE)


def stored(session: Session, *conditions: ColumnElement[bool]) -> list[Stored]:
    """The revisions that meet the conditions, oldest first."""
    r = RevisionRow
    columns = [getattr(r, name) for name in Stored.__dataclass_fields__]
    query = select(*columns).where(*conditions).order_by(r.revision)
    return [Stored(*row) for row in session.execute(query)]


# --- staging ----------------------------------------------------------------------------------


def stage(engine: Engine, parsed: ParsedDocument, stamp: FileStamp, parser: str) -> int:
    """Write a pending revision in one transaction; its number."""
    document = parsed.document
    embedded = {c.id: texts for c in parsed.clauses if (texts := embedded_texts(c))}
    row = RevisionRow(
        document_id=document.id,
        state=State.PENDING,
        same_as=None,
        number=document.number,
        issuer=document.issuer,
        date=document.date.isoformat() if document.date else None,
        province=document.province,
        school_year=document.school_year,
        file=document.file,
        source=document.source,
        sha256=stamp.sha256,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        parser=parser,
        points=sum(map(len, embedded.values())),
        clauses=len(parsed.clauses),
        facts=len(parsed.facts),
        data=document_data(document),
        text=document.text,
        syllables=pack_counts(count_syllables(parsed.clauses)),
    )
    with Session(engine) as session, session.begin():
        session.add(row)
        session.flush()
        revision = row.revision
        if parsed.clauses:
            session.execute(insert(ClauseRow), [
                {
                    "revision": revision,
                    "clause_id": c.id,
                    "position": position,
                    "kind": c.kind,
                    "text_key": text_key(embedded[c.id]) if c.id in embedded else None,
                    "data": c.model_dump_json(),
                }
                for position, c in enumerate(sorted(parsed.clauses, key=lambda c: c.order))
            ])  # fmt: skip
        if parsed.facts:
            rows = [{"revision": revision, **fact_columns(fact)} for fact in parsed.facts]
            session.execute(insert(FactRow), rows)
    return revision


def count_syllables(clauses: Iterable[Clause]) -> Counts:
    """Counts of accented lower-case syllables and of pairs within a sentence."""
    from indexing.structure.repair import repaired

    unigrams: Counter[str] = Counter()
    bigrams: Counter[tuple[str, str]] = Counter()
    for clause in clauses:
        text = unicodedata.normalize("NFC", repaired(clause.text)).lower()
        for sentence in _SENTENCE_END.split(text):
            syllables = _SYLLABLE.findall(sentence)
            unigrams.update(syllables)
            bigrams.update(pairwise(syllables))
    return unigrams, bigrams


# --- publishing -------------------------------------------------------------------------------


def copies(revisions: Iterable[Stored], before: Mapping[str, str | None]) -> dict[str, str]:
    """Which documents are another copy of which: same number, issuer and date, or same content.

    ``before`` is the ``same_as`` of the documents there were: the one that was answered from
    stays the one answered from; between new ones the first of the run is. A number left blank
    (``/KH-UBND``) says nothing.
    """

    def seniority(r: Stored) -> tuple[int, int]:
        rank = 2 if r.document_id not in before else int(before[r.document_id] is not None)
        return rank, r.revision

    originals: dict[tuple[str, ...], str] = {}
    found: dict[str, str] = {}
    for r in sorted(revisions, key=seniority):
        identities = _identities(r)
        original = next((originals[i] for i in identities if i in originals), None)
        if original:
            found[r.document_id] = original
        for identity in identities:
            originals.setdefault(identity, original or r.document_id)
    return found


def _identities(r: Stored) -> list[tuple[str, ...]]:
    identities: list[tuple[str, ...]] = [("content", r.sha256)]
    number = re.sub(r"\s", "", fold(r.number or ""))
    if number[:1].isdigit() and r.date:
        identities.append(("number", number, fold(r.issuer or ""), r.date))
    return identities


def publish(engine: Engine, plan: Plan, same_as: Mapping[str, str], made_with: Mapping[str, object]) -> None:
    """Make the plan what is answered from, in one transaction.

    ``same_as`` names the originals of all copies there will be, ``made_with`` columns of the manifest.
    """
    r = RevisionRow
    retired_ids = {*plan.staged, *plan.removed}
    with Session(engine) as session, session.begin():
        before = _answered(session)
        for piece in chunked(retired_ids):
            gone = update(r).where(r.state == State.LIVE, r.document_id.in_(piece))
            session.execute(gone.values(state=State.RETIRED))
        for staged in chunked(plan.staged.values()):
            session.execute(update(r).where(r.revision.in_(staged)).values(state=State.LIVE))
        for revision, (source, file, stamp) in plan.touched.items():
            place = {"source": source, "file": file, "size": stamp.size, "mtime_ns": stamp.mtime_ns}
            session.execute(update(r).where(r.revision == revision).values(**place))
        now_copies = session.execute(
            select(r.revision, r.document_id, r.same_as).where(r.state == State.LIVE)
        ).all()
        for revision, document_id, known in now_copies:
            if known != (copy_of := same_as.get(document_id)):
                session.execute(update(r).where(r.revision == revision).values(same_as=copy_of))
        _count_changes(session, before)
        row = manifest_of(session)
        assert row is not None
        for name, value in made_with.items():
            setattr(row, name, value)
        row.generation += 1


def _answered(session: Session) -> set[int]:
    r = RevisionRow
    return set(session.scalars(select(r.revision).where(r.state == State.LIVE, r.same_as.is_(None))))


def _count_changes(session: Session, before: set[int]) -> None:
    """Bring the collection's syllable totals from the revisions answered before to those now."""
    after = _answered(session)
    if before == after:
        return
    row = session.scalars(select(ManifestRow)).one()
    unigrams, bigrams = unpack_counts(row.syllables)
    for revision in before ^ after:
        packed = session.scalars(select(RevisionRow.syllables).where(RevisionRow.revision == revision)).one()
        own_unigrams, own_bigrams = unpack_counts(packed)
        if revision in after:
            unigrams.update(own_unigrams)
            bigrams.update(own_bigrams)
        else:
            unigrams.subtract(own_unigrams)
            bigrams.subtract(own_bigrams)
    row.syllables = pack_counts((unigrams, bigrams))


# --- clearing away ----------------------------------------------------------------------------


def garbage(session: Session, keep: Some[int] = ()) -> set[int]:
    """Revisions that are not live and not in ``keep``."""
    found = session.scalars(select(RevisionRow.revision).where(RevisionRow.state != State.LIVE))
    return set(found) - set(keep)


def collect_garbage(engine: Engine, vectors: VectorIndex, keep: Some[int] = ()) -> None:
    """Delete everything of revisions that are not live: points first, rows when those are gone.

    Copies keep their rows but have no points.
    """
    with Session(engine) as session:
        dead = garbage(session, keep)
        r = RevisionRow
        hidden = set(session.scalars(select(r.revision).where(r.state == State.LIVE, r.same_as.is_not(None))))
    if dead or hidden:
        vectors.delete_revisions(dead | hidden)
    vectors.flush()
    with Session(engine) as session, session.begin():
        for piece in chunked(dead):
            for table in (FactRow, ClauseRow, RevisionRow):
                session.execute(delete(table).where(table.revision.in_(piece)))
