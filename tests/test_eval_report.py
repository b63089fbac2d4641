from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from assistant.model import Answer, Citation, CitedDocument
from eval import plots
from eval.gold import Evidence, GoldQuestion
from eval.harness import EvalResult, run
from eval.metrics import SearchHit
from eval.report import html, write_report

NASTY = "<script>alert('x')</script> & \"Sở Y tế\""


def answer_of(question: str, confidence: float) -> Answer:
    document = CitedDocument(id="d", number=None, title="", issuer=None, date=None, file=f"plan.{NASTY}")
    citation = Citation(
        marker=1, quote=NASTY, clause_id="c", path=NASTY, document=document, start=0, end=len(NASTY), url="/"
    )
    return Answer(
        question=question,
        answerable=True,
        answer=NASTY,
        kind="lead_agency",
        mode="facts",
        confidence=confidence,
        citations=(citation,),
        elapsed_ms=12.0,
        understood=NASTY,
    )


@pytest.fixture(scope="module")
def result() -> EvalResult:
    gold = (
        GoldQuestion(
            id="right",
            kind="lead_agency",
            question=NASTY,
            answerable=True,
            answer=(("Sở Y tế",),),
            evidence=(Evidence(doc="plan", quote="Sở Y tế"),),
        ),
        GoldQuestion(id="wrong", kind=NASTY, question=NASTY, history=(NASTY,), answerable=False),
    )
    confidences = iter((0.9, 0.2, 0.4))
    return run(
        gold,
        lambda question, history: answer_of(question, next(confidences)),
        lambda question, history, limit: [SearchHit("plan.txt", NASTY)],
        {"d": NASTY},
    )


def test_the_report_stands_alone_and_escapes_what_it_shows(result: EvalResult, tmp_path: Path) -> None:
    path = write_report(result, tmp_path / "made" / "here")
    page = path.read_text(encoding="utf-8")
    assert path.name == "index.html"
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "http://" not in page and "https://" not in page


def test_the_report_defines_each_metric_and_shows_each_failure(result: EvalResult) -> None:
    page = html(result)
    assert "of the answerable questions, those answered with every group met, a single fact" in page
    assert "mean over answerable questions of 1 / rank of the first search result that holds evidence" in page
    assert 'id="wrong"' in page and 'id="right"' not in page
    assert "answered, but the documents do not say" in page
    assert page.count("data:image/svg+xml;base64,") == 3


def test_the_threshold_curve_counts_answers_kept(result: EvalResult) -> None:
    assert plots.threshold_points(result.outcomes) == [(0.0, 1, 1), (0.4, 1, 1), (0.9, 1, 0), (1.0, 0, 0)]


def test_plots_are_svg_without_outside_references(result: EvalResult) -> None:
    for drawing in (
        plots.by_kind(result.by_kind),
        plots.latencies(result.outcomes),
        plots.thresholds(result.outcomes),
    ):
        ElementTree.fromstring(drawing)
        assert "purl.org" not in drawing and "DOCTYPE" not in drawing
