"""The page as it was captured: an inert copy in a frame that can do nothing, with its provenance."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from publish.build.copies import unpacked
from publish.pages.article.asked import Asked, page_of_article
from publish.pages.memento import memento_headers
from publish.pages.page import reader, site_address

_FRAMED = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)
"""Of the copy: no script, no form, no request to anyone but for pictures of the edition."""

_FRAMING = (
    "default-src 'none'; img-src 'self'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Of the page around it: the frame cannot be led elsewhere."""


@page_of_article
async def copy(asked: Asked) -> Response:
    """The copy of a revision: the latest, or the one that stood at the moment `luc`."""
    rows = await asked.ask(
        "SELECT p.revision, r.captured_at, r.payload_sha256, c.url, c.warc, c.offset "
        "FROM copies p JOIN revisions r ON r.article = p.article AND r.number = p.revision "
        "LEFT JOIN captures c ON c.article = p.article AND c.revision = p.revision "
        "WHERE p.article = :id ORDER BY p.revision",
        {"id": asked.id},
    )
    response = await asked.render(
        "article_copy.html",
        copies=rows,
        shown_copy=_at(rows, asked.request.args.get("luc") or ""),
    )
    response.headers["Content-Security-Policy"] = _FRAMING
    return response


def _at(rows: Any, moment: str) -> Any:
    """The last copy that was captured by then; the first one for an earlier moment."""
    if not rows or not moment:
        return rows[-1] if rows else None
    until = moment.replace(" ", "+") + "~"  # a plus that was not escaped; a day includes its hours
    return [rows[0], *(row for row in rows if row["captured_at"] <= until)][-1]


@page_of_article
async def framed(asked: Asked) -> Response:
    """The copy itself, as a document of its own: a memento, of its capture or of a later one."""
    number, moment = int(asked.request.url_vars["number"]), asked.request.url_vars["moment"]
    rows = await asked.ask(
        "SELECT p.page, d.content FROM copies p LEFT JOIN copy_dictionaries d ON d.portal = :portal "
        "WHERE p.article = :id AND p.revision = :number",
        {
            "id": asked.id,
            "portal": asked.article["portal"],
            "number": number,
        },
    )
    if not rows:
        return await asked.missing()
    site = site_address(asked.datasette, asked.request)
    dated = await reader(asked.datasette)(
        lambda conn: memento_headers(conn, site, asked.id, number, moment)
    )
    if moment and dated is None:
        return await asked.missing()
    response = await asked.render(
        "article_copy_frame.html", page=unpacked(rows[0]["page"], rows[0]["content"])
    )
    response.headers |= (dated or {}) | {"Content-Security-Policy": _FRAMED}
    return response
