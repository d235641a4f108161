"""What all pages share: asking the edition, the reader's language, the frame around the content."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from publish.language import LANGUAGES, language
from publish.shown import FILTERS

DATABASE = "public"

CARD = (
    "a.id, a.portal, a.title, a.published, a.lead, a.body_text, a.cover, a.category, a.gone_since"
)
"""Columns of `articles a` that a card in a list shows."""

Ask = Callable[..., Awaitable[Sequence[Any]]]


def asker(datasette: Any) -> Ask:
    """`await ask(sql, values)` gives the rows of the edition that answer it.

    Raises:
        QueryInterrupted: it took longer than the site allows.
    """
    database = datasette.get_database(DATABASE)

    async def ask(sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        rows: Sequence[Any] = (await database.execute(sql, values or {})).rows
        return rows

    return ask


def reader(datasette: Any) -> Callable[[Callable[[sqlite3.Connection], Any]], Awaitable[Any]]:
    """`await read(work)` gives `work(connection)`, which may ask the edition many things at once.

    Raises:
        sqlite3.OperationalError: it took longer than the site allows.
    """
    database = datasette.get_database(DATABASE)
    limit = datasette.setting("sql_time_limit_ms")

    async def read(work: Callable[[sqlite3.Connection], Any]) -> Any:
        def bounded(conn: sqlite3.Connection) -> Any:
            with sqlite_timelimit(conn, limit):
                return work(conn)

        return await database.execute_fn(bounded)

    return read


def newest(columns: str, limit: int, where: str = "1") -> str:
    """SQL for the newest articles whose date is known; rows lie in the order of their dates."""
    return (
        f"SELECT {columns} FROM articles a WHERE {where} AND a.published IS NOT NULL "
        f"ORDER BY a.rowid DESC LIMIT {limit}"
    )


def query_string(values: Mapping[str, Any]) -> str:
    """`?q=...` of these parameters, or nothing when there are none."""
    return "?" + urlencode(values) if values else ""


_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?")


def site_address(datasette: Any, request: Request) -> str:
    """Where readers find the site, `https://luutru.example`: what permanent links begin with.

    As `luutru serve --base-url` says, or else the host that the request names.
    """
    told = (datasette.plugin_config("luutru") or {}).get("base_url")
    if told:
        return str(told).rstrip("/")
    host = request.host if _HOST.fullmatch(request.host) else "localhost"
    return f"{request.scheme}://{host}"


def language_of(request: Request) -> str:
    """The language that the address, or else the reader's earlier choice, asks for."""
    asked = request.args.get("lang") or request.cookies.get("lang")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def frame(request: Request) -> dict[str, Any]:
    """What every template needs: the words, how values look, the way to the other language."""
    lang = language_of(request)
    other = "en" if lang == "vi" else "vi"
    here = [(name, request.args[name]) for name in request.args if name != "lang"]
    return {
        "t": language(lang),
        "other_language": f"{request.path}?{urlencode([*here, ('lang', other)])}",
        "shown": FILTERS,
        "path": request.path,
    }


async def render(
    datasette: Any, request: Request, template: str, *, status: int = 200, **values: Any
) -> Response:
    """`templates/site/<template>` in the reader's language as an answer."""
    html = await datasette.render_template(f"site/{template}", values, request=request)
    response = Response.html(html, status=status)
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        response.set_cookie("lang", chosen, path="/", max_age=365 * 86400, samesite="lax")
    return response


_OF_ARTICLE = re.compile(r"/bai/([a-z2-7]{16})(?=[/.]|$)")


async def missing(datasette: Any, request: Request) -> Response:
    """No such page: said in the reader's language, with a search box; of what was hidden, that."""
    found = _OF_ARTICLE.match(request.path)
    told = await hidden(datasette, request, [found[1]]) if found else None
    return told or await render(datasette, request, "missing.html", status=404)


async def hidden(datasette: Any, request: Request, idents: Sequence[str]) -> Response | None:
    """Since when and on what basis the first of these articles that is hidden is so."""
    ask = asker(datasette)
    for ident in idents:
        sql = "SELECT hidden_at, basis FROM tombstones WHERE article = :id"
        if stones := await ask(sql, {"id": ident}):
            return await render(datasette, request, "hidden.html", status=410, stone=stones[0])
    return None
