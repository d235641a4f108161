"""Runs the command line as a user does: another process, exit code, both streams."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.warm import Warm

SECONDS = 120.0


def luutru(
    *words: str | Path, cwd: Path | None = None, check: int | None = None
) -> subprocess.CompletedProcess[str]:
    """`luutru WORDS...`; with `check`, fails the test unless the exit code is that."""
    env = {name: value for name, value in os.environ.items() if name != "LUUTRU_ARCHIVE"}
    given = [str(word) for word in words]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = next(_turns()).run(
            given, stdout=out, stderr=err, cwd=cwd, env=env, seconds=SECONDS
        )  # fmt: skip
        assert code != -signal.SIGKILL, f"not done after {SECONDS:g} seconds: {given}"
        streams = []
        for file in (out, err):
            file.seek(0)
            streams.append(file.read().decode().replace("\r\n", "\n"))
    done = subprocess.CompletedProcess(["luutru", *given], code, *streams)
    assert "Traceback" not in done.stderr, done.stderr
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stdout, done.stderr)
    return done


@cache
def _turns() -> Iterator[Warm]:
    """Two in turn: what depends on the order of a set differs between a run and the next."""
    return itertools.cycle([Warm(), Warm()])
