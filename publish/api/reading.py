"""Articles and what hangs on them, out of the edition. Every function takes an open connection."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from archive import search
from publish.api.problems import ApiError
from publish.api.queries import ArticleFilter, AskedArticles, Sql, conditions, packed, unpacked
from publish.find.asked import Cursor
from publish.find.narrowing import around
from publish.shown import safe_name

COUNTED = 10_000
"""Articles that are counted; of more it is said that there are at least so many."""

_MATCHED = "articles_fts CROSS JOIN article_facets f ON f.rowid = articles_fts.rowid"


def page_of(conn: sqlite3.Connection, asked: AskedArticles) -> tuple[list[int], str | None]:
    """Rowids of a page of articles, and the cursor of the next one."""
    order = asked.sort or "relevance"
    if order == "relevance" and not asked.q:
        order = "-published"
    sql = conditions(asked)
    if order == "relevance":
        return _ranked(conn, asked, sql)
    column, descending = order.lstrip("-"), order.startswith("-")
    if column == "published":
        return _dated(conn, asked, sql, descending=descending)
    return _timed(conn, asked, sql, column, descending=descending)


def _source(asked: ArticleFilter, sql: Sql) -> str:
    if not asked.q:
        return "article_facets f"
    sql.add("articles_fts MATCH :match", match=search.match_query(asked.q))
    return _MATCHED


def _ranked(
    conn: sqlite3.Connection, asked: AskedArticles, sql: Sql
) -> tuple[list[int], str | None]:
    offset = unpacked(asked.cursor, int)[0] if asked.cursor else 0
    if not 0 <= offset <= search.DEEPEST:
        raise ApiError(404, "this cursor lies outside of what is ranked", "cursor")
    narrowed = search.Narrowed(
        join="CROSS JOIN article_facets f ON f.rowid = {rowid}", where=sql.where, values=sql.values
    )
    rowids = search.ranked(
        conn,
        asked.q or "",
        limit=asked.limit + 1,
        offset=offset,
        narrowed=narrowed if sql.parts else search.EVERYTHING,
    )
    more = len(rowids) > asked.limit
    return rowids[: asked.limit], packed(offset + asked.limit) if more else None


def _dated(
    conn: sqlite3.Connection, asked: AskedArticles, sql: Sql, *, descending: bool
) -> tuple[list[int], str | None]:
    source = _source(asked, sql)
    rowid = "articles_fts.rowid" if asked.q else "f.rowid"
    if asked.cursor:
        moment, article = unpacked(asked.cursor, str, str)
        below, above = _around(conn, moment, article)
        sql.add(
            f"{rowid} <= :below" if descending else f"{rowid} >= :above", below=below, above=above
        )
    rows = conn.execute(
        f"SELECT {rowid} FROM {source} WHERE {sql.where} "
        f"ORDER BY 1 {'DESC' if descending else ''} LIMIT :limit",
        sql.values | {"limit": asked.limit + 1},
    ).fetchall()
    rowids = [row[0] for row in rows[: asked.limit]]
    if len(rows) <= asked.limit:
        return rowids, None
    moment, article = conn.execute(
        "SELECT coalesce(published, first_captured), id FROM articles WHERE rowid = ?",
        (rowids[-1],),
    ).fetchone()
    return rowids, packed(moment, article)


def _around(conn: sqlite3.Connection, moment: str, article: str) -> tuple[int, int]:
    try:
        return around(conn, Cursor.at(moment, article))
    except (ValueError, OverflowError):
        raise ApiError(404, "this cursor was not given by this list", "cursor") from None


def _timed(
    conn: sqlite3.Connection, asked: AskedArticles, sql: Sql, column: str, *, descending: bool
) -> tuple[list[int], str | None]:
    """In the order of `captured` or `updated`, then of the ids."""
    if asked.cursor:
        second, article = unpacked(asked.cursor, int, str)
        sign = "<" if descending else ">"
        sql.add(
            f"(f.{column}, f.article) {sign} (:second, :article)",
            second=max(-(2**62), min(second, 2**62)), article=article,
        )  # fmt: skip
    if asked.q:
        sql.add(
            "EXISTS (SELECT 1 FROM articles_fts WHERE articles_fts MATCH :match "
            "AND articles_fts.rowid = f.rowid)",
            match=search.match_query(asked.q),
        )
    way = "DESC" if descending else "ASC"
    rows = conn.execute(
        f"SELECT f.rowid, f.{column}, f.article FROM article_facets f WHERE {sql.where} "
        f"ORDER BY f.{column} {way}, f.article {way} LIMIT :limit",
        sql.values | {"limit": asked.limit + 1},
    ).fetchall()
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    return [row[0] for row in rows], packed(rows[-1][1], rows[-1][2]) if more else None


SCANNED = 2000
"""Articles that are looked at for one piece of a stream."""


def piece_of(
    conn: sqlite3.Connection, asked: ArticleFilter, after: str
) -> tuple[list[int], str | None]:
    """Rowids of what is asked for among the next SCANNED articles by id, and the last of these."""
    last = conn.execute(
        "SELECT max(id) FROM (SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?)",
        (after, SCANNED),
    ).fetchone()[0]
    if last is None:
        return [], None
    sql = conditions(asked)
    if asked.q:
        sql.add(
            "f.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)",
            match=search.match_query(asked.q),
        )
    rows = conn.execute(
        "SELECT a.rowid FROM articles a CROSS JOIN article_facets f ON f.rowid = a.rowid "
        f"WHERE a.id > :after AND a.id <= :last AND {sql.where} ORDER BY a.id",
        sql.values | {"after": after, "last": last},
    )
    return [row[0] for row in rows], last


def total_of(conn: sqlite3.Connection, asked: ArticleFilter) -> dict[str, Any]:
    """How many articles are asked for: exact up to COUNTED, from there on at least."""
    sql = conditions(asked)
    source = _source(asked, sql)
    number = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {sql.where} LIMIT {COUNTED + 1})",
        sql.values,
    ).fetchone()[0]
    return {"number": min(number, COUNTED), "exact": number <= COUNTED}


_DIRECT = (
    "id", "url", "portal", "title", "published", "published_text", "published_precision", "lead",
    "body_text", "body_html", "author", "source", "category", "first_captured", "last_captured",
    "revision", "revisions", "gone_since", "gone_reason",
)  # fmt: skip

_COLUMNS: Mapping[str, tuple[str, ...]] = {name: (name,) for name in _DIRECT} | {
    "permalink": ("id",),
    "place": ("commune_code", "commune", "district", "province", "commune_now_code", "commune_now"),
    "citations": ("citations",),
    "extracted_by": ("platform", "layout"),
    "image_count": ("images",),
    "attachment_count": ("attachments",),
    "images": ("id",),
    "attachments": ("id",),
    "people": ("id",),
    "history": ("id",),
}


def articles(
    conn: sqlite3.Connection, rowids: Sequence[int], names: Sequence[str], site: str
) -> list[dict[str, Any]]:
    """These articles in this order, each with the fields of these names."""
    columns = sorted({column for name in names for column in _COLUMNS[name]} | {"id"})
    marks = ",".join("?" * len(rowids))
    cursor = conn.execute(
        f"SELECT rowid, {', '.join(columns)} FROM articles WHERE rowid IN ({marks})", list(rowids)
    )
    found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in cursor}
    rows = [found[rowid] for rowid in rowids if rowid in found]
    hung = {
        name: _HUNG[name](conn, [row["id"] for row in rows], site)
        for name in names
        if name in _HUNG
    }
    return [{name: _value(name, row, hung, site) for name in names} for row in rows]


def _value(name: str, row: Mapping[str, Any], hung: Mapping[str, Any], site: str) -> Any:
    if name in hung:
        return hung[name].get(row["id"], [])
    if name == "permalink":
        return f"{site}/bai/{row['id']}"
    if name == "place":
        columns = _COLUMNS["place"]
        keys = ("code", "name", "district", "province", "code_now", "name_now")
        return {key: row[column] for key, column in zip(keys, columns, strict=True)}
    if name == "citations":
        return json.loads(row["citations"])
    if name == "extracted_by":
        return {"platform": row["platform"], "layout": row["layout"]}
    return row[_COLUMNS[name][0]]


Hung = dict[str, list[dict[str, Any]]]


def _grouped(rows: Iterable[tuple[str, dict[str, Any]]]) -> Hung:
    found: Hung = defaultdict(list)
    for ident, value in rows:
        found[ident].append(value)
    return found


def _rows(
    conn: sqlite3.Connection, table: str, columns: str, ids: Sequence[str], order: str
) -> Any:
    marks = ",".join("?" * len(ids))
    cursor = conn.execute(
        f"SELECT article, {columns} FROM {table} WHERE article IN ({marks}) ORDER BY article, {order}",
        list(ids),
    )
    names = [told[0] for told in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _images(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(
        conn, "images", "position, url, caption, credit, sha256, width, height, rendition", ids,
        "position",
    )  # fmt: skip
    given = []
    for row in rows:
        rendition = row.pop("rendition")
        widths = conn.execute(
            "SELECT width FROM renditions WHERE id = ? ORDER BY width", (rendition,)
        ).fetchall()
        row["renditions"] = [f"{site}/anh/{rendition}/{width}.webp" for (width,) in widths]
        given.append((row.pop("article"), row))
    return _grouped(given)


def _attachments(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(
        conn,
        "attachments",
        "position, url, name, sha256, bytes, content_type, withheld",
        ids,
        "position",
    )
    given = []
    for row in rows:
        kept = row["bytes"] is not None
        row["withheld"] = bool(row["withheld"])
        row["file"] = (
            f"{site}/tep/{row['sha256']}/{quote(safe_name(row['name']))}" if kept else None
        )
        text = conn.execute("SELECT text FROM files WHERE sha256 = ?", (row["sha256"],)).fetchone()
        row["text"] = text[0] if text else None
        given.append((row.pop("article"), row))
    return _grouped(given)


_REVISION = (
    "number, captured_at, title, published, lead, coalesce(body_text, (SELECT a.body_text "
    "FROM articles a WHERE a.id = article)) AS body_text, payload_sha256, origin"
)


def _history(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(conn, "revisions", _REVISION, ids, "number DESC")
    return _grouped((row["article"], row) for row in rows)


def _people(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(conn, "people", "position, name, office, organisation", ids, "position")
    return _grouped((row.pop("article"), row) for row in rows)


_HUNG: Mapping[str, Callable[[sqlite3.Connection, Sequence[str], str], Hung]] = {
    "images": _images,
    "attachments": _attachments,
    "people": _people,
    "history": _history,
}


def rowid_of(conn: sqlite3.Connection, ident: str) -> int:
    """The rowid of an article.

    Raises:
        ApiError: there is none of this id.
    """
    row = conn.execute("SELECT rowid FROM articles WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise ApiError(404, f"there is no article {ident}")
    return int(row[0])
