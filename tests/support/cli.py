"""Runs the command line as a user does: another process, exit code, both streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def luutru(
    *words: str | Path, cwd: Path | None = None, check: int | None = None
) -> subprocess.CompletedProcess[str]:
    """`luutru WORDS...`; with `check`, fails the test unless the exit code is that."""
    env = {name: value for name, value in os.environ.items() if name != "LUUTRU_ARCHIVE"}
    done = subprocess.run(
        [sys.executable, "-m", "luutru", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=env,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stdout, done.stderr)
    return done
