from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.beir import load_benchmark, rankings
from indexing.settings import Settings

CORPUS = [
    {"_id": "y-te", "title": "Điều 1. Y tế", "text": 'Sở Y tế chủ trì đề án "trường sạch".'},
    {"_id": "nhân tài@2", "title": "", "text": "Sở Nội vụ chủ trì đề án nhà công vụ."},
    {
        "_id": "giao-thong",
        "title": "Giao thông",
        "text": "Giao thông\n\nCông an tỉnh bảo đảm an toàn giao thông.",
    },
]
QUERIES = [
    {"_id": "q1", "text": "Sở nào chủ trì đề án trường sạch?"},
    {"_id": "q2", "text": "Ai chủ trì đề án nhà công vụ?"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "small"
    made.mkdir()
    for name, lines in (("corpus", CORPUS), ("queries", QUERIES)):
        (made / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\ty-te\t1\nq2\tnhân tài@2\t1\n"
    (made / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return made


def test_a_benchmark_is_read_with_titles_once(folder: Path) -> None:
    benchmark = load_benchmark(folder)
    assert benchmark.corpus["y-te"].searched_text.startswith("Điều 1. Y tế\nSở Y tế")
    assert benchmark.corpus["giao-thong"].searched_text.count("Giao thông") == 1
    assert benchmark.qrels == {"q1": {"y-te": 1}, "q2": {"nhân tài@2": 1}}


def test_every_leg_is_measured_for_every_way_of_typing(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    measured = rankings(load_benchmark(folder), Settings(), cache)
    assert list(measured) == ["as written", "no diacritics", "restored"]
    assert all(list(legs) == ["dense", "lexical", "fused", "reranked"] for legs in measured.values())
    assert measured["as written"]["lexical"].recall_at_1 == 1
    assert measured["as written"]["fused"].queries == 2
    assert len(list(cache.iterdir())) == 1
    assert rankings(load_benchmark(folder), Settings(), cache) == measured
