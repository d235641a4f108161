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
    here = f"{site}{BASE}{request.url.path.removeprefix(BASE)}"

    def link(**changes: Any) -> str:
        given = asked.model_dump(exclude_defaults=True)
        query = urlencode(beside(given, **changes))
        return f"{here}?{query}" if query else here

    links = {"self": link(), "next": link(cursor=cursor) if cursor else None}
    return {"data": data, "total": total, "links": links}
