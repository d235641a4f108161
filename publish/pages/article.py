"""The page of one article, with everything that was kept of it."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from publish.pages.page import asker, missing, render


async def article(datasette: Any, request: Request) -> Response:
    """One article with everything that was kept of it."""
    ask = asker(datasette)
    ident = request.url_vars["id"]
    rows = await ask("SELECT * FROM articles WHERE id = :id", {"id": ident})
    if not rows:
        return await missing(datasette, request)
    pictures = await ask(
        "SELECT i.*, max(r.width) AS shown_width, r.height AS shown_height FROM images i "
        "LEFT JOIN renditions r ON r.id = i.rendition WHERE i.article = :id "
        "GROUP BY i.position ORDER BY i.position",
        {"id": ident},
    )
    portal = await ask("SELECT * FROM portals WHERE id = :id", {"id": rows[0]["portal"]})
    return await render(
        datasette,
        request,
        "article.html",
        article=rows[0],
        portal=portal[0],
        beside=[p for p in pictures if f"/anh/{p['rendition']}/" not in rows[0]["body_html"]],
        attachments=await ask(
            "SELECT * FROM attachments WHERE article = :id ORDER BY position", {"id": ident}
        ),
        revisions=await ask(
            "SELECT number, captured_at, title, payload_sha256, origin FROM revisions "
            "WHERE article = :id ORDER BY number DESC",
            {"id": ident},
        ),
    )
