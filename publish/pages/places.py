"""The pages of communes: browsing by province and district, an old commune, a new one."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Request, Response

from publish.lineage import Unit, place, predecessors, provinces, successors, with_portals
from publish.pages.editorial import introductions
from publish.pages.holdings import holdings
from publish.pages.page import query_string, reader, render


async def browse(datasette: Any, request: Request) -> Response:
    """Provinces of today or of before July 2025; of one province its (districts and) communes."""
    old = request.args.get("ky") == "cu"
    chosen = request.args.get("tinh") or ""

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        inside = with_portals(conn, chosen, old=old) if chosen else []
        return {
            "chosen": chosen if inside else "",
            "districts": [(name, list(own)) for name, own in groupby(inside, lambda u: u.district)],
            "provinces": [] if inside else provinces(conn, old=old),
            "unplaced": _unplaced(conn),
        }

    period = {"ky": "cu"} if old else {}
    return await render(
        datasette,
        request,
        "places.html",
        old=old,
        address=lambda name: "/noi" + query_string({**period, "tinh": name}),
        **await reader(datasette)(read),
    )


def _unplaced(conn: sqlite3.Connection) -> int:
    sql = "SELECT count(*) FROM portal_places WHERE old_code IS NULL AND new_code IS NULL"
    return int(conn.execute(sql).fetchone()[0])


async def commune(datasette: Any, request: Request) -> Response:
    """The commune of a code: since July 2025, or before it where the address ends in `-cu`.

    Where only the other period knows the code, its page is shown.
    """
    given, old = request.url_vars["code"], request.url_vars["old"] is not None
    code = given.zfill(5)

    def read(conn: sqlite3.Connection) -> tuple[Unit | None, Unit | None]:
        return place(conn, code, old=old), place(conn, code, old=not old)

    found, other = await reader(datasette)(read)
    if found is None and other is not None:
        return Response.redirect(other.address, status=301)
    if found is None:
        return await render(datasette, request, "place_missing.html", status=404, code=code)
    if found.address != request.path:
        return Response.redirect(found.address, status=301)
    shown = _old if old else _new
    values = await reader(datasette)(lambda conn: shown(conn, found))
    values["introductions"] = await reader(datasette)(
        lambda conn: introductions(conn, f"place:{code}")
    )
    return await render(datasette, request, "place.html", place=found, same_code=other, **values)


def _old(conn: sqlite3.Connection, unit: Unit) -> dict[str, Any]:
    portals = _portals(conn, "p.old_code = ?", unit.code)
    return {
        "related": successors(conn, unit.code),
        "portals": portals,
        "held": holdings(conn, [row["id"] for row in portals], commune=unit.code),
        "names": {row["id"]: row["short_name"] for row in portals},
        "facet": {"xa": unit.code},
    }


def _new(conn: sqlite3.Connection, unit: Unit) -> dict[str, Any]:
    portals = _portals(conn, "p.new_code = ?", unit.code)
    return {
        "related": predecessors(conn, unit.code),
        "portals": portals,
        "held": holdings(conn, [row["id"] for row in portals]),
        "names": {row["id"]: row["short_name"] for row in portals},
        "facet": {"xa-moi": unit.code},
    }


def _portals(conn: sqlite3.Connection, where: str, code: str) -> list[Any]:
    return conn.execute(
        "SELECT w.*, c.alive, o.name AS then_name, o.district AS then_district FROM portal_places p "
        "JOIN portals w ON w.id = p.portal LEFT JOIN portal_coverage c ON c.portal = w.id "
        "LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL "
        f"WHERE {where} ORDER BY w.articles DESC, w.id",
        (code,),
    ).fetchall()
