"""``trichdan doctor``: is everything there that answering needs, and if not, what to do.

Nothing is changed: what would be mended at the next start is only told.
"""

from __future__ import annotations

import ipaddress
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from indexing.collection import Collection
from indexing.errors import CollectionError, NotIndexed

if TYPE_CHECKING:
    from indexing.settings import Settings

_LITTLE_SPACE, _NO_SPACE = 2 * 1024**3, 256 * 1024**2
_SHORT_KEY = 16


class Level(StrEnum):
    """How a check went."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Check:
    """What was found, and what to do about it when it is not well."""

    name: str
    level: Level
    found: str
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """Every check, in the order in which to mend what they find."""
    checks: tuple[Callable[[Settings], Check], ...] = (
        _data_folder, _disk_space, _exposure, _key_strength, _model, _index, _vectors, _replicas, _tracing,
        _office_program, _recognition_program,
    )  # fmt: skip
    return [Check("Cài đặt", Level.OK, f"thư mục dữ liệu {settings.data_dir.absolute()}")] + [
        _guarded(check, settings) for check in checks
    ]


def _guarded(check: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return check(settings)
    except Exception as error:  # one broken check must not hide the others
        name = (check.__doc__ or check.__name__).rstrip(".")
        return Check(
            name, Level.FAIL, f"{type(error).__name__}: {error}", "Báo lỗi này cho người phát triển."
        )


def _data_folder(settings: Settings) -> Check:
    """Thư mục dữ liệu."""
    name, folder = "Thư mục dữ liệu", settings.data_dir
    if not folder.exists():
        return Check(name, Level.WARN, f"chưa có {folder}", "Lần `trichdan index` đầu tiên sẽ tạo ra nó.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check(name, Level.OK, "ghi được")
    except OSError as error:
        remedy = f"Cho tài khoản chạy trichdan quyền ghi vào {folder}."
        return Check(name, Level.FAIL, f"không ghi được ({error.strerror})", remedy)


def _disk_space(settings: Settings) -> Check:
    """Dung lượng đĩa."""
    name, place = "Dung lượng đĩa", settings.data_dir.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    found = f"còn {free / 1024**3:.1f} GB"
    if free >= _LITTLE_SPACE:
        return Check(name, Level.OK, found)
    level = Level.FAIL if free < _NO_SPACE else Level.WARN
    return Check(name, level, found, f"Giải phóng đĩa chứa {place}, hoặc đổi TRICHDAN_DATA_DIR.")


def _exposure(settings: Settings) -> Check:
    """Khóa truy cập."""
    from assistant.api.keys import BadKeys, Keys
    from assistant.api.keystore import any_stored

    name, make = "Khóa truy cập", "Tạo khóa: `trichdan keys create TÊN --role admin`."
    try:
        keyed = bool(Keys(settings.api_keys)) or any_stored(settings)
    except BadKeys as error:
        return Check(name, Level.FAIL, str(error), "Sửa TRICHDAN_API_KEYS.")
    if keyed:
        return Check(name, Level.OK, "đã đặt")
    if _is_loopback(settings.host):
        return Check(name, Level.OK, f"không đặt; chỉ máy này vào được ({settings.host})")
    if settings.allow_open:
        return Check(name, Level.WARN, f"mở không khóa ở {settings.host} (TRICHDAN_ALLOW_OPEN)", make)
    return Check(name, Level.FAIL, f"không đặt, mà máy chủ lắng nghe ở {settings.host}", make)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key_strength(settings: Settings) -> Check:
    """Độ dài khóa."""
    name = "Độ dài khóa"
    text = settings.api_keys.get_secret_value() if settings.api_keys else ""
    keys = [each.rpartition(":")[2].strip() for each in text.split(",") if each.strip()]
    short = sum(len(key) < _SHORT_KEY for key in keys)
    if not short:
        return Check(name, Level.OK, "đủ dài" if keys else "không có khóa trong cài đặt")
    remedy = "Dùng khóa ngẫu nhiên, ví dụ khóa của `trichdan keys create`."
    return Check(
        name, Level.WARN, f"{short} khóa trong TRICHDAN_API_KEYS ngắn hơn {_SHORT_KEY} ký tự", remedy
    )


def _model(settings: Settings) -> Check:
    """Mô hình nhúng."""
    from indexing.embedding import load_embedder

    name = "Mô hình nhúng"
    try:
        embedder = load_embedder(settings)
        length = len(embedder.embed_query("kiểm tra").vector)
    except Exception as error:  # models fail in many ways; each is the same to who reads this
        remedy = "Kiểm tra TRICHDAN_EMBEDDING_MODEL, hoặc cài lại trichdan."
        return Check(name, Level.FAIL, f"không nạp được ({type(error).__name__}: {error})", remedy)
    return Check(name, Level.OK, f"{embedder.name}, {length} chiều")


def _index(settings: Settings) -> Check:
    """Chỉ mục."""
    name = "Chỉ mục"
    try:
        with Collection.open(settings, lazy=True) as collection:
            documents, points = len(collection.catalogue()), collection.shared.view().points
            outdated = len(collection.outdated())
    except NotIndexed as error:
        return Check(name, Level.WARN, "chưa có", str(error))
    except CollectionError as error:  # its message says what to do
        return Check(name, Level.FAIL, "không dùng được", str(error))
    except SQLAlchemyError as error:
        remedy = "Kiểm tra TRICHDAN_DATABASE_URL và cơ sở dữ liệu, hoặc `trichdan restore` một bản sao lưu."
        return Check(name, Level.FAIL, f"không mở được cơ sở dữ liệu ({type(error).__name__})", remedy)
    held = f"{documents} văn bản, {points} điều khoản tra cứu được"
    if outdated:
        remedy = "Chạy `trichdan index --rebuild` để đọc lại; trong lúc đó chỉ mục cũ vẫn trả lời."
        return Check(name, Level.WARN, f"{held}; {outdated} văn bản do một phiên bản khác đọc", remedy)
    return Check(name, Level.OK, held)


def _vectors(settings: Settings) -> Check:
    """Kho vector."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from indexing.database import RevisionRow
    from indexing.locks import ServerNote
    from indexing.vectors import VectorsLocked, VectorsUnusable, open_vectors

    name, again = "Kho vector", "Sẽ được dựng lại từ cơ sở dữ liệu ở lần khởi động hay lập chỉ mục tới."
    try:
        with Collection.open(settings, lazy=True) as collection:
            view, stamp = collection.shared.view(), collection.manifest.stamp
            with Session(collection.shared.engine) as session:
                strangers = set(session.scalars(select(RevisionRow.revision))) - view.answered
        vectors = open_vectors(settings, dimension=view.manifest.dimension, stamp=stamp)
    except (CollectionError, SQLAlchemyError):
        return Check(name, Level.WARN, "chưa kiểm tra được khi chưa có chỉ mục")
    except VectorsLocked:
        note = ServerNote.read(settings.data_dir)
        held = f"máy chủ ở {note.url}" if note else "một tiến trình khác"
        return Check(name, Level.OK, f"{held} đang giữ và đã kiểm tra khi mở")
    except VectorsUnusable as error:
        return Check(name, Level.WARN, f"không khớp chỉ mục ({error})", again)
    except Exception as error:  # the client of a Qdrant server raises many things
        remedy = "Kiểm tra TRICHDAN_QDRANT_URL, TRICHDAN_QDRANT_KEY và máy chủ Qdrant."
        return Check(name, Level.FAIL, f"không mở được ({type(error).__name__})", remedy)
    try:
        held_points = vectors.count(without=strangers)
    finally:
        vectors.close()
    if held_points == view.points:
        return Check(name, Level.OK, f"{held_points} vector, khớp cơ sở dữ liệu")
    return Check(name, Level.WARN, f"{held_points} vector, cơ sở dữ liệu có {view.points}", again)


def _replicas(settings: Settings) -> Check:
    """Nhiều máy chủ."""
    name = "Nhiều máy chủ"
    outside_database = settings.database_url is not None and not settings.database_url.startswith("sqlite")
    outside_vectors = settings.qdrant_url not in (None, ":memory:")
    if outside_database == outside_vectors:
        shared = "nhiều máy chủ dùng chung được" if outside_database else "một máy chủ"
        return Check(name, Level.OK, shared)
    remedy = "Để nhiều máy chủ dùng chung, đặt cả TRICHDAN_DATABASE_URL (PostgreSQL) và TRICHDAN_QDRANT_URL."
    return Check(
        name, Level.WARN, "chỉ một trong hai kho nằm ngoài máy này: chỉ được chạy một máy chủ", remedy
    )


def _tracing(settings: Settings) -> Check:
    """OpenTelemetry."""
    from assistant.api.tracing import is_installed

    name = "OpenTelemetry"
    if not settings.otlp_url:
        return Check(name, Level.OK, "không dùng")
    if is_installed():
        return Check(name, Level.OK, f"gửi đến {settings.otlp_url}")
    return Check(name, Level.FAIL, "chưa cài gói bổ sung", "Cài: pip install 'trichdan[otel]'.")


def _office_program(_: Settings) -> Check:
    """LibreOffice."""
    return _program("LibreOffice", ("soffice", "libreoffice"), "tệp .doc, .rtf", "libreoffice-writer")


def _recognition_program(_: Settings) -> Check:
    """Tesseract."""
    return _program("Tesseract", ("tesseract",), "bản quét", "tesseract-ocr tesseract-ocr-vie")


def _program(name: str, commands: tuple[str, ...], reads: str, packages: str) -> Check:
    found = next(filter(None, map(shutil.which, commands)), None)
    if found:
        return Check(name, Level.OK, found)
    return Check(name, Level.WARN, f"không có: không đọc được {reads}", f"Cài: apt install {packages}")
