"""How each portal stands, for readers: its crawls, its state, when it was last seen alive.

Only counts, moments and kinds of findings go into the edition: what a finding says may name pages
that are not shown.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from archive.standing import last_seen_alive

CRAWLS_SHOWN = 20
"""Latest crawls of each portal that the edition tells of."""

_SHARES = ("published", "lead", "category", "body", "images", "own_title", "chrome")


def add_crawls(source: sqlite3.Connection, edition: sqlite3.Connection, portal: str) -> None:
    """The latest crawls of a portal of the edition, and its state."""
    rows = source.execute(
        "SELECT k.id, k.portal, k.mode, k.started_at, k.finished_at, k.state, k.requests, "
        "k.bytes, k.pages, k.articles, k.new, k.changed, k.gone, k.failed, r.report "
        "FROM crawls k LEFT JOIN crawl_reports r ON r.crawl = k.id "
        "WHERE k.portal = ? AND k.state <> 'running' ORDER BY k.id DESC LIMIT ?",
        (portal, CRAWLS_SHOWN),
    ).fetchall()
    edition.execute("DELETE FROM crawls WHERE portal = ?", (portal,))
    edition.executemany(
        "INSERT INTO crawls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*tuple(row)[:-1], *_told(row["report"])) for row in rows],
    )
    success = source.execute(
        "SELECT max(finished_at) FROM crawls WHERE portal = ? AND state = 'done'", (portal,)
    ).fetchone()[0]
    state = rows[0]["state"] if rows else None
    edition.execute(
        "UPDATE portals SET state = ?, last_success = ?, last_seen_alive = ? WHERE id = ?",
        (state, success, last_seen_alive(source, portal), portal),
    )


def _told(report: str | None) -> tuple[str, str | None]:
    """Findings as `[{kind, severity}]` and the shares of articles that have each field, as JSON."""
    body: dict[str, Any] = json.loads(report) if report else {}
    found = [{"kind": one["kind"], "severity": one["severity"]} for one in body.get("findings", [])]
    shares = body.get("coverage")
    shown = {name: shares[name] for name in _SHARES if name in shares} if shares else None
    return json.dumps(found), None if shown is None else json.dumps(shown)
