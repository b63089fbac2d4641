"""``python -m eval.adversarial``: the verifier over claims made from the sample and the real plans."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.adversarial.material import drawn, load
from eval.adversarial.measure import Count, Measured, measure, pairs
from eval.gate import SAMPLE, shared_folder


def main(
    most: Annotated[int, typer.Option(help="Pairs of a kind at most; 0 takes all.")] = 60,
    documents: Annotated[int, typer.Option(help="Also this many of the shared documents, 0 for none.")] = 0,
    seed: Annotated[int, typer.Option(help="Draws those documents.")] = 0,
    show: Annotated[bool, typer.Option("--show", help="Print every pair judged wrongly.")] = False,
) -> None:
    """Measure false claims accepted and true claims refused."""
    console = Console()
    failed = False
    material = {"sample": drawn(SAMPLE / "documents"), "plans": drawn(shared_folder() / "plans")}
    if documents:
        name = f"{documents} documents, seed {seed}"
        material[name] = drawn(shared_folder() / "documents", documents, seed)
    for name, paths in material.items():
        if not paths:
            console.print(f"{name}: not there.")
            continue
        measured = measure(pairs(load(paths), most or None))
        console.print(_table(name, measured))
        if show:
            _show(measured)
        failed |= _share(measured.total(False)) > 0.005 or _share(measured.total(True)) > 0.05
    raise typer.Exit(1 if failed else 0)


def _share(count: Count) -> float:
    return count.wrong / count.pairs if count.pairs else 0.0


def _table(name: str, measured: Measured) -> Table:
    table = Table(title=f"{name}: {measured.milliseconds:.2f} ms a claim")
    for column in ("kind", "wrongly judged", "pairs"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for holds, title in ((False, "false claims accepted"), (True, "true claims refused")):
        total = measured.total(holds)
        table.add_row(
            f"[bold]{title}[/bold]",
            f"[bold]{100 * _share(total):.2f} % ({total.wrong})[/bold]",
            str(total.pairs),
        )
        for count in measured.counts:
            if count.holds is holds:
                table.add_row(f"  {count.kind}", str(count.wrong), str(count.pairs))
        table.add_section()
    return table


def _show(measured: Measured) -> None:
    for pair, failures in measured.wrong:
        print(f"{'REFUSED' if pair.holds else 'ACCEPTED'} [{pair.kind}] {pair.claim}")
        for quote in pair.source.quotes:
            print(f"    cites: {quote[:500]!r}")
        if failures:
            print(f"    because: {failures}")


if __name__ == "__main__":
    typer.run(main)
