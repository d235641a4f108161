"""What an archive remembers of servers that make it hard: limits that a crawl has hit, cookies
that a portal's wall asks for, portals whose certificate is trusted by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from urllib.parse import urlsplit

from archive.folder import Archive, now, stamp


def limits(conn: sqlite3.Connection, crawl: int) -> dict[str, int]:
    """How often a crawl has hit each limit, by the limit's name, in the order of the names.

    The detail of such an event begins with that name: `time: given up after 300 seconds`.
    """
    rows = conn.execute(
        "SELECT substr(detail, 1, instr(detail, ':') - 1) AS name, count(*) AS times FROM events "
        "WHERE crawl = ? AND kind = 'limit' AND instr(detail, ':') > 0 GROUP BY 1 ORDER BY 1",
        (crawl,),
    )
    return {row["name"]: row["times"] for row in rows}


def cookies(conn: sqlite3.Connection, portal: str) -> dict[str, str]:
    """The cookies that the portal's wall asks for."""
    rows = conn.execute("SELECT name, value FROM portal_cookies WHERE portal = ?", (portal,))
    return {row["name"]: row["value"] for row in rows}


def keep_cookies(conn: sqlite3.Connection, portal: str, found: Iterable[tuple[str, str]]) -> None:
    """Remembers what a wall asks for, so that a crawl that is resumed still has it."""
    conn.executemany(
        "INSERT OR REPLACE INTO portal_cookies (portal, name, value, set_at) VALUES (?, ?, ?, ?)",
        [(portal, name, value, stamp(now())) for name, value in found],
    )


def trust(archive: Archive, portal: str, *, insecure: bool = True) -> None:
    """Crawls the portal from now on whatever its TLS certificate says; or not any more."""
    with archive.transaction():
        archive.conn.execute(
            "UPDATE portals SET insecure_tls = ? WHERE id = ?", (int(insecure), portal)
        )
        url = archive.conn.execute("SELECT url FROM portals WHERE id = ?", (portal,)).fetchone()[0]
        archive.conn.execute(  # what failed for its certificate is asked again at once
            "UPDATE hosts SET robots = NULL, rest_until = 0 "
            "WHERE host = ? AND (robots = 'unreachable' OR rest_ill = 1)",
            (urlsplit(url).netloc,),
        )
