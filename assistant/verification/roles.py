"""Who leads, who cooperates, who acts: an agency's role is part of what a claim says of it.

``Sở A chủ trì, phối hợp với Sở B …`` gives two agencies two roles; so does a table's row by its
columns, and a heading (``7.2. Sở Tài chính:``) gives its agency to the sentences below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from assistant.verification.reading import Agency, Reading

Role = Literal["lead", "cooperate", "standing", "perform", "owe", "named"]

_EVENT = re.compile(
    r"(?<!\w)(?:(?P<lead>chủ trì|đầu mối)"
    # "Thường trực HĐND" is a body, no part.
    r"|(?P<standing>thường trực(?!\s(?:hđnd|hội đồng|ubnd|[uủ][yỷ] ban|đảng|tỉnh|thành|huyện|xã|ban)\b))"
    r"|(?P<cooperate>phối hợp|(?<=chủ trì, )cùng(?: với)?)"
    r"|(?P<perform>thực hiện(?=\s*:)|phụ trách)|(?P<owe>chịu trách nhiệm(?=\s*:)))(?!\w)"
)
_NOUN = re.compile(r"(?:công tác|quy chế|cơ chế|sự|mối|việc|chương trình|vai trò|sự cùng|ban)\s$")
_LABEL = re.compile(r"(?:(?<!là )(?:cơ quan|đơn vị|bộ phận)\s|^\s*|[;|.,]\s*)$")
_LABELLED = re.compile(r"(?::|là)\s*(?:các\s)?$")
_AFTER_A_LIST = 40
_COLON = re.compile(r"\s*:")
_TIGHT = re.compile(r"\s*(?:chặt chẽ|thường xuyên|chủ động)?\s*(?:với|cùng với|cùng|:)?\s*(?:các\s|là\s)?$")
_LIST_GAP = re.compile(
    r"(?:[\s,;&-]|\[\d+\]|và|cùng|với|các|sở|ban|ngành|đoàn thể|đơn vị|có liên quan|liên quan|địa phương"
    r"|cơ quan|tỉnh|thành phố|huyện|xã|phường|của|tổ chức chính trị|xã hội|chủ tịch)*"
)
_COLUMNS: tuple[tuple[re.Pattern[str], tuple[Role, ...]], ...] = (
    (re.compile(r"phối hợp"), ("cooperate",)),
    (re.compile(r"chủ trì|đầu mối"), ("lead",)),
    (re.compile(r"thường trực"), ("standing",)),
    (re.compile(r"phụ trách"), ("lead", "perform")),
    # Who carries a task out is not said to lead it.
    (re.compile(r"thực hiện|trách nhiệm|phân công|đơn vị|cơ quan|tham mưu"), ("perform",)),
)
_NUMBERING = re.compile(r"\s*(?:(?:điều|khoản|mục)\s)?(?:[\w.]{1,6}[.)]|[-+*•])?\s*")
_HEADING_REST = re.compile(
    r"[\W\d_]|\b[ivx]+\b|chủ trì|phối hợp|trách nhiệm|nhiệm vụ|của|giao|đề nghị|các|và|với|có|liên quan"
)


class Part(NamedTuple):
    """An agency's part in a sentence. ``inherited``: a heading above names it, not the sentence."""

    agency: Agency
    role: Role
    sentence: int
    inherited: bool = False


class Run(NamedTuple):
    """Agencies listed one after the other."""

    agencies: tuple[Agency, ...]
    start: int
    end: int


def parts(reading: Reading, named: Sequence[Agency], heading: Sequence[Agency] = ()) -> Iterator[Part]:
    """The part of each agency ``named`` in ``reading``; ``heading`` acts where a sentence names no actor."""
    if reading.row:
        yield from _of_row(reading, named)
        return
    above = list(heading)
    for number, (start, end) in enumerate(reading.sentence_spans):
        agencies = [a for a in named if start <= a.start < end]
        found = list(_of_sentence(reading, number, start, end, agencies, above))
        yield from found
        if agencies and is_heading(reading, start, end, agencies):
            above = actors(found) or agencies


def actors(found: Sequence[Part]) -> list[Agency]:
    """Those of a heading's agencies that act in what stands below it."""
    return list(dict.fromkeys(p.agency for p in found if p.role in ("lead", "standing", "perform", "owe")))


def is_heading(reading: Reading, start: int, end: int, agencies: Sequence[Agency]) -> bool:
    """Whether a sentence only names agencies and gives them the floor (``7.2. Sở Tài chính:``)."""
    if reading.lower[start:end].rstrip().endswith(":"):
        return True
    rest = list(reading.lower[start:end])
    for agency in agencies:
        rest[agency.start - start : agency.end - start] = " " * (agency.end - agency.start)
    return len(_HEADING_REST.sub("", "".join(rest))) <= 12


def role_events(text: str, start: int, end: int, agencies: Sequence[Agency]) -> Iterator[re.Match[str]]:
    """The words between ``start`` and ``end`` that give an agency a part; the group's name is the role."""
    for event in _EVENT.finditer(text, start, end):
        named = any(a.start <= event.start() < a.end for a in agencies)
        if not named and not _NOUN.search(text[max(start, event.start() - 14) : event.start()]):
            yield event


def _of_sentence(
    reading: Reading, number: int, start: int, end: int, agencies: list[Agency], above: list[Agency]
) -> Iterator[Part]:
    text = reading.lower
    listed = runs(text, agencies)
    events = list(role_events(text, start, end, agencies))
    given: set[Agency] = set()
    inherited = False
    for index, event in enumerate(events):
        role: Role = event.lastgroup or "named"  # type: ignore[assignment]
        last = events[index - 1].end() if index else start
        limit = events[index + 1].start() if index + 1 < len(events) else end
        before = next((r for r in reversed(listed) if last <= r.start and r.end <= event.start()), None)
        after = next((r for r in listed if event.end() <= r.start < limit), None)
        gap = text[event.end() : after.start] if after else ""
        label = _LABEL.search(text[max(start, last if index else start, event.start() - 12) : event.start()])
        labelled = _labelled(text, listed, event.end(), limit) if label else None
        taken: list[Agency] = []
        if labelled:
            taken = list(labelled.agencies)
        elif role == "cooperate":
            if after and _TIGHT.match(gap):
                taken = list(after.agencies)
            joined = index and events[index - 1].lastgroup == "lead" and event.start() - last <= 6
            if not joined:
                unsaid = before or (taken and index) or _COLON.match(text, event.end())
                acting = _near(before, event, text) or ([] if unsaid else above)
                inherited |= acting is above
                taken += acting
        else:
            unsaid = before or index or (label and _COLON.match(text, event.end()))
            taken = _near(before, event, text) or ([] if unsaid else above)
            inherited |= taken is above
        for agency in taken:
            given.add(agency)
            yield Part(agency, role, number, agency not in agencies)
    if above and not inherited and not is_heading(reading, start, end, agencies):
        for agency in above:
            yield Part(agency, "perform", number, inherited=True)
    opening = next((r for r in listed if _opens(text[start : r.start])), None)
    for run in listed:
        for agency in run.agencies:
            if agency not in given:
                yield Part(agency, "perform" if run is opening and not above else "named", number)


def _labelled(text: str, listed: Sequence[Run], start: int, limit: int) -> Run | None:
    """The agencies that a label gives (``Cơ quan chủ trì Đề án … là Sở Y tế``, ``Chủ trì: Sở Y tế``)."""
    inside = [r for r in listed if start <= r.start < limit]
    if inside and re.fullmatch(r"\s*(?::|là)\s*(?:các\s)?", text[start : inside[0].start]):
        return inside[0]
    return next((r for r in reversed(inside) if _LABELLED.search(text[start : r.start])), None)


def _near(run: Run | None, event: re.Match[str], text: str) -> list[Agency]:
    """The agencies of ``run`` when they are the subject of ``event``."""
    return list(run.agencies) if run and len(text[run.end : event.start()]) <= 48 else []


def _opens(before: str) -> bool:
    numbering = _NUMBERING.match(before)
    return (
        re.search(
            r"(?:^|[:,]|giao|đề nghị|yêu cầu|cho|do|bởi|là)\s*(?:các\s)?$",
            before[numbering.end() if numbering else 0 :],
        )
        is not None
    )


def runs(text: str, agencies: Sequence[Agency]) -> list[Run]:
    """The agencies as they are listed one after the other in ``text``."""
    found: list[list[Agency]] = []
    for agency in agencies:
        if found and _LIST_GAP.fullmatch(text[found[-1][-1].end : agency.start]):
            found[-1].append(agency)
        else:
            found.append([agency])
    return [Run(tuple(run), run[0].start, run[-1].end) for run in found]


def _only_lists(cell: str, start: int, agencies: Sequence[Agency]) -> bool:
    """Whether a cell is a list of agencies and no sentence about them."""
    before = cell[: agencies[0].start - start].strip(" -+*\n")
    after = cell[agencies[-1].end - start :].strip(" .;,\n")
    return not before and len(after) <= _AFTER_A_LIST


def _of_row(reading: Reading, named: Sequence[Agency]) -> Iterator[Part]:
    """By the columns where they are told; else the first cell of agencies leads, the second cooperates."""
    listed = 0
    start = 0
    for cell in reading.lower.split("|"):
        inside = [a for a in named if start <= a.start < start + len(cell)]
        column, colon, _ = cell.partition(":")
        roles: tuple[Role, ...] = ()
        if inside and colon and inside[0].start - start > len(column):
            roles = next((given for pattern, given in _COLUMNS if pattern.search(column)), ())
        elif inside and _only_lists(cell, start, inside):
            roles = ("cooperate",) if listed else ("lead", "perform")
            listed += 1
        if not roles:
            yield from _of_sentence(reading, 0, start, start + len(cell), inside, [])
        for agency in inside:
            yield from (Part(agency, role, 0) for role in roles)
        start += len(cell) + 1
