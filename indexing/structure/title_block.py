"""What a title block says: number, kind, subject, issuer, place, date.

The parts are told by their own form (``Số: …``, ``…, ngày … tháng … năm …``, a kind alone in
capitals), never by where they stand: tables, columns and scans lay them out differently. A web
site's own description of the document is read too, but only for what the block does not say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.structure.issuers import (
    agencies_in,
    is_authority,
    named,
    names_nation,
    opens_with_agency,
    without_nation,
)
from indexing.structure.kinds import kind_alone, kind_at_head
from indexing.structure.lines import Line
from indexing.structure.repair import repaired
from indexing.structure.wording import folded, is_capitals

_SYMBOL = r"[A-ZĐ][A-Za-zĐđ&0-9.]*(?:\s?[-–/]\s?[A-ZĐ][A-Za-zĐđ&0-9.]*)*"
_NUMBER = re.compile(
    rf"(?:^(?:Luật|Bộ luật|Nghị quyết|Lệnh)?\s*(?:[Ss]ố|SỐ)\s*[:.;]*|(?:^|\s)[Ss]ố\s*:)[\s.…_]*"
    rf"(?P<n>\d[\d ]{{0,7}}[a-zA-Z]?)?[\s.…_]*(?P<year>/\s?(?:19|"
    rf"20)\d\d)?\s*(?P<sep>[-–/])\s*(?P<mark>{_SYMBOL})"
)
_DAY = r"(?P<d>\d{1,2})?[\s.…_]*(?:tháng|/)\s*(?P<m>\d{1,2})?[\s.…_]*(?:năm|/)\s*(?P<y>(?:19|20)\d\d)?"
_DATE = re.compile(rf"(?:(?P<place>[^,;:|()]{{2,40}}?)\s*,\s*)?(?:ngày|Ngày)[\s.…_]*{_DAY}")
_WITH = re.compile(
    rf"\(\s*(?:được\s+)?(?:ban hành\s+)?k[èe]m\s+theo\s+(?:Công văn|"
    rf"[A-ZĐa-z][\w ]{{2,30}}?)\s*(?:số\s*:?)?[\s.…_]*"
    rf"(?P<n>\d[\d ]{{0,6}})?[\s.…_]*(?P<year>/\s?(?:19|20)\d\d)?\s*(?P<sep>[-–/])\s*(?P<mark>{_SYMBOL})"
    rf"(?:[\s,]*ngày[\s.…_]*{_DAY})?(?:\s*của\s+(?P<issuer>[^)]+))?",
    re.I,
)
ATTACHED_NOTE = re.compile(
    r"^\(?\s*(?:\(?(?:được\s+)?ban hành\s+)?k[èe]m\s+theo\b|^\(?Ban hành theo|"
    r"^\((?:Đã|Được|Đính kèm|Trích)\b",
    re.I,
)
_NOTED = re.compile(r"\s+(?=\(\s*(?:Ban hành\s+)?[Kk][èe]m theo\b)")
_SUBJECT = re.compile(r"(?:^|\s)(?:[Vv]/[vV]|V/V|Về việc|VỀ VIỆC)\s*:?\s*(?P<subject>.+)$")
_SITE_KEYS = {
    "số hiệu": "number", "số ký hiệu": "number", "loại văn bản": "kind", "nơi ban hành": "issuer",
    "cơ quan ban hành": "issuer", "ngày ban hành": "date", "người ký": "signer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What one title block (or a site's description) says; empty where it is silent."""

    number: str | None = None
    kind: str | None = None
    title: str = ""
    agencies: tuple[str, ...] = ()
    authority: str | None = None
    place: str | None = None
    date: dt.date | None = None
    signer: str | None = None
    issued_with: TitleBlock | None = None


def is_number_line(text: str) -> bool:
    """Whether a line begins with the document's number."""
    return bool(_NUMBER.match(repaired(folded(text))))


def is_date_line(text: str) -> bool:
    """Whether a line is a place and date of issue."""
    found = _DATE.match(folded(text))
    return bool(found and found["place"] and len(folded(text)) < 90 and found["place"][:1].isupper())


def fragments_of(lines: Sequence[Line]) -> list[str]:
    """The cells and lines of a title block, each on one line."""
    parts: list[str] = []
    for line in lines:
        cells = [line.text[c.start - line.start : c.end - line.start] for c in line.cells]
        spans = [part for cell in cells or line.text.split(" |") for part in _NOTED.split(cell)]
        parts.extend(text for span in spans if (text := folded(span)))
    return parts


def read_title_block(lines: Sequence[Line]) -> TitleBlock:
    """Everything the lines of one title block say."""
    block = TitleBlock()
    above: list[str] = []
    below: list[str] = []
    for fragment in fragments_of(lines):
        text = without_nation(fragment)
        mended = repaired(text)
        if found := _WITH.search(mended):
            block = replace(block, issued_with=_issued_with(found))
            continue
        block = _with_number(block, mended)
        block = _with_date(block, _NUMBER.sub(" ", mended))
        if block.kind is None and (kind := kind_alone(text)):
            block = replace(block, kind=kind)
        elif block.kind is None and is_capitals(text) and (split := _kind_and_title(text)):
            block = replace(block, kind=split[0])
            below.append(split[1])
        elif _bears_nothing_else(mended) or (names_nation(fragment) and not text):
            continue
        elif block.kind is None:
            above.append(mended if not is_capitals(text) else text)
        else:
            below.append(text)
    return _completed(block, above, below)


def read_site_description(lines: Sequence[Line]) -> TitleBlock:
    """A web site's ``Số hiệu: … Loại văn bản: …`` table before the document."""
    parts = fragments_of(lines)
    said: dict[str, str] = {}
    for i, part in enumerate(parts):
        key, _, value = part.partition(":")
        name = _SITE_KEYS.get(key.strip(" *").lower())
        if name and name not in said:
            value = value.strip(" *") or (parts[i + 1] if i + 1 < len(parts) else "")
            if value and value not in {"Đã biết", "Đang cập nhật"} and not value.endswith(":"):
                said[name] = value
    date = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", said.get("date", ""))
    return TitleBlock(
        number=said.get("number"),
        kind=said.get("kind"),
        agencies=tuple(a.strip() for a in [said.get("issuer", "")] if a.strip()),
        date=_day(*(date.groups() if date else (None, None, None))),
        signer=said.get("signer"),
    )


def _with_number(block: TitleBlock, text: str) -> TitleBlock:
    found = _NUMBER.search(text)
    return replace(block, number=_number(found)) if found and block.number is None else block


def _with_date(block: TitleBlock, text: str) -> TitleBlock:
    found = _DATE.search(text)
    if not found or block.place or not found["place"]:
        return block
    place = re.sub(r"^.*[.…_]\s*", "", found["place"]).strip()
    return replace(block, place=place or None, date=_day(found["d"], found["m"], found["y"]))


def _number(found: re.Match[str]) -> str:
    digits = (found["n"] or "").replace(" ", "")
    mark = re.sub(r"\s*([-–/])\s*", r"\1", found["mark"]).replace("–", "-").rstrip(".")
    return f"{digits}{(found['year'] or '').replace(' ', '')}{'/' if found['sep'] == '/' else '-'}{mark}"


def _day(d: str | None, m: str | None, y: str | None) -> dt.date | None:
    try:
        return dt.date(int(y or 0), int(m or 0), int(d or 0))
    except ValueError:
        return None


def _issued_with(found: re.Match[str]) -> TitleBlock:
    issuer = folded(found["issuer"] or "").strip(" .")
    return TitleBlock(
        number=_number(found),
        date=_day(found["d"], found["m"], found["y"]),
        authority=named(issuer.upper()) if issuer else None,
    )


def _kind_and_title(text: str) -> tuple[str, str] | None:
    kind = kind_at_head(text)
    if kind and not opens_with_agency(text) and len(text) > len(kind) + 3:
        return kind, text[len(kind) :].strip(" :.")
    return None


def _bears_nothing_else(text: str) -> bool:
    """Number and date alone; ``Số: 12/ABC-DE V/v …`` also says the subject."""
    rest = _DATE.sub(" ", _NUMBER.sub(" ", text)).strip(" .,;:|")
    return len(rest) < 3


def _completed(block: TitleBlock, above: list[str], below: list[str]) -> TitleBlock:
    subject = ""
    capitals: list[str] = []
    for text in above:
        rest = _NUMBER.sub(" ", text, count=1).strip()
        if found := _SUBJECT.search(text):
            subject = subject or _DATE.sub(" ", found["subject"]).strip()
        elif rest != text and rest.startswith("Về "):
            subject = subject or rest
        elif is_capitals(rest := _DATE.sub(" ", _NUMBER.sub(" ", text))):
            capitals.append(rest)
    title: list[str] = []
    authority = block.authority
    for text in below:
        if ATTACHED_NOTE.match(text):
            continue
        if is_capitals(text) and is_authority(text) and (title or authority):
            authority = authority or named(text)
            continue
        if authority is None:
            title.append(text)
    return replace(
        block,
        title=_unstarred(" ".join(title)) or _unstarred(subject),
        agencies=tuple(agencies_in(capitals)) if block.number or block.kind or block.place else (),
        authority=authority,
    )


def _unstarred(text: str) -> str:
    return folded(text).strip(" *#_")
