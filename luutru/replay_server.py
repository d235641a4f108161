"""Replay with pywb, another program: a collection over our own files, nothing copied.

pywb pins old versions of what we need in new ones, so it lives in an environment of its own and is
found as the program `wayback`: on the PATH, or beside this Python.
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from archive.cdxj import write_index
from archive.errors import ArchiveError
from archive.folder import Archive

COLLECTION = "kho"
HOST = "127.0.0.1"
_PATIENCE_SECONDS = 60.0

_CONFIG = """collections:
  {collection}:
    index_paths: {index}
    archive_paths: {warcs}
    metadata:
      title: {title}
"""


def find_wayback() -> Path:
    """pywb's server program.

    Raises:
        ArchiveError: it is not installed; says how to get it.
    """
    beside = Path(sys.executable).parent / "wayback"
    found = shutil.which("wayback")
    if found is not None:
        return Path(found)
    if beside.is_file():
        return beside
    raise ArchiveError(
        "replay needs pywb, which is not installed: `pipx install pywb` (or `uv tool install pywb`) "
        "puts its program `wayback` on the PATH. Without it, `luutru pack` makes a WACZ file that "
        "https://replayweb.page opens in a browser"
    )


def free_port(asked: int) -> int:
    """The port, or any free one for 0.

    Raises:
        ArchiveError: something listens there.
    """
    try:
        with socket.create_server((HOST, asked), reuse_port=False) as listener:
            return int(listener.getsockname()[1])
    except OSError as error:
        raise ArchiveError(
            f"cannot listen on {HOST}:{asked}: {error.strerror}. Name another with --port, or "
            "--port 0 for any free one"
        ) from error


def address(port: int, url: str | None = None, at: date | None = None) -> str:
    """Where a page stands in the replay, as of the end of a day if one is given."""
    base = f"http://{HOST}:{port}/{COLLECTION}/"
    if url is None:
        return base
    return f"{base}{at:%Y%m%d}235959/{url}" if at else f"{base}{url}"


@contextmanager
def replaying(
    archive: Archive,
    port: int,
    *,
    title: str = "luutru",
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A running server over the archive's WARC files; it ends with the block, however that ends.

    Raises:
        ArchiveError: pywb is missing, or does not come up.
    """
    program = find_wayback()
    with tempfile.TemporaryDirectory(prefix="luutru-replay-") as folder:
        index = Path(folder) / "index.cdxj"
        with index.open("wb") as out:
            write_index(archive.conn, archive.warc_dir, out, progress=progress)
        config = _CONFIG.format(
            collection=COLLECTION, index=json.dumps(str(index)),
            warcs=json.dumps(f"{archive.warc_dir.resolve()}/"), title=json.dumps(title),
        )  # fmt: skip
        (Path(folder) / "config.yaml").write_text(config, encoding="utf-8")
        log = Path(folder) / "log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [program, "--port", str(port), "--bind", HOST], cwd=folder, stdout=out, stderr=out
            )
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            _wait(server, port, log)
            yield server
        finally:
            signal.signal(signal.SIGTERM, before)
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address(port), timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
    said = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
    raise ArchiveError(f"pywb did not come up: {' | '.join(said) or 'it said nothing'}")
