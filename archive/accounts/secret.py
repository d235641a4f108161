"""Random secrets that are told once and kept as a digest."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3


def new() -> str:
    """256 random bits, as text that needs no quoting anywhere."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """As it is kept. No salt: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def remember_use(conn: sqlite3.Connection, sql: str, values: tuple[str, ...]) -> None:
    """Writes when a secret was shown; not while somebody else writes, for reading waits for nobody."""
    patience = conn.execute("PRAGMA busy_timeout").fetchone()[0]
    conn.execute("PRAGMA busy_timeout = 0")
    try:
        conn.execute(sql, values)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    finally:
        conn.execute(f"PRAGMA busy_timeout = {patience}")
