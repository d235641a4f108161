"""The search page: what was found, best first, and what to narrow it down by."""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from archive import search
from publish.find import PAGE, Asked, Found, find
from publish.pages.page import CARD, asker, query_string, render


async def search_page(datasette: Any, request: Request) -> Response:
    """What was found, best first, with facets; every state of it is an address."""
    asked = Asked.read({name: request.args.get(name) or "" for name in request.args})
    try:
        found = await find(asker(datasette), asked, CARD)
    except QueryInterrupted:
        found = Found(total=0, too_slow=True)
    return await render(
        datasette,
        request,
        "search.html",
        asked=asked,
        found=found,
        terms=search.parse(asked.query),
        highlight=search.highlight,
        snippet=search.snippet,
        pages=-(-found.total // PAGE),
        address=lambda **changes: "/tim-kiem" + query_string(asked.address(**changes)),
    )
