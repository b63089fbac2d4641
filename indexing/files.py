"""Files to index: which they are, what they are called, whether they or their reader changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from indexing.lexical import fold


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files to read (each once, sorted; in folders only of known suffixes) and paths that don't exist."""
    from indexing.readers import SUFFIXES

    files: set[Path] = set()
    missing: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.update(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and _is_document(p, path))
        elif path.exists():
            files.add(path)
        else:
            missing.append(path)
    return sorted(files), missing


def _is_document(path: Path, root: Path) -> bool:
    """Not hidden, not an office program's lock file (``~$…``)."""
    parts = path.relative_to(root).parts
    return not any(part.startswith((".", "~$")) for part in parts) and path.is_file()


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by dashes; ``van-ban`` when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:120] or "van-ban"


@cache
def parser_version() -> str:
    """Hash of the code that reads documents: when it changes, documents are read anew."""
    here = Path(__file__).parent
    folders = (here / name for name in ("readers", "structure", "facts"))
    shared = (here / name for name in ("model.py", "language.py", "places.py"))
    files = [*shared, *here.glob("*.csv"), *(p for folder in folders for p in folder.rglob("*"))]
    digest = hashlib.sha256()
    for path in sorted(p for p in files if p.is_file() and p.suffix in {".py", ".csv", ".json", ".txt"}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
