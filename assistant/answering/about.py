"""What a document says about itself: theme, motto, signer, issuer, validity; and what its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import Candidate, chosen
from assistant.answering.claims import Claim, Draft, evidence_of, shortened
from assistant.answering.context import Context
from indexing.facts.references import number_key
from indexing.language import folded, sentences
from indexing.model import About, Document, Reference

_SAID = {
    "theme": "{subject}: “{value}”",
    "motto": "{subject}: “{value}”",
    "validity": "{said}",
}
# What a question says that names a matter, and how much of it a document must say to be meant.
_NAMES_A_MATTER, _MEANT = 0.5, 0.35
# What a question about a signature says that the signature does not.
_SIGNING = "người ký, ký tên, chữ ký, chức vụ, chức danh, lãnh đạo, văn bản"
_HEAD = re.compile(r"^\s*(?:Điều \d+\.|\d+\.|[a-zđ]\)|[-+])\s*")


def _sentences_with(text: str, words: str) -> Iterator[str]:
    """The sentences of ``text`` that hold ``words``, without the numbering they begin with."""
    wanted = " ".join(words.split())
    for span in sentences(text):
        said = " ".join(span.of(text).split())
        if wanted in said:
            yield _HEAD.sub("", said).rstrip(" ./;")


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
            if not _is_asked_about(context, document, clause.text):
                continue
            score = 0.4 + 0.6 * context.relevance.coverage(context.units, _title(document))
        subject = fact.subject[:1].upper() + fact.subject[1:].removesuffix(" là")
        said = next((s for s in _sentences_with(clause.text, fact.value)), fact.value)
        text = _SAID[attribute].format(
            subject=shortened(subject, 120), value=fact.value, said=shortened(said, 300)
        )
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
        return context.relevance.coverage(context.units, _title(document))

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
        if not _is_asked_about(context, document, f"{_SIGNING} {clause.text}"):
            continue
        office = _office_of(clause.text, document.signer or "")
        text = f"Người ký: {document.signer}" + (f" ({office})" if office else "")
        candidates.append(
            Candidate(document.id, 0.7 + 0.3 * best, Claim(text=text, evidence=(evidence_of(clause),)), text)
        )
    return chosen(context, candidates)


def _title(document: Document) -> str:
    return f"{document.kind} {document.title} {document.issuer} {document.number}"


def _is_asked_about(context: Context, document: Document, text: str) -> bool:
    """Whether a question that names a matter means this document, by its title or that clause.

    What a document says of itself (that it applies from its signing, who signed it) is true of no
    other, and every document says it.
    """
    asked = context.understanding
    if asked.numbers or asked.leans or context.relevance.substance(context.units) < _NAMES_A_MATTER:
        return True
    return context.relevance.coverage(context.units, f"{_title(document)} {text}") >= _MEANT


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
    """Who issued the document asked about, and when; from its title block, or from where it is cited."""
    own = {number_key(d.number) for d in context.documents.values() if d.number}
    asked = {number_key(n) for n in context.understanding.numbers} - own
    if asked:
        return chosen(context, _cited_documents(context, asked))
    documents = sorted(
        context.documents.values(),
        key=lambda d: context.relevance.coverage(context.units, _title(d)),
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


def _cited_documents(context: Context, keys: set[str]) -> Iterator[Candidate]:
    """What the documents say of other documents by their numbers (date, issuer, subject)."""
    for fact in context.facts_of_documents("reference"):
        if isinstance(fact, Reference) and number_key(fact.number) in keys and (fact.date or fact.issuer):
            clause = context.clause(fact.clause_id)
            said = clause.text[fact.start - clause.start : fact.end - clause.start]
            claim = Claim(text=shortened(said, 320), evidence=(evidence_of(clause, fact.start, fact.end),))
            yield Candidate(fact.document_id, 0.85 if fact.date else 0.7, claim, number_key(fact.number))


_REPLACING = re.compile(r"thay the|bai bo|het hieu luc")


def validity(context: Context) -> Draft | None:
    """From when a document applies, or which one it replaces."""
    if not _REPLACING.search(folded(context.understanding.text)):
        return about_document(context, "validity")
    asked = {number_key(number) for number in context.understanding.numbers}
    candidates = []
    for fact in context.facts_of_documents("reference"):
        if not isinstance(fact, Reference) or fact.relation not in ("thay thế", "bãi bỏ"):
            continue
        clause = context.clause(fact.clause_id)
        document = context.documents[fact.document_id]
        if asked and asked.isdisjoint({number_key(fact.number), number_key(document.number or "")}):
            continue
        about = f"{document.kind} {document.title} {document.number} {clause.text}"
        score = 0.65 + 0.3 * context.relevance.coverage(context.units, about)
        said = next((s.of(clause.text) for s in sentences(clause.text)
                     if s.start <= fact.start - clause.start < s.end), clause.text)  # fmt: skip
        claim = Claim(
            text=shortened(said.rstrip("./ "), 400), evidence=(evidence_of(clause, fact.start, fact.end),)
        )
        candidates.append(Candidate(fact.document_id, score, claim, fact.number))
    return _all_of_the_best(context, candidates) or chosen(context, candidates)


_SEVERAL = re.compile(r"\b(?:nhung|cac)\b")


def _all_of_the_best(context: Context, candidates: list[Candidate]) -> Draft | None:
    """Every document that the best one replaces, when several are asked for and there are several."""
    best = max(candidates, key=lambda c: c.score, default=None)
    if best is None or not _SEVERAL.search(folded(context.understanding.text)):
        return None
    own = {c.key: c.claim for c in candidates if c.document_id == best.document_id}
    if len(own) < 2:
        return None
    return Draft(claims=tuple(own.values()), confidence=min(1.0, best.score), layout="list")


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
