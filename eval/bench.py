"""How fast answers come, and how well published benchmarks are searched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.ranking import Ranking
from indexing.settings import Settings

if TYPE_CHECKING:
    from eval.scale import Scale

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

_MEASURES = ("ndcg_at_10", "mrr_at_10", "recall_at_1", "recall_at_5", "recall_at_10")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command()
def latency(
    gold: Annotated[Path, typer.Argument(help="Gold set whose questions are asked.")],
    data_dir: Annotated[Path | None, typer.Option(help="The index to ask; the settings' by default.")] = None,
    cold: Annotated[int, typer.Option(min=0, help="Questions asked by a new process each.")] = 5,
    rounds: Annotated[int, typer.Option(min=1, help="Times the warm server is asked each question.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Wall clock of `trichdan ask`, and of /v1/ask on a server that is warm."""
    from eval import serving
    from eval.gold import load_gold

    folder = data_dir or Settings().data_dir
    questions = [question.question for question in load_gold(gold) if not question.history]
    afresh = serving.cold(questions[:cold], folder)
    try:
        served = serving.warm(questions, folder, rounds)
    except serving.ServerFailed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps({"cold_ms": afresh.model_dump(), "server": served.model_dump()}))
        return
    table = Table("", "p50 / p95", title="Latency")
    table.add_row("trichdan ask, new process", str(afresh))
    table.add_row("/v1/ask, at the client", str(served.wall_ms))
    table.add_row("/v1/ask, elapsed_ms", str(served.elapsed_ms))
    table.add_row("server ready after", f"{served.ready_s:.1f} s")
    Console().print(table)


@app.command()
def retrieval(
    folders: Annotated[list[Path] | None, typer.Argument(help="In BEIR form.", exists=True)] = None,
    dataset: Annotated[list[Path] | None, typer.Option(help="Another benchmark.", exists=True)] = None,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the texts here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Each leg, fused and reranked, for questions as written, without and with restored diacritics."""
    from eval.beir import load_benchmark, rankings

    named = [*(folders or ()), *(dataset or ())]
    if not named:
        raise typer.BadParameter("name at least one benchmark")
    console, told = Console(), {}
    for folder in named:
        measured = rankings(load_benchmark(folder), Settings(), cache)
        if as_json:
            told[folder.name] = {
                way: {leg: ranking.model_dump() for leg, ranking in legs.items()}
                for way, legs in measured.items()
            }
        else:
            console.print(_table(folder.name, measured))
    if as_json:
        typer.echo(json.dumps(told))


@app.command()
def scale(
    documents: Annotated[Path, typer.Argument(help="Official documents to make clauses of.", exists=True)],
    size: Annotated[list[int] | None, typer.Option(min=100, help="Clauses; can be repeated.")] = None,
    base: Annotated[int, typer.Option(min=10, help="Clauses to recombine.")] = 2000,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the clauses here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Time per stage of a search, disk and memory, in collections made up of official clauses."""
    from eval.scale import measured

    found = []
    for one in measured(documents, size or [300, 20_000, 100_000], base=base, cache=cache):
        if as_json:  # a line for each, so that the hour a million takes loses nothing
            typer.echo(one.model_dump_json())
        found.append(one)
    if not as_json:
        Console().print(_scales(found, base))


def _scales(found: list[Scale], base: int) -> Table:
    table = Table(title=f"p50 / p95; texts and vectors recombined of {base:,} embedded clauses")
    table.add_column("clauses")
    for one in found:
        table.add_column(f"{one.clauses:,}", justify="right")
    for stage in found[0].searched.stages_ms:
        table.add_row(stage, *(str(one.searched.stages_ms[stage]) for one in found))
    table.add_section()
    table.add_row("by meaning, exact", *(str(one.searched.exact_ms) for one in found))
    table.add_row("recall@10 against it", *(f"{one.searched.recall_at_10:.3f}" for one in found))
    table.add_section()
    table.add_row("indexed in", *(f"{one.indexed.seconds:.0f} s" for one in found))
    table.add_row("a hundred more in", *(f"{one.indexed.more_s:.1f} s" for one in found))
    table.add_row("opened in", *(f"{one.searched.opened_s:.1f} s" for one in found))
    table.add_row("disk", *(f"{one.indexed.disk_mb:.0f} MB" for one in found))
    table.add_row("token vectors", *(f"{one.indexed.tokens_mb:.0f} MB" for one in found))
    table.add_row("memory, indexing", *(f"{one.indexed.memory_mb:.0f} MB" for one in found))
    table.add_row("memory, searching", *(f"{one.searched.memory_mb:.0f} MB" for one in found))
    return table


def _table(name: str, measured: dict[str, dict[str, Ranking]]) -> Table:
    queries = next(iter(next(iter(measured.values())).values())).queries
    table = Table("questions", "search", title=f"{name}: {queries} questions, in %")
    for measure in _MEASURES:
        table.add_column(measure.replace("_at_", "@"), justify="right")
    for way, legs in measured.items():
        for leg, ranking in legs.items():
            table.add_row(way, leg, *(f"{100 * getattr(ranking, measure):.1f}" for measure in _MEASURES))
        table.add_section()
    return table


if __name__ == "__main__":
    app()
