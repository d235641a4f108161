"""An archive with one user of each role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.accounts import hash_cheaply, staffed_archive

from archive.editorial import Editorial


@pytest.fixture
def ed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Editorial]:
    hash_cheaply(monkeypatch)
    with Editorial(staffed_archive(tmp_path / "kho")) as ed:
        yield ed
