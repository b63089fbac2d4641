"""Facts about the document itself: theme, motto, signer, validity, recipients, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.language import UPPER, folded, sentences
from indexing.model import About, Clause, Span

_QUOTED = r"[^“\"”.;]{0,160}?[“\"](?P<value>[^”\"]{5,400})[”\"]"
_THEME = re.compile(rf"(?P<subject>[Cc]hủ đề\b(?: (?:năm học|công tác|năm|hoạt động|tháng))?{_QUOTED})")
_THEME_WITHOUT_QUOTES = re.compile(
    r"[Cc]hủ đề (?:năm học|công tác năm)\b[^:“\"”.;]{0,120}(?:là)?\s*:\s*(?P<value>[^“\"”.;:]{10,300})"
)
_MOTTO = re.compile(rf"(?P<subject>(?:[Pp]hương châm|[Kk]hẩu hiệu)\b{_QUOTED})")
_VALIDITY = re.compile(r"có hiệu lực (?:thi hành )?(?P<value>(?:kể )?từ [^.;]+)")
_ABBREVIATION = re.compile(rf"\((?:sau đây (?:gọi|viết) tắt là\s*:?\s*|viết tắt là\s*:?\s*|gọi tắt là\s*:?\s*)?"
                           rf"(?P<short>[{UPPER}][{UPPER}&Đ-]{{1,11}})\)")  # fmt: skip


def of_clause(clause: Clause) -> Iterator[About]:
    """What a clause says about its document."""
    text = clause.text

    def fact(attribute: str, value: str, span: Span, subject: str = "") -> About:
        return About.model_validate(
            {
                "document_id": clause.document_id,
                "clause_id": clause.id,
                "start": clause.start + span.start,
                "end": clause.start + span.end,
                "attribute": attribute,
                "subject": " ".join(subject.split()),
                "value": " ".join(value.split()),
            }
        )

    for attribute, patterns in (("theme", (_THEME, _THEME_WITHOUT_QUOTES)), ("motto", (_MOTTO,))):
        for pattern in patterns:
            matches = list(pattern.finditer(text))
            for match in matches:
                sentence = _sentence_of(text, match.start(), match.end())
                subject = text[match.start() : match.start("value")].rstrip(" “\":")
                yield fact(attribute, match["value"], sentence, subject)
            if matches:
                break
    for match in _VALIDITY.finditer(text):
        yield fact("validity", match["value"], _sentence_of(text, match.start(), match.end()))
    for match in _ABBREVIATION.finditer(text):
        if meaning := _spelled_out(text[: match.start()], match["short"]):
            start = match.start() - len(meaning) - 1
            yield fact("abbreviation", meaning.strip(), Span(start=max(0, start), end=match.end()), match["short"])
    if clause.kind == "signature" and (name := _signer(text)):
        start = text.rindex(name)
        yield fact("signer", name, Span(start=0, end=start + len(name)))
    if clause.kind == "recipients":
        yield fact("recipients", text, Span(start=0, end=len(text)))


def _sentence_of(text: str, start: int, end: int) -> Span:
    """The span from the sentence that holds ``start`` to the one that holds ``end``."""
    covering = [s for s in sentences(text) if s.end > start and s.start < end]
    return Span(start=covering[0].start, end=max(end, covering[-1].end)) if covering else Span(start=start, end=end)


def _spelled_out(before: str, short: str) -> str:
    """The words before ``(SHORT)`` whose initials it is made of; ``""`` when they do not match."""
    letters = [folded(c) for c in short if c.isalpha()]
    words = list(re.finditer(r"[^\s,;:.“”\"()]+", before))[-len(letters) - 4 :]
    for size in range(len(letters), min(len(words), len(letters) + 4) + 1):
        chosen = words[-size:]
        initials = [folded(w.group()[0]) for w in chosen]
        remaining = iter(initials)
        if initials[0] == letters[0] and all(letter in remaining for letter in letters):
            return before[chosen[0].start() :].rstrip()
    return ""


def _signer(text: str) -> str:
    """The name under a signature block: its last line of two to five capitalised words."""
    for line in reversed([line.strip(" |*") for line in text.splitlines()]):
        parts = line.split()
        if 2 <= len(parts) <= 5 and all(p[0].isupper() and not p.isupper() for p in parts):
            return line
    return ""
