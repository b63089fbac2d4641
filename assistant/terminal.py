"""What the terminal shows: progress, reports and answers. Rich is imported where it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.model import Answer
    from indexing.pipeline import IndexReport
    from indexing.settings import Settings


def index_with_progress(paths: list[Path], settings: Settings, prune: bool, rebuild: bool) -> IndexReport:
    """Index with one progress bar a phase, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from indexing.pipeline import index_paths

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bars: dict[str, Any] = {}

        def advance(phase: str, file: str, done: int, total: int) -> None:
            if phase not in bars:
                bars[phase] = progress.add_task(phase, total=total)
            progress.update(
                bars[phase], completed=done, total=total, description=f"{phase} {Path(file).name}"[:48]
            )

        return index_paths(paths, settings, prune=prune, rebuild=rebuild, on_progress=advance)


def print_report(report: IndexReport) -> None:
    """What became of each file, as a table, and what there is to say about it below."""
    from rich.console import Console
    from rich.table import Table

    said = {"indexed": "đã nạp", "unchanged": "không đổi", "failed": "[red]lỗi[/red]"}
    table = Table("Tệp", "Số, ký hiệu", "Kết quả", "Điều khoản", "Dữ kiện")
    for item in report.documents:
        table.add_row(Path(item.file).name, item.number or "—", said.get(item.status, item.status),
                      str(item.clauses), str(item.facts))  # fmt: skip
    console = Console()
    console.print(table)
    for item in report.documents:
        for note in filter(None, (item.error, *item.warnings)):
            console.print(f"{Path(item.file).name}: {note}", markup=False, highlight=False, soft_wrap=True)
    for gone in report.vanished:
        kept = "đã bỏ khỏi chỉ mục" if gone.removed else "văn bản vẫn được giữ (dùng --prune để bỏ)"
        console.print(f"Tệp không còn nữa, {kept}: {gone.file}")


def print_answer(answer: Answer) -> None:
    """An answer with its citations below it."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.markup import escape

    console = Console()
    if answer.understood:
        console.print(f"[dim]Tôi hiểu câu hỏi là: {escape(answer.understood)}[/dim]")
    if answer.notice:
        console.print(f"[dim]{escape(answer.notice)}[/dim]")
    console.print(Markdown(answer.answer) if answer.answer.startswith("|") else escape(answer.answer))
    for citation in answer.citations:
        number = f"{citation.document.number} · " if citation.document.number else ""
        page = f" · trang {citation.page}" if citation.page else ""
        place = escape(f"{number}{citation.path}{page} · {citation.document.file}")
        console.print(f"\n[bold]\\[{citation.marker}][/bold] {place}")
        console.print(f"    “{escape(' '.join(citation.quote.split()))}”", style="italic")
        if citation.warning:
            console.print(f"    {escape(citation.warning)}", style="yellow")
    if answer.follow_ups:
        console.print("\n[dim]Có thể hỏi tiếp: " + escape(" · ".join(answer.follow_ups)) + "[/dim]")
