"""All articles through the content API: how much memory it takes, and whether a broken one goes on.

`luutru serve` in a process of its own streams `/api/v1/articles.jsonl`; its largest resident size is
what the kernel says. The stream is broken half-way, taken up again behind the last line that had
come, and must have the digest of the one that was not.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench import edition

MOST = 150.0
"""Megabytes that the server may take."""

_LINES = "/api/v1/articles.jsonl"


def run(articles: int, *, path: Path | None = None) -> bool:
    """Prints rows, seconds and megabytes; False if memory grew too large or digests differ.

    Args:
        path: a folder with an edition (public.db), made there unless it is.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = path or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "public.db").exists():
            edition.make(folder / "public.db", articles)
        with _serving(folder) as (site, pid), httpx.Client(base_url=site, timeout=600) as client:
            before = _resident(pid)
            began = time.monotonic()
            rows, whole, _ = _take(client)
            seconds = time.monotonic() - began
            peak = _resident(pid)
            half, digest, last = _take(client, stop=rows // 2)
            rest, again, _ = _take(client, after=last, digest=digest)
    same = again.digest() == whole.digest() and half + rest == rows
    print(
        f"{rows:,} rows in {seconds:.0f} s; the server: {before:.0f} MB idle, {peak:.0f} MB at most"
    )
    print(f"broken after {half:,}, taken up again: {'the same' if same else 'ANOTHER'} digest")
    return same and peak <= MOST


def _take(
    client: httpx.Client, *, after: str | None = None, stop: int | None = None,
    digest: hashlib._Hash | None = None,
) -> tuple[int, hashlib._Hash, str]:  # fmt: skip
    """Rows that came, the digest of their bytes, the id of the last one."""
    digest = digest or hashlib.sha256()
    rows, line, left = 0, b"", b""
    with client.stream("GET", _LINES, params={"after": after} if after else {}) as answer:
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            *lines, left = (left + piece).split(b"\n")
            for line in lines:
                digest.update(line + b"\n")
                rows += 1
                if rows == stop:
                    return rows, digest, json.loads(line)["id"]
    return rows, digest, json.loads(line)["id"] if line else ""


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "luutru", "serve", "--port", "0", "--archive", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+?(?=/?\s)", process.stderr.readline())
        assert found is not None
        yield found[0], process.pid
        process.terminate()


def _resident(pid: int) -> float:
    """The largest resident size that a process had, in megabytes."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", text)[0]) / 1000
