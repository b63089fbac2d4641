"""A claim against the spans it cites. Pure and deterministic; it may only refuse.

Run on every claim in every mode, whoever or whatever worded it: figures with unit, bound and what
they are said of (``figures``, ``binding``), agencies with their part (``agencies``, ``roles``),
negation and force (``polarity``), every other word, quotations and marks (``wording``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.agencies import unsupported_agencies
from assistant.verification.figures import unsupported_values
from assistant.verification.polarity import changed_polarity
from assistant.verification.reading import Reading, read
from assistant.verification.telling import actor_first
from assistant.verification.wording import (
    cut_out,
    displaced,
    foreign_marks,
    from_elsewhere,
    misquoted,
    substituted,
    unknown_words,
)
from assistant.verification.words import ADDRESS

# What answers begin with without stating it of the documents.
_OPENING = re.compile(
    r"^(?:(?:Có|Không)\.\s+)?"
    r"(?:(?:Theo )?[Vv]ăn bản (?:nêu|ghi|quy định)\s*:|Số, ký hiệu\s*:|Người ký\s*:)?\s*"
)
#: No answer states as much as this at once.
_LONGEST_CLAIM = 2000
_LABEL = re.compile(r"\W*(?:[Cc]ơ quan|[Đđ]ơn vị) (?:chủ trì|phối hợp|thực hiện)")
_ROLE_AT_END = re.compile(r"(?:chủ trì|phối hợp|thực hiện|thường trực|chịu trách nhiệm)\s*$")
_ADDRESS = "Nội dung này ở "


def unsupported(
    claim: str, quotes: Sequence[str], title_block: str = "", context: Sequence[str] = ()
) -> list[str]:
    """What ``claim`` states that its ``quotes`` do not; empty when it holds.

    ``title_block`` speaks for the document itself (number, date, issuer, subject, addresses).
    ``context`` are texts that say what the quotes leave to their place: headings, lead-ins, rows
    told with their columns' headings. They lend words and roles, never figures or names.
    """
    if len(claim) > _LONGEST_CLAIM:
        return [claim[:40] + "…"]
    return list(dict.fromkeys(_failures(claim, quotes, title_block, context)))


def _failures(claim: str, quotes: Sequence[str], title_block: str, context: Sequence[str]) -> Iterator[str]:
    yield from foreign_marks(claim, quotes)
    if claim.startswith(_ADDRESS):
        yield from _not_in_address(claim.removeprefix(_ADDRESS), title_block)
        return
    told = _OPENING.sub("", claim, count=1)
    said = read(_as_one(told))
    cut = claim.rstrip(" .").endswith("…")
    cited = [read(quote) for quote in quotes]
    title, around = read(title_block), [read(text) for text in context]
    verbatim = any(said.sequence in each.sequence for each in cited)
    if not verbatim:
        said = read(_as_one(actor_first(told)))
    yield from unsupported_values(said, cited, title, around, verbatim=verbatim, cut=cut)
    yield from unsupported_agencies(said, cited, title, around, verbatim=verbatim)
    yield from changed_polarity(said, cited, around, cut=cut)
    if not verbatim:
        yield from from_elsewhere(said, cited)
        yield from cut_out(said, cited)
        everything: list[Reading] = [*cited, title, *around]
        yield from misquoted(said, everything)
        yield from unknown_words(said, everything)
        yield from displaced(said, everything)
        yield from substituted(said, cited, [title, *around])


def _as_one(claim: str) -> str:
    """``claim`` as one sentence where its agency stands apart (``Sở A; Sở B phối hợp: …``, ``… là Sở A``)."""
    if _LABEL.match(claim):
        return claim.replace(";", ",")
    head, colon, rest = claim.partition(":")
    return head.replace(";", ",") + colon + rest if _ROLE_AT_END.search(head) else claim


def _not_in_address(address: str, title_block: str) -> Iterator[str]:
    """The parts of a clause's address that no address among the cited ones has."""
    known = set(re.findall(r"\w+", title_block.lower()))
    yield from (part for part in re.findall(r"\w+", address.lower()) if part not in known | ADDRESS)
