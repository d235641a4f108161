"""The pages of cited documents: the most cited ones, and each with the articles that cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from datasette.utils.asgi import Request, Response

from archive.text import fold
from publish.documents import SORTS, slug, title
from publish.language import language
from publish.pages.page import CARD, Ask, asker, language_of, missing, query_string, render

_LIST = 60
_ARTICLES = 24
_BY_PLACE = 12


async def documents(datasette: Any, request: Request) -> Response:
    """The most cited documents; by sort, or by the beginning of a number."""
    ask = asker(datasette)
    sort, typed = request.args.get("loai") or "", (request.args.get("so") or "").strip()[:60]
    where, values = "1", {}
    if sort in SORTS:
        where, values = "sort = :sort", {"sort": sort}
    if typed:
        start = fold(typed)
        where += " AND folded >= :from AND folded < :to"
        values |= {"from": start, "to": start + "\U0010ffff"}
    rows = await ask(
        f"SELECT normal, articles FROM documents WHERE {where} "
        f"ORDER BY articles DESC, normal LIMIT {_LIST}",
        values,
    )
    if typed and len(rows) == 1:
        return Response.redirect(_address(rows[0]["normal"]))
    t = language(language_of(request))
    return await render(
        datasette,
        request,
        "documents.html",
        documents=[(_address(r["normal"]), title(r["normal"], t), r["articles"]) for r in rows],
        sorts=await ask(
            "SELECT sort, count(*) AS n FROM documents WHERE sort IS NOT NULL "
            "GROUP BY sort ORDER BY n DESC, sort"
        ),
        sort=sort,
        typed=typed,
        address=lambda **changes: "/van-ban" + query_string(changes),
    )


async def document(datasette: Any, request: Request) -> Response:
    """One document: who cites it, when, where; the newest first."""
    ask = asker(datasette)
    asked = unquote(request.url_vars["slug"])
    found = await _found(ask, asked)
    if found is None:
        return await missing(datasette, request)
    if slug(found["normal"]) != asked:
        return Response.redirect(_address(found["normal"]), status=301)
    t = language(language_of(request))
    values = {"document": found["normal"]}
    before = request.args.get("truoc") or ""
    articles = await _articles(ask, values, before)
    return await render(
        datasette,
        request,
        "document.html",
        document=found,
        title=title(found["normal"], t),
        years=await ask(
            "SELECT substr(published, 1, 4) AS year, count(*) AS n FROM document_citations "
            "WHERE document = :document AND published <> '' GROUP BY 1 ORDER BY 1",
            values,
        ),
        portals=await ask(
            "SELECT p.id, p.short_name, count(*) AS n FROM document_citations c "
            "JOIN portals p ON p.id = c.portal WHERE c.document = :document "
            f"GROUP BY p.id ORDER BY n DESC, p.short_name LIMIT {_BY_PLACE}",
            values,
        ),
        articles=articles[:_ARTICLES],
        names=await _names(ask, articles),
        older=_cursor(articles),
        search=query_string({"q": f'"{found["normal"]}"'}),
    )


def _address(normal: str) -> str:
    return "/van-ban/" + quote(slug(normal))


async def _found(ask: Ask, asked: str) -> Any:
    """The document of an address; one typed otherwise is found if there is but one like it."""
    rows = await ask(
        "SELECT * FROM documents WHERE normal = :normal", {"normal": asked.replace(".", "/")}
    )
    if not rows:
        rows = await ask(
            "SELECT * FROM documents WHERE folded = :folded LIMIT 2",
            {"folded": fold(asked.replace(".", "/"))},
        )
    return rows[0] if len(rows) == 1 else None


async def _articles(ask: Ask, values: Mapping[str, Any], before: str) -> Any:
    """One more than are shown, older than the cursor `published,article`."""
    published, _, article = before.partition(",")
    older = "AND (c.published, c.article) < (:published, :article)" if article else ""
    return await ask(
        f"SELECT {CARD}, c.published AS cited_at FROM document_citations c "
        f"JOIN articles a ON a.id = c.article WHERE c.document = :document {older} "
        f"ORDER BY c.published DESC, c.article DESC LIMIT {_ARTICLES + 1}",
        {**values, "published": published, "article": article},
    )


async def _names(ask: Ask, articles: Any) -> dict[str, str]:
    marks = ", ".join(f":p{n}" for n in range(len(articles)))
    rows = await ask(
        f"SELECT id, short_name FROM portals WHERE id IN ({marks})",
        {f"p{n}": row["portal"] for n, row in enumerate(articles)},
    )
    return {row["id"]: row["short_name"] for row in rows}


def _cursor(articles: Any) -> str:
    if len(articles) <= _ARTICLES:
        return ""
    last = articles[_ARTICLES - 1]
    return query_string({"truoc": f"{last['cited_at']},{last['id']}"})
