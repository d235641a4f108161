"""What a broken or hostile answer means: cut bodies, walls of cookies, redirects in a circle,
home pages in the place of what was asked for. Beside `crawler.visit`, which reads sound ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from archive.entity import Entity
from archive.record import Kind
from archive.work import Entry, Event, PageWork
from crawler.capture import Exchange, Kept
from crawler.cookies import REFUSED
from crawler.download import Received
from crawler.extract.urls import aim
from crawler.extract.walls import Wall, cookie_wall
from crawler.faults import limit_of
from crawler.tls import faults_of

NEEDS_BROWSER = "cookie wall: its script asks for a cookie that needs a browser"

_LIMITS = {"length": "size", "time": "time"}


def marked(exchange: Exchange, response: Received, *, insecure: bool) -> Exchange:
    """The exchange with what is wrong with its body or its certificate."""
    notes: list[str] = []
    cut = response.cut
    if cut is None and not insecure:
        return exchange
    if cut is not None:
        notes.append(f"cut: {cut.text}; {len(exchange.payload):,} bytes came")
    certificate = response.certificate_shown() if insecure else None
    if certificate is not None:
        faults = faults_of(certificate, exchange.url, exchange.fetched_at)
        told = ", ".join(faults) or "its issuer was not asked for"
        notes.append(f"TLS certificate not verified: {told}")
    note = "; ".join(notes) or exchange.note
    return replace(exchange, note=note, truncated=cut.why if cut else None)


def whole(exchange: Exchange, entity: Entity) -> Entity:
    """The entity; that of a cut body has a problem, so that it's never read as whole."""
    if exchange.truncated is None:
        return entity
    return replace(entity, problem=exchange.note)


def limits_hit(exchange: Exchange, entity: Entity, response: Received) -> Iterator[Event]:
    """The limits that an answer has hit."""
    name = _LIMITS.get(exchange.truncated or "")
    if name:
        yield Event(kind="limit", url=exchange.url, detail=f"{name}: {exchange.note}")
    refused = response.meta.get(REFUSED)
    if refused:
        detail = f"cookies: {refused} were not taken, too large or too many"
        yield Event(kind="limit", url=exchange.url, detail=detail)
    if not name and entity.problem and entity.problem.startswith("unpacks to"):
        yield Event(kind="limit", url=exchange.url, detail=f"unpacked: {entity.problem}")


def unanswered(entry: Entry, error: BaseException, reason: str) -> tuple[Event, ...]:
    """What is told of a request without a response."""
    event = Event(kind="no response", url=entry.url, detail=reason)
    name = limit_of(error)
    limit = Event(kind="limit", url=entry.url, detail=f"{name}: {reason}")
    return (event, limit) if name else (event,)


def wall_of(exchange: Exchange, entity: Entity) -> Wall | None:
    """The cookie wall that stands before a page."""
    if b"cookie" not in entity.body or entity.problem or exchange.truncated:
        return None
    return cookie_wall(entity.body.decode("utf-8", "replace"))


def walled(kept: Kept, entry: Entry, wall: Wall, *, portal: str, crawl: int | None,
           sent: dict[str, str], last: bool) -> PageWork:  # fmt: skip
    """The unit of work of a cookie wall: once more with its cookies, or what is in the way.

    `sent`: the cookies that were sent. `last`: is the address not to be asked again?
    """
    work = PageWork(portal=portal, crawl=crawl, key=entry.key, capture=kept.capture)
    names = ", ".join(name for name, _ in wall.cookies)
    if not wall.cookies:
        error = NEEDS_BROWSER
    elif last or all(sent.get(name) == value for name, value in wall.cookies):
        error = f"cookie wall: the cookie {names} was sent and is not enough; needs a browser"
    else:
        told = f"the cookie {names} stands in the page and is sent from now on"
        event = Event(kind="cookie wall", url=entry.url, detail=told)
        return replace(work, outcome="retry", cookies=wall.cookies, events=(event,), error=told)
    event = Event(kind="cookie wall", url=entry.url, detail=error)
    return replace(work, outcome="failed", error=error, events=(event,))


def circle(conn: sqlite3.Connection, work: PageWork, entry: Entry) -> tuple[str, ...]:
    """The addresses of a circle of redirects that this one closes; none if it closes none."""
    if work.capture is None or not 300 <= work.capture.status < 400 or not work.capture.location:
        return ()
    way = [entry.url]
    target = aim(entry.url, work.capture.location)
    while len(way) < 12:
        if target == entry.url:
            return (*way, target)
        row = conn.execute(
            "SELECT status, location FROM captures WHERE crawl IS ? AND url = ? "
            "ORDER BY id DESC LIMIT 1",
            (work.crawl, target),
        ).fetchone()
        if row is None or not 300 <= row["status"] < 400 or not row["location"]:
            return ()
        way.append(target)
        target = aim(target, row["location"])
    return ()


def in_circle(conn: sqlite3.Connection, work: PageWork, entry: Entry, *, last: bool) -> PageWork:
    """A redirect that leads back to itself: asked again if that may help, told if not.

    Some servers set a cookie and redirect to the same address, which answers to the cookie.
    """
    way = circle(conn, work, entry)
    if not way:
        return work
    if len(way) == 2 and not last:
        return replace(work, outcome="retry", found=(), error="it redirects to itself")
    told = "redirects: in a circle: " + " -> ".join(way[:6])
    event = Event(kind="limit", url=entry.url, detail=told)
    return replace(work, outcome="failed", error=told, found=(), events=(*work.events, event))


def links_of_home(work: PageWork) -> frozenset[str]:
    """What a page links to, to know it again."""
    return frozenset(one.key for one in work.found)


def stand_in(work: PageWork, entry: Entry, home: frozenset[str]) -> Event | None:
    """Told when the home page came in the place of an article."""
    if entry.kind is not Kind.ARTICLE or work.article is not None or len(home) < 3:
        return None
    found = links_of_home(work)
    same = len(found & home) / max(len(found | home), 1)
    if same < 0.9:
        return None
    return Event(kind="soft 404", url=entry.url, detail="the home page came in its place")
