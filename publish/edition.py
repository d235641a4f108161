"""The public edition as a file: how it is told from others, and how a new one takes its place.

An edition is a SQLite file in WAL mode: while somebody has it open, a log and its index lie beside it
(`public.db-wal`, `public.db-shm`). Where nobody can write beside it, it is read as immutable.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.still import address as address  # other rooms take it from here
from publish.errors import PublishError

EDITION = "public.db"

APPLICATION_ID = 0x4C555450
"""`LUTP` in the SQLite header: this file is a public edition of luutru."""

PATIENCE = 60.0
"""Seconds to wait for readers of the former state; the site lets none read longer than 30."""


def is_edition(conn: sqlite3.Connection, version: int) -> bool:
    """Is this an edition that can be read, of this version of the schema?"""
    try:
        return _mark(conn, "application_id") == APPLICATION_ID and (
            _mark(conn, "user_version") == version
        )
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def _mark(conn: sqlite3.Connection, name: str) -> int:
    return int(conn.execute(f"PRAGMA {name}").fetchone()[0])


def fold_log(edition: sqlite3.Connection) -> bool:
    """Writes the log into the file and empties it; False if a reader of an older state is in the way."""
    return not edition.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def put_in_place(new: Path, edition: Path) -> None:
    """Puts a new edition in the place of the old one, also while that is read.

    The log beside the old one goes first: SQLite would take it for the new one's. Who reads the
    old one keeps it; `publish.live` notices.

    Raises:
        PublishError: somebody reads a state of the old one that keeps its log from being emptied.
    """
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    _take_log_away(edition)
    os.replace(new, edition)
    folder = os.open(edition.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _take_log_away(edition: Path) -> None:
    log, index = (edition.with_name(edition.name + end) for end in ("-wal", "-shm"))
    if log.exists() and log.stat().st_size:
        try:
            with closing(sqlite3.connect(edition, isolation_level=None, timeout=PATIENCE)) as old:
                if not fold_log(old):
                    raise PublishError(
                        f"somebody is reading a former state of {edition} and does not end: close "
                        "what has it open, then run `luutru build` again; the old edition stays"
                    )
        except sqlite3.DatabaseError:
            pass  # no database: nothing of it can be saved
    for path in (log, index):
        path.unlink(missing_ok=True)
