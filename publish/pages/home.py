"""The home page, and what this archive is."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from publish.pages.map import small_picture
from publish.pages.page import CARD, asker, newest, reader, render


async def home(datasette: Any, request: Request) -> Response:
    """Search box, newest articles with pictures, what vanished lately, the portals."""
    ask = asker(datasette)
    stats = (
        await ask(
            "SELECT sum(articles) AS articles, count(*) AS portals, min(first_published) AS first, "
            "max(last_published) AS last FROM portals"
        )
    )[0]
    gone = await ask(
        f"SELECT {CARD} FROM articles a WHERE gone_since IS NOT NULL "
        "ORDER BY gone_since DESC, a.rowid DESC LIMIT 4"
    )
    return await render(
        datasette,
        request,
        "home.html",
        stats=stats,
        newest=await ask(newest(CARD, 10)),
        gone=gone,
        collections=await ask(
            "SELECT id, title, lead FROM collections ORDER BY edited_at DESC LIMIT 6"
        ),
        portals=await ask("SELECT * FROM portals ORDER BY last_published DESC, id LIMIT 60"),
        picture=await reader(datasette)(small_picture),
    )


async def about(datasette: Any, request: Request) -> Response:
    """What this archive is, how to read, cite and reuse it."""
    return await render(datasette, request, "about.html")
