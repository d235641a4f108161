"""Answers that need not be sent twice: an ETag of what they say, Last-Modified (RFC 9110)."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

_FRESH = "public, max-age=0, must-revalidate"
_TAG = re.compile(r'(?:W/)?"[^"]*"')


def answer(
    request: Request, value: Any, changed: int | None, *, media_type: str = "application/json"
) -> Response:
    """The value as JSON, or 304 when the client has it already.

    Args:
        changed: the second since when it can be so (`Edition.changed`).
    """
    body = orjson.dumps(value)
    # Weak: the same tag for the answer and for its compressed forms.
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _FRESH, "Vary": "Accept-Encoding"}
    if changed is not None:
        headers["Last-Modified"] = format_datetime(
            datetime.fromtimestamp(changed, UTC), usegmt=True
        )
    if fresh(request, tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def fresh(request: Request, tag: str, changed: int | None) -> bool:
    """Has the client said that it has what this tag means?"""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        tags = {found.removeprefix("W/") for found in _TAG.findall(asked)}
        return asked.strip() == "*" or tag.removeprefix("W/") in tags
    if changed is None:
        return False
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return since.timestamp() >= changed
    except (ValueError, OverflowError):
        return False
