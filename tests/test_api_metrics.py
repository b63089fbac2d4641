"""What an operator sees: /metrics by stage, and a log for machines without question texts."""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path

import pytest
from api_samples import LEAD, UNKNOWN, client_of

from assistant.api.logs import JsonLines, configure_logging
from assistant.stages import measured, note_removed, stage
from indexing.settings import Settings


def test_metrics_tell_stages_refusals_and_the_size_of_the_index(sample_data: Path, tmp_path: Path) -> None:
    from api_samples import copied

    with client_of(copied(sample_data, tmp_path)) as client:
        for question in (LEAD, UNKNOWN):
            client.post("/v1/ask", json={"question": question})
        text = client.get("/metrics").text
    values = dict(re.findall(r"^(\S+) (\S+)$", text, re.MULTILINE))
    for name in ("understanding", "retrieval", "answering", "verification"):
        assert float(values[f'trichdan_stage_seconds_count{{stage="{name}"}}']) >= 1, name
    assert float(values["trichdan_documents"]) == 6 and float(values["trichdan_index_clauses"]) > 100
    assert float(values['trichdan_jobs{state="queued"}']) == 0
    assert "trichdan_verifier_removed_claims_total" in values
    assert re.search(r'trichdan_refusals_total\{reason="\w+"\} 1\.0', text)


def test_stages_add_up_and_cost_nothing_unmeasured() -> None:
    @stage("outer")
    def outer() -> None:
        with stage("inner"):
            sum(range(200_000))
        note_removed(2)

    outer()  # nobody measures
    with measured() as stages:
        outer()
    assert stages.removed == 2
    assert stages.seconds["inner"] > 10 * stages.seconds["outer"] > 0


def test_the_log_is_json_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    try:
        configure_logging(Settings(log_format="json"))
        logging.getLogger("trichdan.access").info(json.dumps({"path": "/v1/ask", "status": 200}))
        try:
            raise ValueError("hỏng")
        except ValueError:
            logging.getLogger("trichdan.api").exception("failed", extra={"request_id": "r1"})
    finally:
        logging.basicConfig(handlers=before, force=True)
    access, failure = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (access["path"], access["status"], access["level"]) == ("/v1/ask", 200, "info")
    assert failure["request_id"] == "r1" and "hỏng" in failure["traceback"] and failure["time"].endswith("Z")
    assert isinstance(JsonLines(), logging.Formatter) and sys.stderr
