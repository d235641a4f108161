"""Reading the archive: articles as values for export and publishing, and the state of portals."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from archive import places, search
from archive.editorial import dressing, showing

_PAGE = 500
"""Articles read from the database at a time: memory stays flat however large the archive is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which articles: all conditions must hold; none means all articles."""

    portal: str | None = None
    since: str | None = None
    """First publication day, `2021-10-05`."""
    until: str | None = None
    """Last publication day, itself included."""
    query: str | None = None
    """A search as a reader types it."""
    hidden: bool = True
    """Articles that must not be shown too (`archive.editorial.hiding`)."""
    public: bool = False
    """Only what the public may see, as it sees it (`archive.editorial.showing`)."""

    def where(self) -> tuple[str, list[str]]:
        """SQL condition over `source a` and its parameters."""
        parts, values = ["1"], []
        if self.portal:
            parts.append("a.portal = ?")
            values.append(self.portal)
        if self.since:
            parts.append("substr(a.published, 1, 10) >= ?")
            values.append(self.since)
        if self.until:
            parts.append("substr(a.published, 1, 10) <= ?")
            values.append(self.until)
        if self.query:
            parts.append(
                f"a.pk IN (SELECT rowid FROM {search.FTS_TABLE} "
                f"WHERE {search.FTS_TABLE} MATCH vn_match(?))"
            )
            values.append(self.query)
        if not self.hidden:
            parts.append("a.id NOT IN (SELECT article FROM hidden)")
        return " AND ".join(parts), values


def _source(public: bool) -> str:
    return showing.VIEW if public else "current_articles"


def count(conn: sqlite3.Connection, chosen: Filter) -> int:
    where, values = chosen.where()
    found: int = conn.execute(
        f"SELECT count(*) FROM {_source(chosen.public)} a WHERE {where}", values
    ).fetchone()[0]
    return found


def articles(conn: sqlite3.Connection, chosen: Filter) -> Iterator[dict[str, Any]]:
    """Articles in their current revision as exported objects, in the order of their arrival.

    The shape is the contract of `luutru export` (docs/data.md): missing is None or []. With `public`
    they are as the public sees them, and tell what editors have added.
    """
    where, values = chosen.where()
    source = _source(chosen.public)
    last = 0
    while True:
        rows = conn.execute(
            f"SELECT a.pk FROM {source} a WHERE a.pk > ? AND {where} ORDER BY a.pk LIMIT ?",
            [last, *values, _PAGE],
        ).fetchall()
        if not rows:
            return
        yield from by_key(conn, [row["pk"] for row in rows], public=chosen.public)
        last = rows[-1]["pk"]


def by_key(
    conn: sqlite3.Connection, keys: Sequence[int], *, public: bool = False
) -> list[dict[str, Any]]:
    """The articles of these keys (`current_articles.pk`) as exported objects, in that order.

    Those that the public may not see are left out of a public one.
    """
    marks = ",".join("?" * len(keys))
    rows = conn.execute(f"SELECT * FROM {_source(public)} WHERE pk IN ({marks})", keys).fetchall()
    place = {key: number for number, key in enumerate(keys)}
    rows.sort(key=lambda row: place[row["pk"]])
    images, files = _images(conn, rows), _attachments(conn, rows)
    where = cache(partial(places.of_portal, conn))
    found = [
        _object(
            row, images[row["id"]], files[row["id"]], where(row["portal"], places.is_old(_day(row)))
        )
        for row in rows
    ]
    if public:
        for article, row in zip(found, rows, strict=True):
            dressing.dress(conn, article, row)
    return found


def _day(row: sqlite3.Row) -> str:
    """The day that decides which commune it was: of publication, or else of the first capture."""
    return str(row["published"] or row["first_captured"])


def _object(
    row: sqlite3.Row,
    images: list[dict[str, Any]],
    files: list[dict[str, Any]],
    place: dict[str, Any] | None,
) -> dict[str, Any]:
    copied = (
        "id", "url", "portal", "title", "published", "published_text", "published_precision",
        "lead", "body_text", "body_html", "author", "source", "category",
    )  # fmt: skip
    return {
        **{name: row[name] for name in copied},
        "images": images,
        "attachments": files,
        "citations": json.loads(row["citations"]),
        "people": json.loads(row["people"]),
        "place": place,
        "first_captured": row["first_captured"],
        "last_captured": row["last_captured"],
        "revision": row["revision"],
        "revisions": row["revisions"],
        "gone_since": row["gone_since"],
        "extracted_by": {
            "platform": row["platform"],
            "layout": row["layout"],
            "version": row["version"],
        },
        "confidence": json.loads(row["confidence"]),
    }


def _keys(rows: list[sqlite3.Row]) -> tuple[str, list[Any]]:
    marks = ",".join("(?, ?)" for _ in rows)
    return marks, [value for row in rows for value in (row["id"], row["revision"])]


def _images(conn: sqlite3.Connection, rows: list[sqlite3.Row]) -> dict[str, list[dict[str, Any]]]:
    marks, values = _keys(rows)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in conn.execute(
        "SELECT i.article, i.url, i.caption, i.credit, m.sha256, m.width, m.height "
        "FROM images i LEFT JOIN media m ON m.url = i.url "
        f"WHERE (i.article, i.revision) IN (VALUES {marks}) ORDER BY i.article, i.position",
        values,
    ):
        found[row["article"]].append({name: row[name] for name in row.keys()[1:]})
    return found


def _attachments(
    conn: sqlite3.Connection, rows: list[sqlite3.Row]
) -> dict[str, list[dict[str, Any]]]:
    marks, values = _keys(rows)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in conn.execute(
        "SELECT f.article, f.url, f.name, m.sha256, t.text, t.status AS text_status "
        "FROM attachments f LEFT JOIN media m ON m.url = f.url "
        "LEFT JOIN attachment_texts t ON t.sha256 = m.sha256 "
        f"WHERE (f.article, f.revision) IN (VALUES {marks}) ORDER BY f.article, f.position",
        values,
    ):
        found[row["article"]].append({name: row[name] for name in row.keys()[1:]})
    return found


def status(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """One object per portal: what it holds, how its last crawl went, what went wrong."""
    return [
        dict(row)
        for row in conn.execute(
            """
            SELECT p.id AS portal, p.name, p.url, p.platform, p.platform_score,
                   (SELECT count(*) FROM articles a WHERE a.portal = p.id) AS articles,
                   (SELECT count(*) FROM articles a WHERE a.portal = p.id
                     AND a.gone_since IS NOT NULL) AS gone,
                   (SELECT count(*) FROM revisions r JOIN articles a ON a.id = r.article
                     WHERE a.portal = p.id) AS revisions,
                   (SELECT count(*) FROM captures c WHERE c.portal = p.id) AS captures,
                   (SELECT count(*) FROM frontier f WHERE f.portal = p.id
                     AND f.state = 'queued') AS waiting,
                   (SELECT max(finished_at) FROM crawls k WHERE k.portal = p.id
                     AND k.state = 'done') AS last_success,
                   k.state AS last_state, k.reason AS last_reason, k.failed AS last_failed,
                   (SELECT detail FROM events e WHERE e.portal = p.id
                     AND e.kind IN ('no response', 'refused', 'reader error')
                     ORDER BY e.id DESC LIMIT 1) AS last_error
            FROM portals p LEFT JOIN crawls k
              ON k.id = (SELECT max(id) FROM crawls WHERE portal = p.id)
            WHERE p.removed_at IS NULL ORDER BY p.id
            """
        )
    ]
