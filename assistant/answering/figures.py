"""Targets, deadlines, and the themes, signers and other facts a document states about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import THRESHOLD, Candidate, chosen, fact_score
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import Context
from assistant.answering.levels import levels
from indexing.language import folded, sentences
from indexing.model import About, Deadline, Document, Reference, Target

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


def deadline(context: Context) -> Draft | None:
    """When the thing asked about is due or done."""
    return chosen(context, _deadlines(context))


def _deadlines(context: Context) -> Iterator[Candidate]:
    plain = folded(context.understanding.text)
    wants_day = "ngay" in plain.split() or "han" in plain.split()
    for fact in context.facts("deadline"):
        if not isinstance(fact, Deadline):
            continue
        score = fact_score(context, fact, fact.what)
        clause = context.clause(fact.clause_id)
        if wants_day and not re.search(r"\d{1,2}[/.-]\d{1,2}|ngày \d", fact.due) and clause.kind != "row":
            score -= 0.1
        claim = Claim(
            text=f"{shortened(fact.what, 200)}: {fact.due}",
            evidence=(evidence_of(clause, fact.start, fact.end),),
        )
        yield Candidate(fact.document_id, score, claim, folded(fact.due))


_SAID = {
    "theme": "{subject}: “{value}”",
    "motto": "{subject}: “{value}”",
    "validity": "Có hiệu lực {value}",
}
_OFFICE = re.compile(
    r"thu tuong|bo truong|thu truong|pho giam doc|giam doc|pho chu tich|chu tich|pho hieu truong"
    r"|hieu truong|bi thu"
    r"|truong phong|chanh van phong|cuc truong|tong giam doc|nguoi phat ngon|truong ban"
)


def about_document(context: Context, attribute: str) -> Draft | None:
    """Theme, motto or validity, from the documents of the question's scope."""
    candidates = []
    for fact in context.facts_of_documents("about", subject=attribute):
        if not isinstance(fact, About) or fact.attribute != attribute:
            continue
        clause = context.clause(fact.clause_id)
        score = 0.75
        if attribute in ("theme", "motto"):
            score = 0.5 + 0.5 * _said_of_theme(context, fact)
        elif context.units:
            document = context.documents[fact.document_id]
            about = f"{document.kind} {document.title} {document.issuer} {document.number}"
            score = 0.6 + 0.3 * context.relevance.coverage(context.units, about)
        subject = fact.subject[:1].upper() + fact.subject[1:].removesuffix(" là")
        text = _SAID[attribute].format(subject=shortened(subject, 120), value=fact.value)
        evidence = (evidence_of(clause, fact.start, fact.end),)
        candidates.append(
            Candidate(fact.document_id, score, Claim(text=text, evidence=evidence), folded(fact.value))
        )
    return chosen(context, candidates)


def signer(context: Context) -> Draft | None:
    """Who signed the document asked about; only that one, however alike the others are."""
    plain = folded(context.understanding.text)
    if not re.search(r"\b(?:ky|ki)\b|signed", plain) and not _OFFICE.search(plain):
        return _term(context)  # "… là ai" of a term the document explains

    def fit(document: Document) -> float:
        about = f"{document.kind} {document.title} {document.issuer} {document.number}"
        return context.relevance.coverage(context.units, about)

    documents = list(context.documents.values())
    best = max(map(fit, documents), default=0.0)
    candidates = []
    for document in (d for d in documents if fit(d) >= best - 0.02 and d.signer):
        clauses = context.collection.clauses_of(document.id)
        clause = next(
            (c for c in clauses if c.kind == "signature" and (document.signer or "") in c.text), None
        )
        if clause is None or not _holds_office(context, clause.text):
            continue
        office = _office_of(clause.text, document.signer or "")
        text = f"Người ký: {document.signer}" + (f" ({office})" if office else "")
        candidates.append(
            Candidate(document.id, 0.7 + 0.3 * best, Claim(text=text, evidence=(evidence_of(clause),)), text)
        )
    return chosen(context, candidates)


def _office_of(signature: str, name: str) -> str:
    """The office above a name in a signature block, as written (``PHÓ GIÁM ĐỐC``)."""
    before = signature[: signature.rfind(name)].replace("(Đã ký)", " ").strip(" |*\n")
    lines = [line.strip(" |*") for line in before.splitlines() if line.strip(" |*")]
    return lines[-1] if lines and lines[-1].isupper() else ""


def _holds_office(context: Context, signature: str) -> bool:
    """Whether a signature is of the office asked about (``ai là Giám đốc Sở …``), if one is named."""
    office = _OFFICE.search(folded(context.understanding.text))
    return office is None or re.search(rf"(?<!pho ){office.group()}", folded(signature)) is not None


def _said_of_theme(context: Context, fact: About) -> float:
    """How well a theme's own words fit the question (``chủ đề năm học`` is not ``chủ đề công tác``)."""
    asked = context.understanding
    score = context.relevance.coverage(context.units, f"{fact.subject} {context.clause(fact.clause_id).text}")
    clause = context.clause(fact.clause_id)
    value_at = clause.text.find(fact.value[:30])
    plain, said = folded(asked.text), folded(clause.text[max(0, value_at - 70) : value_at] + fact.subject)
    for word in ("nam hoc", "cong tac"):
        if (word in plain) != (word in said):
            score -= 0.3
    return max(0.0, score)


def issued(context: Context) -> Draft | None:
    """Who issued the document asked about, and when; from its title block."""
    documents = sorted(
        context.documents.values(),
        key=lambda d: context.relevance.coverage(context.units, f"{d.kind} {d.title} {d.issuer} {d.number}"),
        reverse=True,
    )
    about = [d for d in documents if context.narrowed or len(documents) == 1][:1]
    candidates = []
    for document in about:
        clauses = [
            c
            for c in context.collection.clauses_of(document.id)
            if c.kind in ("title", "legal_basis", "item", "part")
        ]
        number = re.sub(r"\s", "", document.number or document.title[:40])
        titles = [c for c in clauses if c.kind == "title" and number in re.sub(r"\s", "", c.text)] or clauses[
            :1
        ]
        parts = [f"{document.kind or 'Văn bản'}" + (f" số {document.number}" if document.number else "")]
        parts.append(f"do {document.issuer} ban hành" if document.issuer else "được ban hành")
        if document.date:
            parts.append(f"ngày {document.date.day}/{document.date.month}/{document.date.year}")
        evidence = tuple(evidence_of(c) for c in titles[:1])
        if evidence:
            candidates.append(
                Candidate(document.id, 0.85, Claim(text=" ".join(parts), evidence=evidence), document.id)
            )
    return chosen(context, candidates)


_REPLACING = re.compile(r"thay the|bai bo|het hieu luc")


def validity(context: Context) -> Draft | None:
    """From when a document applies, or which one it replaces."""
    if not _REPLACING.search(folded(context.understanding.text)):
        return about_document(context, "validity")
    candidates = []
    for fact in context.facts_of_documents("reference"):
        if not isinstance(fact, Reference) or fact.relation not in ("thay thế", "bãi bỏ"):
            continue
        clause = context.clause(fact.clause_id)
        document = context.documents[fact.document_id]
        about = f"{document.kind} {document.title} {document.number} {clause.text}"
        score = 0.65 + 0.3 * context.relevance.coverage(context.units, about)
        said = next((s.of(clause.text) for s in sentences(clause.text)
                     if s.start <= fact.start - clause.start < s.end), clause.text)  # fmt: skip
        claim = Claim(
            text=shortened(said.rstrip("./ "), 400), evidence=(evidence_of(clause, fact.start, fact.end),)
        )
        candidates.append(Candidate(fact.document_id, score, claim, fact.number))
    return chosen(context, candidates)


def definition(context: Context) -> Draft | None:
    """What a term or an abbreviation of the documents stands for."""
    return _term(context) or _abbreviation(context)


def _term(context: Context) -> Draft | None:
    """The sentence that begins with the term and says what it is (``Bán trú là việc …``)."""
    term = re.sub(r"[“”\"]", "", context.understanding.topic.split(",")[0]).strip()
    if len(term) < 3:
        return None
    opening = re.compile(
        rf"^\W*(?:\d+\.|[a-zđ]\))?\s*[“\"]?{re.escape(folded(term))}[”\"]?(?:\s*\([^)]*\))?"
        r"\s+(?:duoc hieu )?la\b"
    )
    candidates = []
    for hit in context.hits:
        for span in sentences(hit.clause.text):
            said = span.of(hit.clause.text)
            if opening.match(folded(said)):
                start = hit.clause.start + span.start
                evidence = (evidence_of(hit.clause, start, hit.clause.start + span.end),)
                text = shortened(re.sub(r"^\s*(?:[-+*•]|\d+\.|[a-zđ]\))\s*", "", said).rstrip(" .;"), 420)
                candidates.append(
                    Candidate(hit.clause.document_id, 0.9, Claim(text=text, evidence=evidence), folded(said))
                )
    return chosen(context, candidates)


def _abbreviation(context: Context) -> Draft | None:
    """What an abbreviation introduced in the documents stands for."""
    question = context.understanding.question
    words = re.findall(r"(?<!Sở )(?<!Bộ )(?<!sở )(?<!bộ )(?<!\w)[\w&-]{2,12}", question)
    wanted = {word for word in words if word.isupper()} or {word.upper() for word in words}
    candidates = []
    for fact in context.facts_of_documents("about"):
        if isinstance(fact, About) and fact.attribute == "abbreviation" and fact.subject in wanted:
            clause = context.clause(fact.clause_id)
            claim = Claim(
                text=f"{fact.subject} là {fact.value}", evidence=(evidence_of(clause, fact.start, fact.end),)
            )
            candidates.append(Candidate(fact.document_id, 0.9, claim, folded(fact.value)))
    return chosen(context, candidates)
