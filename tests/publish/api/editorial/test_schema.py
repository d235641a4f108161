"""What editors' programs send, and more: the API and its document agree, signed in and not.

The whole of it: `st run http://127.0.0.1:8001/api/v1/openapi.json -H "Authorization: Bearer ltr_..."`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig

_CONFIG = Path(__file__).parents[4] / "schemathesis.toml"


@pytest.fixture(scope="module")
def schema(app: Any) -> Any:
    config = SchemathesisConfig.from_path(_CONFIG)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)


@pytest.mark.parametrize("signed_in", [False, True])
def test_whatever_is_sent_the_document_told_it(
    schema: Any, secrets: dict[str, str], one: str, signed_in: bool
) -> None:
    headers = {"Authorization": f"Bearer {secrets['admin']}"} if signed_in else {}
    asked = done = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(("/editorial", "/previews")):
            continue

        @given(case=operation.as_strategy())
        @settings(
            max_examples=3 if signed_in else 1, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def ask(case: Any) -> None:
            nonlocal asked, done
            asked += 1
            if asked % 2 and "/articles/{key}" in case.path:
                case.path_parameters["key"] = one
            answer = case.call_and_validate(headers=headers)
            done += answer.status_code < 300

        ask()
    assert asked > 40
    assert bool(done) == signed_in
