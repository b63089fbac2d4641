"""Sections → clauses with addresses, ids, inherited headings and page numbers.

A paragraph or a row is one clause, a long one several (:mod:`indexing.structure.pieces`). Every
clause is a slice of the stored text; clauses do not overlap and together cover all that is not
white space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from indexing.model import Cell, Clause, ClauseKind, Document, SharedCell
from indexing.structure.closing import is_recipients, is_signature
from indexing.structure.findings import Findings
from indexing.structure.lines import Line
from indexing.structure.outline import Outline
from indexing.structure.pieces import Draft, pieces_of
from indexing.structure.sections import Role, Section
from indexing.structure.tree import Node
from indexing.structure.wording import folded, is_person, plain

_OUTSIDE = "Phần ngoài văn bản"


def clauses_of(
    document: Document, sections: Sequence[Section], roots: Sequence[Node], findings: Findings
) -> tuple[Clause, ...]:
    """All clauses of a document in reading order. ``roots`` are the sections' own nodes."""
    drafts: list[Draft] = []
    for i, (section, root) in enumerate(zip(sections, roots, strict=True)):
        outline = Outline(root, appendix=section.appendix, findings=findings, parted=section.parted("body"))
        outline.build(section.of_role("body"))
        drafts.extend(_of_tree(root))
        drafts.extend(_of_roles(section, root, first=i == 0))
    drafts.sort(key=lambda d: d.start)
    return _finished(document, [piece for draft in drafts for piece in pieces_of(document.text, draft)])


def _of_tree(root: Node) -> Iterator[Draft]:
    for node in root.walk():
        if node is root or not node.lines:
            continue
        kind: ClauseKind = node.kind
        if kind == "item" and node.children:
            kind = "part"
        elif kind == "part" and not node.children and node.marker is not None:
            kind = "item"
        yield Draft(
            node.start,
            node.end,
            kind,
            tuple(node.path()),
            node,
            node.parent,
            node.headings(),
            node.lead_in,
            node.cells,
            node.shared,
        )


_ROLE_KINDS: dict[Role, tuple[ClauseKind, str]] = {
    "title": ("title", "Tiêu đề"),
    "basis": ("legal_basis", "Căn cứ"),
    "enacting": ("title", "Lời ban hành"),
    "recipients": ("recipients", "Nơi nhận"),
    "signature": ("signature", "Chữ ký"),
    "footnote": ("footnote", "Chú thích"),
    "boilerplate": ("boilerplate", _OUTSIDE),
}


def _of_roles(section: Section, root: Node, *, first: bool) -> Iterator[Draft]:
    """Title, legal bases, signature and the rest of what is no division of the body."""
    prefix = () if first else tuple(root.path())
    counts: Counter[str] = Counter()
    headings = (root.text,) if root.text else ()
    for role, lines in _runs(section.lines):
        if role == "body":
            continue
        kind, name = _ROLE_KINDS[role]
        if role in ("basis", "footnote"):
            for line in lines:
                counts[name] += 1
                number = re.match(r"\[(\d+)\]", line.text) if role == "footnote" else None
                label = number.group(1) if number else str(counts[name])
                path = (*(() if role == "footnote" else prefix), name, label)
                yield Draft(line.start, line.end, kind, path, None, root, headings)
        elif role == "title" and section.appendix:
            yield Draft(lines[0].start, lines[-1].end, "part", prefix or tuple(root.path()), root, None)
        elif role == "title":
            yield Draft(lines[0].start, lines[-1].end, kind, (*prefix, name), root, None)
        elif role in ("recipients", "signature"):
            for inner, start, end in _by_cell(role, lines):
                yield Draft(start, end, _ROLE_KINDS[inner][0], (*prefix, _ROLE_KINDS[inner][1]), None, root)
        else:
            outside = (name,) if role == "boilerplate" else (*prefix, name)
            yield Draft(lines[0].start, lines[-1].end, kind, outside, None, None)


def _runs(lines: Sequence[tuple[Line, Role]]) -> Iterator[tuple[Role, list[Line]]]:
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end][1] == lines[at][1]:
            end += 1
        yield lines[at][1], [line for line, _ in lines[at:end]]
        at = end


def _by_cell(role: Role, lines: list[Line]) -> Iterator[tuple[Role, int, int]]:
    """A signature row holds recipients on its left and the signature on its right."""
    parts: list[tuple[Role, int, int]] = []
    for line in lines:
        filled = [c for c in line.cells if c.end > c.start]
        if len(filled) < 2:
            parts.append((role, line.start, line.end))
            continue
        for i, cell in enumerate(filled):
            own = cell.of(" " * line.start + line.text)
            piece = replace(line, start=cell.start, end=cell.end, text=own, cells=(), row=False)
            inner: Role = role
            if is_recipients(piece):
                inner = "recipients"
            elif is_signature([piece], 0, closing=True) or is_person(own):
                inner = "signature"
            elif len(own) > 400:
                inner = "boilerplate"
            start = line.start if i == 0 else cell.start
            end = filled[i + 1].start if i + 1 < len(filled) else line.end
            parts.append((inner, start, end))
    merged: list[tuple[Role, int, int]] = []
    for inner, start, end in parts:
        if merged and merged[-1][0] == inner:
            merged[-1] = (inner, merged[-1][1], end)
        else:
            merged.append((inner, start, end))
    yield from merged


def _finished(document: Document, drafts: Sequence[Draft]) -> tuple[Clause, ...]:
    path_of, id_of = _unique(" > ", str), _unique("-", _slug)
    page = document.page_starts
    ids: dict[int, str] = {}
    made: list[tuple[Draft, str, str, int, int]] = []
    for draft in drafts:
        start, end = _trim(document.text, draft.start, draft.end)
        path = path_of(draft.path)
        identity = f"{document.id}:{id_of((path,))}"
        if draft.owner is not None:
            ids.setdefault(id(draft.owner), identity)
        made.append((draft, path, identity, start, end))
    starts = [start for _, _, _, start, _ in made]

    def shared(cell: Cell) -> SharedCell:
        _, _, holder, _, end = made[max(bisect_right(starts, cell.start) - 1, 0)]
        end = min(cell.end, end)  # a long row is parted between its cells or inside one
        text = folded(document.text[cell.start : end])
        return SharedCell(start=cell.start, end=end, column=cell.column, text=text, clause_id=holder)

    return tuple(
        Clause(
            id=identity,
            document_id=document.id,
            path=path,
            kind=draft.kind,
            order=order,
            parent_id=_parent_id(draft.parent, ids),
            start=start,
            end=end,
            text=document.text[start:end],
            headings=draft.headings,
            lead_in=draft.lead_in,
            cells=tuple(_within(cell, start, end) for cell in draft.cells),
            shared=tuple(map(shared, draft.shared)),
            page=bisect_right(page, start) or None,
        )
        for order, (draft, path, identity, start, end) in enumerate(made)
    )


def _within(cell: Cell, start: int, end: int) -> Cell:
    """A cell inside its clause: an empty one may stand before or behind all there is."""
    if start <= cell.start and cell.end <= end:
        return cell
    left = min(max(cell.start, start), end)
    return Cell(start=left, end=max(left, min(cell.end, end)), column=cell.column)


def _parent_id(node: Node | None, ids: dict[int, str]) -> str | None:
    while node is not None:
        if id(node) in ids:
            return ids[id(node)]
        node = node.parent
    return None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    raw = text[start:end]
    return start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))


def _unique(joint: str, form: Callable[[str], str]) -> Callable[[Sequence[str]], str]:
    seen: set[str] = set()

    def name(parts: Sequence[str]) -> str:
        base = joint.join(form(p) for p in parts) or "x"
        chosen, count = base, 1
        while chosen in seen:
            count += 1
            chosen = f"{base} ({count})" if joint != "-" else f"{base}-{count}"
        seen.add(chosen)
        return chosen

    return name


def _slug(path: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", plain(path)).strip("-")
