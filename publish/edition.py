"""The public edition as a file: how it is told from other files, and from other versions."""

from __future__ import annotations

import sqlite3

EDITION = "public.db"

APPLICATION_ID = 0x4C555450
"""`LUTP` in the SQLite header: this file is a public edition of luutru."""


def is_edition(conn: sqlite3.Connection, version: int) -> bool:
    """Is this an edition that can be read, of this version of the schema?"""
    try:
        return _mark(conn, "application_id") == APPLICATION_ID and (
            _mark(conn, "user_version") == version
        )
    except sqlite3.DatabaseError:
        return False


def _mark(conn: sqlite3.Connection, name: str) -> int:
    return int(conn.execute(f"PRAGMA {name}").fetchone()[0])
