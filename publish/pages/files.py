"""Pictures and attachments out of the edition, and the two small files that browsers ask for."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import NotFound, Request, Response

from publish.pages.page import DATABASE
from publish.shown import safe_name

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_SHOWN = "application/pdf"
"""The one kind of attachment that a browser may show itself; all others are downloaded."""

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    'rx="6" fill="#8c1d18"/><path d="M8 9h16M8 14h16M8 19h10" stroke="#fff" stroke-width="2.4" '
    'stroke-linecap="round"/></svg>'
)


async def picture(datasette: Any, request: Request) -> Response:
    """One rendition: of a width, the smallest (`nho`) or the largest (`lon`).

    Its address names its content, so it never changes.
    """
    width = request.url_vars["width"]
    order = "width DESC" if width == "lon" else "width"
    exact = width.isdigit()
    found = await datasette.get_database(DATABASE).execute(
        f"SELECT content FROM renditions WHERE id = :id AND (:any OR width = :width) "
        f"ORDER BY {order} LIMIT 1",
        {"id": request.url_vars["id"], "any": not exact, "width": int(width) if exact else 0},
    )
    row = found.first()
    if row is None:
        raise NotFound("no such picture")
    return Response(row["content"], headers=_FOREVER, content_type="image/webp")


async def attachment(datasette: Any, request: Request) -> Response:
    """An attachment by the digest of its content; the name in the address is only for readers."""
    found = await datasette.get_database(DATABASE).execute(
        "SELECT content, content_type FROM files WHERE sha256 = ?", (request.url_vars["sha256"],)
    )
    row = found.first()
    if row is None:
        raise NotFound("no such file")
    pdf = row["content_type"].startswith(_SHOWN) and row["content"][:5] == b"%PDF-"
    name = safe_name(unquote(request.url_vars["name"]))
    headers = _FOREVER | {
        "Content-Disposition": f'{"inline" if pdf else "attachment"}; filename="{name}"',
    }
    kind = _SHOWN if pdf else "application/octet-stream"
    return Response(row["content"], headers=headers, content_type=kind)


async def attachment_text(datasette: Any, request: Request) -> Response:
    """All the text that was read from an attachment, plain."""
    found = await datasette.get_database(DATABASE).execute(
        "SELECT text FROM files WHERE sha256 = ?", (request.url_vars["sha256"],)
    )
    row = found.first()
    if row is None or not row["text"]:
        raise NotFound("no text of such a file")
    return Response.text(row["text"])


async def icon(request: Request) -> Response:
    return Response(_ICON, headers=_FOREVER, content_type="image/svg+xml")
