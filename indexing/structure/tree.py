"""Nodes of a section's outline and the address each one has.

An address is a chain of names that can be said aloud. Two of the same name under one parent stay
distinct (``V``, ``V (2)``), and so do all their descendants. In a file that holds one law-like
instrument and nothing else a Điều needs no prefix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexing.model import Cell, ClauseKind
from indexing.structure.lines import Line
from indexing.structure.numbering import LAW_LIKE, Marker
from indexing.structure.wording import folded

_LAW = LAW_LIKE | {"điều"}


@dataclass(eq=False)
class Node:
    """A division, a paragraph or a row. Without ``lines`` it only gives its name to addresses."""

    kind: ClauseKind
    name: str
    lines: list[Line] = field(default_factory=list)
    parent: Node | None = None
    marker: Marker | None = None
    lead_in: str = ""
    cells: tuple[Cell, ...] = ()
    shared: tuple[Cell, ...] = ()
    children: list[Node] = field(default_factory=list)
    heading: str = ""
    inherited: tuple[str, ...] = ()
    rooted: bool = False
    law_like: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """The division's own words on one line."""
        return self.heading or " ".join(folded(line.text) for line in self.lines)

    @property
    def root(self) -> Node:
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def add(self, child: Node) -> Node:
        """Hang ``child`` below this node under a name of its own."""
        scope = self.root if child.rooted else self
        scope.counts[child.name] += 1
        if (count := scope.counts[child.name]) > 1:
            child.name = f"{child.name} ({count})"
        child.parent = self
        self.children.append(child)
        return child

    def next_name(self, word: str) -> str:
        """The name of the next unnumbered child: ``đoạn 2``, ``gạch đầu dòng 5``."""
        self.counts[f"#{word}"] += 1
        return f"{word} {self.counts[f'#{word}']}"

    def path(self) -> list[str]:
        """The address, outermost name first; a Điều stands directly below its instrument."""
        above = self.root if self.rooted else self.parent
        if above is None:
            return [self.name] if self.name else []
        unprefixed = above.parent is None and above.law_like and self.marker and self.marker.family in _LAW
        parts = [] if unprefixed else above.path()
        return [*parts, self.name] if self.name else parts

    def headings(self) -> tuple[str, ...]:
        """The full texts of the ancestors, outermost first."""
        if self.parent is None:
            return ()
        own = (text,) if (text := self.parent.text) else ()
        return (*self.parent.headings(), *own, *self.inherited)

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()
