"""Answers that are not sent again to who has them (RFC 9110, conditional requests)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from datasette.utils.asgi import Request, Response


def conditional(request: Request, body: str, content_type: str, changed: int) -> Response:
    """The body, or 304 where the client has it already.

    Args:
        changed: seconds since 1970 of the last change; the tag decides before it.
    """
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(datetime.fromtimestamp(changed, UTC), usegmt=True),
        "Cache-Control": "max-age=60",
        "Access-Control-Allow-Origin": "*",
    }
    known = request.headers.get("if-none-match")
    if known is not None:
        fresh = tag in [one.strip().removeprefix("W/") for one in known.split(",")]
    else:
        fresh = _since(request.headers.get("if-modified-since")) >= changed
    if fresh:
        return Response("", status=304, headers=headers, content_type=content_type)
    return Response(body, headers=headers, content_type=content_type)


def _since(header: str | None) -> float:
    try:
        return parsedate_to_datetime(header or "").timestamp()
    except ValueError:
        return -1.0
