"""The whole way of a question: understood, scoped, answered, verified, cited."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence

from assistant import refusals
from assistant.answering import draft_answer
from assistant.answering.claims import Claim, Draft
from assistant.answering.context import Context
from assistant.answering.llm import Writer, Written
from assistant.citations import Citations, line, rendered
from assistant.diacritics import DiacriticRestorer
from assistant.follow_ups import follow_ups
from assistant.harmless import harmless, visible
from assistant.model import Answer, Citation, Turn
from assistant.refusals import Refusal
from assistant.relevance import Relevance
from assistant.retrieval import Hit, search
from assistant.scope import known_number, scope_of
from assistant.stages import note_removed, stage
from assistant.understanding import Reader, Understanding
from assistant.verification import unsupported
from assistant.verification.surroundings import surroundings
from indexing.collection import Collection
from indexing.facts.references import KINDS, NUMBER
from indexing.language import folded
from indexing.model import About, Document
from indexing.places import provinces
from indexing.settings import Settings

_THIS_DOCUMENT = re.compile(
    r"\b(?:van ban|tai lieu|ke hoach|quyet dinh|cong van|chi thi|quy dinh) (?:nay|do|ay|tren)\b"
)


# "Ai phối hợp?" with nothing said before could be about any task there is.
_NEEDS_TOPIC = {"lead_agency", "cooperating", "target", "deadline", "content", "yes_no", "where"}
_LEAST_TOPIC = 0.2
# Less sure an answer may be to a question that goes on from the one before it.
_SURE = 0.5


class BadQuestion(ValueError):
    """A question that cannot be asked; the Vietnamese message says why."""


class Knowledge:
    """What the assistant keeps of one state of the collection: its documents and its language."""

    def __init__(self, collection: Collection) -> None:
        self.documents = {d.id: d for d in collection.catalogue() if d.same_as is None}
        self.places = [d.province for d in self.documents.values() if d.province]
        singles, pairs = collection.syllables()
        learned = {
            fact.subject: fact.value
            for fact in collection.facts("about", subject="abbreviation")
            if isinstance(fact, About) and fact.attribute == "abbreviation"
        }
        restorer = DiacriticRestorer(singles, pairs, [p.name for p in provinces()] + self.places)
        self.reader = Reader(restorer, self.places, learned)
        self.relevance = Relevance(singles, self.reader.expanded)


class Assistant:
    """Answers questions from one collection. Safe to use from several threads."""

    def __init__(self, collection: Collection, settings: Settings) -> None:
        self._collection = collection
        self._settings = settings
        self._lock = threading.Lock()
        self._known: tuple[object, Knowledge] | None = None
        self._writer = Writer(settings) if settings.llm_url else None

    @property
    def model_rests(self) -> bool:
        """Whether a language model that is set up is left alone at the moment, since it failed."""
        return self._writer is not None and self._writer.rests

    def ask(
        self, question: str, history: Sequence[Turn] = (), documents: Sequence[str] | None = None
    ) -> Answer:
        """Answer ``question`` after the turns of ``history``, only from ``documents`` when given.

        Raises :class:`BadQuestion` for a question that is empty, too long or not text.
        """
        return self.tell(question, lambda sentence: None, history, documents)

    def tell(
        self,
        question: str,
        on_sentence: Callable[[str], None] | None,
        history: Sequence[Turn] = (),
        documents: Sequence[str] | None = None,
    ) -> Answer:
        """As :meth:`ask`; ``on_sentence`` receives each sentence of a language model once it is verified.

        The text of the answer is those sentences joined by blanks; without a model there are none.
        With None for ``on_sentence`` no model is asked.
        """
        started = time.perf_counter()
        self._check(question)
        question = visible(question)
        with self._collection.snapshot() as collection:
            knowledge = self._knowledge(collection)
            earlier = _earlier(history)
            understanding = knowledge.reader.read(question, earlier)
            spoken_of: frozenset[str] = frozenset()
            if _THIS_DOCUMENT.search(folded(question)) and (told := _last_number(history)):
                understanding = understanding.model_copy(update={"numbers": (told,)})
            elif documents is None and _THIS_DOCUMENT.search(folded(question)) and earlier:
                cited = self._last_cited(collection, knowledge, earlier)
                documents = list(dict.fromkeys(c.document.id for c in cited)) or None
            elif understanding.leans and not understanding.focus:
                cited = self._last_cited(collection, knowledge, earlier)
                spoken_of = frozenset(c.clause_id for c in cited)
            if documents is not None:
                documents = collection.answered_from(documents)
            answer = self._answer(
                collection, knowledge, understanding, documents, on_sentence, spoken_of=spoken_of
            )
            if earlier and (not answer.answerable or answer.confidence < _SURE):
                gone_on = knowledge.reader.read_on(understanding, earlier)
                again = gone_on and self._answer(collection, knowledge, gone_on, documents, on_sentence)
                surer = not answer.answerable or (again and again.confidence > answer.confidence)
                answer = again if again and again.answerable and surer else answer
        elapsed = (time.perf_counter() - started) * 1000
        return answer.model_copy(update={"elapsed_ms": round(elapsed, 2)})

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        limit: int = 10,
        documents: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The ranked clauses for ``question``, scoped to the place it names, without an answer."""
        self._check(question)
        with self._collection.snapshot() as collection:
            knowledge = self._knowledge(collection)
            understanding = knowledge.reader.read(question, _earlier(history))
            if documents is not None:
                documents = collection.answered_from(documents)
            scope = scope_of(knowledge.documents.values(), understanding, documents).documents
            chosen = [d.id for d in scope] if scope and len(scope) < len(knowledge.documents) else None
            if documents is not None and chosen is None:
                chosen = documents
            return search(
                collection,
                understanding.text,
                limit=limit,
                documents=chosen,
                dense_weight=self._settings.dense_weight,
            )

    def _last_cited(
        self, collection: Collection, knowledge: Knowledge, earlier: list[str]
    ) -> tuple[Citation, ...]:
        """What the question before was answered from: "văn bản này", the task of "ai phối hợp?"."""
        before = knowledge.reader.read(earlier[-1], earlier[:-1])
        return tuple(self._answer(collection, knowledge, before, None).citations)

    def _knowledge(self, collection: Collection) -> Knowledge:
        """What is known of the collection, read again once it has changed."""
        state = collection.manifest.generation
        with self._lock:
            if self._known is None or self._known[0] != state:
                self._known = (state, Knowledge(collection))
            return self._known[1]

    def _check(self, question: str) -> None:
        if not question.strip():
            raise BadQuestion("Câu hỏi đang trống. Hãy nhập nội dung cần hỏi.")
        if len(question) > self._settings.max_question_chars:
            raise BadQuestion(
                f"Câu hỏi dài {len(question)} ký tự, quá giới hạn {self._settings.max_question_chars}."
                " Hãy rút ngắn câu hỏi."
            )
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in question):
            raise BadQuestion("Câu hỏi có ký tự điều khiển không hợp lệ. Hãy gõ lại câu hỏi.")
        if not re.search(r"\w", question):
            raise BadQuestion("Câu hỏi không có chữ nào. Hãy nhập nội dung cần hỏi.")

    def _answer(
        self,
        collection: Collection,
        knowledge: Knowledge,
        understanding: Understanding,
        documents: Sequence[str] | None,
        on_sentence: Callable[[str], None] | None = None,
        spoken_of: frozenset[str] = frozenset(),
    ) -> Answer:
        if understanding.kind == "not_about_documents":
            return _refused(understanding, refusals.not_about_documents(), 0.9)
        scope, mentions, refusal = scope_of(knowledge.documents.values(), understanding, documents)
        if refusal and not scope:
            return _refused(understanding, refusal, 0.9)
        if (
            understanding.numbers
            and understanding.kind != "choice"
            and not known_number(collection, scope, understanding)
        ):
            return _refused(understanding, refusals.unknown_number(understanding), 0.9)
        context = Context(
            understanding=understanding,
            collection=collection,
            documents={d.id: d for d in scope},
            narrowed=len(scope) < len(knowledge.documents),
            relevance=knowledge.relevance,
            dense_weight=self._settings.dense_weight,
            mentions=mentions,
            spoken_of=spoken_of,
        ).settled()
        if refusal and not context.hits:
            return _refused(understanding, refusal, 0.9)
        if understanding.kind in _NEEDS_TOPIC and context.relevance.substance(context.units) < _LEAST_TOPIC:
            return _refused(understanding, refusals.ambiguous(context), 0.8)
        draft = draft_answer(context)
        claims = _verified(context, draft) if draft else ()
        if not draft or not claims:
            return _refused(understanding, refusal or refusals.not_in_documents(context), 0.7)
        return _cited(context, self._written(context, draft, claims, on_sentence))

    def _written(
        self,
        context: Context,
        draft: Draft,
        claims: tuple[Claim, ...],
        on_sentence: Callable[[str], None] | None,
    ) -> Written:
        """The answer in a language model's words, where one is set and what it says holds."""
        if self._writer is None or on_sentence is None:
            return Written(draft, claims)
        citations = Citations(context.clause, context.full_document)

        return self._writer.write(
            context,
            draft,
            claims,
            holds=lambda claim: bool(_verified(context, draft.model_copy(update={"claims": (claim,)}))),
            on_claim=lambda claim: on_sentence(line(claim, citations.marked(claim))),
        )


def _last_number(history: Sequence[Turn]) -> str | None:
    """The document number that the last answer gave: what "quyết định đó" means after it."""
    last = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    found = re.search(rf"(?:{KINDS}) số ({NUMBER})", last)
    return re.sub(r"\s", "", found[1]) if found else None


def _earlier(history: Sequence[Turn]) -> list[str]:
    return [turn.content for turn in history if turn.role == "user" and turn.content.strip()][-4:]


@stage("verification")
def _verified(context: Context, draft: Draft) -> tuple[Claim, ...]:
    """The claims whose evidence states all that they do; the others are dropped."""
    kept = []
    for claim in draft.claims:
        quotes = [context.document_text(e.document_id)[e.start : e.end] for e in claim.evidence]
        cited = list(dict.fromkeys(context.documents[e.document_id] for e in claim.evidence))
        titles = " ".join(_title_block(d) for d in cited)
        paths = " ".join(context.clause(e.clause_id).path for e in claim.evidence)
        around = [text for e in claim.evidence for text in surroundings(context.clause(e.clause_id))]
        # What a title block states belongs together as its sentence does.
        ways = (quotes, [*quotes, *map(_title_sentence, cited)])
        if any(not unsupported(claim.text, way, f"{titles} {paths}", around) for way in ways):
            kept.append(claim)
    note_removed(len(draft.claims) - len(kept))
    return tuple(kept)


def _title_sentence(document: Document) -> str:
    """What a title block states, as a sentence: kind, number, issuer and date belong together."""
    date = document.date
    issued = f" ngày {date.day}/{date.month}/{date.year}" if date else ""
    return (
        f"{document.kind or 'Văn bản'} số {document.number or ''}{issued}"
        f" do {document.issuer or ''} ban hành{issued}"
    )


def _title_block(document: Document) -> str:
    """What a document's title block states, the date in the ways it is written."""
    date = document.date
    dates = f"{date:%d/%m/%Y} {date.day}/{date.month}/{date.year}" if date else ""
    return f"{document.kind} {document.number} {document.title} {document.issuer} {document.province} {dates}"


def _cited(context: Context, written: Written) -> Answer:
    draft, claims, notice = written
    citations = Citations(context.clause, context.full_document)
    text = rendered(draft, claims, citations)
    understanding = context.understanding
    return Answer(
        question=understanding.question,
        answerable=True,
        answer=text,
        kind=understanding.kind,
        mode="llm" if draft.mode == "llm" else "extractive" if draft.mode == "extractive" else "facts",
        confidence=round(min(1.0, max(0.0, draft.confidence)), 3),
        citations=citations.all(),
        follow_ups=tuple(map(harmless, follow_ups(context, claims))),
        notice=notice,
        understood=harmless(understanding.text) if understanding.changed else None,
        understanding=understanding,
    )


def _refused(understanding: Understanding, refusal: Refusal, confidence: float) -> Answer:
    return Answer.model_validate(
        {
            "question": understanding.question,
            "answerable": False,
            "answer": harmless(refusal.text),
            "kind": understanding.kind,
            "mode": "facts",
            "confidence": confidence,
            "understood": harmless(understanding.text) if understanding.changed else None,
            "understanding": understanding,
            "reason": refusal.reason,
        }
    )
