"""What one response means for the archive: the unit of work of a page.

Called by the spider with what came over the network and by the importer with what others had
kept: the same reading for both. Decides; does not fetch, does not write.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from PIL import Image as Picture
from PIL import UnidentifiedImageError

from archive import portals
from archive.crawls import PRIORITY
from archive.entity import Entity
from archive.record import Article, Capture, DateOrder, Kind
from archive.schedule import Mode
from archive.warc import sha256
from archive.work import Entry, Event, MediaFacts, PageWork
from crawler.capture import Kept
from crawler.discover import detect
from crawler.extract.closed import closed_door
from crawler.extract.dates import proven_order
from crawler.extract.encoding import read_text
from crawler.extract.feeds import named_sitemaps
from crawler.extract.page import Link, Reading, Site, read_page
from crawler.extract.siblings import Siblings, loaded
from crawler.extract.urls import aim, same_site, wanted
from crawler.narrow import words_of
from crawler.platforms import by_name
from crawler.robots import MAX_BYTES, is_unreachable

MAX_REDIRECTS = 5

MAX_LINKS = 5000
"""Links taken from one page; a page with more is noted."""

MAX_MEDIA = 500
"""Pictures, and as many attachments, that are fetched for one article."""

MAX_PIXELS = 50_000_000
"""Of a picture; one with more unpacks to hundreds of megabytes where it is shown."""

CERTAIN = 0.8
"""From this score on, one page tells the platform of a portal whose home page did not."""

_GONE_STATUS = (404, 410)
_UNREAD = frozenset(["no title", "unreadable"])
"""What the reader says of a page that is there but means nothing to it."""

_NO_PAGES = (Kind.ROBOTS, Kind.IMAGE, Kind.ATTACHMENT, Kind.PART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known about a portal when one of its pages is read."""

    portal: str
    home: str
    platform: str | None
    site_names: tuple[str, ...]
    dates: DateOrder = field(default_factory=DateOrder)
    """What its stamps have proved about day and month so far."""
    siblings: Siblings = field(default_factory=Siblings)
    crawl: int | None = None
    mode: Mode = "first"
    """Of the crawl."""


def ground_of(conn: sqlite3.Connection, portal: str) -> Ground:
    """What the archive knows of a portal: whoever reads its pages knows the same.

    Raises:
        UnknownPortal
    """
    known = portals.get(conn, portal)
    row = conn.execute(
        "SELECT home, site_name, siblings FROM portals WHERE id = ?", (known.id,)
    ).fetchone()
    host = urlsplit(known.url).netloc  # what a portal is called for want of a name
    return Ground(
        portal=known.id,
        home=row["home"] or known.url,
        platform=known.platform,
        dates=known.dates,
        site_names=tuple(n for n in (row["site_name"], known.name) if n and n != host),
        siblings=loaded(row["siblings"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it is handed to the reader."""

    body: bytes
    """Decoded: no content encoding is on any more."""
    url: str
    kind: Kind
    content_type: str | None
    fetched_at: datetime
    asked: Link | None = None
    """The request, if a script of the portal's would have made it."""
    links: bool = True
    """Are they wanted?"""


def page_of(
    entry: Entry, entity: Entity, *, url: str, status: int, content_type: str | None,
    fetched_at: datetime,
) -> Page | None:  # fmt: skip
    """What of a response is to be read; None for a file, a refusal or a broken body."""
    if status not in (200, 304) or entity.problem or entry.kind in _NO_PAGES:
        return None
    return Page(
        body=entity.body, url=url, kind=entry.kind, content_type=content_type,
        fetched_at=fetched_at, asked=_asked(entry),
    )  # fmt: skip


def visit(
    kept: Kept, entry: Entry, ground: Ground, *, known_article: bool, reading: Reading | None = None
) -> PageWork:
    """The unit of work of one response to `entry`.

    Args:
        known_article: is there an article in the archive whose canonical URL is the entry's?
        reading: of the page (`page_of`), where it was read already.
    """
    capture = kept.capture
    work = PageWork(
        portal=ground.portal,
        crawl=ground.crawl,
        key=entry.key,
        capture=capture,
        events=_oddities(kept),
    )
    status = 200 if capture.status == 304 else capture.status  # its body is the one kept before
    if 300 <= status < 400:
        return _redirected(work, entry, ground, capture, known_article=known_article)
    if entry.kind is Kind.ROBOTS:
        return _robots(work, kept, ground)
    if status != 200:
        return _refused(work, entry, known_article=known_article)
    if entry.kind in (Kind.IMAGE, Kind.ATTACHMENT):
        return _media(work, kept, entry)
    if entry.kind is Kind.PART:
        return work
    return _page(work, kept, entry, ground, known_article=known_article, reading=reading)


def _oddities(kept: Kept) -> tuple[Event, ...]:
    url = kept.capture.url
    found = dict.fromkeys((kept.entity.problem, kept.capture.note))
    return tuple(
        Event(kind="odd response", url=url, detail=text)
        for text in found
        if text and not text.startswith("TLS ")
    )


def _redirected(
    work: PageWork, entry: Entry, ground: Ground, capture: Capture, *, known_article: bool
) -> PageWork:
    if entry.kind is Kind.ROBOTS:
        return work
    if not capture.location:
        error = f"the server answered {capture.status} without saying where to go"
        event = Event(kind="refused", url=capture.url, detail=error)
        return replace(work, outcome="failed", error=error, events=(*work.events, event))
    target = aim(capture.url, capture.location, ground.platform)
    if entry.kind in (Kind.IMAGE, Kind.ATTACHMENT):
        kind: Kind | None = entry.kind if target.startswith(("http://", "https://")) else None
    else:
        kind = wanted(target, ground.home, ground.platform)
    if entry.url == ground.home and kind is None and _same_site(target, ground.home):
        kind = Kind.LISTING
    gone = None
    if known_article and kind is not Kind.ARTICLE:
        home = "home" if target.rstrip("/") == ground.home.rstrip("/") else "to a list"
        gone = f"redirected {home if kind else 'elsewhere'}"
    if kind is None or entry.redirects >= MAX_REDIRECTS:
        event = Event(kind="redirect not followed", url=capture.url, detail=target)
        work = replace(work, events=(*work.events, event))
        if kind is not None:
            detail = f"redirects: {MAX_REDIRECTS} in a row, then {target}"
            event = Event(kind="limit", url=capture.url, detail=detail)
            work = replace(work, events=(*work.events, event))
    else:
        found = Entry(
            portal=ground.portal,
            key=target,
            url=target,
            kind=kind,
            priority=entry.priority,
            depth=entry.depth,
            found_on=entry.key,
            redirects=entry.redirects + 1,
        )
        moved = target if entry.url == ground.home and kind is Kind.LISTING else None
        article = (entry.url, target) if kind is Kind.ARTICLE else None
        work = replace(work, found=(found,), home=moved, redirected=article)
    return replace(work, gone=gone, gone_url=entry.url if gone else None)


def _same_site(url: str, home: str) -> bool:
    """Does only the scheme or a leading `www.` differ?"""
    hosts = [(urlsplit(u).hostname or "").removeprefix("www.") for u in (url, home)]
    return hosts[0] == hosts[1] != ""


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # no address at all, and so not on the portal's site
        return href


def _robots(work: PageWork, kept: Kept, ground: Ground) -> PageWork:
    """What its rules mean is the crawler's business, not the reader's: see `crawler.robots`."""
    if is_unreachable(kept.capture.status):
        error = f"the server answered {kept.capture.status}"
        event = Event(kind="refused", url=kept.capture.url, detail=error)
        return replace(work, outcome="failed", error=error, events=(*work.events, event))
    text = kept.entity.body[:MAX_BYTES].decode("utf-8", "replace")
    usable = kept.capture.status in (200, 304) and "<html" not in text[:2000].lower()
    if not usable:
        return replace(work, robots_txt="")
    sitemaps = [_joined(ground.home, url) for url in named_sitemaps(text)]
    found = tuple(
        Entry(
            portal=ground.portal,
            key=url,
            url=url,
            kind=Kind.SITEMAP,
            priority=PRIORITY[Kind.SITEMAP],
            found_on=work.key,
        )
        for url in sitemaps
        if same_site(url, ground.home)
    )
    return replace(work, robots_txt=text, found=found)


def _refused(work: PageWork, entry: Entry, *, known_article: bool) -> PageWork:
    assert work.capture is not None
    status = work.capture.status
    error = f"the server answered {status}"
    if status in _GONE_STATUS and known_article:
        return replace(work, gone=f"the server answers {status}", gone_url=entry.url, error=error)
    event = Event(kind="refused", url=work.capture.url, detail=error)
    return replace(work, outcome="failed", error=error, events=(*work.events, event))


def _media(work: PageWork, kept: Kept, entry: Entry) -> PageWork:
    body, url = kept.entity.body, entry.url
    content_type = (kept.capture.content_type or "").split(";")[0].strip().lower() or None
    if kept.entity.problem or not body:
        return replace(work, outcome="failed", error=kept.entity.problem or "empty body")
    size: tuple[int, int] | None = None
    if entry.kind is Kind.IMAGE:
        try:
            with Picture.open(io.BytesIO(body)) as picture:
                size = picture.size
        except (UnidentifiedImageError, OSError, ValueError, Picture.DecompressionBombError):
            error = f"not a picture although the page shows it as one ({content_type})"
            event = Event(kind="not an image", url=url, detail=error)
            return replace(work, outcome="failed", error=error, events=(*work.events, event))
        if size[0] * size[1] > MAX_PIXELS:
            error = f"pixels: a picture of {size[0]} x {size[1]}, kept but not shown"
            event = Event(kind="limit", url=url, detail=error)
            return replace(work, outcome="failed", error=error, events=(*work.events, event))
    elif content_type == "text/html":
        error = "a page came instead of the attachment"
        event = Event(kind="not a document", url=url, detail=error)
        return replace(work, outcome="failed", error=error, events=(*work.events, event))
    facts = MediaFacts(
        url=url,
        sha256=sha256(body),
        bytes=len(body),
        content_type=content_type,
        width=size[0] if size else None,
        height=size[1] if size else None,
    )
    return replace(work, media=facts)


def _page(
    work: PageWork,
    kept: Kept,
    entry: Entry,
    ground: Ground,
    *,
    known_article: bool,
    reading: Reading | None,
) -> PageWork:
    capture = kept.capture
    page = page_of(
        entry, kept.entity, url=capture.url, status=capture.status,
        content_type=capture.content_type, fetched_at=capture.fetched_at,
    )  # fmt: skip
    if page is None:
        return replace(work, outcome="failed", error=kept.entity.problem)
    reading = reading or read_body(page, ground)
    if entry.url == ground.home:
        work = replace(work, events=(*work.events, *_home_signs(kept, ground, reading)))
    if entry.url == ground.home and not reading.links and reading.article is None:
        problem = "; ".join(reading.problems) or f"no page of links: {capture.content_type}"
        return replace(work, outcome="failed", error=problem)
    article = reading.article
    events = [Event(kind="odd page", url=capture.url, detail=text) for text in reading.problems]
    day_first = proven_order(article.published_text) if article is not None else None
    if day_first is not None and (clash := _clash(ground.dates, day_first)):
        detail = f"{article.published_text if article else ''!r} {clash}"
        events.append(Event(kind="both date orders", url=capture.url, detail=detail))
    gone = None
    if known_article and article is None:
        why = "; ".join(reading.problems) or "the page holds no article any more"
        if _UNREAD.intersection(reading.problems):  # that may be our own fault: it has not vanished
            events.append(Event(kind="no longer read", url=capture.url, detail=why))
        else:
            gone = why
    found = tuple(_found(reading, article, entry, ground))
    if len(reading.links) > MAX_LINKS:
        detail = f"links: {len(reading.links)} of them, the first {MAX_LINKS} were taken"
        events.append(Event(kind="limit", url=capture.url, detail=detail))
    media = max(len(article.images), len(article.attachments)) if article is not None else 0
    if media > MAX_MEDIA:
        detail = f"pictures: {media} pictures or files, the first {MAX_MEDIA} are fetched"
        events.append(Event(kind="limit", url=capture.url, detail=detail))
    learnt = _settled(ground) is None and (
        ground.platform is None or reading.platform_score >= CERTAIN
    )
    return replace(
        work,
        article=article,
        found=found,
        list_links=_list_links(found) if entry.kind is Kind.LISTING and not article else None,
        events=(*work.events, *events),
        gone=gone,
        gone_url=entry.url if gone else None,
        platform=reading.platform if learnt else None,
        platform_score=reading.platform_score if learnt else None,
        day_first=day_first,
        site_name=reading.site_name if entry.url == ground.home else None,
        siblings=reading.siblings.dumped() if reading.siblings else None,
    )


def _list_links(found: tuple[Entry, ...]) -> tuple[int, int]:
    return len(found), sum(one.kind is Kind.ARTICLE for one in found)


def _home_signs(kept: Kept, ground: Ground, reading: Reading) -> Iterator[Event]:
    """What a home page tells of its portal's state: closed, or made by other software now."""
    capture, body = kept.capture, kept.entity.body
    headers = {"content-type": capture.content_type} if capture.content_type else {}
    leads_on = any(link.kind is Kind.ARTICLE for link in reading.links)
    door = None if leads_on else closed_door(body, headers)
    if door is not None:
        yield Event(kind="closed", url=capture.url, detail=door)
    known = _settled(ground)
    if known is not None:
        text, _ = read_text(body[:400_000], headers)
        name, score = detect(text, capture.url, headers)
        if name != known and score >= CERTAIN:
            yield Event(kind="platform changed", url=capture.url, detail=f"{known}, now {name}")


def _settled(ground: Ground) -> str | None:
    """The portal's platform, if it is known; a home page may not show what an article does."""
    known = ground.platform
    return None if known is None or by_name(known).stands_in else known


def _asked(entry: Entry) -> Link | None:
    if entry.call is None:
        return None
    return Link(
        url=entry.url, kind=entry.kind, method=entry.method, form=entry.form, call=entry.call
    )  # fmt: skip


def _clash(dates: DateOrder, day_first: bool) -> str | None:
    """What to say when a portal is first seen to print dates in both orders; None else."""
    if day_first and dates.month_first and not dates.day_first:
        return "has the day first; stamps of this portal had the month first"
    if not day_first and dates.day_first and not dates.month_first:
        return "has the month first; stamps of this portal had the day first"
    return None


def site_of(ground: Ground) -> Site:
    """What of a portal the reader of its pages is told."""
    return Site(
        home=ground.home, names=ground.site_names, day_first=ground.dates.known,
        siblings=ground.siblings,
    )  # fmt: skip


def read_body(page: Page, ground: Ground) -> Reading:
    """Read a page with what is known of its portal: the same when crawled and when read again."""
    return read_page(
        page.body,
        page.url,
        kind=page.kind,
        platform=_settled(ground),
        site=site_of(ground),
        fetched_at=page.fetched_at,
        headers={"content-type": page.content_type} if page.content_type else {},
        asked=page.asked,
        links=page.links,
    )


def _found(
    reading: Reading, article: Article | None, entry: Entry, ground: Ground
) -> Iterator[Entry]:
    links = reading.links[:MAX_LINKS]
    for link in links:
        yield Entry(
            portal=ground.portal,
            key=link.key(),
            url=link.url,
            kind=link.kind,
            priority=PRIORITY[link.kind],
            method=link.method,
            form=link.form,
            call=link.call,
            depth=entry.depth + 1,
            found_on=entry.key,
            listed=entry.kind is Kind.LISTING and article is None,
            shown=words_of(link),
        )
    if article is None:
        return
    pictures = [(image.url, Kind.IMAGE) for image in article.images[:MAX_MEDIA]]
    files = [(file.url, Kind.ATTACHMENT) for file in article.attachments[:MAX_MEDIA]]
    for url, kind in pictures + files:
        if url.startswith(("http://", "https://")):
            yield Entry(
                portal=ground.portal,
                key=url,
                url=url,
                kind=kind,
                priority=PRIORITY[kind],
                found_on=entry.key,
            )
