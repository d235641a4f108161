"""The pages of portals: all of them, and each with what the archive has of it."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.text import fold
from publish.lineage import Unit, place, predecessors, successors
from publish.pages.holdings import holdings
from publish.pages.page import missing, reader, render

_CRAWLS = 10


async def portal(datasette: Any, request: Request) -> Response:
    """One portal: what the archive has of it, how it was crawled, whose it was and is."""
    ident = request.url_vars["id"]

    def read(conn: sqlite3.Connection) -> dict[str, Any] | None:
        row = conn.execute(
            "SELECT w.*, p.old_code, p.new_code, p.province, c.alive, c.captures, c.pictures, "
            "c.files, c.months, c.gap_months, c.gap_from, c.gap_to FROM portals w "
            "LEFT JOIN portal_places p ON p.portal = w.id "
            "LEFT JOIN portal_coverage c ON c.portal = w.id WHERE w.id = ?",
            (ident,),
        ).fetchone()
        if row is None:
            return None
        then = place(conn, row["old_code"], old=True)
        now = place(conn, row["new_code"], old=False)
        return {
            "portal": row,
            "held": holdings(conn, [ident]),
            "then": then,
            "now": [now] if now else _all_of(then, conn),
            "merged": predecessors(conn, now.code) if now else [],
            "crawls": conn.execute(
                f"SELECT * FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT {_CRAWLS}", (ident,)
            ).fetchall(),
        }

    found = await reader(datasette)(read)
    if found is None:
        return await missing(datasette, request)
    return await render(datasette, request, "portal.html", **found)


def _all_of(then: Unit | None, conn: sqlite3.Connection) -> list[Unit]:
    return successors(conn, then.code) if then else []


async def portals(datasette: Any, request: Request) -> Response:
    """All portals of the edition, with the communes that they belong to."""

    def read(conn: sqlite3.Connection) -> list[Any]:
        return conn.execute(
            "SELECT w.id, w.short_name, w.name, w.articles, w.gone, w.first_published, "
            "w.last_published, w.state, c.alive, p.province, coalesce(o.name, n.name) AS commune, "
            "o.district FROM portals w LEFT JOIN portal_places p ON p.portal = w.id "
            "LEFT JOIN portal_coverage c ON c.portal = w.id "
            "LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL "
            "LEFT JOIN places n ON n.code = p.new_code AND n.valid_to IS NULL "
            "ORDER BY w.id"
        ).fetchall()

    rows = await reader(datasette)(read)
    rows.sort(
        key=lambda row: (not row["province"], fold(row["province"] or ""), fold(row["short_name"]))
    )
    chosen = request.args.get("tinh") or ""
    provinces = list(dict.fromkeys(row["province"] for row in rows))
    if chosen:
        rows = [row for row in rows if (row["province"] or "-") == chosen]
    return await render(
        datasette,
        request,
        "portals.html",
        groups=[(name, list(own)) for name, own in groupby(rows[:_SHOWN], lambda r: r["province"])],
        left_out=len(rows[_SHOWN:]),
        chosen=chosen,
        provinces=provinces,
    )


_SHOWN = 600
"""Portals on one page: more are reached by their province."""
