"""The sample collection holds together: every quote of its gold sets stands in its document."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from eval.facts import load_fact_gold
from eval.gold import load_gold
from indexing.readers import SUFFIXES, read_file
from indexing.settings import Settings

SAMPLE = Path(__file__).resolve().parents[1] / "eval" / "sample"
DOCUMENTS = {path.stem: path for path in sorted((SAMPLE / "documents").iterdir())}
ONLY_FACTS = {path.stem: path for path in sorted((SAMPLE / "facts").iterdir())}
QUESTIONS = load_gold(SAMPLE / "gold.jsonl")
FACTS = load_fact_gold(SAMPLE / "facts.jsonl")


def folded(text: str) -> str:
    """NFC, lower case, bars, Markdown's emphasis and white space folded."""
    text = re.sub(r"[‐-―−]", "-", unicodedata.normalize("NFC", text))
    return " ".join(re.sub(r"[|*]", " ", text).split()).lower()


@cache
def text_of(stem: str) -> str:
    return folded(read_file((DOCUMENTS | ONLY_FACTS)[stem], Settings()).text)


def test_one_document_of_each_format_is_there_and_readable() -> None:
    assert {path.suffix for path in DOCUMENTS.values()} == {".txt", ".docx", ".md", ".pdf", ".html"}
    assert all(path.suffix in SUFFIXES for path in DOCUMENTS.values())
    assert len(DOCUMENTS) == 6


def test_ids_are_unique_and_both_sorts_of_question_are_there() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS) >= 130
    assert sum(not question.answerable for question in QUESTIONS) >= 30
    assert sum(question.kind == "no_diacritics" for question in QUESTIONS) >= 25


@pytest.mark.parametrize("stem", DOCUMENTS)
def test_evidence_stands_verbatim_in_its_document(stem: str) -> None:
    quotes = [(q.id, e.quote) for q in QUESTIONS for e in q.evidence if e.doc == stem]
    assert quotes
    missing = [(name, quote) for name, quote in quotes if folded(quote) not in text_of(stem)]
    assert not missing


def test_every_quote_names_a_document_of_the_collection() -> None:
    assert {e.doc for q in QUESTIONS for e in q.evidence} <= DOCUMENTS.keys()
    assert {fact.doc for fact in FACTS} <= DOCUMENTS.keys() | ONLY_FACTS.keys()


def test_facts_stand_verbatim_in_their_documents() -> None:
    missing = [(fact.doc, fact.quote) for fact in FACTS if folded(fact.quote) not in text_of(fact.doc)]
    assert not missing


def test_generated_documents_are_those_of_the_script(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    script = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import make_documents as m;"
        "m.DOCUMENTS = pathlib.Path(sys.argv[2]); m.main()"
    )
    subprocess.run([sys.executable, "-c", script, str(SAMPLE), str(tmp_path)], check=True)
    for made in tmp_path.iterdir():
        read, kept = (read_file(path, Settings()).text for path in (made, DOCUMENTS[made.stem]))
        assert read == kept
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".pdf"}
