"""The Datasette plugin: our pages beside Datasette's own, Vietnamese search in all of them.

Only documented hooks of Datasette are used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request, Response

from archive import search
from publish.access import Door
from publish.api.app import make_api, mounted
from publish.api.edition import Edition
from publish.api.editorial import Desk
from publish.bounds import bounded
from publish.desk.app import desk_beside, make_desk
from publish.language import LANGUAGES, language
from publish.live import visited
from publish.pages import oai
from publish.pages.page import DATABASE, frame, missing, reader, site_address
from publish.pages.routes import ROUTES, Route
from publish.shown import FILTERS

_STRICT = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""No page runs a script, ours or Datasette's."""


_CACHE_KIB = 8192
"""SQLite keeps 2 MiB of pages by default, which are few of those of an edition."""


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Adds vn_match, vn_fold, vn_tone_key; gives `?_search=` our reading of what was typed."""
    conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    search.register(conn)
    conn.create_function("escape_fts", 1, search.match_query, deterministic=True)


@hookimpl
def register_routes() -> list[Route]:
    """The addresses of the published site."""
    return list(ROUTES)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Datasette makes its own page of every error too, without a request, and throws it away."""
    env.globals |= {"t": language(LANGUAGES[0]), "shown": FILTERS, "path": "", "other_language": ""}


@hookimpl
def extra_template_vars(request: Request | None) -> dict[str, Any]:
    """What the frame of the site needs, on Datasette's pages too."""
    return frame(request) if request is not None else {}


@hookimpl
def handle_exception(datasette: Any, request: Request, exception: Any) -> Any:
    """Errors in the frame of the site and the reader's language; JSON is left to Datasette."""
    if str(exception).startswith("Cannot sort table by"):  # Datasette takes it for its own fault
        exception.status = 400

    async def answer() -> Response | None:
        if request.path.endswith(".json"):
            return None
        status = getattr(exception, "status", 500)
        if status == 404 and "." not in request.path.rpartition("/")[2]:
            return await missing(datasette, request)
        told = getattr(exception, "message", None) or "".join(map(str, exception.args[:1]))
        html = await datasette.render_template(
            "site/error.html",
            {
                "status": status,
                "title": getattr(exception, "title", None),
                "error": told if status != 500 else "",
            },
            request=request,
        )
        return Response.html(html, status=status)

    return answer


@hookimpl
def skip_csrf(scope: Any) -> bool:
    """Harvesters may POST; nothing is changed by it."""
    return bool(scope["path"] == oai.PATH)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """The API beside Datasette; security headers on every answer, which is of one state."""

    def wrap(app: Any) -> Any:
        def site(request: Any) -> str:
            return site_address(datasette, Request(request.scope, request.receive))

        async def read(work: Any) -> Any:
            return await reader(datasette)(work)

        def path() -> Path:
            return Path(datasette.get_database(DATABASE).path)

        told = datasette.plugin_config("luutru") or {}

        def api() -> Any:
            edition = Edition(read=read, site=site, path=path)
            if not told.get("desk"):
                return make_api(edition)
            door = Door(Path(told["desk"]), base_url=told.get("base_url"))
            return make_api(edition, Desk(edition=edition, door=door))

        app = mounted(bounded(app), api)
        if told.get("desk"):
            folder = Path(told["desk"])
            app = desk_beside(app, make_desk(datasette, folder, base_url=told.get("base_url")))

        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            async def send_guarded(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": _headers(message["headers"])}
                await send(message)

            await seen(scope, receive, send_guarded)

        seen = visited(app)
        return guarded

    return wrap


def _headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    added = {
        b"content-security-policy": _STRICT.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
    }
    present = {name.lower() for name, _ in headers}
    return [*headers, *((name, value) for name, value in added.items() if name not in present)]
