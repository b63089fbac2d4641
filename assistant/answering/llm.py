"""A language model words the answer; what it says is shown only as far as its clauses say it too.

The model never decides whether there is an answer, nor which: facts and passages do. It is given
their clauses and those next best, numbered, and returns claims that each copy a passage first. A
claim is kept when its quote stands in the clause it cites, the verifier finds nothing unsupported,
and it speaks of what was asked; the whole is kept when it says what the answer without a model
says. Otherwise that answer is given, and the user is told so.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from assistant.answering.claims import Claim, Draft, Evidence, evidence_of
from assistant.answering.context import Context
from assistant.llm.breaker import Breaker
from assistant.llm.endpoint import DOWN, Endpoint, EndpointError, Message
from assistant.llm.parsing import ClaimReader, Stated, schema
from assistant.llm.quoting import find_quote
from assistant.verification.reading import read
from indexing.facts.agencies import agency_key, mentions
from indexing.language import sentences
from indexing.model import Clause
from indexing.settings import Settings
from indexing.structure.repair import repaired
from prompts import load

log = logging.getLogger("trichdan.llm")

#: Share of the question's topic that a claim with its clause has to cover.
_ABOUT_THE_QUESTION = 0.5
_LONGEST_CLAUSE = 1500
#: A shorter sentence says too little to be quoted alone.
_LEAST_QUOTED = 20
#: What a server is asked to hold the model to, the strictest first; what it does not know it refuses.
_FORMS: tuple[str, ...] = ("quotes of the clauses", "claims", "nothing")
_MOST_CLAIMS = 4
#: Seconds before another attempt, doubled with each.
_PAUSE_S = 0.2

#: What the user is told when the answer without a model is given instead.
NOTICES = {
    "timeout": "Mô hình ngôn ngữ không trả lời kịp; câu trả lời dưới đây lấy thẳng từ văn bản.",
    "resting": "Mô hình ngôn ngữ tạm ngừng vì vừa lỗi nhiều lần; câu trả lời dưới đây lấy thẳng từ văn bản.",
    "unreadable": "Mô hình ngôn ngữ trả lời không đúng dạng; câu trả lời dưới đây lấy thẳng từ văn bản.",
    "not_installed": "Chưa cài phần mở rộng trichdan[llm]; câu trả lời dưới đây lấy thẳng từ văn bản.",
    "unsupported": "Lời của mô hình ngôn ngữ không khớp điều khoản nên bị bỏ; câu trả lời lấy từ văn bản.",
    "failed": "Không dùng được mô hình ngôn ngữ; câu trả lời dưới đây lấy thẳng từ văn bản.",
}


class Written(NamedTuple):
    """An answer's claims and how they came about; ``notice`` says why no model worded them."""

    draft: Draft
    claims: tuple[Claim, ...]
    notice: str | None = None


class _Numbered(NamedTuple):
    """A clause as the model sees it."""

    number: int
    clause: Clause
    address: str
    headings: str
    columns: str
    text: str
    quotable: tuple[str, ...]


class Writer:
    """Words answers with the model of ``settings``. Safe to use from several threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._endpoint = Endpoint(settings, clock)
        self._breaker = Breaker(settings.llm_breaker_failures, settings.llm_breaker_rest_s, clock)
        self._forms = _FORMS

    @property
    def rests(self) -> bool:
        """Whether the endpoint is left alone, since it failed several times in a row."""
        return self._breaker.is_open

    def write(
        self,
        context: Context,
        draft: Draft,
        claims: Sequence[Claim],
        holds: Callable[[Claim], bool],
        on_claim: Callable[[Claim], None] | None = None,
    ) -> Written:
        """The answer ``claims`` in the model's words, or as it is with a notice.

        ``holds`` is the verifier. ``on_claim`` receives each claim once nothing can take it back.
        """
        plain = Written(draft, tuple(claims))
        if draft.layout != "sentences" or any(claim.label for claim in claims):
            return plain  # lists, tables and several documents' answers are told as they are
        if not self._breaker.allows():
            return plain._replace(notice=NOTICES["resting"])
        kept: list[Claim] = []
        shown = 0
        failure = "unsupported"
        try:
            for claim in self._claims(context, claims, holds):
                kept.append(claim)
                if on_claim and _carries(draft, claims, kept):
                    for each in kept[shown:]:
                        on_claim(each)
                    shown = len(kept)
                if len(kept) == _MOST_CLAIMS:
                    break
            self._breaker.succeeded()
        except EndpointError as error:
            failure = error.failure if error.failure in NOTICES else "failed"
            log.warning("llm %s", error.failure)
            if error.failure in DOWN:
                self._breaker.failed()
            elif error.failure != "not_installed":
                self._breaker.succeeded()
        if kept and _carries(draft, claims, kept):
            worded = draft.model_copy(update={"mode": "llm", "layout": "prose", "intro": ""})
            return Written(worded, tuple(kept))
        return plain._replace(notice=NOTICES[failure])

    def _claims(
        self, context: Context, base: Sequence[Claim], holds: Callable[[Claim], bool]
    ) -> Iterator[Claim]:
        """The model's claims that hold, as they become complete."""
        said: set[str] = set()
        for clause, stated in self._stated(context, base):
            claim = _grounded(base, clause, stated)
            if (
                claim is None
                or claim.text in said
                or not _to_the_point(context, clause, claim)
                or not holds(claim)
            ):
                continue
            said.add(claim.text)
            yield claim

    def _stated(self, context: Context, base: Sequence[Claim]) -> Iterator[tuple[Clause, Stated]]:
        """What the model states with the clause it cites, over as many attempts as there is time for."""
        deadline = self._clock() + self._settings.llm_timeout_s
        clauses = _numbered(context, base, self._settings.llm_max_clauses)
        attempts, again = self._settings.llm_retries, False
        while True:
            reader, found = ClaimReader(), False
            try:
                messages = _messages(context, clauses, again=again)
                form = _form(self._forms[0], clauses)
                for piece in self._endpoint.stream(messages, schema=form, deadline=deadline):
                    for stated in reader.feed(piece):
                        found = True
                        if 1 <= stated.citation <= len(clauses):
                            yield clauses[stated.citation - 1].clause, stated
                if found or reader.says_nothing:
                    return
                failure, again = EndpointError("unreadable"), True
            except EndpointError as error:
                if found:
                    return  # what was complete before the end counts
                failure = error
            if failure.failure == "no_schema" and len(self._forms) > 1:
                self._forms = self._forms[1:]
                continue
            if failure.failure == "too_long" and len(clauses) > 1:
                clauses = clauses[: max(1, len(clauses) // 2)]
                continue
            if failure.failure in ("refused", "not_installed", "timeout") or attempts <= 0:
                raise failure
            pause = _PAUSE_S * 2 ** (self._settings.llm_retries - attempts)
            attempts -= 1
            if self._clock() + pause >= deadline:
                raise failure
            time.sleep(pause)


def _numbered(context: Context, base: Sequence[Claim], most: int) -> list[_Numbered]:
    """The clauses of the answer without a model, then those found next, as the model sees them."""
    cited = [context.clause(e.clause_id) for claim in base for e in claim.evidence]
    documents = {clause.document_id for clause in cited}
    found = [hit.clause for hit in context.hits if hit.clause.document_id in documents]
    chosen = {clause.id: clause for clause in (*cited, *found)}
    return [
        _as_seen(context, number, clause) for number, clause in enumerate(list(chosen.values())[:most], 1)
    ]


def _form(name: str, clauses: Sequence[_Numbered]) -> dict[str, Any] | None:
    """The form of an answer about ``clauses`` that the server is asked to enforce."""
    if name == "nothing":
        return None
    return schema({c.number: c.quotable for c in clauses} if name == _FORMS[0] else None)


def _as_seen(context: Context, number: int, clause: Clause) -> _Numbered:
    document = context.full_document(clause.document_id)
    title = " ".join(filter(None, (document.kind, f"số {document.number}" if document.number else "")))
    text = clause.text[:_LONGEST_CLAUSE]
    merged = (f"{cell.column}: {cell.text}" if cell.column else cell.text for cell in clause.shared)
    return _Numbered(
        number=number,
        clause=clause,
        address=_data(f"{title}, {document.issuer or document.province or ''} > {clause.path}"),
        headings=_data(" > ".join((*clause.headings, *filter(None, [clause.lead_in]), *merged))),
        columns=_data(" | ".join(cell.column for cell in clause.cells)),
        text=_data(text),
        quotable=_quotable(clause, text),
    )


def _quotable(clause: Clause, text: str) -> tuple[str, ...]:
    """The passages of a clause that can be quoted: its sentences, of a row the whole."""
    whole = clause.kind == "row" or len(text) < 2 * _LEAST_QUOTED
    passages = [_data(text)] if whole else [_data(span.of(text)) for span in sentences(text)]
    return tuple(dict.fromkeys(p for p in passages if whole or len(p) >= _LEAST_QUOTED))


def _data(text: str) -> str:
    """``text`` on one line, with nothing in it that looks like a tag of the prompt."""
    return " ".join(repaired(text).replace("<", "‹").replace(">", "›").split())


def _messages(context: Context, clauses: Sequence[_Numbered], *, again: bool) -> list[Message]:
    question = load("answer_question").render(clauses=clauses, question=_data(context.understanding.text))
    messages: list[Message] = [("system", load("answer_rules").render()), ("user", question)]
    if again:
        messages.append(("user", load("answer_again").render()))
    return messages


def _grounded(base: Sequence[Claim], clause: Clause, stated: Stated) -> Claim | None:
    """The claim with its evidence; None when its quote does not stand in the clause it cites."""
    span = find_quote(stated.quote, clause.text)
    if span is None:
        return None
    own = evidence_of(clause, clause.start + span.start, clause.start + span.end)
    evidence: tuple[Evidence, ...] = (own,)
    for claim in base:  # the heading that names an agency is evidence as well
        if any(e.clause_id == clause.id for e in claim.evidence):
            beside = tuple(e for e in claim.evidence if e.clause_id != clause.id)
            same = next(e for e in claim.evidence if e.clause_id == clause.id)
            evidence = (same if same.start <= own.start and own.end <= same.end else own, *beside)
            break
    told = re.sub(r"\s*\|\s*", " – ", stated.answer).strip(" –")  # a table's bars mean nothing in a sentence
    return Claim(text=told, evidence=evidence)


def _to_the_point(context: Context, clause: Clause, claim: Claim) -> bool:
    """Whether the claim, read in its place, speaks of what was asked."""
    inherited = " ".join((*clause.headings[-2:], clause.lead_in))
    covered = context.relevance.coverage(context.units, f"{claim.text}\n{clause.text}\n{inherited}")
    return covered >= _ABOUT_THE_QUESTION


def _carries(draft: Draft, base: Sequence[Claim], worded: Sequence[Claim]) -> bool:
    """Whether the model's claims give the answer that there is without it.

    Of facts they state every figure, date, number, agency and theme; of a passage they cite it.
    """
    if draft.mode != "facts":
        cited = {e.clause_id for claim in worded for e in claim.evidence}
        return any(e.clause_id in cited for claim in base for e in claim.evidence)
    said = [read(claim.text) for claim in worded]
    values = {(v.kind, v.key, v.bound) for reading in said for v in reading.values}
    names = agency_key(" ; ".join(claim.text for claim in worded))
    spoken = " ".join(reading.plain for reading in said)
    for claim in base:
        told = read(claim.text)
        if any((v.kind, v.key, v.bound) not in values for v in told.values):
            return False
        if any(agency_key(m.of(told.text)) not in names for m in mentions(told.text)):
            return False
        if any(
            " ".join(re.findall(r"[^\W_]+", q)) not in spoken for q in re.findall(r'"([^"]+)"', told.lower)
        ):
            return False
    return True
