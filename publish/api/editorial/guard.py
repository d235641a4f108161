"""Who may: a route with a permission, which is asked before the body of a request is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from archive.accounts import Permission
from publish.access import Caller, Door, Refused, problem_of
from publish.api.described import Responses, told
from publish.api.edition import Edition

PERMISSION = "x-permission"
"""In the OpenAPI document."""

_SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
SCHEMES = {
    "token": {
        "type": "http", "scheme": "bearer",
        "description": "`luutru token make NAME --scope edit` shows one, once.",
    },
    "session": {
        "type": "apiKey", "in": "cookie", "name": "luutru",
        "description": "Of who has signed in at the desk; changes need `X-CSRF-Token` too.",
    },
}  # fmt: skip

DENIED = told(
    s401="Nobody is signed in, or the token opens nothing",
    s403="This role or this token may not",
)
ODD = told(
    s400="Something is wrong or unknown; it is named",
    s404="There is no such thing",
    s503="Somebody else is writing for long: try again",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the routes need."""

    edition: Edition
    door: Door


def caller_of(request: Request) -> Caller:
    """Who asks; known since the guard let them in."""
    return cast(Caller, request.state.caller)


def add(
    api: FastAPI, desk: Desk, method: str, path: str, endpoint: Callable[..., Any], *,
    permission: Permission, responses: Responses | None = None, **more: Any,
) -> None:  # fmt: skip
    """A route that only callers with this permission reach."""
    api.router.add_api_route(
        path, endpoint, methods=[method], route_class_override=_guarded(desk.door, permission),
        tags=["editorial"], responses={**ODD, **DENIED, **(responses or {})},
        openapi_extra={PERMISSION: permission, "security": _SECURITY}, **more,
    )  # fmt: skip


def _guarded(door: Door, permission: Permission) -> type[APIRoute]:
    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    request.state.caller = await door.require(request, permission)
                    answer: Response = await inner(request)
                except Refused as refused:
                    return problem_of(refused)
                answer.headers.setdefault("Cache-Control", "no-store")
                return answer

            return handle

    return Guarded
