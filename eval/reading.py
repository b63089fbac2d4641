"""``python -m eval.reading formats|gold|manifest|tables|throughput``: how well files are read, with counts.

``formats`` reads the real plans in every format they are kept in: a clause is *equal* when its
address and its text (white space folded) are those of the text file, *matched* when the address
is the same and at least nine tenths of the characters are. ``gold`` asks the development set over
the plans in each format (:mod:`eval.renderings`). ``manifest`` compares number, kind and
issuer with the list that comes with a folder of documents; its own slips are told by rule.
``tables`` counts the tables of a folder: one is *of the body* when a row of it is a clause, *uneven*
when its rows differ in size; a filled cell of such a row is *without a column* when no heading
names its column, be it that the table has no heading at all (*headless*) or that the heading ends
before. ``throughput`` is in :mod:`eval.throughput`. The material is looked for in ``../shared`` or where
``TRICHDAN_SHARED`` says.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz.distance import Indel, Levenshtein
from rich.console import Console

from eval.gate import shared_folder
from eval.scores import Ratio
from indexing.lexical import fold
from indexing.model import Block, Clause, Document, ReadText
from indexing.parsing import parse_file
from indexing.readers import SUFFIXES, read_file
from indexing.settings import Settings
from indexing.structure import parse

FORMATS = (".docx", ".html", ".pdf", ".scan.pdf")
_ALIKE = 0.9
_FIELDS = ("number", "kind", "issuer")

app = typer.Typer(add_completion=False, help=__doc__)
_console = Console(soft_wrap=True, highlight=False)


@dataclass(frozen=True)
class Agreement:
    """How far one rendering of a document agrees with its text file."""

    equal: Ratio
    matched: Ratio
    characters: Ratio

    def __str__(self) -> str:
        return (
            f"clauses equal {self.equal}, matched {self.matched}, "
            f"characters right {100 * (self.characters.value or 0):.2f} % of {self.characters.of}"
        )


@dataclass
class Comparison:
    """A folder's documents against its manifest, by field."""

    documents: int = 0
    agreed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_FIELDS, 0))
    slips: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _FIELDS})
    disagreed: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _FIELDS})


def parsed(path: Path, settings: Settings | None = None) -> tuple[Document, tuple[Clause, ...]]:
    """A file read and divided."""
    made = parse_file(path, settings or Settings(), document_id=path.stem, sha256="")
    return made.document, made.clauses


def agreement(
    expected: tuple[Document, Sequence[Clause]], actual: tuple[Document, Sequence[Clause]]
) -> Agreement:
    """One rendering of a document compared with another."""
    wanted, found = _by_path(expected[1]), _by_path(actual[1])
    equal = sum(found.get(path) == text for path, text in wanted.items())
    matched = sum(
        path in found and Indel.normalized_similarity(text, found[path]) >= _ALIKE
        for path, text in wanted.items()
    )
    total = max(len(wanted), len(found))
    right, read = _folded(expected[0].text), _folded(actual[0].text)
    wrong = Levenshtein.distance(right, read)
    return Agreement(
        Ratio(n=equal, of=total),
        Ratio(n=matched, of=len(wanted)),
        Ratio(n=max(len(right) - wrong, 0), of=len(right)),
    )


def compared(rows: Iterable[tuple[dict[str, str], Document]]) -> Comparison:
    """Documents compared with the rows of a manifest (``file, so_hieu, loai, co_quan``)."""
    result = Comparison()
    for row, document in rows:
        result.documents += 1
        for name, listed, read in (
            ("number", row["so_hieu"], document.number or ""),
            ("kind", row["loai"], document.kind or ""),
            ("issuer", row["co_quan"], document.issuer or ""),
        ):
            if _same(name, listed, read):
                result.agreed[name] += 1
                continue
            slip = _slip(name, listed, read, row["so_hieu"])
            note = f"{row['file']}: listed “{listed}”, read “{read}”"
            if slip:
                result.slips[name].append(f"{note} ({slip})")
            else:
                result.disagreed[name].append(note)
    return result


def _by_path(clauses: Iterable[Clause]) -> dict[str, str]:
    return {clause.path: _folded(clause.text) for clause in clauses}


def _folded(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def _same(name: str, listed: str, read: str) -> bool:
    if name == "kind" and listed == "Công văn/khác":
        return read == "Công văn" or read not in _LISTED_KINDS
    a, b = _key(listed), _key(read)
    if a == b:
        return True
    # The manifest writes the superior before the issuer: "BỘ TÀI CHÍNH CỤC THUẾ"; we add the
    # province that only the place of issue names.
    return name == "issuer" and bool(a and b) and (a.endswith(b) or (len(a) > 8 and b.startswith(a)))


_LISTED_KINDS = frozenset({
    "Chỉ thị", "Công điện", "Kế hoạch", "Luật", "Nghị quyết", "Nghị định", "Pháp lệnh", "Quyết định",
    "Thông báo", "Thông tư", "Thông tư liên tịch", "Hướng dẫn", "Báo cáo", "Tờ trình", "Chương trình",
})  # fmt: skip


_NAMED_BY_NUMBER = {"UBTVQH": "Ủy ban thường vụ Quốc hội", "VPCP": "Văn phòng Chính phủ"}


def _slip(name: str, listed: str, read: str, number: str) -> str:
    """Why a disagreement is the manifest's own; empty when that cannot be told by rule."""
    if not listed.strip():
        return "listed empty"
    if name == "kind" and number.endswith("/CT-CS") and listed == "Chỉ thị":
        return "CT-CS is Cục Thuế, ban Chính sách: an official letter"
    a, b = _key(listed), _key(read)
    if name == "number" and listed.rstrip()[-1:] in "-/" and b.startswith(a):
        return "listed cut"
    if name != "issuer":
        return ""
    if any(b.startswith(a[at:]) for at in range(max(len(a) - 7, 1))):
        return "listed cut"
    mark = next(
        (mark for mark, agency in _NAMED_BY_NUMBER.items() if mark in number and b == _key(agency)), ""
    )
    return f"{mark} in the number names the issuer" if mark else ""


@app.command()
def formats(
    folder: Annotated[Path | None, typer.Option(help="Folder with plans/ and plans-formats/.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only these formats, such as .pdf.")] = None,
) -> None:
    """The same plans in five formats: clauses equal, and characters right."""
    root = folder or shared_folder()
    plans = sorted((root / "plans").glob("*.txt"))
    for suffix in only or FORMATS:
        results = list(_renderings(root, plans, suffix))
        for name, result in results:
            _console.print(f"{suffix} {name}: {result}")
        if len(results) > 1:
            _console.print(f"{suffix} all: {_summed([result for _, result in results])}")


def _renderings(root: Path, plans: Sequence[Path], suffix: str) -> Iterator[tuple[str, Agreement]]:
    for plan in plans:
        twin = root / "plans-formats" / f"{plan.stem}{suffix}"
        if twin.is_file():
            yield plan.stem, agreement(parsed(plan), parsed(twin))


def _summed(results: Sequence[Agreement]) -> Agreement:
    def total(ratios: Iterable[Ratio]) -> Ratio:
        held = list(ratios)
        return Ratio(n=sum(r.n for r in held), of=sum(r.of for r in held))

    return Agreement(
        total(r.equal for r in results),
        total(r.matched for r in results),
        total(r.characters for r in results),
    )


@app.command()
def gold(
    folder: Annotated[Path | None, typer.Option(help="Folder with plans/, plans-formats/ and gold/.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Besides .txt only these formats.")] = None,
    report: Annotated[Path | None, typer.Option(help="Folder for an HTML report per format.")] = None,
) -> None:
    """The development set over the plans in each format; exits with 1 when one costs too many answers."""
    from eval import renderings
    from eval.report import write_report

    suffixes = [s for s in renderings.FORMATS if s == renderings.ORIGINAL or not only or s in only]
    original: renderings.Rendering | None = None
    slid: list[str] = []
    with tempfile.TemporaryDirectory(prefix="trichdan-formats-") as held:
        for each in renderings.measured_renderings(folder or shared_folder(), suffixes, Path(held)):
            for line in each.lines(original):
                _console.print(line)
            if report is not None:
                write_report(each.written, report / each.suffix.strip("."))
                write_report(each.typed, report / f"{each.suffix.strip('.')}-no-diacritics")
            original = original or each
            slid += each.slides(original)
    for sentence in slid:
        _console.print(sentence)
    raise typer.Exit(bool(slid))


@app.command()
def manifest(
    folder: Annotated[Path | None, typer.Option(help="Folder with documents and manifest.csv.")] = None,
) -> None:
    """Number, kind and issuer against the manifest, with every disagreement."""
    root = folder or shared_folder() / "documents"
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    result = compared((row, parsed(root / row["file"])[0]) for row in rows)
    for name in _FIELDS:
        slips, disagreed = result.slips[name], result.disagreed[name]
        judged = Ratio(n=result.agreed[name] + len(slips), of=result.documents)
        _console.print(
            f"{name}: agrees {Ratio(n=result.agreed[name], of=result.documents)}; "
            f"with the manifest's own slips set right {judged}"
        )
        for note in slips:
            _console.print(f"  the manifest's slip: {note}")
        for note in disagreed:
            _console.print(f"  disagreement: {note}")


@dataclass
class TableCount:
    """Tables and their filled cells, counted as the module says."""

    tables: int = 0
    uneven: int = 0
    of_body: int = 0
    uneven_of_body: int = 0
    filled: int = 0
    nameless: int = 0
    headless: int = 0

    def add(self, read: ReadText, clauses: Sequence[Clause]) -> None:
        """Count the tables of one document."""
        rows: dict[int, list[Block]] = {}
        for block in read.blocks:
            if block.table is not None:
                rows.setdefault(block.table, []).append(block)
        stood = [c for c in clauses if c.kind == "row"]
        for blocks in rows.values():
            start, end = blocks[0].start, blocks[-1].end
            own = [c for c in stood if start <= c.start < end]
            uneven = len({len(block.cells) for block in blocks}) > 1
            filled = [cell for c in own for cell in c.cells if cell.of(read.text).strip()]
            nameless = sum(not cell.column for cell in filled)
            self.tables += 1
            self.uneven += uneven
            self.of_body += bool(own)
            self.uneven_of_body += uneven and bool(own)
            self.filled += len(filled)
            self.nameless += nameless
            self.headless += nameless if not any(cell.column for c in own for cell in c.cells) else 0


@app.command()
def tables(
    folder: Annotated[Path | None, typer.Option(help="Folder with documents.")] = None,
) -> None:
    """How many tables are uneven, and how many filled cells have no column."""
    count, settings = TableCount(), Settings()
    for path in sorted((folder or shared_folder() / "documents").glob("*")):
        if path.suffix.lower() in SUFFIXES:
            read = read_file(path, settings)
            count.add(read, parse(read, document_id=path.stem, source=path, sha256="")[1])
    _console.print(f"uneven tables {Ratio(n=count.uneven, of=count.tables)}")
    _console.print(f"uneven tables of the body {Ratio(n=count.uneven_of_body, of=count.of_body)}")
    _console.print(f"filled cells without a column {Ratio(n=count.nameless, of=count.filled)}")
    _console.print(f"  of these in headless tables {Ratio(n=count.headless, of=count.nameless)}")


@app.command()
def throughput(
    folder: Annotated[Path | None, typer.Option(help="Folder with plans/ and the others.")] = None,
    pages: Annotated[int, typer.Option(help="Pages of the PDF whose memory is measured.")] = 450,
) -> None:
    """Pages a second by format, time a page, and memory for a long PDF."""
    from eval.throughput import long_pdf_memory, speeds

    for line in speeds(folder or shared_folder()):
        _console.print(line)
    _console.print(long_pdf_memory(pages))


if __name__ == "__main__":
    app()
