"""True claims: what clauses say, told the ways answers tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from eval.adversarial.material import Material, Pair
from indexing.facts.agencies import leading_agencies
from indexing.model import About, Assignment, Deadline, Reference, Target

_ABBREVIATED = (("Ủy ban nhân dân", "UBND"), ("Giáo dục và Đào tạo", "GD&ĐT"), ("Hội đồng nhân dân", "HĐND"))


def truths(material: Material) -> Iterator[Pair]:
    """Claims that hold, by the way they were made."""
    yield from _of_sentences(material)
    for fact in material.facts:
        if isinstance(fact, Target):
            yield from _of_target(material, fact)
        elif isinstance(fact, Assignment):
            yield from _of_assignment(material, fact)
        elif isinstance(fact, Deadline):
            yield from _of_deadline(material, fact)
        elif isinstance(fact, Reference):
            yield from _of_reference(material, fact)
        elif isinstance(fact, About) and fact.attribute in ("theme", "motto"):
            clause = material.clauses[fact.clause_id]
            subject = fact.subject.removesuffix(" là")
            yield Pair(
                "theme",
                True,
                f"{subject[:1].upper()}{subject[1:]}: “{fact.value}”",
                material.source(clause, fact.start, fact.end),
            )


def _of_sentences(material: Material) -> Iterator[Pair]:
    for source, said in material.sentences():
        yield Pair("sentence", True, said, source)
        yield Pair("introduced", True, f"Văn bản nêu: {said}", source)
        for kind, reword in REWORDINGS.items():
            other = reword(said)
            if other != said:
                yield Pair(kind, True, other, source)
        head, semicolon, _ = said.partition(";")
        if semicolon and len(head.split()) >= 6 and not re.search(r"\b(?:trừ|không|chưa|chỉ|cấm)\b", said):
            yield Pair("part of a sentence", True, head, source)
        if len(said) > 240:
            yield Pair("cut", True, said[:200].rsplit(" ", 1)[0].rstrip(" ,;:") + "…", source)


def _long_date(match: re.Match[str]) -> str:
    return f"ngày {match[1].zfill(2)} tháng {int(match[2])} năm {match[3]}"


def _long_form(text: str) -> str:
    for long, short in _ABBREVIATED:
        text = (
            re.sub(rf"(?<![/-])\b{re.escape(short)}\b(?!-)", long, text)
            if short in text
            else text.replace(long, short)
        )
    return text


#: Ways to say the same: each gives the text itself where it does not apply.
REWORDINGS: dict[str, Callable[[str], str]] = {
    "percent sign": lambda t: re.sub(r"(\d)%", r"\1 %", t),
    "percent in words": lambda t: t if "“" in t else re.sub(r"(\d)\s?%", r"\1 phần trăm", t),
    "at least": lambda t: re.sub(r"tối thiểu(?= \d)", "ít nhất", t),
    "at most": lambda t: re.sub(r"không quá(?= \d)", "tối đa", t),
    "more than": lambda t: re.sub(r"trên(?= \d+(?:,\d+)?%)", "hơn", t),
    "and above": lambda t: re.sub(r"từ (\d+(?:,\d+)?%) trở lên", r"tối thiểu \1", t),
    "range in words": lambda t: re.sub(
        r"(?<![\d-] )(?<![\d/])(\d+(?:,\d+)?)%? ?[-–] ?(\d+(?:,\d+)?%)", r"\1 đến \2", t
    ),
    "money": lambda t: re.sub(r"(\d (?:tỷ|triệu)) đồng", r"\1", t),
    "date in words": lambda t: re.sub(r"(?:ngày )?\b(\d{1,2})/(\d{1,2})/(20\d\d)", _long_date, t),
    "date in figures": lambda t: re.sub(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (20\d\d)", r"ngày \1/\2/\3", t),
    "period": lambda t: re.sub(r"(20\d\d) [-–] (20\d\d)", r"\1-\2", t),
    "number in lower case": lambda t: re.sub(
        r"\b\d{1,5}(?:/\d{4})?/[A-ZĐ][\w&]*(?:-[A-ZĐ]\w*)+", lambda m: m.group().lower(), t
    ),
    "abbreviation": _long_form,
    "spelling": lambda t: (
        t.replace("tỷ lệ", "tỉ lệ")
        .replace("Tỷ lệ", "Tỉ lệ")
        .replace("hóa", "hoá")
        .replace("bảo đảm", "đảm bảo")
    ),
}


#: Ways to say who leads a task.
LEAD_TOLD = {
    "lead": "{lead} chủ trì: {task}",
    "lead, agency last": "Cơ quan chủ trì {task} là {lead}",
    "lead, agency last, asked": "Đơn vị chủ trì nhiệm vụ {task} là {lead}",
    "lead, passive": "{task} do {lead} chủ trì",
    "lead, passive, named a task": "Nhiệm vụ {task} do {lead} chủ trì thực hiện",
    "lead, given": "{task} được giao cho {lead} chủ trì",
    "lead, has been given": "{lead} được giao chủ trì {task}",
    "lead, is": "{lead} là cơ quan chủ trì {task}",
    "lead, responsible": "Nhiệm vụ {task} thuộc trách nhiệm của {lead}",
}


def lead_told(way: str, lead: str, task: str) -> str:
    """Who leads, told one of the ways of :data:`LEAD_TOLD`."""
    return LEAD_TOLD[way].format(lead=lead, task=task.rstrip(" .;"))


def _of_target(material: Material, fact: Target) -> Iterator[Pair]:
    clause = material.clauses[fact.clause_id]
    source = material.source(clause, fact.start, fact.end)
    told = f"{fact.indicator}: {bounded(fact)}"
    yield Pair("target", True, told, source)
    document = material.document
    if document.number and document.number[0].isdigit():
        yield Pair("target with document", True, f"Theo {document.kind} số {document.number}, {told}", source)
    # A year that only a heading states is not cited, so no answer may state it.
    stated = re.fullmatch(r"20\d\d", fact.year) and fact.year in " ".join(source.quotes)
    if stated and fact.year not in told:
        yield Pair("target of a year", True, f"Đến năm {fact.year}, {told}", source)
    if not fact.comparison and re.match(r"tỷ lệ", fact.indicator, re.I):
        yield Pair("target in a sentence", True, f"{fact.indicator} đạt {bounded(fact)}", source)


def bounded(fact: Target) -> str:
    """A target's value with its bound and unit, as answers tell it."""
    after = re.search(r"trở (?:lên|xuống)", fact.comparison)
    before = re.sub(r"\s*trở (?:lên|xuống)", "", fact.comparison) or ("từ" if after else "")
    unit = "" if fact.value.endswith("%") else fact.unit
    return " ".join(filter(None, (before, fact.value, unit, after.group() if after else "")))


def _of_assignment(material: Material, fact: Assignment) -> Iterator[Pair]:
    clause = material.clauses[fact.clause_id]
    source = material.source(clause, fact.start, fact.end, fact.support)
    if not fact.lead or len(fact.task) > 400:
        return
    lead = ", ".join(fact.lead)
    if fact.role == "lead":
        for way in LEAD_TOLD:
            yield Pair(way, True, lead_told(way, lead, fact.task), source)
        if fact.cooperating:
            together = ", ".join(fact.cooperating)
            yield Pair(
                "lead and cooperation", True, f"{lead} chủ trì, phối hợp với {together}: {fact.task}", source
            )
            yield Pair("cooperation", True, f"{together} phối hợp: {fact.task}", source)
        if fact.time and clause.kind == "row":
            yield Pair("row told", True, f"{lead} chủ trì {fact.task}, thời gian: {fact.time}", source)
    elif fact.role == "perform":
        yield Pair("performs", True, f"{lead} thực hiện: {fact.task}", source)


def _of_deadline(material: Material, fact: Deadline) -> Iterator[Pair]:
    clause = material.clauses[fact.clause_id]
    if clause.kind == "row" and (agency := leading_agencies(fact.what)) and agency.end == len(fact.what):
        return  # the longest cell of the row lists agencies
    yield Pair(
        "deadline",
        True,
        f"{fact.what}: {fact.due}",
        material.source(clause, fact.start, fact.end, fact.support),
    )


def _of_reference(material: Material, fact: Reference) -> Iterator[Pair]:
    clause = material.clauses[fact.clause_id]
    if not fact.document_kind:
        return
    told = f"{fact.document_kind} số {fact.number}"
    yield Pair("reference", True, told, material.source(clause, fact.start, fact.end))
    if fact.date and fact.issuer:
        yield Pair(
            "reference with date",
            True,
            f"{told} ngày {fact.date} của {fact.issuer}",
            material.source(clause, fact.start, fact.end),
        )
