"""The queries: articles and what belongs to them, with the filters and cursors of the API."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from pydantic import BaseModel, ValidationError

from publish.api import catalogue as c
from publish.api import kinds, reading
from publish.api.articles import articles as given_articles
from publish.api.graphql import limits
from publish.api.graphql.loading import wanted
from publish.api.graphql.shapes import asked, filled, given, made
from publish.api.problems import ApiError
from publish.api.queries import ArticleFilter, AskedArticles
from publish.api.records import Article as ArticleRecord
from publish.api.tables import Table

Info = strawberry.Info
_HERE = "publish.api.graphql.schema"
_FIRST = f"How many, at most {limits.MOST}"


def _below(kind: str, key: str = "id") -> Any:
    """The articles of a thing."""

    async def latest(root: Any, info: Info, first: int = 10) -> Any:
        _check(first)
        names = wanted(info.selected_fields)
        rows = await info.context.below.load((kind, getattr(root, key), first, names))
        return [filled(Article, row) for row in rows]

    return strawberry.field(
        resolver=latest,
        graphql_type=list[Annotated["Article", strawberry.lazy(_HERE)]],  # type: ignore[valid-type]
        description="Its articles, the newest first; those of a collection in its order",
    )


Portal = made("Portal", c.Portal, {"latest_articles": _below("portal")})
Document = made("Document", c.Document, {"latest_articles": _below("document", "number")})
Tag = made("Tag", c.Tag, {"latest_articles": _below("tag")})
Collection = made("Collection", c.Collection, {"latest_articles": _below("collection")})
Page = made("Page", c.Page)
Place = made("Commune", c.Commune)


async def _portal_of(root: Any, info: Info) -> Any:
    row = await info.context.portals.load(root.portal)
    return filled(Portal, row) if row else None


async def _documents_of(root: Any, info: Info) -> Any:
    rows = await info.context.documents.load_many(root.citations)
    return [filled(Document, row) for row in rows if row]


Article = made(
    "Article",
    ArticleRecord,
    {
        "portal_details": strawberry.field(resolver=_portal_of, graphql_type=Portal | None),
        "cited_documents": strawberry.field(resolver=_documents_of, graphql_type=list[Document]),  # type: ignore[valid-type]
    },
)


@strawberry.type(description="How many there are")
class Total:
    number: int
    exact: bool = strawberry.field(description="false: there are at least so many")


@strawberry.type(description="Where the page ends")
class PageInfo:
    has_next_page: bool
    end_cursor: str | None = strawberry.field(description="For `after`")


def _connection(name: str, kind: type) -> type:
    """A page of a list."""
    body = {
        "__annotations__": {"nodes": list[kind], "page_info": PageInfo, "total_count": Total}  # type: ignore[valid-type]
    }
    found = type(f"{name}Connection", (), body)
    return strawberry.type(found, description="A page of a list")


Resolver = Callable[..., Awaitable[Any]]


def _check(first: int) -> None:
    if not 1 <= first <= limits.MOST:
        raise GraphQLError(f"first: from 1 to {limits.MOST}")


def _validated(model: type[BaseModel], values: dict[str, Any]) -> Any:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise GraphQLError(f"{name}: {first['msg']}") from None


_Sort = Annotated[
    str | None, strawberry.argument(description="As in the API: `-published`, `updated`, ...")
]
_ArticleFilter = given("ArticleFilter", ArticleFilter)
_ArticleConnection = _connection("Article", Article)


async def _articles(
    info: Info,
    filter: _ArticleFilter | None = None,  # type: ignore[valid-type]
    first: Annotated[int, strawberry.argument(description=_FIRST)] = limits.PAGE,
    after: str | None = None,
    sort: _Sort = None,
) -> Any:
    _check(first)
    values = asked(filter) | {"limit": first, "cursor": after, "sort": sort}
    question = _validated(AskedArticles, values)
    names = wanted(info.selected_fields)

    def work(conn: sqlite3.Connection) -> Any:
        rowids, cursor = reading.page_of(conn, question)
        rows = given_articles(conn, rowids, names, info.context.site)
        return rows, reading.total_of(conn, question), cursor

    return _paged(_ArticleConnection, Article, await info.context.read(work))


async def _article(info: Info, id: str) -> Any:
    names = wanted(info.selected_fields)

    def work(conn: sqlite3.Connection) -> Any:
        return given_articles(conn, [reading.rowid_of(conn, id)], names, info.context.site)

    try:
        return filled(Article, (await info.context.read(work))[0])
    except ApiError:
        return None


def _paged(connection: type, kind: type, found: Any) -> Any:
    rows, total, cursor = found
    return connection(
        nodes=[filled(kind, row) for row in rows],
        page_info=PageInfo(has_next_page=cursor is not None, end_cursor=cursor),
        total_count=Total(**total),
    )


def _listed(table: Table, kind: type) -> Any:
    """The list of a table."""
    model = table.asked
    leave = ("limit", "cursor", "fields", *(("sort",) if table.orders else ()))
    inputs = given(f"{table.model.__name__}Filter", model, leave)
    connection = _connection(table.model.__name__, kind)
    every = ",".join(table.model.model_fields)

    async def listed(
        info: Info,
        filter: inputs | None = None,  # type: ignore[valid-type]
        first: Annotated[int, strawberry.argument(description=_FIRST)] = limits.PAGE,
        after: str | None = None,
        sort: _Sort = None,
    ) -> Any:
        _check(first)
        values = asked(filter) | {"limit": first, "cursor": after, "fields": every}
        if sort is not None:
            if not table.orders:
                raise GraphQLError("sort: this list has one order only")
            values["sort"] = sort
        question = _validated(model, values)

        def work(conn: sqlite3.Connection) -> Any:
            rows, cursor = table.page(conn, question, info.context.site)
            return rows, table.total(conn, question), cursor

        return _paged(connection, kind, await info.context.read(work))

    listed.__annotations__["filter"] = inputs | None
    return strawberry.field(resolver=listed, graphql_type=connection, description=table.title)


def _one(table: Table, kind: type) -> Any:
    """One of a table, or null."""

    async def one(info: Info, id: str) -> Any:
        try:
            row = await info.context.read(lambda conn: table.one(conn, id, info.context.site))
        except ApiError:
            return None
        return filled(kind, row)

    return strawberry.field(
        resolver=one, graphql_type=kind | None,
        description=f"One of the {table.name}, by its {table.key[0]}",
    )  # fmt: skip


_articles.__annotations__["filter"] = _ArticleFilter | None
_FIELDS: dict[str, Any] = {
    "articles": strawberry.field(
        resolver=_articles, graphql_type=_ArticleConnection, description="Articles"
    ),
    "article": strawberry.field(
        resolver=_article, graphql_type=Article | None, description="One article"
    ),
}  # fmt: skip
for _name, _table, _kind in (
    ("portal", kinds.PORTALS, Portal), ("place", kinds.PLACES, Place),
    ("document", kinds.DOCUMENTS, Document), ("tag", kinds.TAGS, Tag),
    ("collection", kinds.COLLECTIONS, Collection), ("page", kinds.PAGES, Page),
):  # fmt: skip
    _FIELDS[f"{_name}s"] = _listed(_table, _kind)
    _FIELDS[_name] = _one(_table, _kind)

limits.PAGED |= {f"{name}" for name in _FIELDS if name.endswith("s")} | {"latestArticles"}
Query = strawberry.type(type("Query", (), _FIELDS), description="The published archive")


class _Quiet(strawberry.Schema):
    """What is wrong with a query is told to who asked; our own faults are logged with the answer."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        pass


SCHEMA = _Quiet(query=Query)
