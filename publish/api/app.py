"""The API as an ASGI application; `mounted` puts it beside Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, create_model
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response, StreamingResponse

from publish.api import reading
from publish.api.caching import answer
from publish.api.docs import docs_page
from publish.api.problems import ApiError, problem
from publish.api.queries import BODIES, Asked, AskedArticles, AskedLines, OneArticle, beside
from publish.api.records import Article, ArticleId, Links, Problem, Record, Total
from publish.api.tables import TABLES, Table

BASE = "/api/v1"
VERSION = "1.0"

Read = Callable[[Callable[[sqlite3.Connection], Any]], Awaitable[Any]]
"""`await read(work)` gives `work(connection)` of the edition, within the site's time limit."""

_ABOUT = """Everything of the published archive as JSON. No key is needed; nothing can be written.

- Times are ISO 8601 at +07:00, as long as they are precise.
- Lists have pages: follow `links.next` until it is null. Nothing is missed or given twice while
  the archive changes.
- A parameter that is not documented is refused with its name.
- Send back `ETag` as `If-None-Match`: what has not changed is answered with 304.
- Within version 1 fields and parameters are added, never removed or changed.
"""


def _told(**statuses: str) -> dict[int | str, dict[str, Any]]:
    """Documentation of errors, `s400="..."`; their bodies are problems."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        int(name[1:]): {"description": text, "content": content} for name, text in statuses.items()
    }


_BAD = _told(
    s400="A parameter is wrong or unknown; it is named",
    s404="There is no such thing, or no such page of the list",
    s503="It took too long: ask for less",
)
_UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "You have it already, says `If-None-Match`"}
}
SomeOfArticle = create_model(  # what `fields` leaves out is not there
    "SomeOfArticle",
    __base__=Record,
    __doc__=Article.__doc__,
    **{
        name: (info.annotation, Field(default=None, description=info.description))
        for name, info in Article.model_fields.items()
    },  # type: ignore[call-overload]
)


class ArticlePage(Record):
    """A page of articles."""

    data: list[SomeOfArticle]  # type: ignore[valid-type]
    total: Total
    links: Links


class Root(Record):
    """What there is."""

    title: str
    version: str
    links: dict[str, str]


def make_api(read: Read, site: Callable[[Request], str]) -> FastAPI:
    """The API over an edition. `site(request)` is where readers find the site."""
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
    _refuse_well(api)
    _document_problems(api)
    _add_root(api, site)
    _add_articles(api, read, site)
    for table in TABLES:
        _add_table(api, table, read, site)
    api.add_middleware(GZipMiddleware, minimum_size=1000)
    api.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], expose_headers=["ETag"]
    )
    return api


def _refuse_well(api: FastAPI) -> None:
    @api.exception_handler(ApiError)
    async def refused(request: Request, error: ApiError) -> Response:
        return problem(error.status, error.detail, error.parameter)

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        name = str(first["loc"][1]) if len(first["loc"]) > 1 else None
        if first["type"] == "extra_forbidden":
            return problem(400, f"there is no parameter {name!r} here", name)
        return problem(400, f"{name}: {first['msg']}", name)

    @api.exception_handler(HTTPException)
    async def failed(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), headers=error.headers)

    @api.exception_handler(sqlite3.OperationalError)
    async def too_slow(request: Request, error: sqlite3.OperationalError) -> Response:
        if "interrupted" in str(error):
            return problem(503, "this takes too long: ask for less, or for rarer words")
        raise error


def _document_problems(api: FastAPI) -> None:
    made = api.openapi

    def openapi() -> dict[str, Any]:
        told = made()
        schemas = told["components"]["schemas"]
        if "Problem" not in schemas:
            schemas["Problem"] = Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for methods in told["paths"].values():
                methods["get"]["responses"].pop("422", None)
        return told

    api.openapi = openapi  # type: ignore[method-assign]


def _add_root(api: FastAPI, site: Callable[[Request], str]) -> None:
    @api.get(
        "/",
        response_model=Root,
        tags=["about"],
        summary="What there is",
        responses=_UNCHANGED,
    )
    async def root(request: Request) -> Response:
        here = site(request) + BASE
        names = ("articles", *(table.name for table in TABLES))
        links = {"openapi": f"{here}/openapi.json", "docs": f"{here}/docs"}
        links |= {name: f"{here}/{name}" for name in names}
        return answer(request, {"title": "luutru", "version": VERSION, "links": links})

    @api.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(api))


def _add_articles(api: FastAPI, read: Read, site: Callable[[Request], str]) -> None:
    @api.get(
        "/articles",
        response_model=ArticlePage,
        tags=["articles"],
        summary="Articles",
        responses=_BAD | _UNCHANGED,
    )
    async def articles(request: Request, asked: Annotated[AskedArticles, Query()]) -> Response:
        here = site(request)
        names = asked.chosen(without=BODIES)

        def work(conn: sqlite3.Connection) -> Any:
            rowids, cursor = reading.page_of(conn, asked)
            return (
                reading.articles(conn, rowids, names, here),
                reading.total_of(conn, asked),
                cursor,
            )

        data, total, cursor = await read(work)
        return answer(request, _page(request, asked, data, total, cursor, here))

    @api.get(
        "/articles.jsonl",
        tags=["articles"],
        summary="All articles, one JSON object on a line, in the order of their ids; no cap",
        responses={
            200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}},
            **_BAD,
        },
        response_class=StreamingResponse,
    )
    async def lines(request: Request, asked: Annotated[AskedLines, Query()]) -> Response:
        names, here = asked.chosen(), site(request)

        def piece(conn: sqlite3.Connection, after: str) -> tuple[bytes, str | None]:
            rowids, last = reading.piece_of(conn, asked, after)
            found = reading.articles(conn, rowids, names, here)
            return b"".join(orjson.dumps(one) + b"\n" for one in found), last

        async def stream(after: str | None) -> AsyncIterator[bytes]:
            while after is not None:
                text, after = await read(partial(piece, after=after))
                yield text

        return StreamingResponse(stream(asked.after or ""), media_type="application/jsonl")

    @api.get(
        "/articles/{id}",
        response_model=SomeOfArticle,
        tags=["articles"],
        summary="One article",
        responses=_BAD | _UNCHANGED,
    )
    async def article(
        request: Request, id: Annotated[ArticleId, Path()], asked: Annotated[OneArticle, Query()]
    ) -> Response:
        names, here = asked.chosen(), site(request)

        def work(conn: sqlite3.Connection) -> Any:
            return reading.articles(conn, [reading.rowid_of(conn, id)], names, here)

        return answer(request, (await read(work))[0])


def _add_table(api: FastAPI, table: Table, read: Read, site: Callable[[Request], str]) -> None:
    page = create_model(
        f"{table.model.__name__}Page", __base__=Record, data=(list[table.model], ...),  # type: ignore[name-defined]
        total=(Total, ...), links=(Links, ...),
    )  # fmt: skip

    async def listed(request: Request, asked: Any) -> Response:
        def work(conn: sqlite3.Connection) -> Any:
            return *table.page(conn, asked), table.total(conn, asked)

        data, cursor, total = await read(work)
        return answer(request, _page(request, asked, data, total, cursor, site(request)))

    listed.__annotations__["asked"] = Annotated[table.asked, Query()]

    async def one(request: Request, id: str) -> Response:
        return answer(request, await read(partial(table.one, ident=id)))

    one.__annotations__["id"] = Annotated[str, Path(min_length=1, max_length=200)]
    api.add_api_route(
        f"/{table.name}",
        listed,
        response_model=page,
        tags=[table.name],
        summary=table.title,
        name=table.name,
        responses=_BAD | _UNCHANGED,
    )
    # The number of a document has a slash in it.
    api.add_api_route(
        f"/{table.name}/{{id:path}}",
        one,
        response_model=table.model,
        tags=[table.name],
        summary=f"One of the {table.name}",
        name=f"one of {table.name}",
        responses=_BAD | _UNCHANGED,
    )


def _page(
    request: Request, asked: Asked, data: Sequence[Any], total: Any, cursor: str | None, site: str
) -> dict[str, Any]:
    here = f"{site}{BASE}{request.url.path.removeprefix(BASE)}"

    def link(**changes: Any) -> str:
        given = asked.model_dump(exclude_defaults=True)
        query = urlencode(beside(given, **changes))
        return f"{here}?{query}" if query else here

    links = {"self": link(), "next": link(cursor=cursor) if cursor else None}
    return {"data": data, "total": total, "links": links}


def mounted(app: Any, api: Any) -> Any:
    """An ASGI application that answers below BASE with the API, and elsewhere with `app`."""

    async def either(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == BASE or path.startswith(f"{BASE}/")):
            await app(scope, receive, send)
            return
        inner = path.removeprefix(BASE) or "/"
        scope = {**scope, "path": inner, "raw_path": inner.encode(), "root_path": ""}
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _headers_only(send)
        await api(scope, receive, send)

    return either


def _headers_only(send: Any) -> Any:
    """HEAD is GET without its body."""

    async def cut(message: Any) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return cut
