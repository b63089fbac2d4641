"""Questions written for training: whose they are, which passages they ask for, what they are kept from."""

from __future__ import annotations

import json
import random
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.diacritics import FILE
from eval import question_language
from eval.passages import read_clauses
from eval.questions import invented_questions, is_held_out, joined, official, official_questions, parted
from eval.text import comparable
from eval.train_embedder import NEIGHBOURS, Asked, Passages, batches, best_text, stretch, typed

SAMPLE_GOLD = Path(__file__).parent.parent / "eval" / "sample" / "gold.jsonl"
LONG = (
    "Trường tổ chức tuyển sinh theo kế hoạch.\nHọc sinh nộp hồ sơ tại văn phòng trước ngày 15 tháng 6.",
    "Trường tổ chức tuyển sinh theo kế hoạch.",
    "Học sinh nộp hồ sơ tại văn phòng trước ngày 15 tháng 6.",
)


def test_each_question_is_asked_once_of_a_passage() -> None:
    lines = official()
    assert len(lines) > 6000
    assert all(len(line.question.split()) > 1 for line in lines)
    asked = Counter((line.document, line.passage, line.question.lower()) for line in lines)
    assert max(asked.values()) == 1


def test_invented_texts_bring_their_own_passages() -> None:
    invented = invented_questions()
    assert len(invented.corpus) > 300 and len(invented.queries) > 2000
    assert all(set(relevant) <= set(invented.corpus) for relevant in invented.qrels.values())
    assert all(20 <= len(clause.text.split()) <= 400 for clause in invented.corpus.values())


def test_questions_of_a_document_are_learned_from_or_held_out_never_both() -> None:
    learned, held_out = parted(invented_questions())
    assert learned.qrels and held_out.qrels and not set(learned.qrels) & set(held_out.qrels)
    assert learned.corpus == held_out.corpus
    documents = [
        {asked.corpus[passage].document_id for relevant in asked.qrels.values() for passage in relevant}
        for asked in (learned, held_out)
    ]
    assert not documents[0] & documents[1]
    assert all(is_held_out(document) for document in documents[1])


@pytest.mark.slow
def test_passages_are_found_again_where_the_documents_are(shared: Path) -> None:
    wanted = {line.document for line in official()}
    few = sorted(wanted)[:25]
    folder = shared / "documents"
    read = [clauses for clauses in read_clauses(folder) if clauses and clauses[0].document_id in few]
    found = official_questions(read)
    lines = [line for line in official() if line.document in few]
    assert len(found.queries) >= 0.98 * len(lines)
    both = joined(found, invented_questions())
    assert len(both.qrels) == len(found.qrels) + len(invented_questions().qrels)


def test_no_question_of_the_sample_is_among_them() -> None:
    assert not _also_asked_in(SAMPLE_GOLD)


def test_no_question_of_a_benchmark_or_gold_set_is_among_them(shared: Path) -> None:
    files = [*shared.glob("benchmarks/*/queries.jsonl"), *shared.glob("gold/*.jsonl")]
    assert files
    for path in files:
        assert not _also_asked_in(path)


def _also_asked_in(path: Path) -> set[str]:
    ours = {comparable(line.question) for line in official()}
    ours |= {comparable(question) for question in invented_questions().queries.values()}
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return ours & {comparable(line.get("text") or line["question"]) for line in lines}


def test_a_long_text_is_learned_by_the_window_that_answers() -> None:
    rarity = {"han": 1.0, "nop": 1.0, "ho": 1.0, "so": 1.0}
    assert best_text("Hạn nộp hồ sơ là ngày nào?", LONG, rarity) == LONG[2]
    assert best_text("gì?", LONG[:1], rarity) == LONG[0]


@given(st.integers(1, 60), st.integers(8, 20), st.integers(0, 10**6))
def test_batches_ask_every_question_once_and_no_passage_twice(number: int, size: int, seed: int) -> None:
    draw = random.Random(seed)
    passages = 30
    near = [draw.sample(range(passages), NEIGHBOURS) for _ in range(passages)]
    known = Passages([["một"]] * passages, near, np.eye(passages, dtype=bool), {})
    asked = [Asked(f"câu {n}", draw.randrange(passages)) for n in range(number)]
    made = list(batches(asked, known, size, draw))
    assert Counter(one for some in made for one in some) == Counter(asked)
    for some in made:
        assert len(some) <= size and len({one.passage for one in some}) == len(some)


@given(st.text(min_size=1).filter(lambda text: text.split()), st.integers(0, 10**6))
def test_slips_keep_the_question(question: str, seed: int) -> None:
    said = typed(question, random.Random(seed))
    assert abs(len(said.split()) - len(question.split())) <= 1


def test_a_stretch_stands_in_its_text() -> None:
    for seed in range(20):
        words = stretch(LONG, random.Random(seed))
        assert any(words in " ".join(text.split()) for text in LONG)


def test_the_language_of_questions_is_counted_in_those_that_are_not_held_out(tmp_path: Path) -> None:
    counted = tmp_path / FILE
    question_language.main(counted)
    shipped = files("assistant").joinpath(FILE).read_text(encoding="utf-8")
    assert counted.read_text(encoding="utf-8") == shipped
