"""``python -m eval.load``: a bounded number of questions from many clients at once; how long each took."""

from __future__ import annotations

import http.client
import itertools
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import Field
from rich.console import Console
from rich.table import Table

from eval.gold import load_gold
from indexing.lexical import fold
from indexing.model import Frozen

_MOST_REQUESTS = 1_000_000  # a generator without a bound is an attack
_TIMEOUT_S = 120.0


class Load(Frozen):
    """One level of load: milliseconds at the client; ``errors`` counts answers other than 200."""

    clients: int
    requests: int
    errors: int
    per_second: float
    p50: float
    p95: float
    p99: float
    memory_mb: dict[int, int] = Field(default_factory=dict, description="Resident memory by answers given")


def load(
    url: str,
    questions: list[str],
    clients: int,
    requests: int,
    key: str | None = None,
    after: Callable[[int], None] = lambda answered: None,
) -> Load:
    """Ask ``requests`` questions over ``clients`` connections, each sending its next one when answered.

    ``after`` is told how many are answered, after each of them, by the thread that asked.
    """
    numbers, answered = itertools.count(), itertools.count(1)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    host = urlsplit(url).netloc

    def ask_on() -> None:
        connection = http.client.HTTPConnection(host, timeout=_TIMEOUT_S)
        while (number := next(numbers)) < requests:
            body = json.dumps({"question": questions[number % len(questions)]}).encode()
            started = time.perf_counter()
            try:
                connection.request("POST", "/v1/ask", body, headers)
                response = connection.getresponse()
                response.read()
                status = response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            times.append(1000 * (time.perf_counter() - started))
            statuses[status] += 1
            after(next(answered))
        connection.close()

    threads = [threading.Thread(target=ask_on) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    times.sort()

    def quantile(share: float) -> float:
        return round(times[min(len(times) - 1, int(share * len(times)))], 1)

    return Load(
        clients=clients, requests=requests, errors=requests - statuses[200],
        per_second=round(requests / seconds, 1), p50=quantile(0.5), p95=quantile(0.95), p99=quantile(0.99),
    )  # fmt: skip


def varied(questions: list[str], count: int) -> list[str]:
    """``count`` questions, hardly one like another: those given, other syllables of them without diacritics.

    A server that is asked the same few questions answers from what it remembers of them.
    """
    made = []
    for number in range(count):
        turn, which = divmod(number, len(questions))
        syllables = questions[which].split(" ")
        made.append(" ".join(fold(s) if turn >> place % 16 & 1 else s for place, s in enumerate(syllables)))
    return made


def resident_mb(pid: int) -> int:
    """Resident memory of a process of this machine (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return round(int(status.partition("VmRSS:")[2].split()[0]) / 1024)


def main(
    gold: Annotated[Path, typer.Option(help="Gold set whose questions are asked.")],
    url: Annotated[str, typer.Option(help="The running server.")] = "http://127.0.0.1:8000",
    clients: Annotated[str, typer.Option(help="How many at once, one level after the other.")] = "1,8,32,128",
    requests: Annotated[int, typer.Option(min=1, max=_MOST_REQUESTS, help="Questions a level.")] = 1000,
    vary: Annotated[bool, typer.Option(help="Write the questions differently each time.")] = False,
    key: Annotated[str | None, typer.Option(envvar="TRICHDAN_LOAD_KEY", help="API key.")] = None,
    pid: Annotated[int | None, typer.Option(help="The server's process, to tell its memory.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Tell the memory after so many answers.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Load a server that runs; end with status 1 when an answer was no 200."""
    questions = [each.question for each in load_gold(gold) if not each.history]
    if vary:
        questions = varied(questions, requests)
    levels = []
    for level in clients.split(","):
        memory = {0: resident_mb(pid)} if pid else {}

        def note(answered: int, memory: dict[int, int] = memory) -> None:
            if pid and answered % every == 0:
                memory[answered] = resident_mb(pid)
                print(f"{answered} answered: {memory[answered]} MB", file=sys.stderr, flush=True)

        found = load(url, questions, int(level), requests, key, note)
        levels.append(found.model_copy(update={"memory_mb": memory}))
    if as_json:
        print(json.dumps([each.model_dump() for each in levels]))
    else:
        shown = [name for name in Load.model_fields if name != "memory_mb"]  # told while it ran
        table = Table(*shown)
        for each in levels:
            table.add_row(*(str(getattr(each, name)) for name in shown))
        Console().print(table)
    if any(each.errors for each in levels):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
