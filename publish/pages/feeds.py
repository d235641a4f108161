"""Any search as a feed: Atom 1.0 (RFC 4287) and JSON Feed 1.1.

Entries come in the order of their capture. An article keeps its id for ever, whatever host shows
it and however it is edited: a reader's program shows each match once, and changes as changes.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from datasette.utils.asgi import Request, Response
from lxml import etree
from lxml.builder import ElementMaker

from publish.find.arrivals import arrivals
from publish.find.asked import Asked
from publish.language import Language, language
from publish.pages.conditional import conditional
from publish.pages.page import language_of, reader, site_address
from publish.pages.search import refused, title_of
from publish.shown import beginning, in_xml

ATOM, JSON_FEED = "/tim-kiem.atom", "/tim-kiem.feed.json"
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of a feed."""

    id: str
    title: str
    link: str
    via: str
    """Where its portal has it, or had it."""
    published: str | None
    """RFC 3339; what is not known of a date is its beginning."""
    updated: int
    author: str
    category: str | None
    summary: str
    text: str
    gone: bool
    picture: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A search as a feed."""

    id: str
    title: str
    page: str
    address: str
    updated: int
    entries: Sequence[Entry]
    lang: str


async def atom(datasette: Any, request: Request) -> Response:
    """A search as Atom."""
    feed = await _feed(datasette, request, ATOM)
    if isinstance(feed, Response):
        return feed
    body = etree.tostring(_atom(feed), xml_declaration=True, encoding="utf-8").decode()
    return conditional(request, body, "application/atom+xml; charset=utf-8", feed.updated)


async def json_feed(datasette: Any, request: Request) -> Response:
    """A search as JSON Feed."""
    feed = await _feed(datasette, request, JSON_FEED)
    if isinstance(feed, Response):
        return feed
    body = orjson.dumps(_json(feed)).decode()
    return conditional(request, body, "application/feed+json; charset=utf-8", feed.updated)


async def _feed(datasette: Any, request: Request, path: str) -> Feed | Response:
    asked = Asked.read(request.args)
    if asked.ignored:
        return refused(asked)
    asked = asked.what_is_found()
    site, words = site_address(datasette, request), language(language_of(request))
    try:
        rows, newest = await reader(datasette)(lambda conn: _rows(conn, asked))
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return Response.json({"error": words.too_slow}, status=503, headers={"Retry-After": "60"})
    entries = [_entry(row, site, words) for row in rows]
    return Feed(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"luutru:{asked.address()}").urn,
        title=f"{title_of(asked, words)} - {words.site}",
        page=site + asked.address(),
        address=site + asked.address(path),
        updated=max([entry.updated for entry in entries], default=newest),
        entries=entries,
        lang=words.lang,
    )


def _rows(conn: sqlite3.Connection, asked: Asked) -> tuple[list[sqlite3.Row], int]:
    """The articles of the feed, and when the edition was last added to."""
    rowids = arrivals(conn, asked)
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(
        "SELECT a.rowid AS place, a.id, a.url, a.title, a.published, a.lead, a.body_text, "
        "a.category, a.cover, f.gone, f.updated, p.short_name AS author FROM articles a "
        "JOIN article_facets f ON f.rowid = a.rowid JOIN portals p ON p.id = a.portal "
        f"WHERE a.rowid IN ({','.join('?' * len(rowids))})",
        rowids,
    ).fetchall()
    place = {rowid: number for number, rowid in enumerate(rowids)}
    newest = conn.execute("SELECT max(captured) FROM article_facets").fetchone()[0]
    return sorted(rows, key=lambda row: place[row["place"]]), newest or 0


def _entry(row: sqlite3.Row, site: str, words: Language) -> Entry:
    summary = beginning(row["lead"] or row["body_text"], 300)
    if row["gone"]:
        summary = f"[{words.gone_short}] {summary}"
    return Entry(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"luutru:/bai/{row['id']}").urn,
        title=in_xml(row["title"]),
        link=f"{site}/bai/{row['id']}",
        via=row["url"],
        published=_moment(row["published"]),
        updated=row["updated"],
        author=in_xml(row["author"]),
        category=row["category"] and in_xml(row["category"]),
        summary=in_xml(summary),
        text=row["body_text"],
        gone=bool(row["gone"]),
        picture=f"{site}/anh/{row['cover']}/lon.webp" if row["cover"] else None,
    )


def _atom(feed: Feed) -> Any:
    make = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})
    root = make.feed(
        make.id(feed.id),
        make.title(in_xml(feed.title)),
        make.updated(_stamp(feed.updated)),
        make.link(rel="self", type="application/atom+xml", href=feed.address),
        make.link(rel="alternate", type="text/html", href=feed.page),
        make.generator("luutru"),
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    for entry in feed.entries:
        made = make.entry(
            make.id(entry.id),
            make.title(entry.title),
            make.updated(_stamp(entry.updated)),
            make.link(rel="alternate", type="text/html", href=entry.link),
            make.link(rel="via", href=entry.via),
            make.author(make.name(entry.author)),
            make.summary(entry.summary),
        )
        if entry.published:
            made.append(make.published(entry.published))
        if entry.category:
            made.append(make.category(term=entry.category))
        if entry.gone:
            made.append(make.category(term="da-go"))
        root.append(made)
    return root


def _json(feed: Feed) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": "vi",
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "external_url": entry.via,
                "title": entry.title,
                "summary": entry.summary,
                "content_text": entry.text,
                "date_modified": _stamp(entry.updated),
                "authors": [{"name": entry.author}],
                "language": "vi",
                "tags": [tag for tag in (entry.category, "da-go" if entry.gone else None) if tag],
                **({"date_published": entry.published} if entry.published else {}),
                **({"image": entry.picture} if entry.picture else {}),
            }
            for entry in feed.entries
        ],
    }


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _moment(published: str | None) -> str | None:
    """A date cut to its precision as a whole moment: the first one of that year, month or day."""
    if not published:
        return None
    day, _, clock = published.partition("T")
    whole = day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day
    return datetime.fromisoformat(f"{whole}T{clock or '00:00:00+07:00'}").isoformat()
