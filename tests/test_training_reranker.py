"""What the reranker learns from: pairs made of official texts, and weights that follow them."""

from __future__ import annotations

import random

from eval.pairs import Passage, asked
from eval.train_reranker import Example, fit

TEXT = (
    "Sở Y tế chủ trì, phối hợp với ngành giáo dục tổ chức khám sức khỏe định kỳ cho học sinh. "
    "Ủy ban nhân dân cấp xã bố trí kinh phí và địa điểm khám cho các trường trên địa bàn; báo cáo kết quả "
    "trước ngày 15 tháng 12 hằng năm về Sở Y tế để tổng hợp."
)
OTHER = "Sở Xây dựng kiểm tra chất lượng công trình trường học trước khi đưa vào sử dụng trong năm học mới."


def test_pairs_ask_for_their_passage_in_its_words() -> None:
    passages = [Passage(("Điều 1. Y tế",), TEXT), Passage((), OTHER)]
    for seed in range(30):
        kept, pairs = asked(passages, random.Random(seed))
        assert len(kept) == 2 and {pair.passage for pair in pairs} <= {0, 1}
        assert all(len(pair.question.split()) >= 2 for pair in pairs)
        assert all(len(new.text) <= len(old.text) for new, old in zip(kept, passages, strict=True))


def test_what_two_passages_say_word_for_word_is_not_asked() -> None:
    assert asked([Passage((), OTHER), Passage(("I",), OTHER)], random.Random(1))[1] == []


def test_the_same_draw_makes_the_same_pairs() -> None:
    passages = [Passage((), TEXT), Passage((), OTHER)]
    assert asked(passages, random.Random(3)) == asked(passages, random.Random(3))


def test_a_feature_that_tells_the_right_one_gets_the_weight() -> None:
    draw = random.Random(5)
    examples = [
        Example(
            fused=[draw.gauss(0, 1) for _ in range(10)],
            features=[(0.9 if row == 4 else draw.uniform(0, 0.6), draw.random()) for row in range(10)],
            right=4,
        )
        for _ in range(60)
    ]
    telling, idle = fit(examples, fused=1.0)
    assert telling > 1 and abs(idle) < telling / 4
