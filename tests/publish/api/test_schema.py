"""The API and its document agree, whatever is asked: schemathesis asks what the document allows, and more.

The whole of it: `st run http://127.0.0.1:8001/api/v1/openapi.json --checks all`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings

from publish.serve import application


@pytest.fixture(scope="session")
def api(edition: Path) -> Any:
    made = application(edition)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", made.app())
    yield schema
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()


def test_whatever_is_asked_the_document_told_it(api: Any) -> None:
    asked = 0
    for found in api.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=8, deadline=None, derandomize=True, database=None)
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate()

        ask()
    assert asked > 50
