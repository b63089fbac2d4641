"""Who works on a data folder: the writer's lock and the note a running server leaves."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from indexing.errors import CollectionInUse


@dataclass(frozen=True)
class ServerNote:
    """What ``serve`` writes to ``server.json`` in the data folder while it runs.

    ``started`` is the process's start time as the kernel counts it (None where unknown): a
    process that merely got the same number after a restart is not taken for the server.
    """

    pid: int
    url: str
    started: str | None = None

    @classmethod
    def write(cls, data_dir: Path, url: str) -> ServerNote:
        """Note that this process serves the folder at ``url``."""
        note = cls(os.getpid(), url, _started(os.getpid()))
        data_dir.mkdir(parents=True, exist_ok=True)
        unfinished = data_dir / "server.json.part"
        unfinished.write_text(json.dumps(asdict(note)), "utf-8")
        unfinished.replace(data_dir / "server.json")
        return note

    @classmethod
    def read(cls, data_dir: Path) -> ServerNote | None:
        """The note of a server that still runs; None when there is none or it is stale."""
        try:
            found = json.loads((data_dir / "server.json").read_text("utf-8"))
            note = cls(int(found["pid"]), str(found["url"]), found.get("started"))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return note if note.alive else None

    @staticmethod
    def clear(data_dir: Path) -> None:
        """Remove the note (a stale one too); nothing happens when there is none."""
        (data_dir / "server.json").unlink(missing_ok=True)

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass  # somebody else's process: it exists
        now = _started(self.pid)
        return self.started is None or now is None or now == self.started


def _started(pid: int) -> str | None:
    """Start time of a process in clock ticks since boot, where the system tells (Linux)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]


def in_use(data_dir: Path, *, writing: bool) -> CollectionInUse:
    """The error for a folder that is taken, worded for whoever seems to hold it."""
    note = ServerNote.read(data_dir)
    if note is None:
        doing = "đang lập chỉ mục" if writing else "đang dùng chỉ mục"
        return CollectionInUse(f"Một tiến trình khác {doing} trong {data_dir}. Hãy đợi nó xong rồi chạy lại.")
    held = f"Máy chủ đang chạy tại {note.url} giữ chỉ mục trong {data_dir}."
    if writing:
        return CollectionInUse(
            f"{held} Hãy tải văn bản lên qua máy chủ đó (POST /v1/documents), "
            "hoặc dừng nó rồi chạy lại `trichdan index`."
        )
    return CollectionInUse(f"{held} Hãy hỏi qua máy chủ đó, hoặc dừng nó.")
