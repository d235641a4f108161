"""The addresses of articles: a list, a stream, one, the articles of a collection, revisions of one."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from publish.api import reading
from publish.api.articles import articles as given
from publish.api.caching import answer
from publish.api.described import BAD, HIDDEN, UNCHANGED, page_of, some_of
from publish.api.edition import Edition
from publish.api.kinds import REVISIONS
from publish.api.paging import page
from publish.api.queries import (
    BODIES,
    Asked,
    AskedArticles,
    AskedCollected,
    AskedCounts,
    AskedLines,
    OneArticle,
)
from publish.api.records import Article, ArticleId, Counts, Revision

SomeOfArticle = some_of(Article)
_AskedRevisions = REVISIONS.asked
ArticlePage = page_of(SomeOfArticle, "Article")
Slug = Annotated[str, Path(min_length=1, max_length=80)]
Ident = Annotated[ArticleId, Path()]


def add(api: FastAPI, edition: Edition) -> None:
    """Adds them."""
    _add_lists(api, edition)
    _add_counts(api, edition)
    _add_stream(api, edition)
    _add_one(api, edition)


def _add_lists(api: FastAPI, edition: Edition) -> None:
    @api.get(
        "/articles", response_model=ArticlePage, tags=["articles"], summary="Articles",
        responses=BAD | UNCHANGED,
    )  # fmt: skip
    async def articles(request: Request, asked: Annotated[AskedArticles, Query()]) -> Response:
        changed, here = edition.changed(), edition.site(request)
        names = asked.chosen(without=BODIES)

        def work(conn: sqlite3.Connection) -> Any:
            rowids, cursor = reading.page_of(conn, asked)
            return given(conn, rowids, names, here), reading.total_of(conn, asked), cursor

        data, total, cursor = await edition.read(work)
        return answer(request, page(request, asked, data, total, cursor, here), changed)

    @api.get(
        "/collections/{id}/articles", response_model=ArticlePage, tags=["collections"],
        summary="The articles of a collection, in its order", responses=BAD | UNCHANGED,
    )  # fmt: skip
    async def collected(
        request: Request, id: Slug, asked: Annotated[AskedCollected, Query()]
    ) -> Response:
        changed, here = edition.changed(), edition.site(request)
        names = asked.chosen(without=BODIES)

        def work(conn: sqlite3.Connection) -> Any:
            rowids, cursor, number = reading.collected(conn, id, asked)
            return given(conn, rowids, names, here), {"number": number, "exact": True}, cursor

        data, total, cursor = await edition.read(work)
        return answer(request, page(request, asked, data, total, cursor, here), changed)


def _add_counts(api: FastAPI, edition: Edition) -> None:
    @api.get(
        "/counts", response_model=Counts, tags=["articles"],
        summary="How many articles there are of each portal, place, category, year or month",
        responses=BAD | UNCHANGED,
    )  # fmt: skip
    async def counts(request: Request, asked: Annotated[AskedCounts, Query()]) -> Response:
        changed = edition.changed()
        found = await edition.read(partial(reading.counts_of, asked=asked))
        return answer(request, {"data": found}, changed)


def _add_stream(api: FastAPI, edition: Edition) -> None:
    @api.get(
        "/articles.jsonl",
        tags=["articles"],
        summary="All articles, one JSON object on a line, in the order of their ids; no cap",
        responses={
            200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}},
            **BAD,
        },
        response_class=StreamingResponse,
    )
    async def lines(request: Request, asked: Annotated[AskedLines, Query()]) -> Response:
        names, here = asked.chosen(), edition.site(request)

        def piece(conn: sqlite3.Connection, after: str) -> tuple[bytes, str | None]:
            rowids, last = reading.piece_of(conn, asked, after)
            found = given(conn, rowids, names, here)
            return b"".join(orjson.dumps(one) + b"\n" for one in found), last

        async def stream(after: str | None) -> AsyncIterator[bytes]:
            while after is not None:
                text, after = await edition.read(partial(piece, after=after))
                if text:
                    yield text

        return StreamingResponse(stream(asked.after or ""), media_type="application/jsonl")


def _add_one(api: FastAPI, edition: Edition) -> None:
    @api.get(
        "/articles/{id}", response_model=SomeOfArticle, tags=["articles"], summary="One article",
        responses=BAD | HIDDEN | UNCHANGED,
    )  # fmt: skip
    async def article(
        request: Request, id: Ident, asked: Annotated[OneArticle, Query()]
    ) -> Response:
        changed, names, here = edition.changed(), asked.chosen(), edition.site(request)

        def work(conn: sqlite3.Connection) -> Any:
            return given(conn, [reading.rowid_of(conn, id)], names, here)

        return answer(request, (await edition.read(work))[0], changed)

    @api.get(
        "/articles/{id}/revisions", response_model=page_of(Revision, "RevisionOfArticle"),
        tags=["revisions"], summary="The revisions of an article, the first one first",
        responses=BAD | HIDDEN | UNCHANGED,
    )  # fmt: skip
    async def revisions(request: Request, id: Ident, asked: Annotated[Asked, Query()]) -> Response:
        changed, here = edition.changed(), edition.site(request)
        of_it = {"article": [id], "fields": ",".join(Revision.model_fields)}
        every = _AskedRevisions.model_validate(dict(asked) | of_it)

        def work(conn: sqlite3.Connection) -> Any:
            reading.rowid_of(conn, id)
            return *REVISIONS.page(conn, every, here), REVISIONS.total(conn, every)

        data, cursor, total = await edition.read(work)
        return answer(request, page(request, asked, data, total, cursor, here), changed)

    @api.get(
        "/articles/{id}/revisions/{number}", response_model=Revision, tags=["revisions"],
        summary="One revision", responses=BAD | HIDDEN | UNCHANGED,
    )  # fmt: skip
    async def revision(
        request: Request, id: Ident, number: Annotated[int, Path(ge=1, le=1_000_000)]
    ) -> Response:
        changed, here = edition.changed(), edition.site(request)

        def work(conn: sqlite3.Connection) -> Any:
            reading.rowid_of(conn, id)
            return REVISIONS.one(conn, ident=(id, number), site=here)

        return answer(request, await edition.read(work), changed)
