"""Which document something rests on, by number; and the number of a document itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.candidates import Candidate, chosen, fact_score
from assistant.answering.claims import Claim, Draft, Evidence, document_label, evidence_of, shortened
from assistant.answering.context import Context
from indexing.facts.agencies import same_agency
from indexing.facts.references import KINDS, number_key
from indexing.language import folded
from indexing.model import Clause, Reference

_KIND_ASKED = re.compile(rf"\b({folded(KINDS)})(?: \w+){{0,2}} (?:nao|so may|so bao nhieu|gi)\b")
_SHORT_NUMBER = re.compile(rf"(?:{folded(KINDS)})\s+(?:so\s+)?(\d{{1,5}})\b(?![/-])")
_ISSUED_WITH = re.compile(r"kem theo|ban hanh kem")
# By which decision a plan itself was issued: the one it stands under.
_ISSUED_BY = re.compile(
    r"\b(?:ke hoach|quy che|chuong trinh|de an)\b.*\b(?:ban hanh|phe duyet)"
    r" (?:kem )?(?:theo|tai|boi|bang|trong) quyet dinh"
)
_BASES_ASKED = re.compile(r"can cu (?:phap ly|vao (?:dau|nhung|cac|gi)|nhung|cac|nao|van ban)|co so phap ly")


def legal_basis(context: Context) -> Draft | None:
    """The document asked for: a reference in the text, the legal bases, or its own number."""
    plain = folded(context.understanding.text)
    if _BASES_ASKED.search(plain) and (bases := _bases(context)):
        return bases
    draft = chosen(context, [*_references(context), *_own_numbers(context)])
    return with_conflict(context, draft) if draft else None


def _bases(context: Context) -> Draft | None:
    """Every legal basis (căn cứ) of the one document asked about."""
    if not context.narrowed:
        return None
    claims = []
    for document_id in context.documents:
        for clause in context.collection.clauses_of(document_id):
            if clause.kind == "legal_basis":
                claims.append(
                    Claim(text=shortened(clause.text.rstrip(";. "), 240), evidence=(evidence_of(clause),))
                )
    return Draft(claims=tuple(claims), confidence=0.85, layout="list") if claims else None


def _references(context: Context) -> Iterator[Candidate]:
    plain = folded(context.understanding.text)
    asked_kind = _KIND_ASKED.search(plain)
    issued_with = _ISSUED_WITH.search(plain) is not None
    short = set(_SHORT_NUMBER.findall(plain))
    called = _called_footnotes(context)
    for fact in [
        *context.facts("reference"),
        *context.collection.facts("reference", clause_ids=list(called)),
    ]:
        if not isinstance(fact, Reference):
            continue
        clause = context.clause(fact.clause_id)
        before = (
            called.get(clause.id, "")
            or clause.text[max(0, fact.start - clause.start - 160) : fact.start - clause.start]
        )
        subject = f"{fact.subject} {fact.issuer} {fact.document_kind} {fact.relation}"
        score = max(
            fact_score(context, fact, subject),
            fact_score(context, fact, f"{before} {subject}") - 0.06,
        )
        if asked_kind and folded(fact.document_kind) != asked_kind[1] and asked_kind[1] != "van ban":
            score -= 0.4
        if issued_with != (fact.relation == "ban hành kèm theo"):
            score -= 0.2 if issued_with else 0.02
        elif issued_with and clause.kind == "title":
            score += 0.25
        if context.understanding.agencies and fact.issuer:
            score += (
                0.06 if any(same_agency(a, fact.issuer) for a in context.understanding.agencies) else -0.1
            )
        if short and fact.number.split("/")[0].split("-")[0] in short:
            score += 0.5
        if any(number_key(n) == number_key(fact.number) for n in context.understanding.numbers):
            score -= 0.3  # the question names this one itself and asks for another
        said = clause.text[fact.start - clause.start : fact.end - clause.start]
        claim = Claim(text=shortened(said, 320), evidence=(evidence_of(clause, fact.start, fact.end),))
        yield Candidate(fact.document_id, score, claim, number_key(fact.number).replace("&", ""))


def _called_footnotes(context: Context) -> dict[str, str]:
    """The footnotes that the clauses found call (``[2]``), with the text they are called from."""
    return {
        f"{hit.clause.document_id}:chu-thich-{number}": hit.clause.text
        for hit in context.hits[:10]
        if hit.clause.kind != "footnote"
        for number in re.findall(r"\[(\d{1,2})\]", hit.clause.text)
    }


def with_conflict(context: Context, draft: Draft) -> Draft:
    """The draft with the other number that its document gives the same document, when it does.

    A number that is never introduced (no date, no subject) while its twin of the same kind and
    suffix is, is taken for the same document: both are said, neither is chosen.
    """
    if len(draft.claims) != 1 or not draft.claims[0].evidence:
        return draft
    evidence = draft.claims[0].evidence[0]
    facts = [
        f
        for f in context.collection.facts("reference", document_ids=[evidence.document_id])
        if isinstance(f, Reference)
    ]
    told = next(
        (
            f
            for f in facts
            if f.clause_id == evidence.clause_id and f.number in draft.claims[0].text.replace(" ", "")
        ),
        None,
    )
    if told is None:
        return draft
    introduced = {number_key(f.number) for f in facts if f.date or f.subject}
    twins = [f for f in facts if _same_series(f, told) and number_key(f.number) not in introduced]
    if len({number_key(f.number) for f in twins}) != 1:
        return draft
    clause = context.clause(twins[0].clause_id)
    other = Claim(
        text=f"Chỗ khác trong cùng văn bản ghi số {twins[0].number}",
        evidence=(evidence_of(clause, twins[0].start, twins[0].end),),
    )
    return draft.model_copy(
        update={
            "claims": (*draft.claims, other),
            "intro": "Văn bản ghi không thống nhất, nêu cả hai",
            "layout": "list",
        }
    )


def choice_of_words(context: Context) -> Draft | None:
    """Which of two wordings ("X hay Y") the documents use; both, when they use both."""
    found = re.search(r"(\S.*?)\s+hay (?:là )?(?!không\b|nhất\b)([^?,.]+)", context.understanding.text)
    if not found:
        return None
    right = found[2].split()
    left = found[1].split()[-len(right) :]
    claims = []
    for words in (left, right):
        phrase = folded(" ".join(words))
        clause = next(
            (h.clause for h in context.hits if phrase in " ".join(folded(h.clause.text).split())), None
        )
        if clause:
            at = folded(clause.text).find(phrase)
            evidence = evidence_of(clause, clause.start + max(0, at), clause.start + max(0, at) + len(phrase))
            claims.append(Claim(text=f"Văn bản ghi “{' '.join(words)}”", evidence=(evidence,)))
    if not claims or len(right) < 2:
        return None
    intro = "Văn bản ghi không thống nhất, nêu cả hai" if len(claims) > 1 else ""
    return Draft(
        claims=tuple(claims), confidence=0.8, intro=intro, layout="list" if len(claims) > 1 else "sentences"
    )


def _same_series(one: Reference, other: Reference) -> bool:
    """Whether two references differ in nothing but the running number (``276/KH-TU``, ``273/KH-TU``)."""
    keys = number_key(one.number), number_key(other.number)
    suffixes = {re.sub(r"^\d+", "", key) for key in keys}
    same_kind = folded(one.document_kind) == folded(other.document_kind)
    return keys[0] != keys[1] and len(suffixes) == 1 and same_kind


def _own_numbers(context: Context) -> Iterator[Candidate]:
    """The number of a document of the collection, cited at its title block."""
    plain = folded(context.understanding.text)
    issued_with = _ISSUED_WITH.search(plain) is not None
    if not re.search(r"so (?:hieu|may|bao nhieu|van ban|ky hieu)|mang so|quyet dinh nao", plain):
        return
    for document in context.documents.values():
        if not document.number or not document.number[0].isdigit():
            continue
        if issued_with and document.kind != "Quyết định":
            continue  # only a decision issues the plan that stands in its own file
        score = 0.9 * context.relevance.coverage(
            context.units, f"{document.kind} {document.title} {document.issuer}"
        )
        if document.kind == "Quyết định" and _ISSUED_BY.search(plain):
            score += 0.1  # this one, and not the decisions it refers to
        clause = _clause_with(context, document.id, document.number)
        if clause:
            date = document.date
            issued = f" ngày {date.day}/{date.month}/{date.year}" if date else ""
            text = f"{document.kind or 'Văn bản'} số {document.number}{issued}"
            yield Candidate(
                document.id, score, Claim(text=text, evidence=(evidence_of(clause),)), document.number
            )


def _clause_with(context: Context, document_id: str, words: str) -> Clause | None:
    pattern = re.sub(r"\s", "", words)
    clauses = context.collection.clauses_of(document_id)
    return next((c for c in clauses if pattern in re.sub(r"\s", "", c.text)), None)


def choice(context: Context) -> Draft | None:
    """Which of the numbers a question offers the documents state; all of them, when several."""
    offered = context.understanding.numbers
    plain = re.search(r"(\S+)\s+hay(?: là)?\s+(?:số\s+)?(\S+)", context.understanding.text)
    if plain:
        offered = tuple(n for n in offered if n in (plain[1].strip(",?."), plain[2].strip(",?.")))
    claims: list[Claim] = []
    for number in offered:
        best: tuple[float, Evidence, str] | None = None
        for fact in context.facts_of_documents("reference"):
            if isinstance(fact, Reference) and number_key(fact.number) == number_key(number):
                clause = context.clause(fact.clause_id)
                said = clause.text[fact.start - clause.start : fact.end - clause.start]
                score = context.relevance.coverage(context.units, said + clause.text) + (
                    0.2 if fact.date else 0
                )
                if best is None or score > best[0]:
                    best = (
                        score,
                        evidence_of(clause, fact.start, fact.end),
                        f"{fact.document_kind or 'văn bản'} số {fact.number}",
                    )
        if best:
            where = document_label(context.documents[best[1].document_id])
            claims.append(Claim(text=f"{where} ghi: {best[2]}", evidence=(best[1],)))
    if not claims:
        return None
    intro = "Văn bản ghi không thống nhất, nêu cả hai:" if len(claims) > 1 else ""
    return Draft(
        claims=tuple(claims), confidence=0.85, intro=intro, layout="list" if len(claims) > 1 else "sentences"
    )
