"""What programs look for: sitemap, robots.txt, the description of the search (OpenSearch 1.1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from datasette.utils.asgi import NotFound, Request, Response

from publish.language import LANGUAGES, language
from publish.pages.conditional import conditional
from publish.pages.page import DATABASE, reader, site_address

PART = 50_000
"""Addresses of one file, as sitemaps.org allows."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = ("/", "/cong", "/gioi-thieu")
_UNDATED = "khong-ro-ngay"


async def robots(datasette: Any, request: Request) -> Response:
    """Articles may be indexed; the endless combinations of tables and filters not."""
    return Response.text(
        f"User-agent: *\nDisallow: /{DATABASE}\nDisallow: /-/\nDisallow: /tim-kiem\n\n"
        f"Sitemap: {site_address(datasette, request)}/sitemap.xml\n"
    )


async def opensearch(datasette: Any, request: Request) -> Response:
    """How a browser searches here from its address bar."""
    site, words = site_address(datasette, request), language(LANGUAGES[0])
    kinds = (
        ("text/html", "/tim-kiem"),
        ("application/atom+xml", "/tim-kiem.atom"),
        ("application/json", "/tim-kiem.json"),
    )
    urls = "".join(
        f"<Url type={quoteattr(kind)} template={quoteattr(f'{site}{path}?q={{searchTerms}}')}/>"
        for kind, path in kinds
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(words.site)}</ShortName>"
        f"<Description>{escape(words.search_label)}</Description>"
        f"{urls}"
        f'<Image type="image/svg+xml">{escape(site)}/favicon.ico</Image>'
        "<Language>vi</Language><InputEncoding>UTF-8</InputEncoding>"
        "</OpenSearchDescription>\n"
    )
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


async def sitemap(datasette: Any, request: Request) -> Response:
    """The index: a file for each year, or for each month of a year with very many articles."""
    site = site_address(datasette, request)
    parts = await reader(datasette)(_parts)
    rows = [(f"{site}/sitemap/trang.xml", None)]
    rows += [(f"{site}/sitemap/{name}.xml", changed) for name, changed in parts]
    body = _file("sitemapindex", "sitemap", rows)
    newest = max((changed for _, changed in parts), default=0)
    return conditional(request, body, "application/xml; charset=utf-8", newest)


async def sitemap_part(datasette: Any, request: Request) -> Response:
    """The articles of a year or month; `trang` has all other pages."""
    site, name = site_address(datasette, request), request.url_vars["name"]
    if name == "trang":
        portals = await reader(datasette)(
            lambda conn: conn.execute("SELECT id FROM portals ORDER BY id").fetchall()
        )
        paths = [*_PAGES, *(f"/cong/{row[0]}" for row in portals)]
        rows: list[tuple[str, int | None]] = [(site + path, None) for path in paths]
    else:
        articles = await reader(datasette)(lambda conn: _articles(conn, name))
        rows = [(f"{site}/bai/{ident}", changed) for ident, changed in articles]
    if not rows:
        raise NotFound("no such part")
    newest = max((changed or 0 for _, changed in rows), default=0)
    body = _file("urlset", "url", rows)
    return conditional(request, body, "application/xml; charset=utf-8", newest)


def _parts(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Name of each file of articles, and when one of them last changed."""
    months = conn.execute(
        "SELECT day / 100, count(*), max(updated) FROM article_facets GROUP BY 1 ORDER BY 1"
    ).fetchall()
    years: dict[int | None, list[tuple[int, int, int]]] = {}
    for month, number, changed in months:
        years.setdefault(month and month // 100, []).append((month, number, changed))
    found: list[tuple[str, int]] = []
    for year, rows in years.items():
        if year is None:
            found += _numbered(_UNDATED, rows[0][1], rows[0][2])
        elif sum(row[1] for row in rows) <= PART:
            found.append((str(year), max(row[2] for row in rows)))
        else:
            for month, number, changed in rows:
                found += _numbered(f"{year}-{month % 100:02}", number, changed)
    return found


def _numbered(name: str, number: int, changed: int) -> Iterator[tuple[str, int]]:
    yield name, changed
    for part in range(2, -(-number // PART) + 1):
        yield f"{name}.{part}", changed


def _articles(conn: sqlite3.Connection, name: str) -> list[tuple[str, int]]:
    name, _, part = name.partition(".")
    values: list[Any] = []
    where = "day IS NULL"
    if name != _UNDATED:
        digits = name.replace("-", "")
        where = "day BETWEEN ? AND ?"
        values += [int(digits.ljust(8, "0")), int(digits.ljust(8, "9"))]
    return conn.execute(
        f"SELECT article, updated FROM article_facets WHERE {where} "
        f"ORDER BY day, rowid LIMIT {PART} OFFSET ?",
        [*values, (int(part or 1) - 1) * PART],
    ).fetchall()


def _file(root: str, item: str, rows: Iterable[tuple[str, int | None]]) -> str:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAP}">\n']
    for address, changed in rows:
        moment = f"<lastmod>{_stamp(changed)}</lastmod>" if changed else ""
        lines.append(f"<{item}><loc>{escape(address)}</loc>{moment}</{item}>\n")
    return "".join([*lines, f"</{root}>\n"])


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
