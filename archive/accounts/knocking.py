"""Who tries to sign in too often must wait, longer each time; counted for each name and address.

A try is counted before the password is looked at, so that many at once are counted too. Names
that no user has are counted like the others: waiting tells nothing. Names are kept as digests,
for people type their password where the name belongs.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.accounts.errors import TooManyTries
from archive.editorial.database import Editorial
from archive.folder import stamp

_FORGOTTEN = timedelta(days=1)
"""After the last try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many tries are free, and how long the longest wait is."""

    free: int
    longest: int
    """Seconds."""

    def wait(self, tries: int) -> int:
        """Seconds to wait after so many tries: 2, 4, 8..."""
        if tries < self.free:
            return 0
        return int(min(2 ** min(tries - self.free + 1, 30), self.longest))


NAME = Patience(free=5, longest=15 * 60)
ADDRESS = Patience(free=20, longest=60 * 60)
"""An office has one address."""


def knock(ed: Editorial, name: str, address: str | None, moment: datetime) -> int:
    """Counts a try; how many there were from this address lately.

    Raises:
        TooManyTries: it comes too early and is not counted.
    """
    subjects = ((_of_name(name), NAME), (_of_address(address), ADDRESS))
    tries = 0
    with ed.transaction() as conn:
        conn.execute("DELETE FROM knocks WHERE last_at <= ?", (stamp(moment - _FORGOTTEN),))
        _check(conn, [subject for subject, _ in subjects], moment)
        for subject, patience in subjects:
            tries = 1 + _tries(conn, subject)
            wait = patience.wait(tries)
            until = stamp(moment + timedelta(seconds=wait)) if wait else None
            conn.execute(
                "INSERT INTO knocks (subject, tries, last_at, closed_until) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (subject) DO UPDATE SET tries = excluded.tries, "
                "last_at = excluded.last_at, closed_until = excluded.closed_until",
                (subject, tries, stamp(moment), until),
            )
    return tries


def forgive(conn: sqlite3.Connection, name: str) -> None:
    """Forgets all tries of a name."""
    conn.execute("DELETE FROM knocks WHERE subject = ?", (_of_name(name),))


def take_back(conn: sqlite3.Connection, address: str | None) -> None:
    """The last try from this address was right: not counted."""
    conn.execute(
        "UPDATE knocks SET tries = tries - 1, closed_until = NULL WHERE subject = ?",
        (_of_address(address),),
    )


def write_again(conn: sqlite3.Connection, address: str | None) -> None:
    """Writes what is there already, as often as a line of the log and its digest are written."""
    for _ in range(2):
        conn.execute("UPDATE knocks SET tries = tries WHERE subject = ?", (_of_address(address),))


def network(address: str | None) -> str:
    """Whom an address belongs to, roughly: enough to find an attack by, not a person."""
    parsed = _parsed(address)
    if parsed is None:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def _check(conn: sqlite3.Connection, subjects: list[str], moment: datetime) -> None:
    marks = ", ".join("?" * len(subjects))
    until = conn.execute(
        f"SELECT max(closed_until) FROM knocks WHERE subject IN ({marks})", subjects
    ).fetchone()[0]
    if until is not None and until > stamp(moment):
        left = (datetime.fromisoformat(until) - moment).total_seconds()
        raise TooManyTries(max(1, math.ceil(left)))


def _tries(conn: sqlite3.Connection, subject: str) -> int:
    row = conn.execute("SELECT tries FROM knocks WHERE subject = ?", (subject,)).fetchone()
    return row[0] if row else 0


def _of_name(name: str) -> str:
    return "name:" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _of_address(address: str | None) -> str:
    parsed = _parsed(address)
    if parsed is not None and parsed.version == 6:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False)}"  # one household has it
    return f"address:{parsed or 'unknown'}"


def _parsed(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found
