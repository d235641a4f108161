"""The pages of portals: all of them, and each with what the archive has of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response

from publish.pages.page import CARD, Ask, asker, missing, newest, render


async def portal(datasette: Any, request: Request) -> Response:
    """One portal: what the archive has of it, newest first."""
    ask = asker(datasette)
    values = {"portal": request.url_vars["id"]}
    found = await ask("SELECT * FROM portals WHERE id = :portal", values)
    if not found:
        return await missing(datasette, request)
    return await render(
        datasette,
        request,
        "portal.html",
        portal=found[0],
        newest=await ask(newest(CARD, 13, "a.portal = :portal"), values),
        years=await _counts(ask, "year", values),
        categories=await _counts(ask, "category", values),
        crawls=await ask(
            "SELECT * FROM crawls WHERE portal = :portal ORDER BY id DESC LIMIT 1", values
        ),
        vanished=await ask(
            "SELECT id, title, gone_since, gone_reason FROM articles WHERE portal = :portal "
            "AND gone_since IS NOT NULL ORDER BY gone_since DESC, id LIMIT 12",
            values,
        ),
    )


async def portals(datasette: Any, request: Request) -> Response:
    """All portals of the edition."""
    rows = await asker(datasette)("SELECT * FROM portals ORDER BY short_name, id LIMIT 5000")
    return await render(datasette, request, "portals.html", portals=rows)


async def _counts(ask: Ask, column: str, values: Mapping[str, Any]) -> Any:
    return await ask(
        f"SELECT {column} AS value, count(*) AS n FROM articles WHERE portal = :portal "
        f"AND {column} IS NOT NULL GROUP BY {column} ORDER BY "
        + ("1 DESC" if column == "year" else "n DESC, 1")
        + " LIMIT 40",
        values,
    )
