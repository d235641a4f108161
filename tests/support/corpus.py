"""The shared corpus, where it lies beside the project; tests skip without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def corpus(*parts: str) -> Path:
    """A path in the corpus; skips the test when the corpus is absent (in CI: fails)."""
    path = CORPUS.joinpath(*parts)
    if path.exists():
        return path
    if os.environ.get("LUUTRU_CORPUS_REQUIRED"):
        pytest.fail(f"the corpus must be there, but {path} is not")
    pytest.skip("the shared corpus is not on this machine")
