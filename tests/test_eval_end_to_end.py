"""The harness over a real index and the real assistant."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.gate import SAMPLE
from eval.gold import load_gold
from eval.harness import evaluate
from indexing.pipeline import index_paths
from indexing.settings import Settings

DOCUMENT = "thanh-sa-cong-van-1234"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("eval"))
    index_paths([SAMPLE / "documents" / f"{DOCUMENT}.txt"], settings)
    return settings


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's questions that this one document answers."""
    path = tmp_path_factory.mktemp("gold") / "letter.jsonl"
    chosen = [
        question.model_dump_json()
        for question in load_gold(SAMPLE / "gold.jsonl")
        if question.answerable and {evidence.doc for evidence in question.evidence} == {DOCUMENT}
    ]
    path.write_text("\n".join(chosen), encoding="utf-8")
    return path


@pytest.mark.parametrize("fold", [False, True])
def test_a_gold_set_is_run_against_an_index(
    settings: Settings, gold: Path, fold: bool, tmp_path: Path
) -> None:
    result = evaluate(gold, settings, fold=fold, report_dir=tmp_path)
    assert result.gold == "letter"
    assert result.overall.questions == len(load_gold(gold)) > 5
    assert result.overall.true_quotes.value == 1
    assert (result.overall.recall_at_10.value or 0) > 0.5
    assert (tmp_path / "index.html").exists()


def test_every_evidence_quote_of_the_sample_names_a_document_of_it() -> None:
    names = {path.stem for path in (SAMPLE / "documents").iterdir()}
    for question in load_gold(SAMPLE / "gold.jsonl"):
        assert {evidence.doc for evidence in question.evidence} <= names, question.id
