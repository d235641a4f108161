"""Finding an article by the address that it had on its portal: `/bai?url=...`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from datasette.utils.asgi import Request, Response

from archive.record import article_id
from publish.pages.page import Ask, asker, hidden, render

LONGEST = 2000
"""Characters of an address that are looked at."""


async def by_address(datasette: Any, request: Request) -> Response:
    """Leads to the article of an address; says so where the archive has none, and offers to ask."""
    typed = " ".join((request.args.get("url") or "").split())[:LONGEST]
    idents = [article_id(spelling) for spelling in spellings(typed)] if typed else []
    if found := await _named(asker(datasette), idents):
        return Response.redirect(f"/bai/{found}")
    if told := await hidden(datasette, request, idents):
        return told
    status = 404 if typed else 200
    return await render(datasette, request, "article_address.html", status=status, typed=typed)


async def _named(ask: Ask, idents: Sequence[str]) -> str | None:
    """Identifiers follow from addresses: no table of all addresses is needed."""
    marks = ", ".join(f":i{n}" for n in range(len(idents)))
    values = {f"i{n}": ident for n, ident in enumerate(idents)}
    rows = await ask(
        f"SELECT id AS named, id AS article FROM articles WHERE id IN ({marks}) "
        f"UNION ALL SELECT id, article FROM addresses WHERE id IN ({marks})",
        values,
    )
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["named"], row["article"])
    return next((found[ident] for ident in idents if ident in found), None)


def spellings(typed: str) -> Iterator[str]:
    """How the archive may have written this address, the likeliest first."""
    text = typed if "://" in typed else f"http://{typed}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return
    host = host.removesuffix(":80").removesuffix(":443")
    other_host = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    seen: set[str] = set()
    for netloc in (host, other_host):
        for path in (parts.path or "/", *_encodings(parts.path or "/")):
            for query in (parts.query, _without_tracking(parts.query), ""):
                url = urlunsplit(("http", netloc, path, query, ""))
                if url not in seen:
                    seen.add(url)
                    yield url


def _encodings(path: str) -> Iterator[str]:
    plain = unquote(path)
    yield quote(plain, safe="/:@!$&'()*+,;=~")
    yield plain


def plain(url: str) -> str:
    """The address without what social networks and newsletters have added to it."""
    before, _, query = url.partition("?")
    kept = _without_tracking(query)
    return f"{before}?{kept}" if kept else before


def _without_tracking(query: str) -> str:
    """As a link comes out of a social network or a newsletter, without what these add."""
    added = ("utm_", "fbclid", "gclid", "zarsrc", "zalo", "mc_cid", "mc_eid")
    return "&".join(pair for pair in query.split("&") if not pair.lower().startswith(added))
