"""What the archive refuses, told as problems."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from archive.editorial import NoSuchItem, NotValid, Stale
from archive.editorial.requests import KeyReused
from archive.errors import ArchiveError
from publish.api.problems import problem

_AS_THINGS_STAND = (
    "status", "due", "revision", "slug", "portal", "items", "corrections.portal.value",
    "corrections.place.value",
)  # fmt: skip
"""Fields of which a value is wrong only because of what there is, or is not, at the moment."""


def refuse_well(api: FastAPI) -> None:
    """Adds it."""

    @api.exception_handler(ArchiveError)
    async def refused(request: Request, error: ArchiveError) -> Response:
        if isinstance(error, NoSuchItem):
            return problem(404, str(error))
        if isinstance(error, Stale):
            return problem(412, str(error), "If-Match")
        if isinstance(error, KeyReused):
            return problem(422, str(error), "Idempotency-Key")
        if isinstance(error, NotValid):
            stands = error.field in _AS_THINGS_STAND
            return problem(409 if stands else 422, str(error), error.field)
        return problem(409, str(error))
