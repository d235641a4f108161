"""TimeGate, TimeMap and the headers of mementos (RFC 7089): the past of an address of a portal."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Literal
from urllib.parse import unquote

import orjson
from datasette.utils.asgi import Request, Response

from archive.record import article_id
from archive.surt import surt
from publish.language import language
from publish.memento.holdings import Series, mementos, series_at, series_of
from publish.memento.link_format import LINK_FORMAT, Linked, accepted, http_date
from publish.pages.article.address import LONGEST, plain, spellings
from publish.pages.conditional import conditional
from publish.pages.page import language_of, reader, site_address

_SCHEME = re.compile(r"https?:/", re.IGNORECASE)
_VARY = {"Vary": "accept-datetime"}
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, Location, Memento-Datetime, Vary",
}
_JSON = "application/json; charset=utf-8"


async def timegate(datasette: Any, request: Request) -> Response:
    """Leads to the memento nearest to `Accept-Datetime`; to the newest where none is asked for."""
    if request.method == "OPTIONS":  # a browser asks first whether a page may send that header
        allowed = {"Access-Control-Allow-Headers": "Accept-Datetime"}
        return Response("", status=204, headers=_OPEN | allowed)
    found = await _found(datasette, request)
    if isinstance(found, Response):
        found.headers |= _VARY
        return found
    asked = request.headers.get("accept-datetime")
    headers = _VARY | _OPEN
    try:
        moment = accepted(asked) if asked is not None else None
    except ValueError:
        words = language(language_of(request))
        headers["Link"] = found.header(found.series.nearest(None))
        return Response.text(f"{words.memento_bad_date}\n", status=400, headers=headers)
    chosen = found.series.nearest(moment)
    headers["Link"] = found.header(chosen)
    return Response.redirect(found.address(found.series.mementos[chosen]), headers=headers)


async def timemap(datasette: Any, request: Request) -> Response:
    """All mementos of an address, as links or as JSON; so many a page."""
    found = await _found(datasette, request)
    if isinstance(found, Response):
        return found
    page = int(request.url_vars["page"] or 1)
    if not 1 <= page <= found.pages:
        words = language(language_of(request))
        told = words.memento_no_page.format(pages=found.pages)
        return Response.text(f"{told}\n", status=404, headers=dict(_OPEN))
    if request.url_vars["form"] == "json":
        body, kind = orjson.dumps(found.json(page)).decode(), _JSON
    else:
        body, kind = found.document(page), LINK_FORMAT
    newest = found.series.mementos[-1].at
    answer = conditional(request, body, kind, int(newest.timestamp()))
    answer.headers |= _OPEN
    return answer


def memento_headers(
    conn: sqlite3.Connection, site: str, article: str, copy: int, moment: str | None
) -> dict[str, str] | None:
    """What says that a copy is a memento; None if the copy was not what was captured then.

    Args:
        moment: 14 digits in UTC; None: the copy's own capture.
    """
    every = mementos(conn, article)
    for one in every:
        if one.copy == copy and (f"{one.at:%Y%m%d%H%M%S}" == moment if moment else one.own):
            linked = Linked(site=site, series=series_of(one, every))
            place = next(n for n, other in enumerate(linked.series.mementos) if other.at == one.at)
            return _OPEN | {
                "Memento-Datetime": http_date(one.at),
                "Link": linked.header(place),
            }
    return None


async def _found(datasette: Any, request: Request) -> Linked | Response:
    """The series of the address that the request names, or why there is none."""
    url = _original(request.url_vars["url"], request.query_string)
    found = await reader(datasette)(lambda conn: _series(conn, url))
    if isinstance(found, Series):
        return Linked(site=site_address(datasette, request), series=found)
    words = language(language_of(request))
    if found == "hidden":
        return Response.text(f"{words.memento_hidden}\n", status=410, headers=dict(_OPEN))
    return Response.text(f"{words.memento_unknown}\n", status=404, headers=dict(_OPEN))


def _series(conn: sqlite3.Connection, url: str) -> Series | Literal["hidden"] | None:
    """The mementos of an address; identifiers of articles follow from addresses."""
    idents = list(dict.fromkeys(article_id(one) for one in spellings(url)))
    marks = ",".join("?" * len(idents))
    articles = conn.execute(
        f"SELECT id FROM articles WHERE id IN ({marks}) "
        f"UNION SELECT article FROM addresses WHERE id IN ({marks})",
        idents * 2,
    ).fetchall()
    for (article,) in articles:
        if found := series_at(conn, article, (url, plain(url))):
            return found
    exact = [article_id(one) for one in spellings(plain(url)) if surt(one) == surt(plain(url))]
    marks = ",".join("?" * len(exact))
    sql = f"SELECT 1 FROM tombstones WHERE article IN ({marks})"
    return "hidden" if conn.execute(sql, exact).fetchone() else None


def _original(path: str, query: str) -> str:
    """The address that stands in a path, as it is or with everything escaped.

    >>> _original("http://xa.example.vn/tin", "id=5")
    'http://xa.example.vn/tin?id=5'
    >>> _original("http%3A%2F%2Fxa.example.vn%2Ftin%3Fid%3D5", "lang=en")
    'http://xa.example.vn/tin?id=5'
    """
    escaped = not _SCHEME.match(path) and (bool(_SCHEME.match(unquote(path))) or "/" not in path)
    url = unquote(path) if escaped else path
    if query and not (escaped and "?" in url):
        url += f"{'&' if '?' in url else '?'}{query}"
    whole = re.sub(r"^(https?):/+", r"\1://", url, flags=re.IGNORECASE)
    return (whole if _SCHEME.match(whole) else f"http://{whole}").partition("#")[0][:LONGEST]
