"""The archive at rest: `SHA256SUMS`, which is there exactly while no writer has the archive open.

A database that lives cannot be sealed, and SQLite's own check misses 99 flipped bits of 100. So
the last act of each writer is to fold the WAL into archive.db and to write down the digest of
it and of each WARC file; the first act of the next is to take that list away. While it is there,
not one byte may differ, and `sha256sum -c SHA256SUMS` says so without luutru. See
docs/decisions/0015.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SUMS = "SHA256SUMS"
DATABASE = "archive.db"


@cache
def agent() -> str:
    """Who acts: `luutru 0.1.0`."""
    try:
        return f"luutru {version('luutru')}"
    except PackageNotFoundError:
        return "luutru"


def sha256_file(path: Path, length: int | None = None) -> str:
    """SHA-256 (hex) of a file, or of its first bytes, read in pieces."""
    digest = hashlib.sha256()
    left = length if length is not None else -1
    with path.open("rb") as file:
        while left and (chunk := file.read(1 << 20 if left < 0 else min(left, 1 << 20))):
            digest.update(chunk)
            left = left - len(chunk) if left > 0 else left
    return digest.hexdigest()


def read_sums(folder: Path) -> dict[str, str] | None:
    """File below the archive -> its digest; None while a writer is at work or has died."""
    try:
        text = (folder / SUMS).read_text(encoding="utf-8")
    except OSError:
        return None
    pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
    return {name: digest for digest, name in pairs}


@dataclass(slots=True)
class Rest:
    """What the list said when this writer took it away, to be put back or written anew."""

    folder: Path
    sums: Mapping[str, str] | None = None
    text: str = ""
    state: tuple[int, int] = (0, 0)
    touched: set[str] = field(default_factory=set)
    """WARC files that this writer has opened for writing."""

    @classmethod
    def taken(cls, folder: Path) -> Rest:
        """Takes the list away: from here on the files may change."""
        rest = cls(folder, read_sums(folder), state=_state(folder / DATABASE))
        if rest.sums is not None:
            rest.text = (folder / SUMS).read_text(encoding="utf-8")
            (folder / SUMS).unlink()
            _sync_folder(folder)
        return rest

    def put_back(self) -> None:
        """The list as it was, if archive.db is as it was: opening has failed."""
        if self.sums is not None and _state(self.folder / DATABASE) == self.state:
            with contextlib.suppress(OSError):
                _write(self.folder, self.text)

    def written(self, warcs: Mapping[str, tuple[int, str | None]]) -> None:
        """Writes the list anew; `warcs` is file -> (committed bytes, digest if sealed).

        Call it when the connection is closed and the WAL folded in. Where the WAL is not (a
        reader still needs it), or the disk is full, there is no list, which is no fault.
        """
        wal = self.folder / f"{DATABASE}-wal"
        try:
            if wal.exists() and wal.stat().st_size:
                return
            lines = []
            for name, (size, sealed) in sorted(warcs.items()):
                digest = sealed or self._digest(name, size)
                if digest is not None:
                    lines.append(f"{digest}  warc/{name}\n")
            lines.append(f"{sha256_file(self.folder / DATABASE)}  {DATABASE}\n")
            _write(self.folder, "".join(lines))
        except OSError:
            return

    def _digest(self, name: str, size: int) -> str | None:
        """Of an unsealed file; the former one if nothing was written to it."""
        path = self.folder / "warc" / name
        if not size or not path.exists() or path.stat().st_size != size:
            return None
        former = (self.sums or {}).get(f"warc/{name}")
        return former if former and name not in self.touched else sha256_file(path)


def fold_wal(conn: sqlite3.Connection) -> None:
    """Moves the WAL into the database file, if no reader needs it."""
    with contextlib.suppress(sqlite3.Error):
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _write(folder: Path, text: str) -> None:
    aside = folder / f"{SUMS}.part"
    aside.write_text(text, encoding="utf-8")
    aside.replace(folder / SUMS)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
