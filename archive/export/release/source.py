"""The one place where a release takes from the archive: only what the public may see.

Articles come through `articles`: shown, in the revision that is shown, with corrections of
editors, numbers of persons masked. Images, attachments, counts and gaps all follow from them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archive import query
from archive.editorial import public_view, showing

PUBLIC = query.Filter(hidden=False, public=True)


@contextmanager
def one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one state, though a crawl writes and editors work."""
    conn.execute("BEGIN")
    try:
        for table in ("main.articles", "editorial.items"):
            conn.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        yield
    finally:
        conn.execute("ROLLBACK")


def articles(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every article as the public sees it, in the order of arrival."""
    return public_view.public(conn, query.articles(conn, PUBLIC))


def count(conn: sqlite3.Connection) -> int:
    return query.count(conn, PUBLIC)


def last_captured(conn: sqlite3.Connection) -> str | None:
    """When the archive last captured anything: the day of a release, for there is no clock."""
    found: str | None = conn.execute("SELECT max(fetched_at) FROM captures").fetchone()[0]
    return found


def revisions(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The evidence of every revision of the articles, in the order of article and number.

    Not their texts: what was corrected or masked in the present one stands in earlier ones.
    """
    return _rows(
        conn,
        "SELECT r.article, r.number, r.captured_at, CASE WHEN r.reread IS NULL THEN 'portal' "
        "WHEN n.state = 'rolled back' THEN 'undone' ELSE 'reread' END AS origin, c.url, "
        "c.payload_sha256, c.record_id FROM revisions r JOIN captures c ON c.id = r.capture "
        f"JOIN {showing.VIEW} s ON s.id = r.article LEFT JOIN rereads n ON n.id = r.reread "
        "WHERE r.number <= s.revision ORDER BY r.article, r.number",
    )


def collections(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The articles of every published collection, in their order; without those not shown."""
    return _rows(
        conn,
        "SELECT i.key AS collection, json_extract(v.state, '$.title') AS title, "
        "row_number() OVER (PARTITION BY i.key ORDER BY e.key) AS position, e.value AS article "
        "FROM editorial.items i JOIN editorial.versions v "
        "ON v.kind = i.kind AND v.key = i.key AND v.number = i.live, "
        f"json_each(v.state, '$.items') e JOIN {showing.VIEW} s ON s.id = e.value "
        "WHERE i.kind = 'collection' AND i.shown ORDER BY i.key, e.key",
    )


def doubts(conn: sqlite3.Connection) -> Iterator[tuple[str, str | None, str]]:
    """(article, published as it was read, flags) of the stamps that were read with flags."""
    for row in conn.execute(
        f"SELECT id, captured_published, published_rule FROM {showing.VIEW} "
        "WHERE published_rule LIKE '% %'"
    ):
        yield row["id"], row["captured_published"], row["published_rule"].partition(" ")[2]


def portals(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The portals that are crawled or of which articles are shown, and how their last crawl went."""
    return _rows(
        conn,
        "SELECT p.id, coalesce(p.site_name, p.name) AS name, p.url, p.platform, "
        "p.place_old, p.place_new, k.state, CASE k.state WHEN 'red' THEN k.reason END AS reason, "
        "(SELECT max(finished_at) FROM crawls s WHERE s.portal = p.id AND s.state = 'done') "
        "AS last_success FROM portals p LEFT JOIN crawls k "
        "ON k.id = (SELECT max(id) FROM crawls WHERE portal = p.id) WHERE p.removed_at IS NULL "
        "OR EXISTS (SELECT 1 FROM articles a JOIN shown_articles s ON s.id = a.id "
        "WHERE a.portal = p.id) OR p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
        json.dumps(sorted(showing.corrected(conn, "portal"))),
    )


def places(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The communes of portals and articles, what became of them, and what they were made of."""
    return _rows(
        conn,
        f"{_PLACES} SELECT code, name, type, district, province, valid_from, valid_to, latitude, "
        "longitude FROM places WHERE (valid_to IS NOT NULL AND code IN old) "
        "OR (valid_to IS NULL AND code IN new) ORDER BY code, valid_from",
        json.dumps(sorted(showing.corrected(conn, "place"))),
    )


def successors(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    return _rows(
        conn,
        f"{_PLACES} SELECT old_code, new_code, kind FROM place_successors "
        "WHERE old_code IN old AND new_code IN new ORDER BY old_code, new_code",
        json.dumps(sorted(showing.corrected(conn, "place"))),
    )


_PLACES = """
WITH named(old, new) AS (
    SELECT place_old, place_new FROM portals UNION SELECT value, value FROM json_each(?)
), new(code) AS (
    SELECT new FROM named WHERE new IS NOT NULL UNION
    SELECT s.new_code FROM place_successors s JOIN named n ON n.old = s.old_code
), old(code) AS (
    SELECT old FROM named WHERE old IS NOT NULL UNION
    SELECT s.old_code FROM place_successors s JOIN new ON new.code = s.new_code
)
"""


def hidden(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """(legal basis, how many articles): all that is told of what is hidden."""
    rows = conn.execute("SELECT basis, count(*) FROM hidden GROUP BY 1 ORDER BY 2 DESC, 1")
    return [(row[0], row[1]) for row in rows]


def withdrawn(conn: sqlite3.Connection) -> int:
    """How many articles are not shown for other reasons: they wait for review, or were taken back."""
    found: int = conn.execute(
        "SELECT (SELECT count(*) FROM main.articles WHERE id NOT IN (SELECT article FROM hidden)) "
        f"- (SELECT count(*) FROM {showing.VIEW})"
    ).fetchone()[0]
    return found


def _rows(conn: sqlite3.Connection, sql: str, *values: str) -> Iterator[dict[str, Any]]:
    for row in conn.execute(sql, values):
        yield dict(row)
