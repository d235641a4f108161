"""Errors as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from publish.api.records import Problem


class ApiError(Exception):
    """What cannot be answered.

    Attributes:
        status: of HTTP.
        detail: what is wrong and what to do, for a person.
        parameter: the one that is wrong, if it is one.
    """

    def __init__(self, status: int, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter


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
        headers=headers,
        media_type="application/problem+json",
    )
