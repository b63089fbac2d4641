"""What answerers work with: the question as understood, its scope, and the clauses found for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answering.likelihood import ahead, weights
from assistant.relevance import Relevance, Unit
from assistant.retrieval import Hit, search
from assistant.understanding import Understanding
from indexing.collection import Collection
from indexing.language import LOWER, UPPER, folded
from indexing.model import Clause, Document, Fact

# Capitalised in the middle of a sentence without being names.
_NO_NAMES = frozenset({
    "Kế", "Quyết", "Nghị", "Chỉ", "Công", "Thông", "Đề", "Chương", "Luật", "Sở", "Bộ", "Ủy", "Phụ", "Điều",
    "Giáo", "Trung", "Mầm", "Tiểu", "Ban", "Hội", "Trường", "Phòng", "Kết", "Dự",
    "Cuộc", "Ngày", "Năm", "Thủ",
})  # fmt: skip
# A name of two words or more, inside a sentence ("Cornerstone Vina"): one alone is no address.
_LONG_NAME = re.compile(rf"(?<=[{LOWER},] )(?!(?:{'|'.join(sorted(_NO_NAMES))})\b)[{UPPER}]\w+ [{UPPER}]\w+")
#: Least substance of a question beside the title of a document, and what covering that is worth.
_LEAST_UNTITLED, _BESIDE_TITLE = 0.9, 0.9
#: Clauses looked at for an answer.
DEPTH = 40
#: Of these the first so many are read for a sentence that answers.
READ = 15
#: A topic of one or two common words ("trường học") is covered by chance: least substance to look for words.
LEAST_SUBSTANCE = 0.6
#: A clause as likely as not to answer is as good as the search can tell.
_EVEN = 0.5
# The school year chooses where to look, not what to look for.
_SCHOOL_YEAR = re.compile(r"năm học\s*20\d\d\s*[-–—/ ]\s*20\d\d", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """One question over one state of the collection.

    ``documents`` are those it may be answered from, by id; ``narrowed`` says whether the question
    itself (or the caller) chose them. ``mentions`` are places that a clause has to name,
    ``spoken_of`` the clauses that the answer before a follow-up cited.
    """

    understanding: Understanding
    collection: Collection
    documents: dict[str, Document]
    narrowed: bool
    relevance: Relevance
    dense_weight: float
    mentions: tuple[str, ...] = ()
    spoken_of: frozenset[str] = frozenset()
    _cache: dict[str, Clause] = field(default_factory=dict)
    _documents: dict[str, Document] = field(default_factory=dict)
    _left: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    _clauses: dict[str, list[Clause]] = field(default_factory=dict)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What the question is about, as weighted units."""
        return self.relevance.units(self.scoped_topic)

    def covered(self, document_id: str, text: str) -> float:
        """How much of the question ``text`` says, 0 to 1: of all of it, or of what the title leaves.

        The clauses of a document do not repeat its title. What is left must say enough, or any
        clause would say it.
        """
        whole = self.relevance.coverage(self.units, text)
        return max(whole, _BESIDE_TITLE * self.relevance.coverage(self._untitled(document_id), text))

    def _untitled(self, document_id: str) -> tuple[Unit, ...]:
        """What the question is about beside a document's title; empty when that says too little."""
        if document_id not in self._left:
            document = self.documents.get(document_id)
            titled = self.relevance.keys(document.title) if document else frozenset[str]()
            rest = tuple(unit for unit in self.units if unit.key not in titled)
            says_enough = self.relevance.substance(rest) >= _LEAST_UNTITLED
            self._left[document_id] = rest if says_enough else ()
        return self._left[document_id]

    def clauses_of(self, document_id: str) -> list[Clause]:
        """The clauses of a document in reading order, read once a question."""
        if document_id not in self._clauses:
            self._clauses[document_id] = list(self.collection.clauses_of(document_id))
        return self._clauses[document_id]

    @cached_property
    def focus(self) -> tuple[Unit, ...]:
        """What a follow-up newly asks about; empty when it is all in the question before it."""
        return self.relevance.units(self.understanding.focus) if self.understanding.focus else ()

    @cached_property
    def core(self) -> tuple[Unit, ...]:
        """Like ``units`` but without the agencies named: those stand in headings and columns."""
        topic = self.scoped_topic
        for agency in self.understanding.agencies:
            for part in re.split(r",| và ", re.sub(r" (?:tỉnh|thành phố)\b.*$", "", agency)):
                topic = re.sub(re.escape(part.strip()), ",", topic, flags=re.IGNORECASE)
        return self.relevance.units(topic) or self.units

    @property
    def scoped_topic(self) -> str:
        """The topic without the school year, which only says where to look."""
        return _SCHOOL_YEAR.sub(",", self.understanding.topic)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Proper names of the question (folded): capitalised words inside it that are no agency or place."""
        text = self.understanding.text
        for taken in (*self.understanding.agencies, *self.understanding.places):
            text = text.replace(taken, " ")
        inside = re.findall(rf"(?<=[{LOWER},] )([{UPPER}][{LOWER}]+)\b", text)
        return tuple(folded(word) for word in inside if word not in _NO_NAMES)

    @cached_property
    def hits(self) -> list[Hit]:
        """The clauses found for the question within its documents, best first."""
        found = search(
            self.collection,
            self.understanding.text,
            limit=DEPTH,
            documents=list(self.documents) if self.narrowed else None,
            dense_weight=self.dense_weight,
        )
        return [hit for hit in found if self._names_places(hit.clause)]

    def _names_places(self, clause: Clause) -> bool:
        if not self.mentions:
            return True
        title = self.documents[clause.document_id].title if clause.document_id in self.documents else ""
        said = folded(f"{title} {' '.join(clause.headings)} {clause.lead_in} {clause.text}")
        return all(folded(place) in said for place in self.mentions)

    def settled(self) -> Context:
        """The context narrowed to the documents that know the proper names of the question.

        A company or a mine is told in one place and spoken of as "công ty" afterwards, so a name
        chooses the document rather than the clause.
        """
        if self.narrowed or not self.names or not _LONG_NAME.search(self.understanding.text):
            return self
        near_hits = self.hits[:12]
        near = dict.fromkeys(hit.clause.document_id for hit in near_hits)
        knowing = [d for d in near if set(self.names) <= self.relevance.keys(self.document_text(d))]
        if not knowing or len(knowing) == len(self.documents):
            return self
        found = [self.documents[d] for d in knowing if d in self.documents]
        if any(
            h.clause.kind == "row" and set(self.names) <= self.relevance.keys(h.clause.text)
            for h in near_hits
        ):
            return self.within(found)  # a table tells it by its name
        topic = re.sub(
            rf"[{UPPER}][{LOWER}{UPPER}]+",
            lambda m: "," if folded(m.group()) in self.names else m.group(),
            self.understanding.topic,
        )
        understanding = self.understanding.model_copy(update={"topic": topic})
        return self.within(found, understanding)

    @cached_property
    def _bonus(self) -> dict[str, float]:
        if not self.hits:
            return {}
        top, low = self.hits[0].score, self.hits[-1].score
        return {hit.clause.id: (hit.score - low) / ((top - low) or 1.0) for hit in self.hits}

    def bonus(self, clause_id: str) -> float:
        """How well a clause did in retrieval, 0 to 1."""
        return self._bonus.get(clause_id, 0.0)

    @cached_property
    def _likelihoods(self) -> dict[str, float]:
        leads = ahead([hit.score for hit in self.hits])
        return {
            hit.clause.id: weights().of(hit.closeness, self.clause_covered(hit.clause), lead)
            for hit, lead in zip(self.hits[:READ], leads, strict=False)
        }

    def clause_covered(self, clause: Clause) -> float:
        """How much of the question a clause says with what it stands under, 0 to 1."""
        said = "\n".join((*clause.headings[-2:], clause.lead_in, clause.text))
        return self.covered(clause.document_id, said)

    def likelihood(self, clause_id: str) -> float:
        """How likely a clause that was found answers, 0 to 1."""
        return self._likelihoods.get(clause_id, 0.0)

    def support(self, clause_id: str) -> float:
        """How far the search speaks for a clause as the answer, 0 to 1: all it can from even odds on."""
        return min(1.0, self.likelihood(clause_id) / _EVEN)

    def facts(self, kind: str) -> list[Fact]:
        """The facts of ``kind`` in the clauses found."""
        return self.collection.facts(kind, clause_ids=[hit.clause.id for hit in self.hits])

    def facts_of_documents(self, kind: str, **filters: str) -> list[Fact]:
        """All facts of ``kind`` in the documents of the question's scope."""
        found = self.collection.facts(kind, document_ids=list(self.documents), **filters)
        return [f for f in found if not self.mentions or self._names_places(self.clause(f.clause_id))]

    def clause(self, clause_id: str) -> Clause:
        """A clause of the collection; raises KeyError when it is not there."""
        if clause_id not in self._cache:
            for hit in self.hits:
                self._cache.setdefault(hit.clause.id, hit.clause)
        if clause_id not in self._cache:
            found = self.collection.clause(clause_id)
            if found is None:
                raise KeyError(clause_id)
            self._cache[clause_id] = found
        return self._cache[clause_id]

    def full_document(self, document_id: str) -> Document:
        """A document with its stored text; raises KeyError when there is none."""
        if document_id not in self._documents:
            document = self.collection.document(document_id)
            if document is None:
                raise KeyError(document_id)
            self._documents[document_id] = document
        return self._documents[document_id]

    def document_text(self, document_id: str) -> str:
        """The stored text of a document."""
        return self.full_document(document_id).text

    def within(self, documents: Sequence[Document], understanding: Understanding | None = None) -> Context:
        """The same question (or ``understanding``) asked of ``documents`` alone."""
        return Context(
            understanding=understanding or self.understanding,
            collection=self.collection,
            documents={d.id: d for d in documents},
            narrowed=True,
            relevance=self.relevance,
            dense_weight=self.dense_weight,
            mentions=self.mentions,
            spoken_of=self.spoken_of,
        )
