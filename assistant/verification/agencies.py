"""Agencies of a claim: each is named in what is cited, and has the part there that the claim gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.binding import Rival, fits
from assistant.verification.neighbours import misplaced
from assistant.verification.reading import Agency, Reading
from assistant.verification.roles import Part, Role, actors, is_heading, parts, role_events
from indexing.language import folded

# An office of a body is not the body (``Chủ tịch UBND tỉnh`` decides where ``UBND tỉnh`` does not).
_OFFICE = re.compile(
    r"^(?:pho chu tich|chu tich|van phong|bo truong|thanh tra|ban thuong vu|thuong truc|pho) "
)
_ENOUGH: dict[Role, frozenset[Role]] = {
    "lead": frozenset({"lead"}),
    "cooperate": frozenset({"cooperate"}),
    "standing": frozenset({"standing"}),
    "perform": frozenset({"perform", "lead", "standing", "owe"}),
    "owe": frozenset({"perform", "lead", "standing", "owe"}),
}
_TOGETHER = re.compile(
    r"(?P<lead>chủ trì\s*(?:,|và)?\s*)?(?<!\w)phối hợp (?:với|cùng)(?P<with>(?:[\s,]+\w+){1,3})"
)
_ACTORS = (
    re.compile(
        r"^\W*(?:cơ quan|đơn vị) (?:chủ trì|phối hợp)\b[^\n]*?\slà (?P<actors>(?:(?!\slà\s).){3,160})$"
    ),
    re.compile(r"(?<!\w)do (?P<actors>[^:\n]{3,160}?)\s(?:chủ trì|phối hợp|thực hiện)(?!\w)"),
    re.compile(
        r"^\W*(?:theo [^,:]+,\s)?(?!theo\s)(?P<actors>[^:\n]{3,160}?)"
        r"\s(?:là (?:cơ quan|đơn vị) )?"
        r"(?:chủ trì|thường trực|(?:phối hợp|thực hiện|chịu trách nhiệm)(?=\s*:))"
        r"(?:,? phối hợp(?: với| cùng(?: với)?)? (?P<partners>[^:\n]{3,160}?)(?=\s*:))?"
    ),
)
_LISTED = re.compile(r"(?!\s|và\s)(?:(?!\svà\s)[^,;])+")
_SAID = {
    "lead": "chủ trì",
    "cooperate": "phối hợp",
    "standing": "thường trực",
    "perform": "thực hiện",
    "owe": "chịu trách nhiệm",
}


def unsupported_agencies(
    claim: Reading, quotes: Sequence[Reading], title: Reading, context: Sequence[Reading], *, verbatim: bool
) -> Iterator[str]:
    """The agencies of ``claim`` that are not named, or not in that role or for that task."""
    known = {r.lower[a.start : a.end]: a.key for r in (*quotes, title) for a in r.agencies}
    named = _found(claim, known, claim.agencies)
    absent = [a for a in named if not _is_named(a, claim, quotes, title)]
    yield from (claim.text[a.start : a.end] for a in absent)
    yield from _lead_changed(claim, quotes)
    if verbatim:
        return
    yield from misplaced(claim, quotes, lambda ours, theirs: _same(ours, theirs, title))
    unlisted = {name: name for name in _actors_unlisted(claim, named)}
    named = _found(claim, unlisted, named)
    cited = list(dict.fromkeys(_cited_parts(quotes, context, unlisted)))
    given = list(dict.fromkeys(parts(claim, named)))
    yield from _nobodys_part(claim, named, {part.role for part in given}, quotes)
    for part in given:
        if part.role == "named" or part.agency in absent:
            continue
        enough = _enough(part, claim)
        own = [(reading, p) for reading, p in cited if _same(part.agency.key, p.agency.key, title)]
        able = [(reading, p) for reading, p in own if p.role in enough]
        shown = claim.text[part.agency.start : part.agency.end]
        if not able:
            if part.role != "perform" or _only_otherwise(part, claim, [p.role for _, p in own]):
                yield f"{shown} {_SAID[part.role]}"
        elif not any(_same_task(claim, part, reading, p, cited, able) for reading, p in able):
            yield f"{shown}: việc khác"


def _nobodys_part(
    claim: Reading, named: Sequence[Agency], given: set[Role], quotes: Sequence[Reading]
) -> Iterator[str]:
    """Words that give a part to an actor who is not to be found in what is cited."""
    for event in role_events(claim.lower, 0, len(claim.lower), named):
        before = re.findall(r"[^\W_]+", claim.lower[: event.start()])
        if event.lastgroup in given or not before:
            continue
        around = [before[-1], *re.findall(r"[^\W_]+", claim.lower[event.start() : event.end() + 30])[:3]]
        if not any(f" {' '.join(around)} " in quote.plain for quote in quotes):
            yield event.group()


def _only_otherwise(part: Part, claim: Reading, roles: Sequence[Role]) -> bool:
    """Whether an agency that a claim lets act is cited in another part, and never merely named."""
    outright = _enough(part, claim) != _ENOUGH["perform"]
    return bool(roles) and "named" not in roles and (outright or set(roles) == {"cooperate"})


def _is_named(agency: Agency, claim: Reading, quotes: Sequence[Reading], title: Reading) -> bool:
    """Whether a cited text names the agency, if only without the capitals of a name."""
    if any(_same(agency.key, other.key, title) for reading in (*quotes, title) for other in reading.agencies):
        return True
    name = " ".join(re.findall(r"[^\W_]+", claim.lower[agency.start : agency.end]))
    return any(f" {name} " in each.plain for each in (*quotes, title))


def _lead_changed(claim: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """``Phối hợp với Sở Y tế …`` where the text says ``Chủ trì, phối hợp với Sở Y tế …``, or the reverse."""
    cited = {m["with"] for quote in quotes for m in _TOGETHER.finditer(quote.lower)}
    alone = {m["with"] for quote in quotes for m in _TOGETHER.finditer(quote.lower) if not m["lead"]}
    led = {m["with"] for quote in quotes for m in _TOGETHER.finditer(quote.lower) if m["lead"]}
    for match in _TOGETHER.finditer(claim.lower):
        others = led if match["lead"] else alone
        if match["with"] in cited and match["with"] not in others:
            yield match.group().strip()


def _actors_unlisted(claim: Reading, named: Sequence[Agency]) -> Iterator[str]:
    """Actors that are no agency by their name (``các trường``, ``doanh nghiệp viễn thông``)."""
    match = next(filter(None, (pattern.search(claim.lower) for pattern in _ACTORS)), None)
    for group in ("actors", "partners") if match else ():
        if match is None or group not in match.re.groupindex or match[group] is None:
            continue
        for part in _LISTED.finditer(match[group]):
            start = match.start(group) + part.start()
            end = start + len(part.group().rstrip())
            if end - start >= 5 and not any(a.start < end and start < a.end for a in named):
                yield claim.lower[start:end].removeprefix("các ")


def _enough(part: Part, claim: Reading) -> frozenset[Role]:
    if part.role == "perform" and re.match(
        r"\s*(?:,[^:]*|là (?:cơ quan|đơn vị) )?thực hiện\s*:",
        claim.lower[part.agency.end : part.agency.end + 200],
    ):
        return frozenset({"perform"})
    return _ENOUGH[part.role]


def _found(reading: Reading, names: dict[str, str], known: Sequence[Agency]) -> list[Agency]:
    """``known`` and the places where ``reading`` has one of ``names``, capitals or not."""
    found = list(known)
    for name, key in names.items():
        at = reading.lower.find(name)
        while at >= 0:
            end = at + len(name)
            whole = not reading.lower[at - 1 : at].isalnum() and not reading.lower[end : end + 1].isalnum()
            if whole and not any(a.start < end and at < a.end for a in found):
                found.append(Agency(key, reading.sentence_at(at), at, end))
            at = reading.lower.find(name, end)
    return sorted(found, key=lambda a: a.start)


def _same(claimed: str, cited: str, title: Reading) -> bool:
    if claimed == cited:
        return True
    if cited.endswith(f" {claimed}") and _OFFICE.match(cited):
        return False
    if f" {claimed} " in f" {cited} ":
        return bool(_OFFICE.match(claimed)) or not _OFFICE.match(cited)
    if f" {cited} " in f" {claimed} " and len(cited) > 6 and not _OFFICE.match(claimed):
        rest = f" {claimed} ".replace(f" {cited} ", " ").split()
        return set(rest) <= {folded(key) for key in title.keys} | {"tinh", "thanh", "pho"}
    return False


def _cited_parts(
    quotes: Sequence[Reading], context: Sequence[Reading], unlisted: dict[str, str]
) -> Iterator[tuple[Reading, Part]]:
    readings = (*quotes, *context)
    named = {reading: _found(reading, unlisted, reading.agencies) for reading in readings}
    heads: list[Agency] = []
    for reading, agencies in named.items():
        if not reading.row and agencies and is_heading(reading, 0, len(reading.lower), agencies):
            heads += actors(list(parts(reading, agencies))) or agencies
    told_by_columns = any(reading.row and ":" in reading.lower for reading in context)
    for reading, agencies in named.items():
        if reading.row and told_by_columns and reading not in context:
            continue  # the same row with its columns' headings says more
        own_heading = any(h in agencies for h in heads)
        above = [] if reading.row or own_heading or reading in context else heads
        for part in parts(reading, agencies, above):
            yield reading, part


def _same_task(
    claim: Reading,
    part: Part,
    reading: Reading,
    cited: Part,
    everything: Sequence[tuple[Reading, Part]],
    able: Sequence[tuple[Reading, Part]],
) -> bool:
    """Whether the claim speaks of what the cited sentence gives to the agency, not of another's task."""
    if _is_heading_sentence(reading, cited.sentence):
        return True
    fitting = {(id(r), p.sentence) for r, p in able}
    rivals = [
        Rival(other.topic(p.sentence))
        for other, p in everything
        if (id(other), p.sentence) not in fitting and p.role != "named" and not p.inherited
        if not _is_heading_sentence(other, p.sentence)
    ]
    return fits(claim.topic(part.sentence), reading.topic(cited.sentence), rivals)


def _is_heading_sentence(reading: Reading, sentence: int) -> bool:
    start, end = reading.sentence_spans[sentence]
    return not reading.row and is_heading(
        reading, start, end, [a for a in reading.agencies if start <= a.start < end]
    )
