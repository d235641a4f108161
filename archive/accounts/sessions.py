"""Sessions: somebody is signed in with a browser, which shows a secret with each request."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.accounts import secret
from archive.editorial.database import Editorial
from archive.folder import stamp

IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=12)
"""A day at work: who comes back tomorrow signs in again."""

_COARSE = timedelta(minutes=1)
"""How exactly we know when a session was seen: not every request writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One that has not ended."""

    user: str
    begun_at: str
    seen_at: str
    ends_at: str


def begin(conn: sqlite3.Connection, user: str, moment: datetime) -> str:
    """Begins one; its secret, always a new one, which is nowhere else.

    Sessions that have ended are cleared away.
    """
    shown = secret.new()
    conn.execute(
        "DELETE FROM sessions WHERE ends_at <= ? OR seen_at <= ?",
        (stamp(moment), stamp(moment - IDLE)),
    )
    conn.execute(
        "INSERT INTO sessions (digest, user, begun_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?)",
        (secret.digest(shown), user, stamp(moment), stamp(moment), stamp(moment + LONGEST)),
    )
    return shown


def of_secret(ed: Editorial, shown: str, moment: datetime) -> Session | None:
    """The session of a secret; None: there is none, or it has ended."""
    row = ed.conn.execute(
        "SELECT s.user, s.begun_at, s.seen_at, s.ends_at FROM sessions s "
        "JOIN users u ON u.name = s.user AND u.disabled_at IS NULL "
        "WHERE s.digest = ? AND s.ends_at > ? AND s.seen_at > ?",
        (secret.digest(shown), stamp(moment), stamp(moment - IDLE)),
    ).fetchone()
    if row is None:
        return None
    if row["seen_at"] <= stamp(moment - _COARSE):
        secret.remember_use(
            ed.conn, "UPDATE sessions SET seen_at = ? WHERE digest = ?",
            (stamp(moment), secret.digest(shown)),
        )  # fmt: skip
    return Session(**dict(row))


def end(conn: sqlite3.Connection, shown: str) -> None:
    """Ends the session of this secret, if there is one."""
    conn.execute("DELETE FROM sessions WHERE digest = ?", (secret.digest(shown),))


def end_all(conn: sqlite3.Connection, user: str) -> None:
    """Ends all sessions of a user."""
    conn.execute("DELETE FROM sessions WHERE user = ?", (user,))


def form_key(shown: str) -> str:
    """What every form of a session carries, so that no other site can send one in its name.

    Made from the secret, which no other site can read; the secret cannot be made from it.
    """
    return hmac.new(shown.encode(), b"luutru: forms", hashlib.sha256).hexdigest()
