"""Our indexing beside LlamaIndex's: the same clauses, the same questions."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import bench, side_by_side
from eval.gold import load_gold

SAMPLE = Path(__file__).parent.parent / "eval" / "sample"
MODEL = Path(__file__).parent.parent / "indexing" / "models" / "me5-small-vi"
INSTALLED = importlib.util.find_spec("sentence_transformers") is not None


@pytest.mark.slow
def test_ours_counts_what_it_made_searchable_and_finds_it(tmp_path: Path) -> None:
    asked = [q for q in load_gold(SAMPLE / "gold.jsonl") if q.answerable and not q.history]
    about = [q for q in asked if {e.doc for e in q.evidence} == {"thanh-sa-2024-2025"}][:12]
    document = SAMPLE / "documents" / "thanh-sa-2024-2025.md"
    ours, nodes = side_by_side.our_side(document, about, tmp_path)
    assert ours.clauses == len(nodes) > 40 and ours.per_second > 0
    assert {node.hit.file for node in nodes} == {document.name}
    assert all(node.hit.text.split()[0] in node.searched for node in nodes if node.hit.text)
    assert (ours.as_written.recall_at_10.value or 0) > 0.8
    assert (ours.no_diacritics.recall_at_10.value or 0) > 0.8


@pytest.mark.skipif(INSTALLED, reason="LlamaIndex's side is installed")
def test_it_says_what_to_install() -> None:
    import typer

    app = typer.Typer()
    app.command()(side_by_side.main)
    arguments = [str(SAMPLE / "documents"), str(SAMPLE / "gold.jsonl"), "--model", str(MODEL)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "trichdan[comparison]" in result.output


@pytest.mark.slow
def test_a_made_up_collection_is_searched_and_weighed(tmp_path: Path) -> None:
    documents = str(SAMPLE / "documents")
    arguments = ["scale", documents, "--size", "200", "--base", "20", "--cache", str(tmp_path)]
    result = CliRunner().invoke(bench.app, arguments)
    assert result.exit_code == 0, result.output
    assert "of 20 embedded clauses" in " ".join(result.output.split())
    assert "1.000" in result.output, "a small collection is searched exactly"
