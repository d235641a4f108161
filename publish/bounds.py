"""Requests that are answered before Datasette sees them: it would do more with them than we promise.

Datasette runs a page whatever the method is called, tells where its files lie, and fails on file
names that are too long. The API and the desk look after their own addresses.
"""

from __future__ import annotations

from typing import Any

from publish.pages import oai

_READING = ("GET", "HEAD", "OPTIONS")
_OF_DEVELOPERS = ("allow-debug", "auth-token", "databases", "messages", "permissions", "threads")
"""Pages of Datasette below `/-/` that tell of this machine or are for trying it out."""
_FILES = "/giao-dien/"
_LONGEST = 100


def bounded(app: Any) -> Any:
    """An ASGI application that answers what `app` shall not be asked."""

    async def either(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]
        methods = (*_READING, "POST") if path == oai.PATH else _READING
        if scope["method"] not in methods:
            allowed = ", ".join(methods)
            headers = [(b"allow", allowed.encode())]
            await _told(send, 405, f"Only {allowed} are answered here.", headers)
        elif _is_closed(path):
            await _told(send, 404, "There is nothing here.", [])
        else:
            await app(scope, receive, send)

    return either


def _is_closed(path: str) -> bool:
    if path.startswith(_FILES):
        name = path.removeprefix(_FILES)
        return len(name) > _LONGEST or ".." in name or "\0" in name
    return path.startswith("/-/") and path[3:].removesuffix(".json") in _OF_DEVELOPERS


async def _told(send: Any, status: int, text: str, headers: list[tuple[bytes, bytes]]) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
