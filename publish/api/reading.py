"""Which articles: pages of lists, pieces of streams, counts. Every function takes an open connection."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive import search
from publish.api.cursors import packed, unpacked
from publish.api.problems import ApiError
from publish.api.queries import ArticleFilter, Asked, AskedArticles, AskedCounts, Sql, conditions
from publish.find.asked import Cursor
from publish.find.narrowing import around

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


def collected(
    conn: sqlite3.Connection, collection: str, asked: Asked
) -> tuple[list[int], str | None, int]:
    """Rowids of a page of a collection in its order, the cursor of the next one, and how many there are.

    A list that editors change goes on behind the article that was given last, wherever it stands.

    Raises:
        ApiError: there is no such collection.
    """
    if not conn.execute("SELECT 1 FROM collections WHERE id = ?", (collection,)).fetchone():
        raise ApiError(404, f"there is no collection {collection!r}")
    after = 0
    if asked.cursor:
        article, after = unpacked(asked.cursor, str, int)
        row = conn.execute(
            "SELECT position FROM collection_items WHERE collection = ? AND article = ?",
            (collection, article),
        ).fetchone()
        after = row[0] if row else after
    rows = conn.execute(
        "SELECT a.rowid, i.article, i.position FROM collection_items i "
        "JOIN articles a ON a.id = i.article WHERE i.collection = ? AND i.position > ? "
        "ORDER BY i.position LIMIT ?",
        (collection, after, asked.limit + 1),
    ).fetchall()
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    number = conn.execute(
        "SELECT count(*) FROM collection_items WHERE collection = ?", (collection,)
    ).fetchone()[0]
    return [row[0] for row in rows], packed(*rows[-1][1:]) if more else None, number


GIVEN = 200
"""Articles of one piece of a stream: so many are in memory at a time."""

SCANNED = 2000
"""Articles that are looked at for one piece of a stream."""


def piece_of(
    conn: sqlite3.Connection, asked: ArticleFilter, after: str
) -> tuple[list[int], str | None]:
    """Rowids of what is asked for among the next SCANNED articles by id, and where to go on.

    GIVEN at most: then it goes on behind the last of them.
    """
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
        "SELECT a.rowid, a.id FROM articles a CROSS JOIN article_facets f ON f.rowid = a.rowid "
        f"WHERE a.id > :after AND a.id <= :last AND {sql.where} ORDER BY a.id LIMIT {GIVEN}",
        sql.values | {"after": after, "last": last},
    ).fetchall()
    return [row[0] for row in rows], rows[-1][1] if len(rows) == GIVEN else last


def total_of(conn: sqlite3.Connection, asked: ArticleFilter) -> dict[str, Any]:
    """How many articles are asked for: exact up to COUNTED, from there on at least."""
    sql = conditions(asked)
    source = _source(asked, sql)
    number = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {sql.where} LIMIT {COUNTED + 1})",
        sql.values,
    ).fetchone()[0]
    return {"number": min(number, COUNTED), "exact": number <= COUNTED}


MOST_COUNTS = 1000

_BY = {
    "year": "nullif(printf('%04d', f.day / 10000), '0000')",
    "month": "CASE WHEN f.day / 100 % 100 THEN "
    "printf('%04d-%02d', f.day / 10000, f.day / 100 % 100) END",
}


def counts_of(conn: sqlite3.Connection, asked: AskedCounts) -> list[dict[str, Any]]:
    """How many of the articles that are asked for have each value."""
    sql = conditions(asked)
    source = _source(asked, sql)
    value = _BY.get(asked.by, f"f.{asked.by}")
    order = "1" if asked.by in _BY else "2 DESC, 1"
    rows = conn.execute(
        f"SELECT {value}, count(*) FROM {source} WHERE {sql.where} GROUP BY 1 ORDER BY {order} "
        f"LIMIT {MOST_COUNTS}",
        sql.values,
    )
    return [{"value": value, "articles": number} for value, number in rows]


def rowid_of(conn: sqlite3.Connection, ident: str) -> int:
    """The rowid of an article.

    Raises:
        ApiError: there is none of this id, or it is hidden.
    """
    row = conn.execute("SELECT rowid FROM articles WHERE id = ?", (ident,)).fetchone()
    if row is not None:
        return int(row[0])
    stone = conn.execute("SELECT basis FROM tombstones WHERE article = ?", (ident,)).fetchone()
    if stone is not None:
        raise ApiError(410, f"the article {ident} is hidden; legal basis: {stone[0]}")
    raise ApiError(404, f"there is no article {ident}")
