"""How a crawl is made, and which known articles it asks for again. See docs/decisions/0009.

    first     everything is new: all lists to their end, all articles, all files
    ordinary  lists from the newest on, until they show nothing new; known articles as below
    sweep     all lists to their end, every known article asked on the condition that it changed
    full      as a sweep, but everything is fetched again, files too

An ordinary crawl asks for every known article of a portal that is not too large, as cheaply as
its server allows: on a condition where it gave validators and honours them, else with a glance
(HEAD). Those whose turn it is are asked whatever that costs, within a share of the portal's bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archive.folder import VIETNAM
from archive.record import Kind
from archive.work import Entry

Mode = Literal["first", "ordinary", "sweep", "full"]

SWEEP_AFTER = timedelta(days=30)
"""After so long without one, the next crawl is a sweep."""

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=90)
"""Between two readings of one article; in between, a tenth of its age."""

_OF_AGE = 10

ALWAYS = 40
"""A portal of so many articles is read again as a whole each time."""

AT_LEAST = 20
"""Articles read again in each ordinary crawl of a larger portal."""

BYTE_SHARE = 0.05
"""Of what a whole crawl of the portal brought: so much may travel again for articles in turn."""

LOOKED_AFTER = 2000
"""Articles that one ordinary crawl asks for; of a larger portal those most overdue."""

TURN_PRIORITY, GLANCE_PRIORITY = 6, 7
"""Articles of earlier crawls that no list has shown yet in this one: are they still there?"""

TRIED = 10
"""Conditional requests of a crawl, none of them answered 304: this server does not honour them."""


def mode_of(conn: sqlite3.Connection, portal: str, asked: Mode | None, at: datetime) -> Mode:
    """How the crawl of a portal that begins at `at` is to be made."""
    past = conn.execute(
        "SELECT state, mode, finished_at FROM crawls WHERE portal = ? AND articles > 0 "
        "AND finished_at IS NOT NULL ORDER BY id DESC",
        (portal,),
    ).fetchall()
    if asked == "full":
        return "full"
    if not past:
        return "first"
    if asked is not None:
        return asked
    whole = [row["finished_at"] for row in past if row["mode"] != "ordinary"]
    told = conn.execute("SELECT 1 FROM shown_links WHERE portal = ? LIMIT 1", (portal,)).fetchone()
    if past[0]["state"] == "red" or told is None or not whole:
        return "sweep"
    old = at - datetime.fromisoformat(whole[0]) >= SWEEP_AFTER
    return "sweep" if old else "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A known article, as the schedule sees it."""

    url: str
    overdue: float
    """1: its turn is now."""
    since: datetime
    """When it was new: published, edited or found gone."""
    cost: int
    """Bytes of its page."""


def known_articles(
    conn: sqlite3.Connection, portal: str, mode: Mode, at: datetime
) -> Iterator[Entry]:
    """The known articles that a crawl asks for, in the order of their turn."""
    every = sorted(_known(conn, portal, at), key=lambda one: (-one.overdue, -one.since.timestamp()))
    if mode != "ordinary" or len(every) <= ALWAYS:
        yield from (_entry(portal, one) for one in every)
        return
    turn = _in_turn(every, int(BYTE_SHARE * bytes_of_a_whole_crawl(conn, portal)))
    yield from (_entry(portal, one) for one in every[:turn])
    yield from (_entry(portal, one, glance=True) for one in every[turn:LOOKED_AFTER])


def failed_before(conn: sqlite3.Connection, portal: str) -> list[Entry]:
    """What the crawl before could not get, and may be there: not what was refused for good.

    To be asked for before the frontier of that crawl is cleared.
    """
    rows = conn.execute(
        "SELECT key, url, kind, priority, found_on FROM frontier f WHERE portal = ? "
        "AND state = 'failed' AND method = 'GET' AND kind <> 'robots' AND NOT EXISTS "
        "(SELECT 1 FROM captures c WHERE c.url = f.url AND c.note IS NULL AND c.status < 500 "
        "AND c.status NOT IN (304, 408, 425, 429) "
        "AND c.crawl = (SELECT max(id) FROM crawls WHERE portal = f.portal)) ORDER BY seq",
        (portal,),
    )
    return [
        Entry(
            portal=portal,
            key=row["key"],
            url=row["url"],
            kind=Kind(row["kind"]),
            priority=row["priority"],
            found_on=row["found_on"],
        )
        for row in rows
    ]


def _in_turn(every: Sequence[_Known], budget: int) -> int:
    """How many of the first are read again."""
    spent = 0
    for number, one in enumerate(every[:LOOKED_AFTER]):
        spent += one.cost
        if spent > budget and number >= AT_LEAST:
            return number
    return min(len(every), LOOKED_AFTER)


def _entry(portal: str, one: _Known, *, glance: bool = False) -> Entry:
    priority = GLANCE_PRIORITY if glance else TURN_PRIORITY
    return Entry(
        portal=portal, key=one.url, url=one.url, kind=Kind.ARTICLE, priority=priority,
        glance=glance,
    )  # fmt: skip


def _known(conn: sqlite3.Connection, portal: str, at: datetime) -> Iterator[_Known]:
    rows = conn.execute(
        "SELECT a.url, a.first_captured, a.last_captured, a.gone_since, r.number, r.reread, "
        "r.captured_at, r.published, (SELECT c.payload_bytes FROM captures c WHERE c.id = r.capture) "
        "AS cost FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision "
        "WHERE a.portal = ? AND a.url LIKE 'http%'",
        (portal,),
    )
    for row in rows:
        since = _moment(row["published"], at) or _moment(row["first_captured"], at) or at
        edited = row["captured_at"] if row["number"] > 1 and row["reread"] is None else None
        since = max([since, *filter(None, (_moment(edited, at), _moment(row["gone_since"], at)))])
        pause = min(max((at - since) / _OF_AGE, SHORTEST), LONGEST)
        waited = at - datetime.fromisoformat(row["last_captured"])
        yield _Known(
            url=row["url"], overdue=waited / pause, since=since, cost=row["cost"] or 0
        )  # fmt: skip


def _moment(text: str | None, at: datetime) -> datetime | None:
    """A moment of the archive, a day or a month as its beginning; None for one yet to come."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(
            text if len(text) > 7 else f"{text[:4]}-{text[5:] or '01'}-01"
        )
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return moment if moment <= at else None


def bytes_of_a_whole_crawl(conn: sqlite3.Connection, portal: str) -> int:
    """What the largest crawl of the portal brought."""
    row = conn.execute("SELECT max(bytes) FROM crawls WHERE portal = ?", (portal,)).fetchone()
    return int(row[0] or 0)


def honours_conditions(conn: sqlite3.Connection, portal: str) -> bool:
    """Did the server answer 304 when it was last asked often enough?"""
    row = conn.execute(
        "SELECT not_modified FROM crawls WHERE portal = ? AND conditional >= ? "
        "ORDER BY id DESC LIMIT 1",
        (portal, TRIED),
    ).fetchone()
    return row is None or row["not_modified"] > 0
