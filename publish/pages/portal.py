"""The pages of portals: all of them, and each with what the archive has of it."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.text import fold
from publish.lineage import Unit, place, predecessors, successors
from publish.pages.editorial import introductions
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
            "introductions": introductions(conn, f"portal:{ident}"),
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
    """The portals of the edition by province; too many for one page are reached by theirs."""
    chosen = request.args.get("tinh") or ""

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        provinces = sorted(
            conn.execute("SELECT province, count(*) FROM portal_places GROUP BY 1").fetchall(),
            key=lambda row: _order(row[0]),
        )
        many = not chosen and sum(number for _, number in provinces) > _SHOWN
        rows = [] if many else _portals(conn, chosen)
        return {
            "provinces": provinces,
            "many": many,
            "groups": [(name, list(own)) for name, own in groupby(rows, lambda r: r["province"])],
        }

    found = await reader(datasette)(read)
    return await render(datasette, request, "portals.html", chosen=chosen, **found)


_SHOWN = 400
"""Portals on the page of all of them."""

_NO_PROVINCE = "-"
"""In addresses: the portals of which no province is known."""


def _portals(conn: sqlite3.Connection, chosen: str) -> list[Any]:
    where = "WHERE p.province IS :province" if chosen else ""
    rows = conn.execute(
        "SELECT w.id, w.short_name, w.name, w.articles, w.gone, w.first_published, "
        "w.last_published, w.state, c.alive, p.province, coalesce(o.name, n.name) AS commune, "
        "o.district FROM portal_places p JOIN portals w ON w.id = p.portal "
        "LEFT JOIN portal_coverage c ON c.portal = w.id "
        "LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL "
        f"LEFT JOIN places n ON n.code = p.new_code AND n.valid_to IS NULL {where}",
        {"province": None if chosen == _NO_PROVINCE else chosen},
    )
    return sorted(rows, key=lambda r: (*_order(r["province"]), fold(r["short_name"]), r["id"]))


def _order(province: str | None) -> tuple[bool, str]:
    """By name, those without one last."""
    return province is None, fold(province or "")
