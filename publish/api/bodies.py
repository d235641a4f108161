"""What is sent to the API has an end: no more than LARGEST bytes of it are taken into memory."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException

from publish.api.problems import problem

LARGEST = 4 << 20

_TOO_MUCH = f"at most {LARGEST:,} bytes are taken"


class Bounded:
    """An ASGI application whose requests end there."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > LARGEST:
            await problem(413, _TOO_MUCH)(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise HTTPException(413, _TOO_MUCH)
            return message

        await self.app(scope, bounded, send)
