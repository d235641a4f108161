"""How each portal stands: what it holds, how its last crawl went, what was found out, what vanished."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive import drift, query

_GONE_SHOWN = 20


def standing(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """One object per portal, for `luutru status --json`; docs/data.md does not promise its shape."""
    reports = drift.latest(conn)
    found = []
    for row in query.status(conn):
        report = reports.get(row["portal"], {})
        found.append(
            row
            | {
                "last_seen_alive": last_seen_alive(conn, row["portal"]),
                "verdict": report.get("verdict"),
                "expected": report.get("expected"),
                "coverage": report.get("coverage"),
                "findings": report.get("findings", []),
                "accepted_at": report.get("accepted_at"),
                "report": report.get("crawl"),
                "vanished": _vanished(conn, row["portal"]),
            }
        )
    return found


def last_seen_alive(conn: sqlite3.Connection, portal: str) -> str | None:
    """The last time that its home page, or an article, came without an error, or a probe got one."""
    moment: str | None = conn.execute(
        "SELECT max(at) FROM (SELECT max(c.fetched_at) AS at FROM portals p JOIN captures c "
        "ON c.url IN (p.url, p.home) AND c.portal = p.id WHERE p.id = ?1 AND c.status < 400 "
        "UNION ALL SELECT max(last_captured) FROM articles WHERE portal = ?1 "
        "UNION ALL SELECT max(at) FROM probes WHERE portal = ?1 AND outcome = 'alive')",
        (portal,),
    ).fetchone()[0]
    return moment


def _vanished(conn: sqlite3.Connection, portal: str) -> dict[str, Any]:
    reasons = conn.execute(
        "SELECT coalesce(gone_reason, '?'), count(*) FROM articles WHERE portal = ? AND gone_since IS NOT NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1",
        (portal,),
    )
    latest = conn.execute(
        "SELECT id, url, gone_since, gone_reason FROM articles WHERE portal = ? "
        "AND gone_since IS NOT NULL ORDER BY gone_since DESC, id LIMIT ?",
        (portal, _GONE_SHOWN),
    )
    return {"reasons": dict(tuple(row) for row in reasons), "latest": [dict(row) for row in latest]}
