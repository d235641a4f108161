"""What a portal is expected to bring: how much, how well read, how often something new."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from archive.drift.finding import Finding
from archive.drift.odds import CREDIBLE
from archive.drift.readings import Fields, Reading, chrome_share

_YEAR = 365


def coverage(found: Sequence[Reading]) -> dict[str, Any] | None:
    """Which share of the articles read has each field; None when none was read."""
    return _coverage([one.now for one in found])


def expected(
    conn: sqlite3.Connection, portal: str, found: Sequence[Reading],
    history: Sequence[dict[str, Any]], known: str,
) -> dict[str, Any] | None:  # fmt: skip
    """What was known before the crawl; None on the first one."""
    alive = conn.execute(
        "SELECT count(*) FROM articles WHERE portal = ? AND first_captured <= ? "
        "AND (gone_since IS NULL OR gone_since >= ?)",
        (portal, known, known),
    ).fetchone()[0]
    if not alive:
        return None
    return {
        "articles": alive,
        "new_per_week": round(7 * new_per_day(conn, portal, known), 2),
        "coverage": _coverage([one.before for one in found if one.before]),
        "list_pages": _middle(history, "lists"),
        "list_pages_with_articles": _middle(history, "lists_with_articles"),
        "crawls": len(history),
    }


def _coverage(several: Sequence[Fields]) -> dict[str, Any] | None:
    if not several:
        return None
    n = len(several)
    shares = {
        "published": sum(one.published is not None for one in several) / n,
        "time_of_day": sum("T" in (one.published or "") for one in several) / n,
        "lead": sum(one.lead is not None for one in several) / n,
        "category": sum(one.category is not None for one in several) / n,
        "body": sum(bool(one.body) for one in several) / n,
        "images": sum(one.images > 0 for one in several) / n,
        "own_title": len({one.title for one in several}) / n,
        "chrome": chrome_share(several),
    }
    return {"articles": n, "median_body": int(median(len(one.body) for one in several))} | {
        name: round(share, 4) for name, share in shares.items()
    }


def _middle(history: Sequence[dict[str, Any]], name: str) -> float | None:
    return median(one[name] for one in history) if history else None


def new_per_day(conn: sqlite3.Connection, portal: str, until: str) -> float:
    """Articles per day, by their days of publication, in the year before `until`."""
    since = (datetime.fromisoformat(until) - timedelta(days=_YEAR)).isoformat()[:10]
    count = conn.execute(
        "SELECT count(*) FROM current_articles WHERE portal = ? AND published >= ? "
        "AND published < ? AND first_captured <= ?",
        (portal, since, until, until),
    ).fetchone()[0]
    return float(count) / _YEAR


def check_rhythm(
    conn: sqlite3.Connection, portal: str, known: str, began: str, *, new: int
) -> Iterator[Finding]:
    """Communes fall silent for weeks, so silence is news and no fault. Arrivals as by Poisson."""
    days = (datetime.fromisoformat(began) - datetime.fromisoformat(known)).total_seconds() / 86400
    due = new_per_day(conn, portal, known) * days
    if new == 0 and math.exp(-due) < CREDIBLE:
        yield Finding(
            kind="quiet",
            severity="note",
            what=f"nothing new for {days:.0f} days",
            measured="0 new articles",
            expected=f"about {due:.0f} at the rhythm of the year before",
        )
