"""An archive that has no article yet has no number of a person either."""

from __future__ import annotations

from pathlib import Path

from archive.editorial import numbers
from archive.folder import Archive


def test_an_empty_archive_has_no_candidates(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        assert numbers.candidates(archive.conn) == ([], None)
