"""The adversarial set made from the sample and the plans: what the verifier may let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.adversarial.material import drawn, load
from eval.adversarial.measure import measure, pairs
from eval.gate import SAMPLE, shared_folder

_PLANS = shared_folder() / "plans"


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(SAMPLE / "documents", id="sample"),
        pytest.param(
            _PLANS,
            id="plans",
            marks=[
                pytest.mark.plans,
                pytest.mark.skipif(not _PLANS.is_dir(), reason="the real plans are not here"),
            ],
        ),
    ],
)
def test_false_claims_are_refused_and_true_ones_kept(folder: Path) -> None:
    measured = measure(pairs(load(drawn(folder)), most=15))
    false, true = measured.total(holds=False), measured.total(holds=True)
    assert false.pairs >= 400
    assert true.pairs >= 250
    wrong = [(pair.kind, pair.claim, failures) for pair, failures in measured.wrong]
    assert false.wrong <= 0.005 * false.pairs, [w for w in wrong if not w[2]]
    assert true.wrong <= 0.05 * true.pairs, [w for w in wrong if w[2]]


def test_every_kind_of_mistake_is_tried() -> None:
    kinds = {pair.kind for pair in pairs(load(drawn(SAMPLE / "documents")), most=1) if not pair.holds}
    wanted = "figure,scale,bound,day,before,year,document number,document issuer,agency,role,place,negation"
    for part in f"{wanted},prohibition,only,quoted theme,figure of another".split(","):
        assert any(kind.startswith(part) for kind in kinds), part
