"""Answers as HTML, and places in words: nothing from a document or a question is ever markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.prose import answer_html
from assistant.chat.wording import full_name, place_in_words
from indexing.model import Clause, ClauseKind, Document

_ALLOWED = re.compile(
    r"</?(?:p|ul|ol|li|strong|tr|td|table)>|</th>|</div>|</button>"
    r'|<li value="\d+">|<th scope="col">|<div class="scroll" tabindex="0">'
    r'|<button type="button" class="marker" data-turn="\d+" data-marker="\d+" aria-label="Xem nguồn \d+">'
)


def test_markers_with_a_citation_become_buttons_and_others_stay_text() -> None:
    html = answer_html("Sở Y tế chủ trì [1], xem [2].", {1}, 4)
    assert html.count("<button") == 1 and 'data-turn="4" data-marker="1"' in html
    assert html.endswith("xem [2].</p>")


def test_lists_and_tables_keep_their_form() -> None:
    html = answer_html("Gồm:\n- một [1]\n- hai\n\n3. ba\n| Tỉnh | Số |\n|---|--:|\n| A | 5% [1] |", {1}, 0)
    assert html.startswith("<p>Gồm:</p><ul><li>một <button")
    assert '<ol><li value="3">ba</li></ol>' in html
    assert '<th scope="col">Tỉnh</th><th scope="col">Số</th></tr><tr><td>A</td><td>5% <button' in html


@given(st.text(alphabet=st.sampled_from("<>&\"'[]1|-*\n a/=b"), max_size=60))
def test_nothing_of_an_answer_is_markup(text: str) -> None:
    rest = _ALLOWED.sub("", str(answer_html(text, {1}, 0)))
    assert "<" not in rest and ">" not in rest and '"' not in rest


def clause(path: str, kind: ClauseKind = "item") -> Clause:
    return Clause(id="d:x", document_id="d", path=path, kind=kind, order=0, text="x", start=0, end=1)


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("Kế hoạch > II > 5", "item", "điểm 5, mục II"),
        ("Kế hoạch > II > 5 > a", "item", "tiết a, điểm 5, mục II"),
        ("Kế hoạch > I > đoạn 2", "paragraph", "đoạn 2, mục I"),
        ("Quyết định > Điều 2 > 3 > b", "item", "điểm b, khoản 3, Điều 2, Quyết định"),
        ("Phụ lục > 31", "row", "dòng 31, Phụ lục"),
        ("Kế hoạch", "title", ""),
    ],
)
def test_a_place_is_said_from_the_inside_out(path: str, kind: ClauseKind, words: str) -> None:
    document = Document(
        id="d", file="d.txt", source="/d.txt", sha256="", format="txt", text="x", kind="Kế hoạch"
    )
    assert place_in_words(clause(path, kind), document) == words


def test_a_document_without_a_title_block_is_named_by_its_file() -> None:
    bare = Document(id="d", file="d.txt", source="/d.txt", sha256="", format="txt", text="x")
    assert full_name(bare) == "Văn bản (d.txt)"
    blank = bare.model_copy(update={"kind": "Kế hoạch", "number": "/KH-SGDĐT", "issuer": "Sở GDĐT"})
    assert full_name(blank) == "Kế hoạch số …/KH-SGDĐT của Sở GDĐT"
