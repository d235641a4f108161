"""Lists of articles: the inbox, and search over everything that the archive has."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from archive import search
from archive.editorial import inbox
from archive.editorial.inbox import SORTS, Arrivals, Sort
from archive.editorial.standing import standing_of
from archive.folder import Archive
from publish.desk.page import Visit, number, page
from publish.shown import short_name

_FOUND = 50

_DUE = """
SELECT i.kind, i.key, i.due, i.due_by,
       coalesce(json_extract(v.state, '$.title'), r.title, i.key) AS title
FROM items i LEFT JOIN versions v ON v.kind = i.kind AND v.key = i.key AND v.number = i.version
LEFT JOIN articles a ON i.kind = 'article' AND a.id = i.key
LEFT JOIN revisions r ON r.article = a.id AND r.number = a.revision
WHERE i.due IS NOT NULL ORDER BY i.due LIMIT 50
"""


@page("read drafts", "edit")
async def home(visit: Visit) -> Response:
    """What should be looked at, the newest first."""
    if visit.request.method == "POST":
        until = number(visit.form.get("until", ""))
        if until is not None:
            await visit.write(lambda ed: inbox.look_at_all(ed, until, by=visit.caller.actor))
        return visit.go("", xong="look-all")
    asked, portal = visit.asked("loai"), visit.asked("cong")
    sort: Sort | None = asked if asked in SORTS else None
    before = number(visit.asked("truoc"))

    def read(archive: Archive) -> tuple[Arrivals, int, list[dict[str, Any]], dict[str, str]]:
        found = inbox.arrivals(archive.conn, sort, portal=portal or None, before=before)
        names = _names(archive.conn, {one.portal for one in found.rows})
        due = [dict(row) for row in archive.conn.execute(_DUE)]
        for one in due:
            one["title"] = visit.words(one["title"])
        found = replace(
            found, rows=tuple(replace(one, title=visit.words(one.title)) for one in found.rows)
        )
        return found, inbox.newest(archive.conn), due, names

    found, newest, due, names = await visit.read(read)
    return await visit.render(
        "inbox.html", arrivals=found, sort=sort, sorts=SORTS, portal=portal, newest=newest, due=due,
        names=names,
    )  # fmt: skip


@page("read drafts")
async def find(visit: Visit) -> Response:
    """Articles that have these words, or this address; public or not."""
    typed, portal, status = visit.asked("q"), visit.asked("cong"), visit.asked("trang-thai")

    def read(archive: Archive) -> tuple[list[dict[str, Any]], dict[str, str]]:
        rows = _found(archive.conn, typed, portal)
        found = []
        for row in rows:
            standing = standing_of(archive.conn, "article", row["id"])
            if status in ("", standing.status):
                title = visit.words(row["title"])
                found.append({**dict(row), "title": title, "standing": standing})
        return found, _names(archive.conn, {row["portal"] for row in rows})

    rows, names = await visit.read(read)
    return await visit.render(
        "search.html", rows=rows, names=names, typed=typed, portal=portal, chosen=status,
        statuses=("published", "waiting", "unpublished", "hidden"), most=_FOUND,
    )  # fmt: skip


_WEIGHT = {"title": 10, "lead": 3, "body_text": 1, "captions": 1}
_WEIGHTS = ", ".join(str(_WEIGHT[name]) for name in search.LAYOUT)

_COLUMNS = "a.pk, a.id, a.portal, a.title, a.published, a.last_captured, a.gone_since"


def _found(conn: sqlite3.Connection, typed: str, portal: str) -> list[sqlite3.Row]:
    """The best or the newest first; an identifier or an address is that article."""
    ident = typed.rstrip("/").rpartition("/bai/")[2] if "/bai/" in typed else typed
    named = conn.execute(
        f"SELECT {_COLUMNS} FROM current_articles a WHERE a.id = ?1 "
        "OR a.id = (SELECT article FROM article_urls WHERE url = ?2)",
        (ident, typed),
    ).fetchall()
    if named:
        return named
    if typed:
        return _ranked(conn, typed, portal)
    where, values = ("a.portal = ?", [portal]) if portal else ("1", [])
    return conn.execute(
        f"SELECT {_COLUMNS} FROM current_articles a WHERE {where} ORDER BY a.pk DESC LIMIT {_FOUND}",
        values,
    ).fetchall()


def _ranked(conn: sqlite3.Connection, typed: str, portal: str) -> list[sqlite3.Row]:
    """The best first."""
    return conn.execute(
        f"SELECT {_COLUMNS} FROM (SELECT rowid AS pk, bm25({search.FTS_TABLE}, {_WEIGHTS}) AS rank "
        f"FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH ?) f "
        "JOIN current_articles a ON a.pk = f.pk WHERE ?2 IN ('', a.portal) "
        f"ORDER BY f.rank LIMIT {_FOUND}",
        (search.match_query(typed), portal),
    ).fetchall()


def _names(conn: sqlite3.Connection, portals: set[str]) -> dict[str, str]:
    marks = ",".join("?" * len(portals))
    rows = conn.execute(f"SELECT id, name FROM portals WHERE id IN ({marks})", sorted(portals))
    return {row["id"]: short_name(row["name"]) for row in rows}
