"""What the reranker learns: weights that follow what tells the right candidate."""

from __future__ import annotations

import random

from eval.train_reranker import Example, fit


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
