"""The addresses of a table: its list, and one of it."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from starlette.responses import Response

from publish.api.caching import answer
from publish.api.described import BAD, UNCHANGED, page_of, some_of
from publish.api.edition import Edition
from publish.api.paging import page
from publish.api.tables import Table


def add(api: FastAPI, table: Table, edition: Edition) -> None:
    """Adds them."""

    async def listed(request: Request, asked: Any) -> Response:
        changed, here = edition.changed(), edition.site(request)

        def work(conn: sqlite3.Connection) -> Any:
            return *table.page(conn, asked, here), table.total(conn, asked)

        data, cursor, total = await edition.read(work)
        return answer(request, page(request, asked, data, total, cursor, here), changed)

    async def one(request: Request, id: str) -> Response:
        changed, here = edition.changed(), edition.site(request)
        found = await edition.read(partial(table.one, ident=id, site=here))
        return answer(request, found, changed)

    listed.__annotations__["asked"] = Annotated[table.asked, Query()]
    one.__annotations__["id"] = Annotated[str, Path(min_length=1, max_length=200)]
    api.add_api_route(
        f"/{table.name}", listed, response_model=page_of(some_of(table.model), table.model.__name__),
        tags=[table.name], summary=table.title, name=table.name, responses=BAD | UNCHANGED,
    )  # fmt: skip
    if table.single:
        # The number of a document has a slash in it.
        api.add_api_route(
            f"/{table.name}/{{id:path}}", one, response_model=table.model, tags=[table.name],
            summary=f"One of the {table.name}", name=f"one of {table.name}",
            responses=BAD | UNCHANGED,
        )  # fmt: skip
