"""``trichdan feedback``: what readers said of answers, for those who improve them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from eval.gold import GoldQuestion
    from indexing.settings import Settings

SettingsOf = Callable[[Path | None], "Settings"]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Thư mục chứa chỉ mục (TRICHDAN_DATA_DIR).")]


def install(app: typer.Typer, settings_of: SettingsOf) -> None:
    """Add the commands to ``app``."""
    feedback = typer.Typer(help="Góp ý của người dùng về câu trả lời.", no_args_is_help=True)
    app.add_typer(feedback, name="feedback")

    @feedback.callback()
    def _group() -> None:
        """Góp ý của người dùng về câu trả lời."""

    @feedback.command("export")
    def export(
        gold: Annotated[
            bool, typer.Option("--gold", help="Ứng viên cho bộ câu hỏi chuẩn, cần người xem lại.")
        ] = False,
        out: Annotated[Path | None, typer.Option("--out", help="Ghi vào tệp thay vì in ra.")] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Mọi góp ý, mỗi dòng một đối tượng JSON (JSON Lines)."""
        lines = list(_lines(settings_of(data_dir), gold))
        if out is None:
            sys.stdout.writelines(lines)
        else:
            out.write_text("".join(lines), encoding="utf-8")
            print(f"Đã ghi {len(lines)} góp ý vào {out}.", file=sys.stderr)


def write_candidates(settings: Settings, out: Path) -> tuple[GoldQuestion, ...]:
    """Write a candidate for each feedback to ``out``; those that are gold as they stand."""
    from pydantic import ValidationError

    from eval.gold import GoldQuestion

    lines = list(dict.fromkeys(_lines(settings, gold=True)))
    out.write_text("".join(lines), encoding="utf-8")
    sound = []
    for line in lines:
        with suppress(ValidationError):  # what was wrong waits for somebody to say what is right
            sound.append(GoldQuestion.model_validate_json(line))
    print(
        f"Đã ghi {len(lines)} ứng viên vào {out}: {len(sound)} câu đã đúng được chấm lại, "
        f"{len(lines) - len(sound)} câu chờ người điền đáp án.",
        file=sys.stderr,
    )
    return tuple(sound)


def _lines(settings: Settings, gold: bool) -> Iterable[str]:
    from assistant.feedback import FeedbackStore, gold_candidate
    from indexing.database import database_url, open_engine, sqlite_path

    if settings.database_url is None and not sqlite_path(settings).is_file():
        return  # nothing has been indexed, so nothing has been asked
    engine = open_engine(database_url(settings))
    try:
        for said in FeedbackStore(engine).all():
            told: dict[str, Any] = gold_candidate(said) if gold else said.model_dump()
            yield json.dumps(told, ensure_ascii=False) + "\n"
    finally:
        engine.dispose()
