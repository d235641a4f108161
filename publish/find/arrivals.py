"""What was captured last of what a search finds: the order of feeds.

An article that a crawl finds today may have been published ten years ago; a feed that went by
dates of publication would never tell of it. An article keeps its place when it is edited.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive import search
from publish.find.asked import Asked
from publish.find.counting import gather
from publish.find.narrowing import condition

NEWEST = 50


def arrivals(conn: sqlite3.Connection, asked: Asked) -> Sequence[int]:
    """Rowids of the NEWEST that were captured last, the last one first."""
    if asked.query or asked.narrowed:
        found = gather(conn, asked)
        if found.exact:
            rows = conn.execute(
                "SELECT f.rowid FROM json_each(?) j CROSS JOIN article_facets f "
                "ON f.rowid = j.value ORDER BY f.captured DESC, f.rowid DESC LIMIT ?",
                (str([row[0] for row in found.rows]), NEWEST),
            )
            return [row[0] for row in rows]
    # So many that some are among those that came last: these are asked one by one.
    where = condition(conn, asked)
    words = (
        f"AND EXISTS (SELECT 1 FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH :match "
        "AND rowid = f.rowid)"
    )
    rows = conn.execute(
        "SELECT f.rowid FROM article_facets f INDEXED BY article_facets_by_captured "
        f"WHERE {where.where()} {words if asked.query else ''} "
        "ORDER BY f.captured DESC, f.rowid DESC LIMIT :limit",
        where.values | {"match": search.match_query(asked.query), "limit": NEWEST},
    )
    return [row[0] for row in rows]
