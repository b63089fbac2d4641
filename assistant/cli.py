"""The command line ``trichdan``: index, ask, serve, eval, documents, settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import SecretStr, TypeAdapter, ValidationError

from assistant import commands, feedback_cli
from assistant.terminal import index_with_progress, print_answer, print_report

if TYPE_CHECKING:
    from assistant.model import Answer
    from indexing.settings import Settings

app = typer.Typer(
    name="trichdan",
    help="Hỏi đáp trên văn bản hành chính; câu trả lời nào cũng dẫn đúng điều khoản của nó.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
documents_app = typer.Typer(help="Những gì có trong chỉ mục.", invoke_without_command=True)
app.add_typer(documents_app, name="documents")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Thư mục chứa chỉ mục (TRICHDAN_DATA_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]


FACT_KINDS = ("assignment", "target", "deadline", "reference", "about")


class Failure(Exception):
    """A message for the user and the exit status that goes with it."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


_chosen: dict[str, Path] = {}


@app.callback()
def _before(data_dir: DataDir = None) -> None:
    _chosen.clear()
    if data_dir:
        _chosen["data_dir"] = data_dir


def _settings(data_dir: Path | None, **overrides: Any) -> Settings:
    from indexing.settings import Settings

    if chosen := data_dir or _chosen.get("data_dir"):
        overrides["data_dir"] = chosen
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Failure(
            f"Cài đặt `{name}` không hợp lệ: {first['msg']}."
            f" Sửa biến TRICHDAN_{name.upper()} hoặc trichdan.toml.",
            2,
        ) from error


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Tệp và thư mục cần đưa vào chỉ mục.")] = None,
    prune: Annotated[bool, typer.Option(help="Bỏ văn bản có tệp không còn nữa.")] = False,
    rebuild: Annotated[
        bool,
        typer.Option(help="Làm lại chỉ mục (khi đổi mô hình hay phiên bản); không nêu tệp thì mọi văn bản."),
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Đọc tệp và thư mục vào chỉ mục; tệp không đổi thì bỏ qua."""
    from indexing.pipeline import index_paths
    from indexing.readers import SUFFIXES

    if not paths and not rebuild:
        raise typer.BadParameter("Hãy nêu tệp hay thư mục cần đưa vào chỉ mục.", param_hint="PATHS")
    paths = paths or []
    settings = _settings(data_dir)
    if as_json or not sys.stderr.isatty():
        report = index_paths(paths, settings, prune=prune, rebuild=rebuild)
    else:
        report = index_with_progress(paths, settings, prune, rebuild)
    if as_json:
        print(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        print_report(report)
    if paths and not report.documents and not report.vanished:
        named = ", ".join(map(str, paths))
        raise Failure(f"Không tìm thấy văn bản nào trong {named}. Đọc được: {', '.join(sorted(SUFFIXES))}.")
    if report.failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi, có dấu hoặc không dấu.")],
    history: Annotated[Path | None, typer.Option("--history", help="Tệp JSON các lượt trước.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Trả lời trong cửa sổ lệnh, kèm trích dẫn."""
    from assistant.model import Turn

    settings = _settings(data_dir)
    turns: list[Turn] = []
    if history:
        try:
            turns = TypeAdapter(list[Turn]).validate_json(history.read_bytes())
        except OSError as error:
            raise Failure(f"Không đọc được tệp lịch sử {history}: {error.strerror}.", 2) from error
        except ValidationError as error:
            raise Failure(
                f'Tệp lịch sử {history} phải là danh sách JSON {{"role", "content"}}:'
                f" {error.errors()[0]['msg']}.",
                2,
            ) from error
    answer = _answer(settings, question, turns)
    if as_json:
        print(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        print_answer(answer)


def _answer(settings: Settings, question: str, turns: list[Any]) -> Answer:
    """Ask the collection, or the server that holds it."""
    from assistant.assistant import Assistant
    from indexing.collection import Collection, CollectionInUse, ServerNote

    note = ServerNote.read(settings.data_dir)
    if note is not None:
        return _from_server(settings, note.url, question, turns)
    try:
        with Collection.open(settings) as collection:
            return Assistant(collection, settings).ask(question, turns)
    except CollectionInUse:
        if (note := ServerNote.read(settings.data_dir)) is not None:
            return _from_server(settings, note.url, question, turns)
        raise


def _from_server(settings: Settings, url: str, question: str, turns: list[Any]) -> Answer:
    import httpx

    from assistant.model import Answer

    keys = settings.api_keys.get_secret_value().split(",") if settings.api_keys else []
    headers = {"Authorization": f"Bearer {keys[0].split(':')[-1]}"} if keys else {}
    body = {"question": question, "history": [turn.model_dump() for turn in turns]}
    try:
        response = httpx.post(f"{url}/v1/ask", json=body, headers=headers, timeout=60)
    except httpx.HTTPError as error:
        raise Failure(
            f"Máy chủ đang giữ chỉ mục ở {url} không trả lời: {error}. Hãy dừng hoặc khởi động lại nó."
        ) from error
    if response.status_code != 200:
        detail = (
            response.json().get("detail", response.text)
            if "json" in response.headers.get("content-type", "")
            else response.text
        )
        raise Failure(str(detail), 2 if response.status_code == 422 else 1)
    return Answer.model_validate(response.json())


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Mở trang hỏi đáp ở / và API ở /v1, trên một cổng."""
    from assistant.api import ServeRefused
    from assistant.api import serve as run

    chosen = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    try:
        run(_settings(data_dir, **chosen))
    except ServeRefused as error:
        raise Failure(str(error)) from error


@app.command(name="eval")
def evaluate(
    gold: Annotated[Path | None, typer.Option("--gold", help="Bộ câu hỏi chuẩn (JSON Lines).")] = None,
    feedback: Annotated[
        Path | None,
        typer.Option("--feedback", help="Ghi góp ý thành câu hỏi chuẩn đề nghị vào tệp này."),
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Thư mục ghi báo cáo HTML.")] = None,
    fold: Annotated[bool, typer.Option("--fold", help="Hỏi mọi câu không dấu.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Chấm chỉ mục hiện có bằng một bộ câu hỏi chuẩn."""
    from eval.gold import GoldError, load_gold
    from eval.harness import measured

    settings = _settings(data_dir)
    try:
        if gold is not None:
            name, questions = gold.stem, load_gold(gold)
        elif feedback is not None:
            name, questions = feedback.stem, feedback_cli.write_candidates(settings, feedback)
        else:
            raise Failure("Cần --gold TỆP hoặc --feedback TỆP.", 2)
    except GoldError as error:
        raise Failure(str(error), 2) from error
    if not questions:
        return
    result = measured(questions, settings, name=name, fold=fold, report_dir=report)
    if as_json:
        print(result.model_dump_json(indent=2))
    else:
        from rich.console import Console

        Console().print(result.table())


_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(context_settings=_PASSED_ON, add_help_option=False)
def bench(context: typer.Context) -> None:
    """Đo tìm kiếm trên bộ dữ liệu công khai (retrieval), độ trễ (latency), quy mô (scale)."""
    from eval.bench import app as bench_app

    bench_app(args=context.args, prog_name="trichdan bench")


@documents_app.callback()
def _documents(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        documents_list()


@documents_app.command("list")
def documents_list(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Danh sách văn bản."""
    from rich.console import Console
    from rich.table import Table

    from indexing.collection import Collection

    with Collection.open(_settings(data_dir), lazy=True) as collection:
        found = collection.catalogue()
    if as_json:
        print(json.dumps([_about(d) for d in found], ensure_ascii=False, indent=2))
        return
    table = Table("Mã", "Số, ký hiệu", "Cơ quan ban hành", "Ngày", "Tệp")
    for d in found:
        table.add_row(d.id, d.number or "—", d.issuer or "—", d.date.isoformat() if d.date else "—", d.file)
    Console().print(table)


def _about(document: Any) -> dict[str, Any]:
    return {k: v for k, v in document.model_dump(mode="json").items() if k not in ("text", "page_starts")}


@documents_app.command("show")
def documents_show(document_id: str, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Một văn bản và các điều khoản của nó."""
    from rich.console import Console

    from indexing.collection import Collection

    with Collection.open(_settings(data_dir), lazy=True) as collection:
        document = collection.document(document_id)
        if document is None:
            raise Failure(f"Không có văn bản “{document_id}”. Xem danh sách: trichdan documents list")
        clauses = collection.clauses_of(document_id)
    if as_json:
        print(json.dumps({**_about(document), "clauses": [c.model_dump(mode="json") for c in clauses]},
                         ensure_ascii=False, indent=2))  # fmt: skip
        return
    console = Console()
    for key, value in _about(document).items():
        if value:
            console.print(f"[bold]{key}[/bold]: {value}", markup=True, highlight=False)
    for clause in clauses:
        console.print(f"[cyan]{clause.path}[/cyan]  {' '.join(clause.text.split())[:120]}", highlight=False)


@documents_app.command("remove")
def documents_remove(document_id: str, data_dir: DataDir = None) -> None:
    """Bỏ một văn bản khỏi chỉ mục (tệp gốc không bị động đến)."""
    from indexing.pipeline import remove_documents

    if not remove_documents([document_id], _settings(data_dir)):
        raise Failure(f"Không có văn bản “{document_id}”. Xem danh sách: trichdan documents list")
    print(f"Đã bỏ {document_id} khỏi chỉ mục.")


@app.command()
def facts(
    kind: Annotated[str, typer.Option(help="Một trong: " + ", ".join(FACT_KINDS) + ".")] = "assignment",
    document: Annotated[str | None, typer.Option(help="Chỉ của một văn bản (mã).")] = None,
    agency: Annotated[str | None, typer.Option(help="Cơ quan được nhắc đến.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Dữ kiện đã rút ra: phân công, chỉ tiêu, thời hạn, viện dẫn."""
    from rich.console import Console
    from rich.table import Table

    from indexing.collection import Collection

    if kind not in FACT_KINDS:
        raise Failure(f"Không có loại dữ kiện “{kind}”. Chọn một trong: {', '.join(FACT_KINDS)}.", 2)
    with Collection.open(_settings(data_dir), lazy=True) as collection:
        found = collection.facts(kind, document_ids=[document] if document else None, actor=agency)
        paths = {c.id: c.path for c in collection.clauses([f.clause_id for f in found])}
    rows = [{**f.model_dump(mode="json"), "path": paths.get(f.clause_id, "")} for f in found]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    hidden = {"kind", "clause_id", "start", "end", "support", "document_id", "path"}
    columns = [name for name in (rows[0] if rows else {}) if name not in hidden]
    table = Table("Văn bản", "Điều khoản", *columns)
    for row in rows:
        values = ("; ".join(v) if isinstance(v, list) else str(v) for v in (row[c] for c in columns))
        table.add_row(str(row["document_id"]), str(row["path"]), *values)
    Console().print(table)


@app.command()
def settings(data_dir: DataDir = None) -> None:
    """Các cài đặt đang có hiệu lực (bí mật được che)."""
    from rich.console import Console
    from rich.table import Table

    from indexing.settings import Settings

    table = Table("Cài đặt", "Giá trị", "Ý nghĩa")
    for name, value in _settings(data_dir):
        shown = "********" if isinstance(value, SecretStr) else str(value)
        table.add_row(f"TRICHDAN_{name.upper()}", shown, Settings.model_fields[name].description or "")
    Console().print(table)


commands.install(app, _settings)
feedback_cli.install(app, _settings)


def main() -> None:
    """Entry point: known errors become one clear line and their exit status."""
    try:
        app()
    except Exception as error:
        code = _exit_status(error)
        if code is None:
            raise
        print(error, file=sys.stderr)
        raise SystemExit(code) from None


def _exit_status(error: Exception) -> int | None:
    """The exit status of an error that its message explains; imported here, so only a failing run pays."""
    from assistant.assistant import BadQuestion
    from indexing.collection import CollectionError

    if isinstance(error, Failure):
        return error.code
    if isinstance(error, BadQuestion):
        return 2
    return 1 if isinstance(error, CollectionError | FileNotFoundError) else None
