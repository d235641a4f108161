"""Other people's readers of a release, in an environment of their own (.ci/readers.in), offline."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_OFFLINE = """
import runpy, socket, sys
def refuse(*_, **__):
    raise OSError("this test has no network")
socket.socket.connect = socket.getaddrinfo = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def environment() -> Path:
    """The folder of the programs; skips the test where it is not there."""
    root = Path(__file__).parents[2]
    bins = Path(os.environ.get("LUUTRU_READERS") or root / ".venv-readers") / "bin"
    if not (bins / "mlcroissant").exists():
        told = f"no readers of releases in {bins}: make that environment as .ci/run does"
        if os.environ.get("LUUTRU_NO_SKIP"):
            pytest.fail(told)
        pytest.skip(told)
    return bins


def run(program: str | Path, *words: str | Path, home: Path) -> str:
    """What the program, or a Python file of ours, says; fails the test unless it ends well."""
    bins = environment()
    path = program if isinstance(program, Path) else bins / program
    env = os.environ | {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "COLUMNS": "200"}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(
        [bins / "python", "-c", _OFFLINE, path, *words],
        capture_output=True, text=True, encoding="utf-8", env=env, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout
