"""Requests drawn from the OpenAPI description, sound and unsound: none of them breaks the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from api_samples import live
from hypothesis import HealthCheck, given, settings

from assistant.api import create_app
from indexing.settings import Settings

schemathesis = pytest.importorskip("schemathesis")
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
EXAMPLES = 15  # of each operation
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def test_no_request_breaks_the_server(sample_copy: Path) -> None:
    with live(create_app(Settings(data_dir=sample_copy))) as url:
        described = schemathesis.openapi.from_url(f"{url}/openapi.json")
        operations = [each.ok() for each in described.get_all_operations()]
        assert len(operations) >= 15
        for operation in operations:
            # By hand rather than by its plugin for pytest, which needs the internals of one version.
            @settings(
                max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
            )
            @given(case=operation.as_strategy())
            def answered(case) -> None:  # type: ignore[no-untyped-def]
                case.call_and_validate(checks=CHECKS, timeout=60)

            answered()
