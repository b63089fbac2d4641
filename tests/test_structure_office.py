"""Nghị định 30/2020 as offices have it: every Chương, Điều, khoản and điểm in sequence, annex tables kept."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from indexing.model import Clause, Document
from indexing.readers import read_file
from indexing.settings import Settings
from indexing.structure import parse

LETTERS = "abcdđeghiklmnopqrstuvxy"


def parsed(path: Path) -> tuple[Document, list[Clause]]:
    if not path.is_file():
        pytest.skip(f"no {path.name}")
    document, clauses = parse(read_file(path, Settings()), document_id="nd30", source=path, sha256="0")
    return document, list(clauses)


def test_the_decree_is_whole(shared: Path) -> None:
    document, clauses = parsed(shared / "documents-office" / "30_2020_ND_CP.docx")
    assert (document.number, document.kind, document.issuer) == ("30/2020/NĐ-CP", "Nghị định", "Chính phủ")
    paths = [clause.path for clause in clauses]
    articles = [path for path in paths if re.fullmatch(r"Điều \d+", path)]
    assert articles == [f"Điều {n}" for n in range(1, 39)]
    chapters = [path for path in paths if re.fullmatch(r"Chương [IVX]+", path)]
    assert chapters == [f"Chương {n}" for n in ("I", "II", "III", "IV", "V", "VI", "VII")]
    assert document.warnings == ()


def test_its_khoản_and_điểm_follow_one_another(shared: Path) -> None:
    _, clauses = parsed(shared / "documents-office" / "30_2020_ND_CP.docx")
    below: dict[str, list[str]] = defaultdict(list)
    for clause in clauses:
        if found := re.fullmatch(r"(.+) > (khoản \d+|điểm \w)", clause.path):
            below[found[1]].append(found[2])
    assert sum(map(len, below.values())) > 190
    for above, names in below.items():
        khoản = [name for name in names if name.startswith("khoản")]
        điểm = [name for name in names if name.startswith("điểm")]
        assert khoản == [f"khoản {n}" for n in range(1, len(khoản) + 1)], above
        assert điểm == [f"điểm {letter}" for letter in LETTERS[: len(điểm)]], above


@pytest.mark.parametrize(("annex", "rows"), [(1, 73), (3, 72), (6, 59)])
def test_the_tables_of_the_annexes_are_kept(shared: Path, annex: int, rows: int) -> None:
    _, clauses = parsed(shared / "documents-office" / f"Phuluc{annex}.docx")
    assert sum(clause.kind == "row" for clause in clauses) == rows


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (libreoffice-writer-nogui)")
def test_old_word_files_give_the_same_clauses(shared: Path) -> None:
    _, old = parsed(shared / "documents-office" / "Phuluc6.doc")
    _, new = parsed(shared / "documents-office" / "Phuluc6.docx")
    assert [(c.path, c.text) for c in old] == [(c.path, c.text) for c in new]
