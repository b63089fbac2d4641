"""Questions about documents that no model learned from: what counts as an answer to them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from eval.unseen import Asked, half, is_of_half


def test_a_clause_of_the_article_asked_about_is_right_and_one_beside_it_is_not() -> None:
    article = "Điều 3. Trách nhiệm\n1. Sở Y tế chủ trì.\n2. Sở Tài chính phối hợp."
    asked = Asked("Ai chủ trì?", "ke-hoach", article)
    assert asked.answered_by("ke-hoach.md", "2. Sở Tài chính\nphối hợp.")
    assert asked.answered_by("ke-hoach.md", f"{article}\n3. Sở Xây dựng phối hợp.")
    assert not asked.answered_by("ke-hoach.md", "3. Sở Xây dựng phối hợp.")
    assert not asked.answered_by("ke-hoach.md", "Điều 3."), "a heading stands anywhere"
    assert not asked.answered_by("khac.md", "2. Sở Tài chính phối hợp.")
    assert not Asked("Ai chủ trì?").answered_by("ke-hoach.md", article)


def test_either_half_of_the_held_out_documents_is_indexed_with_its_own_questions(
    shared: Path, tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    found = sorted((shared / "documents").glob("*.md"))
    few = [p for first in (True, False) for p in [p for p in found if is_of_half(p.stem, first=first)][:3]]
    for path in few:
        (documents / path.name).symlink_to(path)
    indexed: list[set[str]] = []
    for first in (True, False):
        with half(documents, first=first, questions=5, seed=1) as unseen:
            indexed.append({document.file for document in unseen.collection.documents()})
            assert all(one.passage for one in unseen.own)
            assert len(unseen.others) == 5 and not any(one.passage for one in unseen.others)
    assert not indexed[0] & indexed[1]
    assert indexed[0] | indexed[1] == {path.name for path in few}


def test_a_folder_without_those_documents_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(typer.BadParameter, match="none of the documents"),
        half(tmp_path, first=True, questions=5, seed=1),
    ):
        pass
