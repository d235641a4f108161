"""One archive for all tests of standards: they only read it, and run in one process (xdist group)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.standards import crawled_thrice


@pytest.fixture(scope="session")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with crawled_thrice(tmp_path_factory.mktemp("standards")) as (folder, _):
        yield folder
