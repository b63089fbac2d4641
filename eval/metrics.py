"""The metrics of one question: what its answer and its search results got right.

Pure functions; :mod:`eval.scores` adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.model import Answer, Citation
from eval.figures import stated, unsupported
from eval.gold import Evidence, GoldQuestion
from eval.text import coverage, holds, same_document, without_markers
from indexing.model import Frozen

FULL_COVERAGE = 0.9
PARTIAL_COVERAGE = 0.6
LONGEST_SINGLE_FACT = 500


class SearchHit(NamedTuple):
    """A search result as it is measured: the base name of its file and the text of its clause."""

    file: str
    text: str


class Judgement(Frozen):
    """What one answer got right and wrong.

    ``accurate`` is None for unanswerable questions. ``precise`` has one entry per citation,
    ``untrue`` the markers of citations whose quote is not the stored text they point at.
    """

    accurate: bool | None
    exact: bool
    too_long: bool
    groups_missed: tuple[tuple[str, ...], ...]
    evidence_missed: tuple[Evidence, ...]
    precise: tuple[bool, ...]
    figures: int
    unsupported: tuple[str, ...]
    untrue: tuple[int, ...]
    why: tuple[str, ...]


def groups_missed(question: GoldQuestion, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The groups of which no alternative stands in the answer."""
    said = without_markers(answer.answer)
    return tuple(group for group in question.answer if not any(holds(said, option) for option in group))


def too_long(question: GoldQuestion, answer: Answer) -> bool:
    """Whether a single fact is answered in more than 500 characters, markers included."""
    return question.single_fact and len(answer.answer) > LONGEST_SINGLE_FACT


def accurate(question: GoldQuestion, answer: Answer) -> bool:
    """*Answer accuracy*: it answers, every group is met, and a single fact is put briefly.

    A refusal is no answer even if an alternative stands in what it offers as coming nearest.
    """
    return answer.answerable and not too_long(question, answer) and not groups_missed(question, answer)


def covers(citation: Citation, evidence: Evidence, share: float) -> bool:
    """Whether ``citation`` is of the evidence's document and holds ``share`` of its words."""
    return (
        same_document(citation.document.file, evidence.doc)
        and coverage(evidence.quote, citation.quote) >= share
    )


def evidence_missed(question: GoldQuestion, answer: Answer) -> tuple[Evidence, ...]:
    """*Citation recall* counts the others: quotes of which at least 90 % stand in one citation.

    Words spread over two citations are not added up: one citation must carry the evidence.
    """
    return tuple(
        evidence
        for evidence in question.evidence
        if not any(covers(citation, evidence, FULL_COVERAGE) for citation in answer.citations)
    )


def precise(question: GoldQuestion, citation: Citation) -> bool:
    """*Citation precision*: it covers evidence at least 60 %, or holds an expected alternative.

    No citation of an answer to an unanswerable question is precise.
    """
    return any(covers(citation, evidence, PARTIAL_COVERAGE) for evidence in question.evidence) or any(
        holds(citation.quote, option) for group in question.answer for option in group
    )


def supports(answer: Answer) -> tuple[str, ...]:
    """The texts a figure of the answer may stand in.

    They are the cited quotes, and number, title, date, issuer and clause address of the cited
    documents. What was asked supports nothing.
    """
    return tuple(
        part
        for citation in answer.citations
        for part in (
            citation.quote,
            citation.path,
            citation.document.number,
            citation.document.title,
            citation.document.date,
            citation.document.issuer,
        )
        if part
    )


def untrue(answer: Answer, texts: Mapping[str, str]) -> tuple[int, ...]:
    """Markers of the citations whose quote is not ``text[start:end]`` of their document.

    ``texts`` maps document ids to stored texts.
    """
    return tuple(
        citation.marker
        for citation in answer.citations
        if texts.get(citation.document.id, "")[citation.start : citation.end] != citation.quote
    )


def evidence_ranks(question: GoldQuestion, hits: Sequence[SearchHit]) -> tuple[int | None, ...]:
    """For each evidence quote the rank, from 1, of the first hit that covers it at least 90 %."""
    return tuple(
        next(
            (
                rank
                for rank, hit in enumerate(hits, start=1)
                if same_document(hit.file, evidence.doc)
                and coverage(evidence.quote, hit.text) >= FULL_COVERAGE
            ),
            None,
        )
        for evidence in question.evidence
    )


def judge(question: GoldQuestion, answer: Answer, texts: Mapping[str, str]) -> Judgement:
    """Everything that is measured of one answer.

    *Exact*: an answerable question is answered accurately with full citation recall, an
    unanswerable one is refused without a citation. *Unsupported figures* are looked for in answers
    only: a refusal has nothing to cite, and says which figures were looked for.
    """
    is_accurate = accurate(question, answer) if question.answerable else None
    missed = evidence_missed(question, answer)
    is_exact = is_accurate and not missed if question.answerable else _refused_plainly(answer)
    said = answer.answer if answer.answerable else ""
    judged = Judgement(
        accurate=is_accurate,
        exact=bool(is_exact),
        too_long=too_long(question, answer),
        groups_missed=groups_missed(question, answer),
        evidence_missed=missed,
        precise=tuple(precise(question, citation) for citation in answer.citations),
        figures=len(stated(said)),
        unsupported=tuple(figure.raw for figure in unsupported(said, supports(answer))),
        untrue=untrue(answer, texts),
        why=(),
    )
    return judged.model_copy(update={"why": _reasons(question, answer, judged)})


def _refused_plainly(answer: Answer) -> bool:
    return not answer.answerable and not answer.citations


def _reasons(question: GoldQuestion, answer: Answer, judged: Judgement) -> tuple[str, ...]:
    reasons: list[str] = []
    if question.answerable and not answer.answerable:
        reasons.append(f"refused ({answer.reason or 'no reason given'})")
    elif question.answerable:
        reasons += (f"not said: {' / '.join(group)}" for group in judged.groups_missed)
        if judged.too_long:
            reasons.append(f"{len(answer.answer)} characters for a single fact")
    elif answer.answerable:
        reasons.append("answered, but the documents do not say")
    elif answer.citations:
        reasons.append("refused, yet cites")
    reasons += (f"not cited: {evidence.doc}: {evidence.quote}" for evidence in judged.evidence_missed)
    reasons += (f"unsupported figure: {figure}" for figure in judged.unsupported)
    reasons += (f"quote [{marker}] is not the document's text" for marker in judged.untrue)
    return tuple(reasons)
