"""One document in two formats is one document: one is answered from, the other kept and reported."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import SAMPLE

from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.readers import read_file
from indexing.settings import Settings


def test_a_text_and_its_word_file_are_recognised_as_one(tmp_path: Path) -> None:
    original = SAMPLE / "documents" / "ha-linh-2030.docx"
    files = tmp_path / "files"
    files.mkdir()
    text = read_file(original, Settings()).text
    (files / "a-van-ban.txt").write_text(text, encoding="utf-8")
    shutil.copy(original, files / "b-van-ban.docx")
    settings = Settings(data_dir=tmp_path / "data")
    report = index_paths([files], settings)
    first, second = report.documents
    assert first.number == second.number and first.number
    assert not any("Trùng" in warning for warning in first.warnings)
    assert any(f"«{first.id}»" in warning for warning in second.warnings)
    with Collection.open(settings) as collection:
        copies = {document.id: document.same_as for document in collection.documents()}
        answered = {clause_id.split(":")[0] for clause_id, _ in collection.dense("kế hoạch", 50)}
    assert copies == {first.id: None, second.id: first.id} and answered == {first.id}
