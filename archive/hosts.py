"""What is known of hosts between crawls: their robots.txt, and until when one is left alone."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

RobotsState = Literal["rules", "none", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What came of asking a host for its robots.txt (RFC 9309, 2.3.1)."""

    state: RobotsState
    """`rules`: as the text says; `none`: there is none, all is allowed; `unreachable`: the
    server or the network failed, and nothing is allowed until `until`."""
    text: str = ""
    reason: str | None = None
    at: float
    """Unix time of the answer."""
    until: float
    """Unix time from which on it must be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A host that is not to be asked for a while."""

    until: float
    reason: str
    ill: bool = False
    """Because of its errors? Else because it asked for it."""


def robots(conn: sqlite3.Connection, host: str) -> Robots | None:
    """What the host's robots.txt was when last asked; None if it never was."""
    row = conn.execute("SELECT * FROM hosts WHERE host = ? AND robots IS NOT NULL", (host,))
    found = row.fetchone()
    if found is None:
        return None
    return Robots(
        state=found["robots"],
        text=found["robots_txt"] or "",
        reason=found["robots_reason"],
        at=found["robots_at"],
        until=found["robots_until"],
    )


def keep_robots(conn: sqlite3.Connection, host: str, known: Robots) -> None:
    conn.execute(
        "INSERT INTO hosts (host, robots, robots_txt, robots_reason, robots_at, robots_until) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (host) DO UPDATE SET robots = excluded.robots, "
        "robots_txt = excluded.robots_txt, robots_reason = excluded.robots_reason, "
        "robots_at = excluded.robots_at, robots_until = excluded.robots_until",
        (host, known.state, known.text, known.reason, known.at, known.until),
    )


def rest(conn: sqlite3.Connection, host: str) -> Rest | None:
    """Until when the host is left alone, also if that is over."""
    row = conn.execute("SELECT * FROM hosts WHERE host = ? AND rest_until > 0", (host,)).fetchone()
    if row is None:
        return None
    return Rest(until=row["rest_until"], reason=row["rest_reason"], ill=bool(row["rest_ill"]))


def keep_rest(conn: sqlite3.Connection, host: str, rest: Rest) -> None:
    conn.execute(
        "INSERT INTO hosts (host, rest_until, rest_reason, rest_ill) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (host) DO UPDATE SET rest_until = excluded.rest_until, "
        "rest_reason = excluded.rest_reason, rest_ill = excluded.rest_ill",
        (host, rest.until, rest.reason, int(rest.ill)),
    )
