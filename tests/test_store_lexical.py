"""Sparse vectors: which tokens a text has, and that they never change unnoticed."""

from __future__ import annotations

import unicodedata

import pytest

from indexing.lexical import SparseVector, fold, sparse_passage, sparse_query, tokens, without_asking


def shared(a: str, b: str, kind: str | None = None) -> set[tuple[str, str]]:
    return {t for t in set(tokens(a)) & set(tokens(b)) if kind in (None, t[0])}


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Sở Y tế", "so y te"), ("Đắk Lắk", "dak lak"), ("ƯỚC MƠ", "uoc mo"), ("Quý IV/2025", "quy iv/2025")],
)
def test_fold_drops_case_and_every_mark(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


@pytest.mark.parametrize(
    "variant",
    ["284/KH-UBND", "284/kh-ubnd", "284 / KH - UBND", "284/KH–UBND", "Số: 284/KH—UBND ngày"],
)
def test_a_document_number_is_one_token_however_typed(variant: str) -> None:
    assert ("n", "284/kh-ubnd") in set(tokens(variant))


@pytest.mark.parametrize(
    "number", ["30/2020/NĐ-CP", "1646/QĐ-UBND", "05/2024/TT-BGDĐT", "12/CT-TTg", "57-NQ/TW", "91a/BC-SGDĐT"]
)
def test_numbers_of_all_sorts_match_their_unaccented_spelling(number: str) -> None:
    assert shared(f"theo Công văn {number} ngày", fold(number), "n") == {("n", fold(number))}


@pytest.mark.parametrize(
    "variant",
    ["22/4/2025", "22-04-2025", "22.4.2025", "ngày 22 tháng 4 năm 2025", "ngay 22 thang 04 nam 2025"],
)
def test_a_date_is_one_token_however_written(variant: str) -> None:
    assert ("d", "2025-04-22") in set(tokens(variant))


@pytest.mark.parametrize(
    ("written", "figure"),
    [("1.250 ha", "1250"), ("98,50%", "98,5"), ("1.234.567,8", "1234567,8"), ("015", "15")],
)
def test_figures_lose_separators_and_padding(written: str, figure: str) -> None:
    assert ("f", figure) in set(tokens(written))


def test_accents_count_where_both_sides_have_them() -> None:
    assert shared("hòa", "hoà", "a"), "the place of the tone mark says nothing"
    assert not shared("mã", "má", "a")
    assert shared("mã", "má", "u")


def test_pairs_do_not_reach_over_lines() -> None:
    assert ("b", "y te") in set(tokens("Sở Y tế"))
    assert ("b", "te so") not in set(tokens("Sở Y tế\nSở Tài chính"))


def test_vectors_are_what_they_were() -> None:
    # Hashes and values are stored in every index: a change needs another TOKENIZER_VERSION.
    assert sparse_query("Sở Y tế") == SparseVector(
        indices=[210004221, 584238801, 826915228, 1201549062, 2370222344, 2570305920, 2701878344],
        values=[0.15, 1.0, 0.15, 0.9, 1.0, 0.9, 1.0],
    )


def test_repetition_saturates_in_passages_and_is_ignored_in_questions() -> None:
    once, often = sparse_passage("nước"), sparse_passage("nước " * 50)
    assert once.indices == [i for i in often.indices if i in once.indices]
    strongest = max(often.values)
    assert max(once.values) < strongest < 2.0
    assert sparse_query("nước nước nước").indices == sorted(
        {*sparse_query("nước").indices, *sparse_query("nước nước").indices}
    )


def test_indices_are_distinct_ascending_32_bit() -> None:
    text = "Phấn đấu đến năm 2025 có 98,5% người biết chữ theo Kế hoạch số 284/KH-UBND ngày 22/4/2025. " * 3
    for vector in (sparse_passage(text), sparse_query(text)):
        assert vector.indices == sorted(set(vector.indices))
        assert all(0 <= i < 2**32 for i in vector.indices)
        assert all(v > 0 for v in vector.values)


def test_nothing_to_look_for() -> None:
    assert sparse_query("… ?!") == SparseVector([], [])


@pytest.mark.parametrize("asking", ["Sở Y tế làm gì?", "So Y te lam the nao", "Sở Y tế làm, đúng hay sai?"])
def test_words_that_ask_are_not_looked_for(asking: str) -> None:
    said = sparse_query("Sở Y tế làm" if "ế" in asking else "So Y te lam")
    assert sparse_query(asking) == said


def test_a_question_of_nothing_but_asking_words_is_looked_for_as_it_is() -> None:
    assert without_asking("bao nhiêu?") == "bao nhiêu?"
    assert "máy" in without_asking("may, máy và đầu")
