"""Everything that is no single fact: the sentence, or the clause, that says it best."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from assistant.answering.candidates import Candidate, chosen
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import LEAST_SUBSTANCE, READ, Context
from assistant.answering.levels import levels
from assistant.answering.saying import holds, may_answer, of_other_year, plain, spelled_out, told
from indexing.facts.agencies import agency_key
from indexing.language import folded, sentences, syllables
from indexing.model import Clause

_NEGATION = re.compile(r"\b(?:khong|chua|cam|nghiem cam|tru)\b")


#: What a sentence's own words count for, and those of its clause; the search's support is the rest.
_SENTENCE, _CLAUSE = 0.5, 0.2
#: The same where a figure, a time or an agency is asked for.
_PIECE_OF_FACT, _CLAUSE_OF_FACT = 0.6, 0.2
#: Least score of a sentence that answers; calibrated by ``trichdan eval`` and ``eval.unseen``.
_LEAST = 0.52

#: A passage that stands in for a fact that was not extracted has to fit better than one.
_INSTEAD_OF_A_FACT = 0.62
#: How likely its clause has to be that one fits less well, and how well it has to fit still.
_LIKELY_FIGURE, _LEAST_LIKELY = 0.6, 0.5


def best_passage(context: Context) -> Draft | None:
    """The sentence that covers the question best, quoted."""
    draft = chosen(context, _sentences(context), threshold=_LEAST)
    return draft.model_copy(update={"mode": "extractive"}) if draft else None


def instead_of_fact(context: Context) -> Draft | None:
    """The best sentence that holds what the question asks for: a figure, a time, an agency."""
    if context.relevance.substance(context.units) < LEAST_SUBSTANCE:
        return None
    candidates = list(_segments(context))
    likely = [c for c in candidates if context.likelihood(c.claim.evidence[0].clause_id) >= _LIKELY_FIGURE]
    draft = chosen(context, candidates, threshold=_INSTEAD_OF_A_FACT) or chosen(
        context, likely, threshold=_LEAST_LIKELY
    )
    return draft.model_copy(update={"mode": "extractive"}) if draft else None


#: Passages of a list score this close to the best one.
_SIMILAR = 0.22
_MOST_PASSAGES = 8


def passages(context: Context) -> Draft | None:
    """The sentences of the best document that answer a "những … nào" question, in its order."""
    ranked = sorted(_sentences(context), key=lambda c: -c.score)
    if not ranked or ranked[0].score < _LEAST:
        return None
    best = ranked[0]
    if _FORBIDDEN.search(folded(context.understanding.text)) and (
        found := _forbidden(context, best.document_id)
    ):
        return found
    similar = [
        c
        for c in ranked
        if c.document_id == best.document_id and c.score >= max(_LEAST, best.score - _SIMILAR)
    ]
    kept = sorted(similar[:_MOST_PASSAGES], key=lambda c: c.claim.evidence[0].start)
    layout = "list" if len(kept) > 1 else "sentences"
    return Draft(
        claims=tuple(c.claim for c in kept), confidence=min(1.0, best.score), mode="extractive", layout=layout
    )


_FORBIDDEN = re.compile(r"nghiem cam|bi cam|cam (?:lam )?(?:gi|nhung)|khong duoc lam")


def _forbidden(context: Context, document_id: str) -> Draft | None:
    """Every clause of a document that forbids something."""
    clauses = context.collection.clauses_of(document_id)
    strict = [c for c in clauses if c.kind != "part" and "nghiem cam" in folded(c.text)]
    claims = tuple(Claim(text=shortened(plain(c.text), 400), evidence=(evidence_of(c),)) for c in strict[:20])
    return Draft(claims=claims, confidence=0.8, mode="extractive", layout="list") if claims else None


_RECIPIENTS_ASKED = re.compile(
    r"noi nhan|gui (?:cho |den |toi )?(?:nhung|cac|ai|don vi|co quan|dau)|kinh gui"
)


def recipients(context: Context) -> Draft | None:
    """To whom a document is addressed: its "Kính gửi", else its recipients."""
    if not context.narrowed or not _RECIPIENTS_ASKED.search(folded(context.understanding.text)):
        return None
    claims = []
    for document_id in context.documents:
        clauses = context.collection.clauses_of(document_id)
        addressed = [c for c in clauses if "kinh gui" in folded(c.text[:400])]
        below = (
            list(takewhile(lambda c: c.kind == "bullet", clauses[clauses.index(addressed[0]) + 1 :]))
            if addressed
            else []
        )
        chosen_clauses = [*addressed[:1], *below] or [c for c in clauses if c.kind == "recipients"]
        claims += [
            Claim(text=shortened(plain(c.text), 500), evidence=(evidence_of(c),)) for c in chosen_clauses
        ]
    layout = "list" if len(claims) > 1 else "sentences"
    return Draft(claims=tuple(claims), confidence=0.8, mode="extractive", layout=layout) if claims else None


def _blended(
    context: Context, clause: Clause, own: float, whole: float, of_own: float, of_whole: float
) -> float:
    """Words in common, of a sentence and of its clause, and how far the search speaks for the clause."""
    return of_own * own + of_whole * whole + (1 - of_own - of_whole) * context.support(clause.id)


_LEAST_OF_HEAD = 0.65


def _sentences(context: Context) -> Iterator[Candidate]:
    kind = context.understanding.kind
    opening = syllables(context.understanding.topic)[:2]
    # A name of the question that a passage lacks: it speaks of something else.
    names = context.names
    actors = [agency_key(a) for a in context.understanding.agencies]
    # "Mã số thuế, Công ty A": the tax number is asked for, whatever else is said of the company.
    asked_of, _, _ = context.scoped_topic.partition(",")
    head = context.relevance.units(asked_of) if kind == "content" and actors else ()
    noun = _counted(context)
    for hit in context.hits[:READ]:
        clause = hit.clause
        if not may_answer(clause):
            continue
        document = context.documents.get(clause.document_id)
        inherited = " ".join((*clause.headings[-2:], clause.lead_in, document.title if document else ""))
        whole = context.relevance.coverage(context.units, f"{clause.text} {inherited}")
        keys = context.relevance.keys(f"{clause.text} {inherited}")
        for span in spelled_out(clause.text):
            said = span.of(clause.text)
            if len(said.split()) < 4 or not holds(kind, said):
                continue
            own = context.covered(clause.document_id, said)
            score = _blended(context, clause, own, whole, _SENTENCE, _CLAUSE)
            if noun and re.search(rf"\d\s+(?:\w+\s+){{0,2}}{re.escape(noun)}", folded(said)):
                score += 0.1
            if any(name not in keys for name in names):
                score -= 0.2
            if actors and not any(a in agency_key(f"{clause.text} {inherited}") for a in actors):
                score -= 0.4  # what somebody else does is no answer
            if opening and syllables(plain(said))[:2] == opening:
                score += 0.05
            if head and context.relevance.coverage(head, f"{said} {inherited}") < _LEAST_OF_HEAD:
                score -= 0.2  # of the same thing, but not what was asked of it
            evidence = evidence_of(clause, clause.start + span.start, clause.start + span.end)
            yield Candidate(
                clause.document_id,
                score,
                Claim(text=told(context, said), evidence=(evidence,)),
                folded(said),
            )


# What stands after "bao nhiêu" without being what is counted.
_NO_NOUNS = frozenset({"phan", "ngay", "tien", "la", "mot"})
_SEGMENT = re.compile(r"[;:]|,(?!\d)")


def _counted(context: Context) -> str:
    """What is counted by a question that asks how many ("bao nhiêu trường"): one syllable, "" if nothing."""
    found = re.search(r"(?:bao nhieu|may) ([^\W\d]+)", folded(context.understanding.text))
    return found[1] if found and found[1] not in _NO_NOUNS else ""


def _segments(context: Context) -> Iterator[Candidate]:
    """Sentences in which what is asked for stands beside what it is asked about.

    A figure belongs to the words between the separators around it, so only those count: the
    month of one clause is not the day of the opening ceremony named in the next.
    """
    kind = context.understanding.kind
    asked = folded(context.understanding.text)
    share, day = "phan tram" in asked or "%" in asked, re.search(r"\bngay (?:nao|may)\b", asked) is not None
    head = context.relevance.head(context.scoped_topic)
    asked_levels = levels(context.relevance.expanded(context.understanding.topic))
    noun = _counted(context)
    for hit in context.hits[:READ]:
        clause = hit.clause
        if not may_answer(clause):
            continue
        whole = context.relevance.coverage(
            context.units, f"{clause.text} {' '.join(clause.headings[-2:])} {clause.lead_in}"
        )
        for span in sentences(clause.text):
            said = span.of(clause.text)
            parts = _SEGMENT.split(said)
            for i, part in enumerate(parts):
                if not holds(kind, part, share=share, day=day) or of_other_year(
                    context, said, " ".join(clause.headings[-2:])
                ):
                    continue
                if asked_levels and (named := levels(part)) and not named & asked_levels:
                    continue
                if noun and not re.search(
                    rf"(?<![\d/])(?!20\d\d\b)\d[\d.,/]*%?\s+(?:\w+\s+){{0,2}}{re.escape(noun)}", folded(part)
                ):
                    continue
                # What a figure is of stands before it, in its own piece or the one before.
                near = " ".join(parts[max(0, i - 1) : i + 1])
                if kind != "deadline" and i + 1 < len(parts) and not holds(kind, parts[i + 1], share=share):
                    near = f"{near} {parts[i + 1]}"
                own = context.covered(clause.document_id, near)
                score = _blended(context, clause, own, whole, _PIECE_OF_FACT, _CLAUSE_OF_FACT)
                if head and head not in context.relevance.keys(f"{near} {' '.join(clause.headings[-2:])}"):
                    score -= 0.15
                evidence = evidence_of(clause, clause.start + span.start, clause.start + span.end)
                yield Candidate(
                    clause.document_id,
                    score,
                    Claim(text=told(context, said), evidence=(evidence,)),
                    folded(said),
                )


# "Có chủ trương …", "có bắt buộc …": how it is said, not what is said.
_MANNER = re.compile(
    r"\b(?:chủ trương|chính sách|quy định|yêu cầu|đề cập|nhắc (?:đến|tới)|nói (?:đến|tới|về)|định|bắt buộc)\b"
)
_OBLIGED = re.compile(r"\bbat buoc\b")
_ENCOURAGED = re.compile(r"\bkhuyen khich\b")


# "…, đúng hay sai?": every figure and every "chỉ" of it would have to be weighed; that is for the reader.
_JUDGED = re.compile(r"\bdung hay sai\W*$")


def _stated(context: Context) -> str:
    """What a yes-no question asks about, without the words for how it might be said."""
    return _MANNER.sub(",", context.scoped_topic)


def yes_no(context: Context) -> Draft | None:
    """What the documents say on a yes-no question; a plain "có" only when they say all of it."""
    draft = best_passage(context)
    if not draft:
        return None
    first = draft.claims[0]
    said = folded(first.text)
    asked = folded(re.sub(r"\bcó\b(.*)\bkhông\b\W*$", r"\1", context.understanding.text))
    covered = context.relevance.coverage(context.relevance.units(_stated(context)), first.text)
    if _JUDGED.search(asked):
        first = first.model_copy(update={"text": f"Văn bản nêu: {first.text}"})
    elif _OBLIGED.search(asked) and _ENCOURAGED.search(said) and not _OBLIGED.search(said):
        first = first.model_copy(update={"text": f"Không. Văn bản nêu: {first.text}"})
    elif covered >= 0.85 and bool(_NEGATION.search(said)) == bool(_NEGATION.search(asked)):
        first = first.model_copy(update={"text": f"Có. Văn bản nêu: {first.text}"})
    elif covered >= 0.85 and _NEGATION.search(said):
        first = first.model_copy(update={"text": f"Không. Văn bản nêu: {first.text}"})
    else:
        first = first.model_copy(update={"text": f"Văn bản nêu: {first.text}"})
    return draft.model_copy(update={"claims": (first, *draft.claims[1:])})
