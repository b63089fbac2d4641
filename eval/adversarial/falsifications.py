"""Minimal edits that make a true claim false, one kind of mistake each."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from eval.adversarial.edits import SENTENCE_EDITS
from eval.adversarial.material import Material, Pair, Source
from eval.adversarial.swaps import swapped
from eval.adversarial.truths import LEAD_TOLD, bounded, lead_told
from indexing.facts.agencies import agency_key, mentions
from indexing.language import folded
from indexing.model import About, Assignment, Deadline, Target

_AGENCIES = (
    "Sở Y tế", "Sở Tài chính", "Sở Nội vụ", "Công an tỉnh", "Sở Xây dựng", "Sở Tư pháp", "Sở Ngoại vụ",
    "Sở Giáo dục và Đào tạo", "Sở Nội vụ", "Sở Khoa học và Công nghệ",
)  # fmt: skip
_DATE = re.compile(r"\d{1,2}/\d{1,2}|tháng \d{1,2}|năm 20\d\d")
_PLACES = ("Lào Cai", "Phú Thọ", "Cà Mau", "Nghệ An", "Đồng Tháp")


def falsified(materials: Sequence[Material], seed: int = 7) -> Iterator[Pair]:
    """False claims made from every document, each citing the clause it was made from."""
    chance = random.Random(seed)
    for material in materials:
        sentences = list(material.sentences())
        for source, said in sentences:
            for kind, edit in SENTENCE_EDITS.items():
                other = edit(said)
                if other != said and _false(kind, other, source):
                    yield Pair(kind, False, other, source)
            yield from (Pair(kind, False, other, source) for kind, other in swapped(said))
            if changed := _other_agency(said, source):
                yield Pair("agency", False, changed, source)
            if changed := _other_place(said, source):
                yield Pair("place", False, changed, source)
        for _, said in sentences:
            elsewhere, _ = chance.choice(sentences)
            words = set(folded(said).split())
            if len(words & set(folded(" ".join(elsewhere.quotes)).split())) < 0.6 * len(words):
                yield Pair("other clause cited", False, said, elsewhere)
        yield from _of_facts(material)


def _false(kind: str, claim: str, source: Source) -> bool:
    """Whether an edit really made the claim false: the quote must not say it as well."""
    if kind in ("unit", "negation added", "marker", "markup", "link"):
        return True
    squeezed = re.sub(r"\W", "", folded(claim))
    return (
        not any(squeezed in re.sub(r"\W", "", folded(quote)) for quote in source.quotes)
        or "," in kind
        or "comma" in kind
    )


def _other_agency(said: str, source: Source) -> str | None:
    found = next(mentions(said), None)
    if found is None:
        return None
    held = agency_key(" ".join((*source.quotes, *source.context)))
    other = next((name for name in _AGENCIES if agency_key(name) not in held), None)
    return said[: found.start] + other + said[found.end :] if other else None


def _other_place(said: str, source: Source) -> str | None:
    found = re.search(r"(?<=tỉnh )(?:[A-ZĐ]\w+ ){1,2}[A-ZĐ]?\w+", said)
    other = next((p for p in _PLACES if p not in " ".join(source.quotes) + source.title), None)
    return said[: found.start()] + other + said[found.end() :] if found and other else None


def _of_facts(material: Material) -> Iterator[Pair]:
    targets: dict[str, list[Target]] = {}
    due: dict[str, list[Deadline]] = {}
    rows: list[Assignment] = []
    for fact in material.facts:
        if isinstance(fact, Target):
            targets.setdefault(fact.clause_id, []).append(fact)
        elif isinstance(fact, Assignment):
            yield from _of_assignment(material, fact)
            rows.append(fact)
        elif isinstance(fact, Deadline):
            due.setdefault(fact.clause_id, []).append(fact)
        elif isinstance(fact, About) and fact.attribute in ("theme", "motto"):
            yield from _of_theme(material, fact)
    for clause_id, facts in targets.items():
        yield from _swapped_figures(material, clause_id, facts)
    for clause_id, deadlines in due.items():
        yield from _swapped_deadlines(material, clause_id, deadlines)
    yield from _swapped_tasks(material, rows)


def _swapped_figures(material: Material, clause_id: str, facts: Sequence[Target]) -> Iterator[Pair]:
    """Each indicator with another figure of its own clause."""
    clause = material.clauses[clause_id]
    said: dict[str, set[str]] = {}
    for fact in facts:
        said.setdefault(fact.indicator, set()).add(bounded(fact))
    for fact in facts:
        for other in facts:
            if (
                bounded(other) not in said[fact.indicator]
                and fact.unit == other.unit
                and len(said[fact.indicator]) == 1
            ):
                source = material.source(clause, fact.start, fact.end)
                yield Pair(
                    "figure of another indicator", False, f"{fact.indicator}: {bounded(other)}", source
                )

            if re.fullmatch(r"20\d\d", fact.year):
                source = material.source(clause, fact.start, fact.end)
                told = f"Đến năm {int(fact.year) + 1}, {fact.indicator}: {bounded(fact)}"
                yield Pair("target of another year", False, told, source)


def _swapped_deadlines(material: Material, clause_id: str, facts: Sequence[Deadline]) -> Iterator[Pair]:
    """What is due with the date of something else in its clause."""
    clause = material.clauses[clause_id]
    for one, other in pairwise(facts):
        if (
            one.due != other.due
            and one.what != other.what
            and _DATE.search(one.due)
            and _DATE.search(other.due)
        ):
            source = material.source(clause, one.start, one.end)
            yield Pair("date of something else", False, f"{one.what}: {other.due}", source)


def _of_assignment(material: Material, fact: Assignment) -> Iterator[Pair]:
    clause = material.clauses[fact.clause_id]
    source = material.source(clause, fact.start, fact.end, fact.support)
    if not fact.lead or len(fact.task) > 400:
        return
    lead = ", ".join(fact.lead)
    if fact.role == "lead":
        yield Pair("role, lead to cooperation", False, f"{lead} phối hợp: {fact.task}", source)
        yield Pair("role, lead to standing", False, f"{lead} là cơ quan thường trực: {fact.task}", source)
        yield Pair("negation added", False, f"{lead} không chủ trì: {fact.task}", source)
        if fact.cooperating and not {agency_key(a) for a in fact.lead} & {
            agency_key(a) for a in fact.cooperating
        }:
            together = ", ".join(fact.cooperating)
            yield Pair(
                "role, both swapped", False, f"{together} chủ trì, phối hợp với {lead}: {fact.task}", source
            )
            for way in LEAD_TOLD:
                if way != "lead, responsible":
                    told = lead_told(way, together, fact.task)
                    yield Pair(f"cooperating agency: {way}", False, told, source)
    elif fact.role == "perform" and "chủ trì" not in clause.text.lower():
        yield Pair("role, performing to lead", False, f"{lead} chủ trì: {fact.task}", source)
    held = agency_key(" ".join((*source.quotes, *source.context)))
    other = next((name for name in _AGENCIES if agency_key(name) not in held), None)
    if other:
        yield Pair("agency", False, f"{other} chủ trì: {fact.task}", source)


def _swapped_tasks(material: Material, facts: Sequence[Assignment]) -> Iterator[Pair]:
    """An agency with the next one's task, citing either's clause."""
    for one, other in pairwise(facts):
        if (
            not one.lead
            or {agency_key(a) for a in one.lead} & {agency_key(a) for a in other.lead}
            or one.task == other.task
        ):
            continue
        if one.clause_id == other.clause_id or one.role != "lead" or folded(other.task) in folded(one.task):
            continue
        cited = _cited(material, other)
        held = agency_key(" ".join(cited.quotes))
        absent = not any(name in held for a in one.lead for name in agency_key(a).split(" hoac "))
        for way in LEAD_TOLD:
            claim = lead_told(way, ", ".join(one.lead), other.task)
            yield Pair(f"another's task: {way}", False, claim, _cited(material, one))
            if absent:
                yield Pair(f"another's task: {way}", False, claim, cited)


def _cited(material: Material, fact: Assignment) -> Source:
    return material.source(material.clauses[fact.clause_id], fact.start, fact.end, fact.support)


def _of_theme(material: Material, fact: About) -> Iterator[Pair]:
    source = material.source(material.clauses[fact.clause_id], fact.start, fact.end)
    words = fact.value.split()
    if len(words) < 4:
        return
    subject = fact.subject.removesuffix(" là")
    for changed in (
        " ".join(words[:1] + words[2:]),
        " ".join([*words[:-2], words[-1], words[-2]]),
        f"{fact.value} bền vững",
    ):
        yield Pair("quoted theme", False, f"{subject}: “{changed}”", source)
