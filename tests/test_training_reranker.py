"""What the reranker learns: weights that follow what tells the right candidate."""

from __future__ import annotations

import random

from eval.train_reranker import Example, fit


def test_a_feature_that_tells_the_right_one_gets_the_weight() -> None:
    draw = random.Random(5)
    examples = [
        Example(
            seen=[
                (
                    draw.gauss(1 if row == 4 else 0, 1),
                    0.9 if row == 4 else draw.uniform(0, 0.6),
                    draw.random(),
                )
                for row in range(10)
            ],
            right=4,
        )
        for _ in range(60)
    ]
    fused, telling, idle = fit(examples)
    assert fused > 0 and telling > 1 and abs(idle) < telling / 4
