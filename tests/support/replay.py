"""pywb over an archive, as `luutru replay` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from luutru.replay_server import find_wayback


@contextmanager
def replayed(kho: Path) -> Iterator[str]:
    """The address of the replay of an archive; skips the test where there is no pywb."""
    try:
        find_wayback()
    except ArchiveError as error:
        if os.environ.get("LUUTRU_NO_SKIP"):
            pytest.fail(str(error))
        pytest.skip("no pywb on this machine: put its `wayback` on the PATH to test replay")
    command = [sys.executable, "-m", "luutru", "replay", "--port", "0", "--archive", str(kho)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        yield address
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    with pytest.raises(urllib.error.URLError):  # pywb went with it
        urllib.request.urlopen(address, timeout=5)
