"""The Datasette plugin: our pages beside Datasette's own, Vietnamese search in all of them.

Only documented hooks of Datasette are used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Request, Response

from archive import search
from publish.language import LANGUAGES, language
from publish.pages.page import missing
from publish.pages.routes import ROUTES, Route, is_ours

_STRICT = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Our pages run no script at all."""

_DATASETTE = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Datasette's pages (SQL editor, menus) carry small scripts of their own in the page."""


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Adds vn_match, vn_fold, vn_tone_key; gives `?_search=` our reading of what was typed."""
    search.register(conn)
    conn.create_function("escape_fts", 1, search.match_query, deterministic=True)


@hookimpl
def register_routes() -> list[Route]:
    """The addresses of the published site."""
    return list(ROUTES)


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The way back from Datasette's pages to ours."""
    words = language(LANGUAGES[0])
    return [
        {"href": "/", "label": words.menu_home},
        {"href": "/tim-kiem", "label": words.search_title},
    ]


@hookimpl
def extra_css_urls() -> list[str]:
    """Datasette's own pages in our colours."""
    return ["/giao-dien/datasette.css"]


@hookimpl
def handle_exception(datasette: Any, request: Request, exception: Exception) -> Any:
    """Our page for what is not there; Datasette's own answer for data and for other errors."""

    async def answer() -> Response | None:
        if isinstance(exception, NotFound) and "." not in request.path.rpartition("/")[2]:
            return await missing(datasette, request)
        return None

    return answer


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Puts the security headers on every answer."""

    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            async def send_guarded(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": _headers(scope, message["headers"])}
                await send(message)

            await app(scope, receive, send_guarded)

        return guarded

    return wrap


def _headers(scope: Any, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    policy = _STRICT if is_ours(scope["path"]) else _DATASETTE
    added = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
    }
    present = {name.lower() for name, _ in headers}
    return [*headers, *((name, value) for name, value in added.items() if name not in present)]
