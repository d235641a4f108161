"""The API as an ASGI application; `mounted` puts it beside Datasette."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, Response
from starlette_compress import CompressMiddleware

from publish.api import article_routes, picture_routes, table_routes
from publish.api.bodies import Bounded
from publish.api.caching import answer
from publish.api.described import UNCHANGED, mend
from publish.api.docs import docs_page
from publish.api.edition import BASE, Edition
from publish.api.editorial import SCHEMES, Desk, add_desk
from publish.api.graphql import route as graphql
from publish.api.kinds import TABLES
from publish.api.problems import refuse_well
from publish.api.records import Record

VERSION = "1.0"
_DESK = ("Authorization", "If-Match", "Idempotency-Key")

_ABOUT = """Everything of the published archive as JSON. Reading needs no key.

- Times are ISO 8601 at +07:00, as long as they are precise.
- Lists have pages: follow `links.next` until it is null. Nothing is missed or given twice while
  the archive changes.
- A parameter that is not documented is refused with its name.
- Send back `ETag` as `If-None-Match`: what has not changed is answered with 304.
- Where the site has a desk, programs with a token write under `/editorial`: `If-Match` has the `ETag`
  of the item, `Idempotency-Key` makes a repeated request harmless, `dry_run=true` only tells.
- Within version 1 fields and parameters are added, never removed or changed.
"""


class Root(Record):
    """What there is."""

    title: str
    version: str
    links: dict[str, str]


def make_api(edition: Edition, desk: Desk | None = None) -> FastAPI:
    """The API over an edition; with a desk, editors' programs can write."""
    api = FastAPI(
        title="luutru",
        version=VERSION,
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": BASE}],
        redirect_slashes=False,
    )
    refuse_well(api)
    mend(api, SCHEMES if desk else None)
    _add_root(api, edition)
    article_routes.add(api, edition)
    picture_routes.add(api, edition)
    for table in TABLES:
        table_routes.add(api, table, edition)
    graphql.add(api, edition)
    if desk is not None:
        add_desk(api, desk)
    api.add_middleware(Bounded)
    api.add_middleware(CompressMiddleware, minimum_size=1000)
    api.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", *(["PUT"] if desk else [])],
        allow_headers=["Content-Type", "If-None-Match", "If-Modified-Since", *_DESK * bool(desk)],
        expose_headers=["ETag", "Last-Modified", "Location"],
    )
    return api


def _add_root(api: FastAPI, edition: Edition) -> None:
    @api.get("/", response_model=Root, tags=["about"], summary="What there is", responses=UNCHANGED)
    async def root(request: Request) -> Response:
        here = edition.site(request) + BASE
        names = ("articles", *(table.name for table in TABLES))
        links = {"openapi": f"{here}/openapi.json", "docs": f"{here}/docs"}
        links |= {name: f"{here}/{name}" for name in names}
        return answer(request, {"title": "luutru", "version": VERSION, "links": links}, None)

    @api.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(api))


def mounted(app: Any, make: Callable[[], Any]) -> Any:
    """An ASGI application that answers below BASE with the API, and elsewhere with `app`.

    The API is made when something is first asked of it.
    """
    made = cache(make)

    async def either(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == BASE or path.startswith(f"{BASE}/")):
            await app(scope, receive, send)
            return
        inner = path.removeprefix(BASE) or "/"
        scope = {**scope, "path": inner, "raw_path": inner.encode(), "root_path": ""}
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _headers_only(send)
        await made()(scope, receive, send)

    return either


def _headers_only(send: Any) -> Any:
    """HEAD is GET without its body."""

    async def cut(message: Any) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return cut
