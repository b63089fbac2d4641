"""Commands of ``trichdan`` for those who keep it running: keys, doctor, backup, restore."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from assistant.api.keystore import KeyStore, StoredKey
    from indexing.settings import Settings

# How the command line reads the settings in force.
SettingsOf = Callable[[Path | None], "Settings"]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Thư mục chứa chỉ mục (TRICHDAN_DATA_DIR).")]
BackupFile = Annotated[Path, typer.Argument(help="Tệp sao lưu (.zip).")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]


def install(app: typer.Typer, settings_of: SettingsOf) -> None:
    """Add the commands to ``app``."""
    _install_keys(app, settings_of)
    _install_doctor(app, settings_of)
    _install_backup(app, settings_of)


# --- keys -------------------------------------------------------------------------------------


def _install_keys(app: typer.Typer, settings_of: SettingsOf) -> None:
    keys = typer.Typer(help="Khóa API: tạo, liệt kê, thu hồi.", no_args_is_help=True)
    app.add_typer(keys, name="keys")

    @keys.command("create")
    def create(
        name: Annotated[str, typer.Argument(help="Ai dùng khóa này, ví dụ “cong-thong-tin”.")],
        role: Annotated[
            Literal["reader", "admin"], typer.Option(help="reader: chỉ đọc; admin: được nạp và gỡ văn bản.")
        ] = "reader",
        rate: Annotated[
            int | None, typer.Option(min=0, help="Số yêu cầu mỗi phút của riêng khóa này; 0: không hạn chế.")
        ] = None,
        as_json: AsJson = False,
        data_dir: DataDir = None,
    ) -> None:
        """Tạo một khóa; khóa chỉ hiện một lần, kho chỉ giữ dấu băm của nó."""
        with _store(settings_of(data_dir)) as store:
            stored, key = store.create(name, role, rate)
        if as_json:
            print(json.dumps({**_told(stored), "key": key}, ensure_ascii=False, indent=2))
            return
        print(key)
        print(f"Khóa {stored.id} ({role}) của {name}. Hãy cất giữ: không xem lại được.", file=sys.stderr)

    @keys.command("list")
    def list_keys(as_json: AsJson = False, data_dir: DataDir = None) -> None:
        """Các khóa đã tạo, kể cả khóa đã thu hồi."""
        from rich.console import Console
        from rich.table import Table

        with _store(settings_of(data_dir)) as store:
            found = store.all()
        if as_json:
            print(json.dumps([_told(each) for each in found], ensure_ascii=False, indent=2))
            return
        table = Table("Mã", "Tên", "Quyền", "Yêu cầu/phút", "Ngày tạo", "Thu hồi")
        for each in found:
            rate = "mặc định" if each.rate is None else str(each.rate)
            table.add_row(each.id, each.name, each.role, rate, _day(each.created), _day(each.revoked))
        Console().print(table)

    @keys.command("revoke")
    def revoke(
        key_id: Annotated[str, typer.Argument(help="Mã của khóa, xem `trichdan keys list`.")],
        data_dir: DataDir = None,
    ) -> None:
        """Thu hồi một khóa; máy chủ đang chạy từ chối nó trong vòng một giây."""
        with _store(settings_of(data_dir)) as store:
            revoked = store.revoke(key_id)
        if not revoked:
            _fail(f"Không có khóa “{key_id}” đang dùng. Xem danh sách: trichdan keys list")
        print(f"Đã thu hồi khóa {key_id}.")


# --- doctor, backup, restore ------------------------------------------------------------------


def _install_doctor(app: typer.Typer, settings_of: SettingsOf) -> None:
    @app.command()
    def doctor(as_json: AsJson = False, data_dir: DataDir = None) -> None:
        """Kiểm tra cài đặt, dữ liệu, mô hình, đĩa, khóa; nói cách sửa chỗ chưa ổn."""
        from assistant.operations.doctor import Level, examine

        checks = examine(settings_of(data_dir))
        if as_json:
            print(json.dumps([asdict(each) for each in checks], ensure_ascii=False, indent=2))
        else:
            for each in checks:
                print(f"{each.level:<4}  {each.name}: {each.found}")
                if each.remedy:
                    print(f"      → {each.remedy}")
        if any(each.level is Level.FAIL for each in checks):
            raise typer.Exit(1)


def _install_backup(app: typer.Typer, settings_of: SettingsOf) -> None:
    @app.command()
    def backup(file: BackupFile, data_dir: DataDir = None) -> None:
        """Sao lưu cơ sở dữ liệu và tệp đã tải lên, kể cả khi máy chủ đang chạy."""
        from assistant.operations.backup import back_up

        made = back_up(settings_of(data_dir), file)
        print(f"Đã sao lưu {made.documents} văn bản vào {file} ({file.stat().st_size / 1024**2:.1f} MB).")

    @app.command()
    def restore(
        file: BackupFile,
        force: Annotated[bool, typer.Option("--force", help="Ghi đè kho đang có văn bản.")] = False,
        data_dir: DataDir = None,
    ) -> None:
        """Khôi phục từ bản sao lưu rồi dựng lại vector; kiểm tra mọi thứ trước khi ghi đè."""
        from assistant.operations.backup import restore as bring_back

        made = bring_back(settings_of(data_dir), file, force=force)
        print(f"Đã khôi phục {made.documents} văn bản từ {file}.")


@contextmanager
def _store(settings: Settings) -> Iterator[KeyStore]:
    from assistant.api.keystore import KeyStore
    from indexing.database import database_url, open_engine

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(database_url(settings))
    try:
        yield KeyStore(engine)
    finally:
        engine.dispose()


def _told(key: StoredKey) -> dict[str, object]:
    return {name: value for name, value in asdict(key).items() if name != "digest"}


def _day(moment: float | None) -> str:
    return time.strftime("%d/%m/%Y %H:%M", time.localtime(moment)) if moment else "—"


def _fail(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(1)
