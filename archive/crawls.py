"""Crawls and their frontier: begin or resume one, hand out what is due, end it with a verdict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive import about, drift, schedule
from archive.folder import VIETNAM, Archive, now, stamp
from archive.record import Kind, Portal
from archive.store import add_entries, add_events
from archive.work import Call, Entry, Event

PRIORITY = {
    Kind.ROBOTS: 0,
    Kind.SITEMAP: 2,
    Kind.FEED: 2,
    Kind.ARTICLE: 3,
    Kind.IMAGE: 4,
    Kind.ATTACHMENT: 4,
    Kind.PART: 4,
    Kind.LISTING: 5,
}
"""Lower is sooner: what dies with the portal first, its articles and pictures, then more lists."""

HOME_PRIORITY = 1

MAX_DEPTH = 8
"""So many pages in a row without a new article, and the way is given up: a calendar without
end, a filter, a menu of services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl of one portal."""

    id: int
    portal: Portal
    resumed: bool
    queued: int
    """Entries waiting in the frontier when it began or went on."""
    mode: schedule.Mode = "first"
    honours: bool = True
    """Is its server known to answer conditional requests, or not known yet?"""
    whole_bytes: int = 0
    """What the largest crawl of the portal brought."""


def begin(
    archive: Archive,
    portal: Portal,
    mode: schedule.Mode | None = None,
    *,
    user_agent: str | None = None,
) -> Crawl:
    """Begins a crawl, or goes on with the one that was interrupted, in the mode it began in.

    `mode`: how a new crawl is to be made; without one, as the portal's history asks for.
    """
    conn = archive.conn
    with archive.transaction():
        row = conn.execute(
            "SELECT id FROM crawls WHERE portal = ? AND state IN ('running', 'paused') "
            "ORDER BY id DESC LIMIT 1",
            (portal.id,),
        ).fetchone()
        if row is not None:
            conn.execute("UPDATE crawls SET state = 'running' WHERE id = ?", (row["id"],))
            ident = int(row["id"])
        else:
            ident = _begin_new(conn, portal, mode)
        about.note_begin(archive, portal, ident, resumed=row is not None, user_agent=user_agent)
    queued = conn.execute(
        "SELECT count(*) FROM frontier WHERE portal = ? AND state = 'queued'", (portal.id,)
    ).fetchone()[0]
    begun = conn.execute("SELECT mode FROM crawls WHERE id = ?", (ident,)).fetchone()["mode"]
    return Crawl(
        id=ident, portal=portal, resumed=row is not None, queued=queued, mode=begun,
        honours=schedule.honours_conditions(conn, portal.id),
        whole_bytes=schedule.bytes_of_a_whole_crawl(conn, portal.id),
    )  # fmt: skip


def _begin_new(conn: sqlite3.Connection, portal: Portal, asked: schedule.Mode | None) -> int:
    moment = now()
    mode = schedule.mode_of(conn, portal.id, asked, moment)
    again = schedule.failed_before(conn, portal.id)
    conn.execute("DELETE FROM frontier WHERE portal = ?", (portal.id,))
    cursor = conn.execute(
        "INSERT INTO crawls (portal, started_at, state, mode) VALUES (?, ?, 'running', ?)",
        (portal.id, stamp(moment), mode),
    )
    root = portal.url.split("/", 3)
    robots = "/".join(root[:3]) + "/robots.txt"
    seeds = [
        _seed(portal.id, robots, Kind.ROBOTS, PRIORITY[Kind.ROBOTS]),
        _seed(portal.id, portal.url, Kind.LISTING, HOME_PRIORITY),
    ]
    add_entries(conn, [*seeds, *again, *schedule.known_articles(conn, portal.id, mode, moment)])
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _seed(portal: str, url: str, kind: Kind, priority: int) -> Entry:
    return Entry(portal=portal, key=url, url=url, kind=kind, priority=priority)


def due(conn: sqlite3.Connection, portal: str, at: float, limit: int) -> list[Entry]:
    """The next entries of a portal that may be fetched at Unix time `at`."""
    rows = conn.execute(
        "SELECT portal, key, url, kind, priority, method, form, depth, found_on, redirects, "
        "attempts, conditional, glance FROM frontier WHERE portal = ? AND state = 'queued' "
        "AND not_before <= ? AND depth <= ? ORDER BY priority, seq LIMIT ?",
        (portal, at, MAX_DEPTH, limit),
    )
    return [_entry(row) for row in rows]


def waiting(conn: sqlite3.Connection, portal: str) -> int:
    """How many entries of a portal are still to be fetched.

    Counted in the indexes: rows are looked at only where they lie deep.
    """
    count: int = conn.execute(
        "SELECT (SELECT count(*) FROM frontier INDEXED BY frontier_next "
        "WHERE portal = ?1 AND state = 'queued') - (SELECT count(*) FROM frontier "
        "INDEXED BY frontier_found WHERE portal = ?1 AND state = 'queued' AND depth > 0 "
        "AND depth > ?2)",
        (portal, MAX_DEPTH),
    ).fetchone()[0]
    return count


def found(conn: sqlite3.Connection, after: int) -> tuple[dict[str, int], int]:
    """Portal -> articles that came into the frontier behind place `after`; its last place now."""
    rows = conn.execute(
        "SELECT portal, count(*) FROM frontier WHERE seq > ? AND kind = 'article' GROUP BY +portal",
        (after,),
    )
    last = conn.execute("SELECT max(seq) FROM frontier").fetchone()[0]
    return dict(rows.fetchall()), last or 0


def latest(
    conn: sqlite3.Connection, *, portal: str | None = None, ident: int | None = None
) -> list[sqlite3.Row]:
    """The crawl of that number, else the latest crawl of each portal or of this one."""
    if ident is not None:
        return conn.execute("SELECT * FROM crawls WHERE id = ?", (ident,)).fetchall()
    return conn.execute(
        "SELECT * FROM crawls WHERE id IN (SELECT max(id) FROM crawls GROUP BY portal) "
        "AND (?1 IS NULL OR portal = ?1) ORDER BY portal",
        (portal,),
    ).fetchall()


def has_waiting(conn: sqlite3.Connection, portal: str, until: float) -> bool:
    """Is there an entry that may be fetched before Unix time `until`?"""
    row = conn.execute(
        "SELECT 1 FROM frontier WHERE portal = ? AND state = 'queued' AND depth <= ? "
        "AND not_before <= ? LIMIT 1",
        (portal, MAX_DEPTH, until),
    ).fetchone()
    return row is not None


def ask_again(
    conn: sqlite3.Connection, portal: str, url: str, kind: Kind, *,
    found_on: str | None = None, redirects: int = 0,
) -> None:  # fmt: skip
    """Puts an address at the head of a portal's frontier, also if it was asked before.

    One that waits there already keeps its pause.
    """
    conn.execute(
        "INSERT INTO frontier (portal, key, url, kind, priority, found_on, redirects) "
        "VALUES (?, ?, ?, ?, 0, ?, ?) ON CONFLICT (portal, key) DO UPDATE SET state = 'queued', "
        "attempts = 0, not_before = 0, priority = 0, depth = 0, found_on = excluded.found_on, "
        "redirects = excluded.redirects WHERE state <> 'queued' OR excluded.redirects > redirects",
        (portal, url, url, str(kind), found_on, redirects),
    )


def give_back(conn: sqlite3.Connection, crawl: Crawl, keys: Iterable[str], until: float) -> int:
    """These were asked while their host was ill: they wait again, as if they had not been.

    Returns how many of them had been given up.
    """
    given_up = 0
    for key in keys:
        where = (until, crawl.portal.id, key)
        given_up += conn.execute(
            "UPDATE frontier SET state = 'queued', attempts = 0, not_before = ? "
            "WHERE portal = ? AND key = ? AND state = 'failed'",
            where,
        ).rowcount
        conn.execute(
            "UPDATE frontier SET attempts = 0, not_before = max(not_before, ?) "
            "WHERE portal = ? AND key = ? AND state = 'queued'",
            where,
        )
    conn.execute("UPDATE crawls SET failed = failed - ? WHERE id = ?", (given_up, crawl.id))
    return given_up


def next_try(conn: sqlite3.Connection, portal: str, kind: Kind) -> float | None:
    """Unix time of the next try of what waits of this kind; None if nothing does."""
    row = conn.execute(
        "SELECT min(not_before) FROM frontier WHERE portal = ? AND state = 'queued' AND kind = ?",
        (portal, str(kind)),
    ).fetchone()
    return None if row[0] is None else float(row[0])


def _entry(row: sqlite3.Row) -> Entry:
    sent = json.loads(row["form"]) if row["form"] else []
    form, call = (sent["fields"], Call(**sent["call"])) if isinstance(sent, dict) else (sent, None)
    return Entry(
        portal=row["portal"],
        key=row["key"],
        url=row["url"],
        kind=Kind(row["kind"]),
        priority=row["priority"],
        method=row["method"],
        form=tuple((name, value) for name, value in form),
        call=call,
        depth=row["depth"],
        found_on=row["found_on"],
        redirects=row["redirects"],
        attempts=row["attempts"],
        conditional=bool(row["conditional"]),
        glance=bool(row["glance"]),
    )


def end(
    archive: Archive,
    crawl: Crawl,
    *,
    finished: bool,
    pause: str | None = None,
    go_on_at: float | None = None,
    ill: bool = False,
) -> tuple[str, str | None]:
    """Ends a crawl: `paused` when entries are left, else `done` or `red` with the reason.

    A paused crawl has a reason when something is wrong with the portal: nothing at all was had
    from it yet, what `pause` says (`ill`), or what was had shows that the portal is another one.
    What was found out is kept as its report.

    Args:
        pause: why it was paused.
        go_on_at: Unix time from which on it may be asked again.
    """
    with archive.transaction():
        if finished:
            _give_up_traps(archive.conn, crawl)
            _credit_lists(archive.conn, crawl.portal.id)
        report = drift.judge(archive.conn, crawl.id, finished=finished)
        drift.keep_report(archive.conn, report)
        reason = report.reason
        if finished:
            state = "done" if reason is None else "red"
        else:
            told = (pause if ill else None) or _stalled(archive.conn, crawl)
            state, reason = "paused", told or reason
        archive.conn.execute(
            "UPDATE crawls SET state = ?, reason = ?, finished_at = ?, pause = ?, go_on_at = ? "
            "WHERE id = ?",
            (
                state,
                reason,
                stamp(now()) if finished else None,
                None if finished else pause,
                stamp(datetime.fromtimestamp(go_on_at, VIETNAM)) if go_on_at else None,
                crawl.id,
            ),
        )
        about.note_end(archive, crawl.portal, crawl.id)
    return state, reason


def withdraw(archive: Archive, crawl: Crawl) -> None:
    """As if it had not begun: for a new crawl that did not come to its first request."""
    with archive.transaction():
        archive.conn.execute("DELETE FROM frontier WHERE portal = ?", (crawl.portal.id,))
        archive.conn.execute("DELETE FROM crawls WHERE id = ?", (crawl.id,))


def _stalled(conn: sqlite3.Connection, crawl: Crawl) -> str | None:
    row = conn.execute(
        "SELECT f.error, f.not_before FROM crawls k JOIN frontier f ON f.portal = k.portal "
        "WHERE k.id = ? AND k.pages = 0 AND f.error IS NOT NULL AND f.state = 'queued' "
        "ORDER BY f.not_before DESC LIMIT 1",
        (crawl.id,),
    ).fetchone()
    if row is None:
        return None
    then = datetime.fromtimestamp(row["not_before"], VIETNAM)
    return f"nothing was had yet: {row['error']}; not to be asked before {then:%d/%m/%Y %H:%M}"


def _credit_lists(conn: sqlite3.Connection, portal: str) -> None:
    """A list that leads to one with articles of its own is as good as that."""
    conn.execute(
        "WITH RECURSIVE way(key) AS (SELECT key FROM lists WHERE portal = ?1 AND own = 1 UNION "
        "SELECT f.found_on FROM frontier f JOIN way ON f.portal = ?1 AND f.key = way.key "
        "WHERE f.found_on IS NOT NULL) "
        "UPDATE lists SET own = 1 WHERE portal = ?1 AND own = 0 AND key IN way",
        (portal,),
    )


def _give_up_traps(conn: sqlite3.Connection, crawl: Crawl) -> None:
    """What is still queued lies too deep; it is noted, with one example, and left alone."""
    left = conn.execute(
        "SELECT count(*), min(url) FROM frontier WHERE portal = ? AND state = 'queued'",
        (crawl.portal.id,),
    ).fetchone()
    if left[0]:
        conn.execute(
            "UPDATE frontier SET state = 'skipped', error = 'too far from any article' "
            "WHERE portal = ? AND state = 'queued'",
            (crawl.portal.id,),
        )
        detail = f"depth: {left[0]} pages lie {MAX_DEPTH} pages away from any new article: a trap?"
        event = Event(kind="limit", url=left[1], detail=detail)
        add_events(conn, [event], crawl.portal.id, crawl.id)
