"""``trichdan serve``: the application as one process on one port."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys

import uvicorn

from assistant.api import tracing
from assistant.api.app import create_app
from assistant.api.keys import BadKeys, Keys
from assistant.api.keystore import any_stored
from assistant.api.logs import configure_logging
from assistant.api.patience import protocol
from indexing.collection import ServerNote
from indexing.settings import Settings

_STOP_SECONDS = 10  # what a request that has begun may take to finish when the server is stopped


class ServeRefused(RuntimeError):
    """The server cannot or must not be started so; the message is Vietnamese and says what to do."""


def serve(settings: Settings) -> None:
    """Serve until interrupted. Prints the address; raises ``ServeRefused`` and ``CollectionError``."""
    refuse_open(settings)
    if settings.otlp_url and not tracing.is_installed():
        raise ServeRefused("TRICHDAN_OTLP_URL cần gói bổ sung: pip install 'trichdan[otel]'.")
    with _listening(settings) as listening:
        configure_logging(settings)
        app = create_app(settings)
        url = _url(settings.host, listening.getsockname()[1])
        config = uvicorn.Config(
            app,
            http=protocol(settings.client_patience_s),
            ws="none",
            log_config=None,
            access_log=False,  # it would write query strings, which carry questions
            timeout_graceful_shutdown=_STOP_SECONDS,
            server_header=False,
            lifespan="on",
        )
        # uvicorn stops in good order, then raises the signal once more: that must not kill us here,
        # before the note is cleared.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        ServerNote.write(settings.data_dir, url)
        try:
            print(f"Trích Dẫn đang chạy tại {url} (Ctrl-C để dừng)", flush=True)
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # uvicorn has stopped in good order and passes the interrupt on
        finally:
            ServerNote.clear(settings.data_dir)


def refuse_open(settings: Settings) -> None:
    """Refuse to start without the keys that are needed.

    Beyond loopback anybody could read and change the collection: only with keys, or on request.
    """
    try:
        keys = Keys(settings.api_keys)
    except BadKeys as error:
        raise ServeRefused(str(error)) from error
    if keys or settings.allow_open or _is_loopback(settings.host) or any_stored(settings):
        return
    raise ServeRefused(
        f"Từ chối lắng nghe ở {settings.host} khi chưa đặt khóa: đặt TRICHDAN_API_KEYS "
        "(ví dụ `admin:khóa-1,reader:khóa-2`) hoặc tạo khóa bằng `trichdan keys create`, "
        "hoặc TRICHDAN_ALLOW_OPEN=1 nếu mạng đã được bảo vệ."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # With its protocol named, asyncio turns off Nagle for each connection: 45 ms less an answer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen()  # from when the address is printed, whoever calls it is kept waiting, not refused
    except OSError as error:
        listening.close()
        raise ServeRefused(
            f"Không lắng nghe được ở {settings.host}:{settings.port} ({error.strerror}). "
            "Chọn cổng khác bằng --port, hoặc --port 0 để máy tự chọn."
        ) from error
    return listening


def _url(host: str, port: int) -> str:
    """An address a browser on this machine can open."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
