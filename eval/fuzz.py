"""``python -m eval.fuzz``: real files of every format, damaged at random, read until time is up.

A reading or a ``ReadError`` is what may come of a file; anything else is a finding: another
exception, a reader that died or was late, clauses that are no slices of the text. Every input can
be had again from the seed and its number. Without the shared material the sample files are damaged.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from rich.console import Console

from eval.gate import SAMPLE, shared_folder
from eval.mutations import damaged
from eval.soundness import CHECKING, Verdict, verdict
from indexing.isolation import TaskFailed, WorkerDied, WorkerLate
from indexing.readers import ReadError
from indexing.readers.files import in_worker
from indexing.settings import Settings

# Shares of the time: a recognised page takes seconds, a LibreOffice conversion as well.
SHARES = {
    ".docx": 0.2, ".pdf": 0.2, ".html": 0.15, ".md": 0.12, ".txt": 0.1, ".xlsx": 0.1, ".doc": 0.05,
    ".scan.pdf": 0.04, ".jpg": 0.02, ".tif": 0.02,
}  # fmt: skip
_MOST_SEEDS = 40


@dataclass
class Outcomes:
    """What became of the inputs of one format."""

    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        return self.read + self.refused.total() + len(self.findings)

    def __str__(self) -> str:
        refused, findings = self.refused.total(), len(self.findings)
        return (
            f"{self.inputs} inputs in {self.seconds:.0f} s: {self.read} read, {refused} refused, "
            f"{findings} findings; the slowest, input {self.slowest[1]}, took {self.slowest[0]:.1f} s"
        )


def outcome_of(path: Path, settings: Settings) -> tuple[str, str]:
    """``read``, ``refused`` or ``finding``, and what is said of it."""
    try:
        wrong = in_worker(verdict, path, settings, returns=Verdict).wrong
    except ReadError as error:
        cause = error.__cause__
        if isinstance(cause, WorkerDied | WorkerLate) or (
            isinstance(cause, TaskFailed) and cause.step == CHECKING
        ):
            return "finding", f"{type(cause).__name__} {cause}".strip()
        return "refused", str(error).split(": ", 1)[-1].split(";")[0]
    return ("finding", wrong) if wrong else ("read", "")


def seeds(root: Path) -> dict[str, list[bytes]]:
    """Sound files of every format, cut to a page or two where a format allows."""
    places = [root / name for name in ("plans", "plans-formats", "documents-office", "documents")]
    files = [path for place in (*places, SAMPLE / "documents") for path in sorted(place.glob("*.*"))]
    held: dict[str, list[bytes]] = {name: [] for name in SHARES}
    for path in files:
        name = ".scan.pdf" if path.name.endswith(".scan.pdf") else path.suffix
        if len(held.get(name, ())) >= _MOST_SEEDS or name not in held or path.name == "manifest.csv":
            continue
        data = path.read_bytes()
        if name.endswith(".pdf"):
            data = _pages_of(data, 1 if name == ".scan.pdf" else 2)
        held[name].append(data)
    held[".xlsx"].append(_workbook())
    for data in (held[".scan.pdf"] or held[".pdf"])[:2]:
        held[".jpg"].append(_picture(data, "JPEG"))
        held[".tif"].append(_picture(data, "TIFF"))
    return {name: data for name, data in held.items() if data}


def _pages_of(data: bytes, count: int) -> bytes:
    """The last pages of a PDF, where the tables are."""
    import pypdfium2 as pdfium

    out = BytesIO()
    source, cut = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    cut.import_pages(source, list(range(max(len(source) - count, 0), len(source))))
    cut.save(out)
    return out.getvalue()


def _picture(data: bytes, file_format: str) -> bytes:
    """The upper half of a page as a picture."""
    import pypdfium2 as pdfium

    page = pdfium.PdfDocument(data)[0].render(scale=1.5, grayscale=True).to_pil()
    out = BytesIO()
    page.crop((0, 0, page.width, page.height // 2)).save(out, file_format)
    return out.getvalue()


def _workbook() -> bytes:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["KẾ HOẠCH CÔNG TÁC", None, None, None])
    sheet.merge_cells("A1:D1")
    sheet.append(["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"])
    for number in range(1, 30):
        due = dt.date(2031, 1 + number % 12, 5)
        sheet.append([number, f"Sửa {number},5 km mương", "Phòng Kinh tế" if number % 3 else None, due])
    sheet.merge_cells("C4:C6")
    book.create_sheet("Phụ lục 2").append(["a", 0.75, True, "=A1+1"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def fuzzed(
    held: dict[str, list[bytes]],
    settings: Settings,
    *,
    seed: int,
    more: Callable[[dict[str, Outcomes]], bool],
    keep: Path | None = None,
) -> dict[str, Outcomes]:
    """Damage and read file after file while there is to be ``more``, each format getting its share."""
    results = {name: Outcomes() for name in held}
    with tempfile.TemporaryDirectory(prefix="trichdan-fuzz-") as folder:
        while more(results):
            name = min(results, key=lambda n: results[n].seconds / SHARES[n])
            result = results[name]
            number, started = result.inputs, time.perf_counter()
            random = Random(f"{seed} {name} {number}")
            suffix = f".{name.rsplit('.', 1)[-1]}"
            data = damaged(random.choice(held[name]), suffix, random)
            path = Path(folder) / f"hong{suffix}"
            path.write_bytes(data)
            kind, said = outcome_of(path, settings)
            taken = time.perf_counter() - started
            result.seconds += taken
            result.slowest = max(result.slowest, (taken, number))
            if kind == "read":
                result.read += 1
            elif kind == "refused":
                result.refused[said] += 1
            else:
                result.findings.append(f"input {number}: {said}")
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{number}{name}").write_bytes(data)
    return results


def main(
    minutes: Annotated[float, typer.Option(help="How long to go on.")] = 60,
    only: Annotated[list[str] | None, typer.Option(help="Only these formats, such as .pdf.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed damages files in other ways.")] = 1,
    limit_s: Annotated[float, typer.Option(help="A reading that takes longer is a hang.")] = 60,
    keep: Annotated[Path | None, typer.Option(help="Folder for the inputs that are findings.")] = None,
    folder: Annotated[Path | None, typer.Option(help="The shared material.")] = None,
) -> None:
    """Damage real files and read them; exits with 1 when anything but a refusal came of it."""
    console = Console(soft_wrap=True, highlight=False)
    held = seeds(folder or shared_folder())
    unknown: Sequence[str] = sorted(set(only or ()) - set(held))
    if unknown:
        raise typer.BadParameter(f"no files of {', '.join(unknown)}; there are {', '.join(held)}")
    held = {name: data for name, data in held.items() if not only or name in only}
    end = time.monotonic() + 60 * minutes
    results = fuzzed(
        held,
        Settings(read_timeout_s=limit_s),
        seed=seed,
        more=lambda _: time.monotonic() < end,
        keep=keep,
    )
    for name, result in results.items():
        console.print(f"{name} ({len(held[name])} files damaged): {result}")
        for why, count in result.refused.most_common(4):
            console.print(f"  refused {count}: {why}")
        for finding in result.findings:
            console.print(f"  {finding}")
    raise typer.Exit(any(result.findings for result in results.values()))


if __name__ == "__main__":
    typer.run(main)
