"""How much of each portal the edition holds: by month and category, its gaps, by province and year.

Kept as sums while articles come and go, so that no page counts articles. Months are those of
publication, `2021-10`; shorter where only a year is known, empty where nothing is.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.months import longest_gap
from publish.build import state
from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE portal_coverage (
    portal TEXT PRIMARY KEY REFERENCES portals(id),
    alive INTEGER,
    captures INTEGER NOT NULL,
    first_captured TEXT,
    last_captured TEXT,
    last_capture INTEGER NOT NULL,
    pictures INTEGER NOT NULL,
    files INTEGER NOT NULL,
    months INTEGER NOT NULL,
    gap_months INTEGER NOT NULL,
    gap_from TEXT,
    gap_to TEXT
) WITHOUT ROWID;

CREATE TABLE portal_months (
    portal TEXT NOT NULL REFERENCES portals(id),
    month TEXT NOT NULL,
    articles INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    PRIMARY KEY (portal, month)
) WITHOUT ROWID;

CREATE TABLE portal_categories (
    portal TEXT NOT NULL REFERENCES portals(id),
    category TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (portal, category)
) WITHOUT ROWID;

CREATE TABLE province_years (
    province TEXT NOT NULL,
    year TEXT NOT NULL,
    portals INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    PRIMARY KEY (province, year)
) WITHOUT ROWID
"""

_TOUCHED = "CREATE TEMP TABLE IF NOT EXISTS touched_portals (portal TEXT PRIMARY KEY)"
"""Portals whose articles came or went in this build; never part of the edition."""

_CAPTURES = (
    "SELECT count(*), min(fetched_at), max(fetched_at), max(id), portal FROM captures c "
    "WHERE {} GROUP BY portal"
)

_COUNTED = ("portal", "published", "category", "images", "attachments", "gone_since")


def start(work: Work) -> None:
    """A row for each portal; its captures since the last build; whether it still answers."""
    edition = work.edition
    fresh = edition.execute(
        "INSERT OR IGNORE INTO portal_coverage SELECT id, NULL, 0, NULL, NULL, 0, 0, 0, 0, 0, NULL, "
        "NULL FROM portals RETURNING portal"
    ).fetchall()
    edition.execute("DELETE FROM portal_coverage WHERE portal NOT IN (SELECT id FROM portals)")
    _count_captures(work, {portal for (portal,) in fresh})
    for portal, seen in edition.execute("SELECT id, last_seen_alive FROM portals").fetchall():
        if work.portals is None or portal in work.portals:
            edition.execute(
                "UPDATE portal_coverage SET alive = ? WHERE portal = ?",
                (_alive(work.source, portal, seen), portal),
            )


def add(work: Work, entries: Sequence[Entry]) -> None:
    """Counts these articles in."""
    _count(work.edition, [entry.columns for entry in entries], 1)


def remove(work: Work, ids: Sequence[str]) -> None:
    """Counts these articles out."""
    marks = ",".join("?" * len(ids))
    rows = work.edition.execute(
        f"SELECT {', '.join(_COUNTED)} FROM articles WHERE id IN ({marks})", ids
    )
    _count(work.edition, [dict(zip(_COUNTED, row, strict=True)) for row in rows], -1)


def finish(work: Work) -> None:
    """The gaps of the portals whose articles changed, and the sums over provinces."""
    edition = work.edition
    edition.execute(_TOUCHED)
    for table in ("portal_months", "portal_categories"):
        edition.execute(
            f"DELETE FROM {table} WHERE portal IN (SELECT portal FROM touched_portals) "
            "AND articles = 0"
        )
    for (portal,) in edition.execute("SELECT portal FROM touched_portals").fetchall():
        rows = edition.execute(
            "SELECT month FROM portal_months WHERE portal = ? AND length(month) = 7 ORDER BY month",
            (portal,),
        )
        months = [month for (month,) in rows]
        edition.execute(
            "UPDATE portal_coverage SET months = ?, gap_months = ?, gap_from = ?, gap_to = ? "
            "WHERE portal = ?",
            (len(months), *longest_gap(months), portal),
        )
    _sum_provinces(work)
    edition.execute("DELETE FROM touched_portals")


_TOUCHED_PROVINCES = (
    "SELECT coalesce(p.province, '') FROM portal_places p "
    "JOIN touched_portals t ON t.portal = p.portal"
)


def _sum_provinces(work: Work) -> None:
    """All of them where a portal may lie in another one now; else those whose articles changed."""
    provinces = {province for (province,) in work.edition.execute(_TOUCHED_PROVINCES)}
    some = "1" if work.moves else f"{{}} IN ({','.join('?' * len(provinces))})"
    values = () if work.moves else tuple(sorted(provinces))
    work.edition.execute(f"DELETE FROM province_years WHERE {some.format('province')}", values)
    work.edition.execute(
        "INSERT INTO province_years SELECT coalesce(p.province, ''), substr(m.month, 1, 4), "
        "count(DISTINCT m.portal), sum(m.articles), sum(m.gone) FROM portal_places p "
        f"CROSS JOIN portal_months m ON m.portal = p.portal WHERE {some.format(_PROVINCE)} "
        "GROUP BY 1, 2",
        values,
    )


_PROVINCE = "coalesce(p.province, '')"


def _count(edition: sqlite3.Connection, rows: Iterable[Mapping[str, Any]], sign: int) -> None:
    months: Counter[tuple[str, str]] = Counter()
    gone: Counter[tuple[str, str]] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    pictures: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for row in rows:
        portal, month = row["portal"], (row["published"] or "")[:7]
        months[portal, month] += sign
        gone[portal, month] += sign * (row["gone_since"] is not None)
        if row["category"]:
            categories[portal, row["category"]] += sign
        pictures[portal] += sign * row["images"]
        files[portal] += sign * row["attachments"]
    more = "ON CONFLICT DO UPDATE SET articles = articles + excluded.articles"
    edition.executemany(
        f"INSERT INTO portal_months VALUES (?, ?, ?, ?) {more}, gone = gone + excluded.gone",
        [(*key, number, gone[key]) for key, number in sorted(months.items())],
    )
    edition.executemany(
        f"INSERT INTO portal_categories VALUES (?, ?, ?) {more}",
        [(*key, number) for key, number in sorted(categories.items())],
    )
    edition.executemany(
        "UPDATE portal_coverage SET pictures = pictures + ?, files = files + ? WHERE portal = ?",
        [(pictures[portal], files[portal], portal) for portal in sorted(pictures)],
    )
    edition.execute(_TOUCHED)
    edition.executemany(
        "INSERT OR IGNORE INTO touched_portals VALUES (?)", [(portal,) for portal in pictures]
    )


def _count_captures(work: Work, fresh: set[str]) -> None:
    """Adds the captures that came since the edition was made, or all of a portal that is new."""
    edition = work.edition
    mark = state.mark_of(edition)
    rows = work.source.execute(_CAPTURES.format("c.id > ?"), (mark.captures,)).fetchall()
    if mark.captures and fresh:
        rows = [row for row in rows if row["portal"] not in fresh]
        named = json.dumps(sorted(fresh))
        rows += work.source.execute(
            _CAPTURES.format("c.portal IN (SELECT value FROM json_each(?))"), (named,)
        ).fetchall()
    edition.executemany(
        "UPDATE portal_coverage SET captures = captures + ?1, "
        "first_captured = min(coalesce(first_captured, ?2), ?2), "
        "last_captured = max(coalesce(last_captured, ?3), ?3), last_capture = ?4 WHERE portal = ?5",
        [tuple(row) for row in rows],
    )


def _alive(source: sqlite3.Connection, portal: str, seen: str | None) -> int | None:
    """Did it answer when it was last looked at? None if nobody looked."""
    looked = source.execute(
        "SELECT max(at) FROM (SELECT max(started_at) AS at FROM crawls WHERE portal = ?1 "
        "AND state <> 'running' AND requests > 0 "
        "UNION ALL SELECT max(at) FROM probes WHERE portal = ?1)",
        (portal,),
    ).fetchone()[0]
    if looked is None:
        return None if seen is None else 1
    return int(seen is not None and seen >= looked)
