"""What the edition holds of some portals: by month and category, the newest, what vanished.

Asked of the sums that the build kept (`publish.build.coverage`), never counted over articles.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from publish.months import Year, added, undated, years
from publish.pages.page import CARD, newest
from publish.shown import why_gone

_NEWEST = 12
_VANISHED = 12
_CATEGORIES = 40
_MOST_PORTALS = 40
"""Of which the newest articles are asked for: no commune was made of so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What a page about portals shows."""

    articles: int
    gone: int
    years: Sequence[Year]
    undated: int
    categories: Sequence[tuple[str, int]]
    newest: Sequence[Any]
    vanished: Sequence[Any]
    reasons: Sequence[tuple[str, int]]
    """Message id of why articles are gone -> how many."""

    @property
    def is_empty(self) -> bool:
        return not self.articles


def holdings(
    conn: sqlite3.Connection, portals: Sequence[str], *, commune: str | None = None
) -> Holdings:
    """Of all articles of these portals, or of those that came from an old commune's days.

    Args:
        commune: code of an old commune: only what its portals published while it was one.
    """
    where, values = _these(portals[:_MOST_PORTALS])
    old = " AND month <> '' AND month < '2025-07'" if commune else ""
    months = added(
        conn.execute(f"SELECT month, articles, gone FROM portal_months WHERE {where}{old}", values)
    )
    articles = sum(number for number, _ in months.values())
    if commune:
        articles = _of_commune(conn, commune)
    return Holdings(
        articles=articles,
        gone=sum(number for _, number in months.values()),
        years=years(months),
        undated=articles - sum(year.articles for year in years(months))
        if commune
        else undated(months),
        categories=_categories(conn, portals, commune),
        newest=_newest(conn, portals, commune),
        vanished=_vanished(conn, portals, commune),
        reasons=[] if commune else _reasons(conn, portals),
    )


def _these(portals: Sequence[str]) -> tuple[str, list[str]]:
    return f"portal IN ({', '.join('?' * len(portals))})", list(portals)


def _of_commune(conn: sqlite3.Connection, code: str) -> int:
    row = conn.execute(
        "SELECT articles FROM facet_counts WHERE facet = 'commune' AND value = ?", (code,)
    ).fetchone()
    return int(row[0]) if row else 0


def _categories(
    conn: sqlite3.Connection, portals: Sequence[str], commune: str | None
) -> list[tuple[str, int]]:
    if commune:
        sql = (
            "SELECT category, count(*) FROM article_facets WHERE commune = ? "
            "AND category IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
        )
        values: list[Any] = [commune]
    else:
        where, values = _these(portals)
        sql = (
            f"SELECT category, sum(articles) FROM portal_categories WHERE {where} "
            "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
        )
    return [tuple(row) for row in conn.execute(sql, [*values, _CATEGORIES])]


def _newest(conn: sqlite3.Connection, portals: Sequence[str], commune: str | None) -> list[Any]:
    """Of each portal by itself, since rows lie by date within a portal, not within several."""
    of_commune = " AND a.commune_code = :commune" if commune else ""
    sql = newest(f"a.rowid, {CARD}", _NEWEST, f"a.portal = :portal{of_commune}")
    found: list[Any] = []
    for portal in portals[:_MOST_PORTALS]:
        found += conn.execute(sql, {"portal": portal, "commune": commune}).fetchall()
    return sorted(found, key=lambda row: -int(row["rowid"]))[:_NEWEST]


def _vanished(conn: sqlite3.Connection, portals: Sequence[str], commune: str | None) -> list[Any]:
    of_commune = " AND commune_code = :commune" if commune else ""
    found: list[Any] = []
    for portal in portals[:_MOST_PORTALS]:
        found += conn.execute(
            "SELECT id, title, portal, gone_since, gone_reason FROM articles WHERE portal = :portal "
            f"AND gone_since IS NOT NULL{of_commune} ORDER BY gone_since DESC LIMIT {_VANISHED}",
            {"portal": portal, "commune": commune},
        ).fetchall()
    return sorted(found, key=lambda row: (row["gone_since"], row["id"]), reverse=True)[:_VANISHED]


def _reasons(conn: sqlite3.Connection, portals: Sequence[str]) -> list[tuple[str, int]]:
    where, values = _these(portals)
    reasons: Counter[str] = Counter()
    for reason, number in conn.execute(
        f"SELECT gone_reason, count(*) FROM articles WHERE {where} AND gone_since IS NOT NULL "
        "GROUP BY 1 ORDER BY 1",
        values,
    ):
        reasons[why_gone(reason)] += number
    return reasons.most_common()
