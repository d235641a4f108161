"""What the public may see: which articles, in which revision, with which corrections.

`VIEW` is a temporary view over archive.db and the attached editorial.db, with the columns of
`current_articles`; publishing reads articles through it alone, so that nothing hidden, taken
back or waiting for review comes out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from archive.known import in_batches

VIEW = "shown_articles"

_REVISION = """
CASE coalesce(p.publish, 'at once')
WHEN 'at once' THEN a.revision
ELSE max(
    coalesce(CASE WHEN i.shown THEN i.revision END, 0),
    coalesce(b.revision, 0)
) END
"""
"""Of a portal whose captures wait for review: the last that was published, or was there before.

An article that was taken out and came again (`archive.rereads`) was not there before.
"""

_SQL = f"""
CREATE TEMP VIEW {VIEW} AS
SELECT s.pk AS rowid, s.pk, s.id,
       coalesce(json_extract(v.state, '$.corrections.portal.value'), s.portal) AS portal,
       s.url, s.shown_revision AS revision, s.first_captured, s.last_captured,
       s.gone_since, s.gone_reason, r.capture, r.captured_at, r.title,
       CASE WHEN json_type(v.state, '$.corrections.published') IS NULL THEN r.published
            ELSE json_extract(v.state, '$.corrections.published.value') END AS published,
       r.published AS captured_published, s.portal AS captured_portal,
       r.published_text, r.published_precision, r.published_rule, r.lead, r.body_text,
       r.body_html, r.author, r.source, r.category, r.captions, r.citations, r.people,
       r.platform, r.layout, r.version, r.confidence, r.rules,
       (SELECT count(*) FROM main.revisions n
        WHERE n.article = s.id AND n.number <= s.shown_revision) AS revisions,
       v.state AS editorial, v.at AS edited_at
FROM (
    SELECT a.*, i.live, {_REVISION} AS shown_revision
    FROM main.articles a
    LEFT JOIN editorial.items i ON i.kind = 'article' AND i.key = a.id
    LEFT JOIN editorial.policies p ON p.portal = a.portal
    LEFT JOIN editorial.reviewed b ON b.article = a.id AND a.first_captured <= p.since
    WHERE coalesce(i.shown, 1) AND a.id NOT IN (SELECT article FROM editorial.hidden)
) s
JOIN main.revisions r ON r.article = s.id AND r.number = s.shown_revision
LEFT JOIN editorial.versions v ON v.kind = 'article' AND v.key = s.id AND v.number = s.live
"""


def create_view(conn: sqlite3.Connection) -> None:
    """On a connection to archive.db that has editorial.db attached."""
    conn.execute(_SQL)


def ever_corrected(conn: sqlite3.Connection, field: str, ids: Iterable[str]) -> bool:
    """Is there a version of one of these articles, public or not, that corrects this field?"""
    for batch in in_batches(sorted(ids)):
        marks = ",".join("?" * len(batch))
        found = conn.execute(
            f"SELECT 1 FROM versions WHERE kind = 'article' AND key IN ({marks}) "
            "AND json_type(state, '$.corrections.' || ?) IS NOT NULL LIMIT 1",
            (*batch, field),
        ).fetchone()
        if found is not None:
            return True
    return False


def corrected(conn: sqlite3.Connection, field: str) -> set[str]:
    """All values that articles have in this field by correction."""
    rows = conn.execute(
        "SELECT DISTINCT json_extract(v.state, '$.corrections.' || ? || '.value') FROM items i "
        "JOIN versions v ON v.kind = i.kind AND v.key = i.key AND v.number = i.live "
        "WHERE i.kind = 'article'",
        (field,),
    )
    return {value for (value,) in rows if value is not None}
