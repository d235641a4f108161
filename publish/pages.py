"""The pages of the published site: what is asked of the edition, and which template shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from archive import search
from publish.files import DATABASE
from publish.find import PAGE, Asked, Found, find, newest
from publish.shown import FILTERS
from publish.words import LANGUAGES

OURS = (
    "/tim-kiem",
    "/bai/",
    "/cong",
    "/gioi-thieu",
    "/anh/",
    "/tep/",
    "/giao-dien/",
    "/robots.txt",
)
"""Where our own addresses begin; everything else is Datasette's."""

_CARD = (
    "a.id, a.portal, a.title, a.published, a.lead, a.body_text, a.cover, a.category, a.gone_since"
)


async def home(datasette: Any, request: Request) -> Response:
    """Search box, newest articles with pictures, what vanished lately, the portals."""
    ask = _asker(datasette)
    stats = (
        await ask(
            "SELECT sum(articles) AS articles, count(*) AS portals, min(first_published) AS first, "
            "max(last_published) AS last FROM portals"
        )
    )[0]
    gone = await ask(
        f"SELECT {_CARD} FROM articles a WHERE gone_since IS NOT NULL "
        "ORDER BY gone_since DESC, a.rowid DESC LIMIT 4"
    )
    return await _page(
        datasette,
        request,
        "home.html",
        stats=stats,
        newest=await ask(newest(_CARD, 10)),
        gone=gone,
        portals=await ask("SELECT * FROM portals ORDER BY last_published DESC, id LIMIT 60"),
    )


async def search_page(datasette: Any, request: Request) -> Response:
    """What was found, best first, with facets; every state of it is an address."""
    asked = Asked.read({name: request.args.get(name) or "" for name in request.args})
    try:
        found = await find(_asker(datasette), asked, _CARD)
    except QueryInterrupted:
        found = Found(total=0, too_slow=True)
    return await _page(
        datasette,
        request,
        "search.html",
        asked=asked,
        found=found,
        terms=search.parse(asked.query),
        pages=-(-found.total // PAGE),
        address=lambda **changes: "/tim-kiem" + _query(asked.address(**changes)),
    )


async def article(datasette: Any, request: Request) -> Response:
    """One article with everything that was kept of it."""
    ask = _asker(datasette)
    ident = request.url_vars["id"]
    rows = await ask("SELECT * FROM articles WHERE id = :id", {"id": ident})
    if not rows:
        return await missing(datasette, request)
    pictures = await ask(
        "SELECT i.*, max(r.width) AS shown_width, r.height AS shown_height FROM images i "
        "LEFT JOIN renditions r ON r.id = i.rendition WHERE i.article = :id "
        "GROUP BY i.position ORDER BY i.position",
        {"id": ident},
    )
    return await _page(
        datasette,
        request,
        "article.html",
        article=rows[0],
        portal=(await _portal(ask, rows[0]["portal"])),
        beside=[p for p in pictures if f"/anh/{p['rendition']}/" not in rows[0]["body_html"]],
        attachments=await ask(
            "SELECT * FROM attachments WHERE article = :id ORDER BY position", {"id": ident}
        ),
        revisions=await ask(
            "SELECT number, captured_at, title, payload_sha256, origin FROM revisions "
            "WHERE article = :id ORDER BY number DESC",
            {"id": ident},
        ),
    )


async def portal(datasette: Any, request: Request) -> Response:
    """One portal: what the archive has of it, newest first."""
    ask = _asker(datasette)
    found = await _portal(ask, request.url_vars["id"])
    if found is None:
        return await missing(datasette, request)
    values = {"portal": found["id"]}
    return await _page(
        datasette,
        request,
        "portal.html",
        portal=found,
        newest=await ask(newest(_CARD, 13, "a.portal = :portal"), values),
        years=await _counts(ask, "year", values),
        categories=await _counts(ask, "category", values),
        crawls=await ask(
            "SELECT * FROM crawls WHERE portal = :portal ORDER BY id DESC LIMIT 1", values
        ),
        vanished=await ask(
            "SELECT id, title, gone_since, gone_reason FROM articles WHERE portal = :portal "
            "AND gone_since IS NOT NULL ORDER BY gone_since DESC, id LIMIT 12",
            values,
        ),
    )


async def portals(datasette: Any, request: Request) -> Response:
    """All portals of the edition."""
    rows = await _asker(datasette)("SELECT * FROM portals ORDER BY short_name, id LIMIT 5000")
    return await _page(datasette, request, "portals.html", portals=rows)


async def about(datasette: Any, request: Request) -> Response:
    """What this archive is, how to read, cite and reuse it."""
    return await _page(datasette, request, "about.html")


async def _portal(ask: Any, ident: str) -> Any:
    rows = await ask("SELECT * FROM portals WHERE id = :id", {"id": ident})
    return rows[0] if rows else None


async def _counts(ask: Any, column: str, values: Mapping[str, Any]) -> Any:
    return await ask(
        f"SELECT {column} AS value, count(*) AS n FROM articles WHERE portal = :portal "
        f"AND {column} IS NOT NULL GROUP BY {column} ORDER BY "
        + ("1 DESC" if column == "year" else "n DESC, 1")
        + " LIMIT 40",
        values,
    )


def _asker(datasette: Any) -> Any:
    database = datasette.get_database(DATABASE)

    async def ask(sql: str, values: Mapping[str, Any] | None = None) -> Any:
        return (await database.execute(sql, values or {})).rows

    return ask


def _query(values: Mapping[str, Any]) -> str:
    return "?" + urlencode(values) if values else ""


async def missing(datasette: Any, request: Request) -> Response:
    """No such page: said in the reader's language, with a search box."""
    return await _page(datasette, request, "missing.html", status=404)


async def _page(
    datasette: Any, request: Request, template: str, *, status: int = 200, **values: Any
) -> Response:
    asked = request.args.get("lang") or request.cookies.get("lang")
    lang = asked if asked in LANGUAGES else "vi"
    other = "en" if lang == "vi" else "vi"
    here = [(name, request.args[name]) for name in request.args if name != "lang"]
    html = await datasette.render_template(
        f"site/{template}",
        {
            "t": LANGUAGES[lang],
            "other_language": f"{request.path}?{urlencode([*here, ('lang', other)])}",
            "shown": FILTERS,
            "highlight": search.highlight,
            "snippet": search.snippet,
            "path": request.path,
            **values,
        },
        request=request,
    )
    response = Response.html(html, status=status)
    if asked in LANGUAGES and request.args.get("lang"):
        response.set_cookie("lang", lang, path="/", max_age=365 * 86400, samesite="lax")
    return response
