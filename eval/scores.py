"""Metrics of many questions: the outcome of each, and their sums with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pydantic import ConfigDict, Field, computed_field

from assistant.model import Answer
from eval.gold import GoldQuestion
from eval.metrics import Judgement
from indexing.model import Frozen

RECALL_DEPTHS = (1, 5, 10)
BY_THE_MODEL = "by the model"


class Ratio(Frozen):
    """``n`` of ``of``; its value is None when there was nothing to measure."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: float
    of: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def value(self) -> float | None:
        """The share, from 0 to 1."""
        return self.n / self.of if self.of else None

    def __str__(self) -> str:
        if self.value is None:
            return "–"
        return f"{100 * self.value:.1f} % ({self.n:.4g}/{self.of})"


class Latency(Frozen):
    """Median and 95th percentile in milliseconds, interpolated between neighbours."""

    p50: float
    p95: float
    of: int

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} ms ({self.of})" if self.of else "–"


class Outcome(Frozen):
    """One question, the answer it got, and how that was judged.

    ``ranks`` holds, per evidence quote, its rank among the search results (None: not among them).
    """

    question: GoldQuestion
    answer: Answer
    judgement: Judgement
    ranks: tuple[int | None, ...]
    wall_ms: float


class Scores(Frozen):
    """The metrics over a set of questions.

    ``answer_accuracy``     of the answerable questions, those answered with every group met, a single
                            fact in at most 500 characters
    ``citation_recall``     of the evidence quotes of answerable questions, those whose words stand to at
                            least 90 % in one citation of their document
    ``citation_precision``  of all citations given, those that cover evidence at least 60 % or hold an
                            expected alternative
    ``exact``               of all questions, the answerable ones answered accurately with full citation
                            recall and the unanswerable ones refused without a citation
    ``false_refusal``       of the answerable questions, those refused
    ``false_answer``        of the unanswerable questions, those answered
    ``recall_at_k``         of the evidence quotes, those of which at least 90 % stand in one of the first
                            k search results
    ``mrr``                 mean over answerable questions of 1 / rank of the first search result that
                            holds evidence, 0 where none of ten does
    ``unsupported_figures`` of the numbers, dates and document numbers that answers state, those that
                            stand in no cited quote, title block or clause address
    ``true_quotes``         of all citations, those whose quote is the stored text at its offsets
    ``worded``              where a language model is set up: how many answers it worded, and of those it was
                            asked for in vain how many for each reason that the user was told
    ``elapsed_ms``, ``wall_ms``  the assistant's own time, and the time the caller waited
    """

    questions: int
    answer_accuracy: Ratio
    citation_recall: Ratio
    citation_precision: Ratio
    exact: Ratio
    false_refusal: Ratio
    false_answer: Ratio
    recall_at_1: Ratio
    recall_at_5: Ratio
    recall_at_10: Ratio
    mrr: Ratio
    unsupported_figures: Ratio
    true_quotes: Ratio
    worded: dict[str, int] = Field(default_factory=dict)
    elapsed_ms: Latency
    wall_ms: Latency


RATIOS = tuple(name for name, field in Scores.model_fields.items() if field.annotation is Ratio)
"""The names of the metrics that are shares, in the order in which they are shown."""

LOWER_IS_BETTER = frozenset({"false_refusal", "false_answer", "unsupported_figures"})


def scored(outcomes: Sequence[Outcome]) -> Scores:
    """The scores of ``outcomes``."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.question.answerable]
    judgements = [outcome.judgement for outcome in outcomes]
    ranks = [rank for outcome in answerable for rank in outcome.ranks]
    citations = sum(len(outcome.answer.citations) for outcome in outcomes)
    return Scores(
        questions=len(outcomes),
        answer_accuracy=_share(answerable, lambda o: bool(o.judgement.accurate)),
        citation_recall=_evidence_cited(answerable),
        citation_precision=Ratio(n=sum(sum(judged.precise) for judged in judgements), of=citations),
        exact=_share(outcomes, lambda o: o.judgement.exact),
        false_refusal=_share(answerable, lambda o: not o.answer.answerable),
        false_answer=_share(unanswerable, lambda o: o.answer.answerable),
        recall_at_1=_recall(ranks, 1),
        recall_at_5=_recall(ranks, 5),
        recall_at_10=_recall(ranks, 10),
        mrr=Ratio(n=sum(map(_reciprocal, answerable)), of=len(answerable)),
        unsupported_figures=Ratio(
            n=sum(len(judged.unsupported) for judged in judgements),
            of=sum(judged.figures for judged in judgements),
        ),
        true_quotes=Ratio(n=citations - sum(len(judged.untrue) for judged in judgements), of=citations),
        worded=_worded([outcome.answer for outcome in outcomes]),
        elapsed_ms=latency(outcome.answer.elapsed_ms for outcome in outcomes),
        wall_ms=latency(outcome.wall_ms for outcome in outcomes),
    )


def _worded(answers: Iterable[Answer]) -> dict[str, int]:
    by = Counter(
        BY_THE_MODEL if answer.mode == "llm" else answer.notice
        for answer in answers
        if answer.mode == "llm" or answer.notice
    )
    return {who: count for who, count in by.most_common() if who}


def latency(milliseconds: Iterable[float]) -> Latency:
    """Percentiles of ``milliseconds``; zeros when there are none."""
    values = sorted(milliseconds)
    return Latency(p50=_percentile(values, 0.5), p95=_percentile(values, 0.95), of=len(values))


def _percentile(values: Sequence[float], share: float) -> float:
    if not values:
        return 0.0
    position = share * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> Ratio:
    return Ratio(n=sum(map(holds, outcomes)), of=len(outcomes))


def _evidence_cited(answerable: Sequence[Outcome]) -> Ratio:
    total = sum(len(outcome.question.evidence) for outcome in answerable)
    missed = sum(len(outcome.judgement.evidence_missed) for outcome in answerable)
    return Ratio(n=total - missed, of=total)


def _recall(ranks: Sequence[int | None], depth: int) -> Ratio:
    return Ratio(n=sum(rank is not None and rank <= depth for rank in ranks), of=len(ranks))


def _reciprocal(outcome: Outcome) -> float:
    best = min((rank for rank in outcome.ranks if rank is not None), default=None)
    return 1 / best if best else 0.0
