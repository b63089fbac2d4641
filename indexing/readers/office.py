"""Old Word files (.doc, .rtf), turned into .docx by LibreOffice where it is installed.

Rule: the conversion runs on a copy in a folder of its own with a profile of its own, so that no
macro of the user's runs and an open LibreOffice does not get in the way.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from indexing.readers.errors import unreadable

_PROGRAMS = ("soffice", "libreoffice")


def as_docx(path: Path, data: bytes, timeout_s: float) -> bytes:
    """The bytes of a .docx with the content of an old Word file."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise unreadable(
            path,
            f"đọc tệp {path.suffix.lower()} cần LibreOffice, máy này chưa cài",
            "hãy cài gói libreoffice-writer-nogui hoặc lưu lại thành .docx",
        )
    with tempfile.TemporaryDirectory(prefix="trichdan-") as folder:
        source = Path(folder) / f"source{path.suffix.lower()}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        if not _finished(command, timeout_s):
            raise unreadable(
                path, "LibreOffice chuyển đổi quá lâu", "hãy mở bằng Word và lưu lại thành .docx"
            )
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise unreadable(
                path, "LibreOffice không chuyển đổi được tệp", "hãy mở bằng Word và lưu lại thành .docx"
            )
        return converted.read_bytes()


def _finished(command: list[str], timeout_s: float) -> bool:
    """Run a command; False when it had to be stopped, with all it had started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return False
    return True
