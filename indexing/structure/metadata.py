"""A document's metadata, put together from its title blocks, its signature and its site's words.

The document's own title block comes first, then the decision named in ``(Ban hành kèm theo …)``,
then what a web site says about it, and last what the number itself implies.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TypedDict

from indexing.model import Document
from indexing.structure.closing import signer_of
from indexing.structure.issuers import completed, is_local, issuer_of_number
from indexing.structure.kinds import LAW_LIKE, kind_of_number
from indexing.structure.provinces import is_city, known_province, province_in, titled_province
from indexing.structure.repair import repaired
from indexing.structure.sections import Section
from indexing.structure.title_block import ATTACHED_NOTE, TitleBlock, read_site_description, read_title_block
from indexing.structure.tree import Node
from indexing.structure.wording import folded

_SCHOOL_YEAR = re.compile(r"năm học\s*(20\d\d)\s*[-–—]\s*(20\d\d)", re.I)


class Metadata(TypedDict):
    """The fields of ``Document`` that its words decide."""

    number: str | None
    kind: str | None
    title: str
    issuer: str | None
    date: dt.date | None
    place: str | None
    province: str | None
    school_year: str | None
    signer: str | None


def metadata_of(sections: Sequence[Section]) -> Metadata:
    """What the file says about itself, each field from the first source that has it."""
    own = read_title_block(sections[0].of_role("title"))
    site = read_site_description(sections[0].of_role("boilerplate"))
    blocks = [read_title_block(s.of_role("title")) for s in sections[1:] if not s.appendix]
    issued = own.issued_with or (
        next((b.issued_with for b in blocks if b.issued_with), None) if _decides(own) else None
    )
    number = _first(own.number, issued.number if issued else None, site.number, full=True)
    issuer = _issuer(own, issued, site, number, sections)
    title = _appendix_title(sections[0]) if sections[0].appendix else _without_authority(own.title, issuer)
    return Metadata(
        number=number,
        kind="Phụ lục"
        if sections[0].appendix
        else _kind(own) or kind_of_number(own.number) or site.kind or kind_of_number(number),
        title=title,
        issuer=issuer,
        date=own.date or (issued.date if issued else None) or site.date,
        place=own.place,
        province=_province(issuer, own, title, sections),
        school_year=_school_year(title),
        signer=_signer(sections) or site.signer,
    )


def _appendix_title(section: Section) -> str:
    """What an appendix that is a file of its own is about."""
    lines = [folded(line.text) for line in section.of_role("title")]
    return " ".join(text for text in lines[1:] if not ATTACHED_NOTE.match(text))


def _without_authority(title: str, issuer: str | None) -> str:
    """A subject without the ``CỤC TRƯỞNG CỤC …`` that a table cell put on the same line."""
    body = re.escape(issuer.upper()) if issuer else r"(?!)"
    return re.sub(rf"\s+(?:\w+ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC)\s+{body}$", "", title)


def _kind(own: TitleBlock) -> str | None:
    """The kind named in capitals; a consolidated text names that of the law it consolidates."""
    consolidated = kind_of_number(own.number) == "Văn bản hợp nhất"
    return "Văn bản hợp nhất" if consolidated else own.kind


def named_roots(sections: Sequence[Section], document: Document) -> list[Node]:
    """The node of every section, named for addresses and with the heading its clauses inherit."""
    instruments = [s for s in sections if not s.appendix]
    file = Node("title", "")
    roots = []
    for i, section in enumerate(sections):
        block = read_title_block(section.of_role("title"))
        kind = section.label or document.kind or "Văn bản"
        title = document.title if i == 0 else block.title
        if section.appendix:
            heading = " ".join(folded(line.text) for line in section.of_role("title"))
        else:
            heading = f"{kind} {title}".strip() if title or document.kind else ""
        root = Node("title", kind, heading=heading)
        root.law_like = len(instruments) == 1 and kind in LAW_LIKE
        _name(root, file)
        roots.append(root)
    return roots


def _name(root: Node, file: Node) -> None:
    file.counts[root.name] += 1
    if (count := file.counts[root.name]) > 1:
        root.name = f"{root.name} ({count})"


def _decides(own: TitleBlock) -> bool:
    return own.kind in (None, "Quyết định", "Nghị quyết") and not (own.number or "")[:1].isdigit()


def _first(*numbers: str | None, full: bool) -> str | None:
    """The first number with a figure in it, else the first that is only a mark."""
    given = [n for n in numbers if n]
    return next((n for n in given if full and n[:1].isdigit()), given[0] if given else None)


def _issuer(
    own: TitleBlock,
    issued: TitleBlock | None,
    site: TitleBlock,
    number: str | None,
    sections: Sequence[Section],
) -> str | None:
    superior = own.agencies[-2] if len(own.agencies) > 1 else None
    found = own.agencies[-1] if own.agencies else None
    if own.authority and (found is None or own.authority.startswith(found)):
        found = own.authority
    if found is None and issued and issued.authority:
        found = issued.authority
    if found is None and site.agencies:
        found = site.agencies[-1]
    if found is None or found.startswith(("Tỉnh ", "Thành phố ")):
        found = issuer_of_number(number) or found
    if found is None:
        return None
    near = _near(own, issued, sections)
    return completed(found, superior, near, _is_city(near, sections) if near else None)


def _near(own: TitleBlock, issued: TitleBlock | None, sections: Sequence[Section]) -> str | None:
    """The province a local body without a name of its own sits in."""
    for text in (*own.agencies[:-1], own.authority or "", (issued.authority if issued else "") or ""):
        if text and (found := titled_province(text)):
            return found
    place = known_province(own.place) if own.place else None
    return place or titled_province(own.title) or own.place or _from_body(sections)


def _from_body(sections: Sequence[Section]) -> str | None:
    for line in sections[0].of_role("body", "basis")[:12]:
        if found := titled_province(line.text):
            return found
    return None


def _is_city(name: str, sections: Sequence[Section]) -> bool:
    if known_province(name):
        return is_city(name)
    text = " ".join(folded(line.text) for s in sections for line, _ in s.lines)
    bare = re.escape(name)
    return len(re.findall(rf"thành phố {bare}", text, re.I)) > len(re.findall(rf"tỉnh {bare}", text, re.I))


def _province(issuer: str | None, own: TitleBlock, title: str, sections: Sequence[Section]) -> str | None:
    if issuer and (found := titled_province(issuer)):
        return found
    if issuer is None or is_local(issuer):
        place = (known_province(own.place) or own.place) if own.place else None
        return (
            (known_province(place) if place else None)
            or titled_province(title)
            or province_in(title)
            or (_from_body(sections) if is_local(issuer) else None)
            or (place if is_local(issuer) else None)
        )
    return None


def _school_year(title: str) -> str | None:
    found = _SCHOOL_YEAR.search(repaired(title))
    return f"{found.group(1)}-{found.group(2)}" if found else None


def _signer(sections: Sequence[Section]) -> str | None:
    for section in sections:
        if name := signer_of(section.of_role("signature", "recipients")):
            return name
    return None
