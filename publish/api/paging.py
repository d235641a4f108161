"""A page of a list as an answer: its things, how many there are, the way to the next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel
from starlette.requests import Request

from publish.api.cursors import beside
from publish.api.edition import BASE


def page(
    request: Request, asked: BaseModel, data: Sequence[Any], total: Any, cursor: str | None,
    site: str,
) -> dict[str, Any]:  # fmt: skip
    """What a list answers."""
    return {"data": data, "total": total, "links": links(request, asked, cursor, site)}


def links(
    request: Request, asked: BaseModel, cursor: str | None, site: str
) -> dict[str, str | None]:
    """This page and the next one, as they are asked for."""
    here = f"{site}{BASE}{request.url.path.removeprefix(BASE)}"

    def link(**changes: Any) -> str:
        given = asked.model_dump(exclude_defaults=True)
        query = urlencode(beside(given, **changes))
        return f"{here}?{query}" if query else here

    return {"self": link(), "next": link(cursor=cursor) if cursor else None}
