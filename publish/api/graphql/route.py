"""The address of GraphQL: GET and POST, errors without anything of our inside."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query, Request
from graphql import GraphQLError, get_operation_ast
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from publish.api.described import told
from publish.api.edition import Edition
from publish.api.graphql import limits
from publish.api.graphql.loading import Context
from publish.api.graphql.schema import SCHEMA
from publish.api.problems import ApiError
from publish.api.records import Record

LOG = logging.getLogger("luutru.api")

LONGEST = 10.0
"""Seconds of one answer; each question of the edition has the site's own limit too."""

_WRONG = told(
    s400="No query, or not sent as it must be",
    s422="Variables that are no JSON object",
    s503="It took too long: ask for less",
)


class AskedGraph(BaseModel):
    """A query."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    query: str = Field(
        min_length=1, max_length=limits.LONGEST,
        examples=["{ articles(first: 3) { nodes { title published } } }"],
    )  # fmt: skip
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(None, alias="operationName", max_length=200)


class AskedByAddress(BaseModel):
    """A query in an address."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    query: str = Field(
        min_length=1, max_length=limits.LONGEST, examples=["{ portals { nodes { id } } }"]
    )
    variables: str | None = Field(
        None, max_length=limits.LONGEST, description="A JSON object", examples=["{}"]
    )
    operation_name: str | None = Field(None, alias="operationName", max_length=200)


class GraphAnswer(Record):
    """What was asked for, and what is wrong."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]] = Field(default=[])


def add(api: FastAPI, edition: Edition) -> None:
    """Adds it."""
    described: dict[str, Any] = {
        "response_model": GraphAnswer, "tags": ["graphql"], "responses": _WRONG,
    }  # fmt: skip

    @api.get("/graphql", summary="GraphQL, by address", name="graphql by address", **described)
    async def by_address(request: Request, asked: Annotated[AskedByAddress, Query()]) -> Response:
        try:
            variables = json.loads(asked.variables or "null")
        except (ValueError, RecursionError):
            variables = False
        if not isinstance(variables, dict | None):
            raise ApiError(422, "variables: a JSON object is wanted", "variables")
        question = AskedGraph(
            query=asked.query, variables=variables, operationName=asked.operation_name
        )
        return await _answer(edition, request, question)

    @api.post("/graphql", summary="GraphQL", name="graphql", **described)
    async def by_post(request: Request, asked: AskedGraph) -> Response:
        return await _answer(edition, request, asked)


async def _answer(edition: Edition, request: Request, asked: AskedGraph) -> Response:
    variables = asked.variables or {}
    try:
        document = limits.check(asked.query, variables)
        if get_operation_ast(document, asked.operation_name) is None:
            raise GraphQLError("operationName: which of the operations is meant?")
    except GraphQLError as error:
        return _told(None, [error])
    except RecursionError:
        return _told(None, [GraphQLError("this query is nested too deeply")])
    context = Context(edition=edition, site=edition.site(request))
    try:
        async with asyncio.timeout(LONGEST):
            found = await SCHEMA.execute(
                asked.query, variable_values=variables, context_value=context,
                operation_name=asked.operation_name,
            )  # fmt: skip
    except TimeoutError:
        raise ApiError(503, "this takes too long: ask for less") from None
    return _told(found.data, found.errors or [])


def _told(data: dict[str, Any] | None, errors: list[GraphQLError]) -> Response:
    value: dict[str, Any] = {"data": data}
    if errors:
        value["errors"] = [_shown(one) for one in errors]
    return Response(
        orjson.dumps(value), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _shown(error: GraphQLError) -> dict[str, Any]:
    """What a client may know of it."""
    cause = error.original_error
    message = error.message
    if isinstance(cause, sqlite3.OperationalError) and "interrupted" in str(cause):
        message = "this takes too long: ask for less, or for rarer words"
    elif isinstance(cause, ApiError):
        message = cause.detail
    elif cause is not None and not isinstance(cause, GraphQLError):
        LOG.error("GraphQL: %s", cause, exc_info=cause)
        message = "something went wrong here"
    told = {"message": message}
    more = {"locations": error.formatted.get("locations"), "path": error.path}
    return told | {name: value for name, value in more.items() if value}
