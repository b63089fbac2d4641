"""Targets (chỉ tiêu): the figure a document sets for an indicator, and all figures of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import THRESHOLD, Candidate, chosen
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import Context
from assistant.answering.levels import levels
from indexing.language import folded
from indexing.model import Target

_YEAR_WORDS = re.compile(r"(?:đến|tới|vào|hết|trong|cuối)?\s*năm 20\d\d")


def target(context: Context) -> Draft | None:
    """The figure a document sets for the indicator asked about."""
    return chosen(context, _targets(context))


def _targets(context: Context) -> Iterator[Candidate]:
    asked = context.understanding
    units = context.relevance.units(_YEAR_WORDS.sub(",", context.scoped_topic))
    plain = folded(asked.text)
    if re.search(r"gom (?:nhung|cac)|(?:nhung|cac) nguon nao", plain):
        return  # several figures are asked for: the passage gives them all
    counted = re.search(r"(?:bao nhieu|may) (\w+(?: \w+)?)", plain)
    total = re.search(r"\bco bao nhieu\b", plain) is not None
    head = context.relevance.head(context.scoped_topic)
    asked_levels = levels(context.relevance.expanded(asked.topic))
    for fact in context.facts("target"):
        if not isinstance(fact, Target):
            continue
        clause = context.clause(fact.clause_id)
        own = context.relevance.coverage(units, f"{fact.indicator} {fact.comparison} {fact.unit}")
        around = context.relevance.coverage(units, f"{fact.indicator} {clause.text}")
        score = 0.78 * own + 0.17 * around + 0.05 * context.bonus(fact.clause_id)
        if asked.years and fact.year and fact.year not in asked.years:
            continue  # a figure for another year is a wrong figure
        if head and head not in context.relevance.keys(
            f"{fact.indicator} {clause.text} {' '.join(clause.headings[-2:])}"
        ):
            score -= 0.2
        if total and context.relevance.coverage(context.relevance.units(fact.indicator), asked.topic) < 0.6:
            score -= 0.5  # "có bao nhiêu trường" asks for all of them, not for those that …
        if (
            asked.years
            and not fact.year
            and asked.years[-1] not in f"{clause.text} {' '.join(clause.headings)}"
        ):
            score -= 0.35 if re.search(r"năm 20\d\d(?! *[-–])", clause.text) else 0.15
        if asked_levels and (named := levels(f"{fact.indicator} {fact.scope}")) and not named & asked_levels:
            score -= 0.3
        if counted and not _counts(counted, fact, clause.text):
            score -= 0.45
        claim = Claim(text=_told(fact), evidence=(evidence_of(clause, fact.start, fact.end),))
        yield Candidate(fact.document_id, score, claim, f"{fact.comparison}|{fact.value}|{fact.unit}")


_COUNTED_NOUN = re.compile(
    r"(truong|lop|nguoi|giao vien|hoc sinh|huyen|xa|phong|luot|co so|suat|tiet|lan|buoi|dong|ty|trieu)\b"
)


def _counts(asked: re.Match[str], fact: Target, said: str) -> bool:
    """Whether a figure counts what is asked for: "bao nhiêu trường" is no percentage."""
    noun = _COUNTED_NOUN.match(asked[1])
    if noun is None:
        return "%" in fact.value or fact.unit == "%" if asked[1].startswith("phan tram") else True
    beside = rf"{re.escape(folded(fact.value))}\s+(?:\w+\s+){{0,3}}{noun[1]}\b"
    return fact.unit != "%" and (noun[1] in folded(fact.unit) or re.search(beside, folded(said)) is not None)


_TARGETS_ASKED = re.compile(r"chi tieu|muc tieu")
_MOST_TARGETS = 40


def targets_of(context: Context) -> Draft | None:
    """Every target of the section, level or topic a "những chỉ tiêu nào" question names."""
    if not _TARGETS_ASKED.search(folded(context.understanding.text)):
        return None
    about = context.relevance.units(_YEAR_WORDS.sub(",", context.scoped_topic))
    years = context.understanding.years
    claims = []
    for fact in context.facts_of_documents("target"):
        if not isinstance(fact, Target):
            continue
        clause = context.clause(fact.clause_id)
        said = f"{fact.indicator} {fact.scope} {' '.join(clause.headings)}"
        if context.relevance.substance(about) > 0.5 and context.relevance.coverage(about, said) < THRESHOLD:
            continue
        if years and fact.year and fact.year not in years:
            continue
        claims.append(Claim(text=_told(fact), evidence=(evidence_of(clause, fact.start, fact.end),)))
    return Draft(claims=tuple(claims[:_MOST_TARGETS]), confidence=0.8, layout="list") if claims else None


def _told(fact: Target) -> str:
    unit = "" if fact.value.endswith("%") else fact.unit
    value = " ".join(filter(None, (_before(fact), fact.value, unit, _after(fact))))
    return f"{shortened(fact.indicator, 200)}: {value}"


def _before(fact: Target) -> str:
    return re.sub(r"\s*trở (?:lên|xuống)", "", fact.comparison) or ("từ" if "trở" in fact.comparison else "")


def _after(fact: Target) -> str:
    found = re.search(r"trở (?:lên|xuống)", fact.comparison)
    return found.group() if found else ""
