"""What editors have published besides articles: collections, tags, pages of their own."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Request, Response

from publish.pages.page import CARD, asker, missing, reader, render

_SHOWN = 60
"""Articles on one page of a collection or of a tag."""

OF_PAGE = "SELECT id, title, lead, body_html FROM site_pages"


async def collections(datasette: Any, request: Request) -> Response:
    """All collections."""
    rows = await asker(datasette)(
        "SELECT c.id, c.title, c.lead, count(i.article) AS articles FROM collections c "
        "LEFT JOIN collection_items i ON i.collection = c.id GROUP BY c.id ORDER BY c.title"
    )
    return await render(datasette, request, "collections.html", collections=rows)


async def collection(datasette: Any, request: Request) -> Response:
    """One collection: the words before it, its articles in their order."""
    ident, number = request.url_vars["id"], _number(request)

    def read(conn: sqlite3.Connection) -> dict[str, Any] | None:
        row = conn.execute("SELECT * FROM collections WHERE id = ?", (ident,)).fetchone()
        if row is None:
            return None
        return {
            "collection": row,
            "total": _count(conn, "collection_items WHERE collection = ?", ident),
            "rows": conn.execute(
                f"SELECT {CARD} FROM collection_items i JOIN articles a ON a.id = i.article "
                "WHERE i.collection = ? ORDER BY i.position LIMIT ? OFFSET ?",
                (ident, _SHOWN, (number - 1) * _SHOWN),
            ).fetchall(),
        }

    found = await reader(datasette)(read)
    if found is None or (number > 1 and not found["rows"]):
        return await missing(datasette, request)
    return await _listed(datasette, request, "collection.html", number, found)


async def tag(datasette: Any, request: Request) -> Response:
    """The articles of a tag, the newest first."""
    ident, number = request.url_vars["id"], _number(request)

    def read(conn: sqlite3.Connection) -> dict[str, Any] | None:
        name = conn.execute("SELECT min(name) FROM article_tags WHERE tag = ?", (ident,)).fetchone()
        if name[0] is None:
            return None
        return {
            "tag": name[0],
            "total": _count(conn, "article_tags WHERE tag = ?", ident),
            "rows": conn.execute(
                f"SELECT {CARD} FROM article_tags g JOIN articles a ON a.id = g.article "
                "WHERE g.tag = ? ORDER BY a.rowid DESC LIMIT ? OFFSET ?",
                (ident, _SHOWN, (number - 1) * _SHOWN),
            ).fetchall(),
        }

    found = await reader(datasette)(read)
    if found is None or (number > 1 and not found["rows"]):
        return await missing(datasette, request)
    return await _listed(datasette, request, "tag.html", number, found)


async def page(datasette: Any, request: Request) -> Response:
    """A page that editors wrote."""
    rows = await asker(datasette)(f"{OF_PAGE} WHERE id = :id", {"id": request.url_vars["id"]})
    if not rows:
        return await missing(datasette, request)
    return await render(datasette, request, "page.html", page=rows[0])


def introductions(conn: sqlite3.Connection, about: str) -> list[Any]:
    """The pages that introduce a portal (`portal:ID`) or a commune (`place:CODE`)."""
    return conn.execute(f"{OF_PAGE} WHERE about = ? ORDER BY id", (about,)).fetchall()


def said_of(conn: sqlite3.Connection, article: str) -> dict[str, Any]:
    """What editors say of an article: corrections, note, tags, collections that it is in."""
    ask = conn.execute
    return {
        "corrections": ask(
            "SELECT * FROM corrections WHERE article = ? ORDER BY field", (article,)
        ).fetchall(),
        "note": ask("SELECT * FROM notes WHERE article = ?", (article,)).fetchone(),
        "tags": ask(
            "SELECT tag, name FROM article_tags WHERE article = ? ORDER BY tag", (article,)
        ).fetchall(),
        "collections": ask(
            "SELECT c.id, c.title FROM collection_items i JOIN collections c ON c.id = i.collection "
            "WHERE i.article = ? ORDER BY c.title",
            (article,),
        ).fetchall(),
    }


def _count(conn: sqlite3.Connection, of: str, ident: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {of}", (ident,)).fetchone()[0])


def _number(request: Request) -> int:
    asked = request.args.get("trang") or "1"
    return min(int(asked), 10_000) if asked.isascii() and asked.isdigit() and int(asked) else 1


async def _listed(
    datasette: Any, request: Request, template: str, number: int, found: dict[str, Any]
) -> Response:
    portals = sorted({row["portal"] for row in found["rows"]})
    marks = ",".join(f":p{place}" for place in range(len(portals)))
    names = await asker(datasette)(
        f"SELECT id, short_name FROM portals WHERE id IN ({marks})",
        {f"p{place}": portal for place, portal in enumerate(portals)},
    )
    return await render(
        datasette, request, template, number=number, last=-(-found["total"] // _SHOWN),
        names={row["id"]: row["short_name"] for row in names}, **found,
    )  # fmt: skip
