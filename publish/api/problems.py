"""Errors as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from publish.api.records import Problem


class ApiError(Exception):
    """What cannot be answered.

    Attributes:
        status: of HTTP.
        detail: what is wrong and what to do, for a person.
        parameter: the one that is wrong, if it is one.
    """

    def __init__(
        self, status: int, detail: str, parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter
        self.headers = headers


def problem(
    status: int, detail: str, parameter: str | None = None, headers: Any = None
) -> JSONResponse:
    """The answer that tells of an error."""
    body = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, parameter=parameter
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def refuse_well(api: FastAPI) -> None:
    """Every error of the API is told as a problem."""

    @api.exception_handler(ApiError)
    async def refused(request: Request, error: ApiError) -> Response:
        return problem(error.status, error.detail, error.parameter, error.headers)

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        if first["loc"][0] == "path":
            return problem(404, f"there is nothing here: {first['loc'][-1]}: {first['msg']}")
        name = ".".join(map(str, first["loc"][1:])) or None
        if first["type"] == "missing" and first["loc"] == ("header", "If-Match"):
            return problem(
                428, "send the ETag that you read as If-Match, so that nobody's work is lost", name
            )
        if first["type"] == "extra_forbidden":
            return problem(400, f"there is no parameter {name!r} here", name)
        return problem(400, f"{name}: {first['msg']}", name)

    @api.exception_handler(HTTPException)
    async def failed(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:  # the router tells of one of several routes only
            headers["Allow"] = ", ".join(_methods(api, request.url.path))
        return problem(error.status_code, str(error.detail), headers=headers)

    @api.exception_handler(sqlite3.OperationalError)
    async def too_slow(request: Request, error: sqlite3.OperationalError) -> Response:
        if "interrupted" in str(error):
            return problem(503, "this takes too long: ask for less, or for rarer words")
        if "locked" in str(error):
            return problem(503, "somebody else is writing: try again", headers={"Retry-After": "5"})
        raise error


def _methods(api: FastAPI, path: str) -> list[str]:
    """What may be asked of an address."""
    scope = {"type": "http", "method": "", "path": path, "headers": []}
    return sorted(
        {
            method
            for route in api.routes
            if route.matches(scope)[0] != Match.NONE
            for method in getattr(route, "methods", None) or ()
        }
    )
