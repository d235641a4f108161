"""Writes units of work into an open archive: the capture, what was read, where to go on.

Every function here expects the transaction of `Archive.begin`; `keep` wraps its unit in a
savepoint, so that a unit is written whole or not at all even when many share a commit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, fields
from operator import attrgetter

from archive import articles, drift, hostile, known, moves
from archive.folder import Archive, now, stamp
from archive.moves import Found
from archive.record import Article, Capture, DateOrder, Kind
from archive.work import Entry, Event, PageWork

_CRAWL_COUNTERS = (
    "requests", "bytes", "pages", "articles", "new", "changed", "gone", "media", "listings",
    "conditional", "not_modified", "revisits", "glances", "saved", "moved",
)  # fmt: skip


_COUNTED = (*_CRAWL_COUNTERS, "failed")
_ADD_TO_CRAWL: dict[tuple[str, ...], str] = {}
"""What is counted -> the statement that adds it to the crawl's row."""


def keep(archive: Archive, work: PageWork) -> dict[str, int]:
    """Writes one unit of work; returns what it counted for the crawl (new, changed, ...)."""
    conn = archive.conn
    conn.execute("SAVEPOINT unit")
    try:
        counted = _keep(conn, work)
    except BaseException:
        conn.execute("ROLLBACK TO unit")
        conn.execute("RELEASE unit")
        raise
    conn.execute("RELEASE unit")
    return counted


def _keep(conn: sqlite3.Connection, work: PageWork) -> dict[str, int]:
    counted = dict.fromkeys(_COUNTED, 0)
    capture_id = None
    if work.capture is not None:
        capture_id = add_capture(conn, work.portal, work.crawl, work.capture)
        _count_capture(counted, work.capture)
        for part in work.parts:
            add_capture(conn, work.portal, work.crawl, part)
            counted["requests"] += 1
            counted["bytes"] += part.payload_bytes
        if work.drawn is not None:
            capture_id = add_capture(conn, work.portal, work.crawl, work.drawn)
        counted["conditional"] = int(work.conditional)
    elif work.outcome in ("retry", "failed") or work.glanced:
        counted["requests"] = 1
        counted["glances"] = int(work.glanced)
    if work.capture is not None and capture_id is not None and work.media is None:
        _keep_article(conn, work, work.capture, capture_id, counted)
    if work.media is not None and capture_id is not None:
        conn.execute(
            "INSERT OR REPLACE INTO media (capture, url, sha256, bytes, content_type, width, "
            "height) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (capture_id, *_media_values(work.media)),
        )
        counted["media"] = 1
    elif work.outcome == "done" and work.capture is not None and not _is_robots(work):
        counted["pages"] = 1
        counted["listings"] = int(work.capture.kind is Kind.LISTING and work.article is None)
    if work.shown:
        conn.executemany(
            "INSERT OR IGNORE INTO shown_links (portal, digest) VALUES (?, ?)",
            [(work.portal, digest) for digest in work.shown],
        )
    if capture_id is not None and work.crawl is not None and work.list_links is not None:
        drift.note_list(conn, capture_id, work.crawl, work.list_links)
    if work.found:
        counted["fruitful"] = int(_shows_new_article(conn, work))
        add_entries(conn, work.found, fruitful=bool(counted["fruitful"]))
    if counted["listings"] and work.key is not None:
        _remember_list(conn, work)
    if work.article is not None and work.key is not None:
        _credit_finder(conn, work.portal, work.key)
    _finish_entry(conn, work)
    _learn(conn, work, capture_id)
    if work.cookies:
        hostile.keep_cookies(conn, work.portal, work.cookies)
    add_events(conn, work.events, work.portal, work.crawl)
    counted["failed"] = int(work.outcome == "failed")
    if work.crawl is not None:
        _add_to_crawl(conn, work.crawl, counted)
    return counted


def _add_to_crawl(conn: sqlite3.Connection, crawl: int, counted: dict[str, int]) -> None:
    names = tuple(name for name in _COUNTED if counted[name])
    sql = _ADD_TO_CRAWL.get(names)
    if sql is None:  # one of few: most units count the same things
        sums = ", ".join(f"{name} = {name} + ?" for name in names)
        sql = _ADD_TO_CRAWL[names] = f"UPDATE crawls SET {sums} WHERE id = ?" if names else ""
    if sql:
        conn.execute(sql, (*(counted[name] for name in names), crawl))


def _keep_article(
    conn: sqlite3.Connection, work: PageWork, capture: Capture, capture_id: int,
    counted: dict[str, int],
) -> None:  # fmt: skip
    """What a response says of an article: what it is now, that it is as it was, or gone."""
    found = Found(counted=counted)
    gone = [(work.gone_url, work.gone)] if work.gone is not None and work.gone_url else []
    if capture.kind is Kind.ARTICLE and work.outcome != "retry":
        left = moves.parted(conn, work, capture_id)
        if left is not None:
            where = "another article" if work.article else "a page without an article"
            gone.append((left.url, f"redirected to {where}: {capture.url}"))
    if work.redirected is not None:
        why = moves.redirected(conn, work, *work.redirected, found)
        if why is not None:
            gone.append((work.redirected[0], why))
    if work.article is not None:
        _keep_reading(conn, work, work.article, capture, capture_id, found)
    elif work.seen is not None:
        counted["articles"] = int(not _seen_in(conn, work.crawl, capture_id, capture.url))
        articles.see_article(conn, work.seen, capture.fetched_at)
    for url, reason in gone:
        if articles.mark_gone(conn, url, stamp(capture.fetched_at), reason):
            counted["gone"] += 1
            moves.found_elsewhere(conn, work, url, found)
    add_entries(conn, found.entries)
    add_events(conn, found.events, work.portal, work.crawl)


def _keep_reading(
    conn: sqlite3.Connection, work: PageWork, article: Article, capture: Capture, capture_id: int,
    found: Found,
) -> None:  # fmt: skip
    again = _seen_in(conn, work.crawl, capture_id, article.url, capture.url)
    before = moves.at(conn, article.url)
    if before is None and (before := moves.gone_like(conn, work.portal, article)) is not None:
        articles.add_urls(conn, before.id, {article.url})
    outcome = articles.save_article(
        conn, work.portal, article, capture_id, url=capture.url, fetched_at=capture.fetched_at
    )
    found.counted["articles"] = int(outcome != "alias" and not again)
    found.counted[outcome] = found.counted.get(outcome, 0) + 1
    if before is not None and work.crawl is not None:
        moves.seen_again(conn, work, before, outcome, found)


_CAPTURE_COLUMNS = tuple(column.name for column in fields(Capture))
_ADD_CAPTURE = (
    f"INSERT INTO captures (portal, crawl, {', '.join(_CAPTURE_COLUMNS)}) "
    f"VALUES (?, ?{', ?' * len(_CAPTURE_COLUMNS)})"
)
_capture_values = attrgetter(*_CAPTURE_COLUMNS)


def _count_capture(counted: dict[str, int], capture: Capture) -> None:
    counted["requests"] = 1
    if capture.status == 304 and capture.record_type == "revisit":
        counted["not_modified"] = 1
        counted["saved"] = capture.payload_bytes
    else:
        counted["bytes"] = capture.payload_bytes
        counted["revisits"] = int(capture.record_type == "revisit")


_media_values = attrgetter("url", "sha256", "bytes", "content_type", "width", "height")


def _is_robots(work: PageWork) -> bool:
    return work.capture is not None and work.capture.kind is Kind.ROBOTS


def add_capture(conn: sqlite3.Connection, portal: str, crawl: int | None, capture: Capture) -> int:
    row = dict(zip(_CAPTURE_COLUMNS, _capture_values(capture), strict=True))
    row |= {"kind": str(capture.kind), "fetched_at": stamp(capture.fetched_at)}
    cursor = conn.execute(_ADD_CAPTURE, (portal, crawl, *row.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def known_payload(conn: sqlite3.Connection, payload_sha256: str) -> sqlite3.Row | None:
    """The record that already holds this payload (record_id, url, fetched_at), if any."""
    row: sqlite3.Row | None = conn.execute(
        "SELECT record_id, url, fetched_at FROM captures WHERE payload_sha256 = ? "
        "AND record_type <> 'revisit' AND lost_at IS NULL AND coalesce(note, '') NOT LIKE 'cut:%' "
        "ORDER BY id LIMIT 1",
        (payload_sha256,),
    ).fetchone()
    return row


def _seen_in(conn: sqlite3.Connection, crawl: int | None, capture: int, *urls: str) -> bool:
    """Has this crawl met the article before this capture, at whichever of its addresses?"""
    marks = ", ".join("?" * len(urls))
    row = conn.execute(
        "SELECT 1 FROM article_urls u JOIN article_urls v ON v.article = u.article "
        "JOIN captures c ON c.url = v.url WHERE c.crawl = ? AND c.id < ? AND c.method = 'GET' "
        f"AND c.status IN (200, 304) AND u.url IN ({marks}) LIMIT 1",
        (crawl, capture, *urls),
    ).fetchone()
    return row is not None


def add_entries(
    conn: sqlite3.Connection, entries: Iterable[Entry], *, fruitful: bool = False
) -> None:
    """Adds what is not in the frontier yet; a better priority of a known entry wins.

    `fruitful`: the page that shows them showed a new article too, so its links start afresh.
    """
    entries = list(entries)
    if not entries:
        return
    conn.executemany(
        "INSERT INTO frontier (portal, key, url, method, form, kind, priority, depth, found_on, "
        "listed, redirects, glance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (portal, key) DO UPDATE SET depth = min(depth, excluded.depth), "
        "priority = min(priority, excluded.priority), listed = max(listed, excluded.listed), "
        "found_on = coalesce(found_on, excluded.found_on), "
        "glance = min(glance, excluded.glance) "
        # Most links lead to what is known: a row that stays as it is is not written.
        "WHERE depth > excluded.depth OR priority > excluded.priority OR listed < excluded.listed "
        "OR glance > excluded.glance OR (found_on IS NULL AND excluded.found_on IS NOT NULL)",
        [
            (
                entry.portal,
                entry.key,
                entry.url,
                entry.method,
                _sent(entry),
                str(entry.kind),
                entry.priority,
                0 if fruitful else entry.depth,
                entry.found_on,
                int(entry.listed),
                entry.redirects,
                int(entry.glance),
            )
            for entry in entries
        ],
    )


def _sent(entry: Entry) -> str | None:
    """The form of an entry as JSON: pairs, or for a script's call an object with them in it."""
    if entry.call is not None:
        return json.dumps({"fields": entry.form, "call": asdict(entry.call)})
    return json.dumps(entry.form) if entry.form else None


def _shows_new_article(conn: sqlite3.Connection, work: PageWork) -> bool:
    """Does the page link to an article that no list has shown before in this crawl?"""
    shown = [entry.key for entry in work.found if entry.kind is Kind.ARTICLE and entry.listed]
    for start in range(0, len(shown), 500):
        keys = shown[start : start + 500]
        marks = ",".join("?" * len(keys))
        known = conn.execute(
            f"SELECT count(*) FROM frontier WHERE portal = ? AND listed = 1 AND key IN ({marks})",
            (work.portal, *keys),
        ).fetchone()[0]
        if known < len(keys):
            return True
    return False


def _remember_list(conn: sqlite3.Connection, work: PageWork) -> None:
    """A list was read: does it show articles that the home page does not?"""
    own = False
    for batch in known.in_batches(e.key for e in work.found if e.kind is Kind.ARTICLE):
        marks = ",".join("?" * len(batch))
        row = conn.execute(
            "SELECT 1 FROM frontier f, portals p WHERE p.id = ? AND f.portal = p.id "
            f"AND f.found_on IS NOT p.url AND f.found_on IS NOT p.home AND f.key IN ({marks}) "
            "LIMIT 1",
            (work.portal, *batch),
        ).fetchone()
        own = own or row is not None
    conn.execute(
        "INSERT INTO lists (portal, key, own) VALUES (?, ?, ?) ON CONFLICT (portal, key) "
        "DO UPDATE SET own = max(own, excluded.own)",
        (work.portal, work.key, int(own)),
    )


def _credit_finder(conn: sqlite3.Connection, portal: str, key: str) -> None:
    """An article was read: the page that led to it is no trap, nor are its other links."""
    conn.execute(
        "UPDATE frontier SET depth = 0 WHERE portal = ?1 AND state = 'queued' AND depth > 0 AND "
        "found_on = (SELECT found_on FROM frontier WHERE portal = ?1 AND key = ?2)",
        (portal, key),
    )


def _finish_entry(conn: sqlite3.Connection, work: PageWork) -> None:
    if work.key is None:
        return
    state = "queued" if work.outcome == "retry" else work.outcome
    conn.execute(
        "UPDATE frontier SET state = ?1, attempts = attempts + 1, error = ?2, not_before = ?3, "
        "form = CASE WHEN ?1 = 'queued' THEN form END, conditional = min(conditional, ?4), "
        "glance = min(glance, ?5) WHERE portal = ?6 AND key = ?7",
        (
            state,
            work.error,
            work.not_before,
            int(not work.unconditional),
            int(not work.whole),
            work.portal,
            work.key,
        ),
    )


def _learn(conn: sqlite3.Connection, work: PageWork, capture: int | None) -> None:
    """What a page told about its portal: platform, site name, order of dates, robots.txt."""
    if work.crawl is not None and _teaches(conn, work):
        conn.execute("UPDATE crawls SET learnt_capture = ? WHERE id = ?", (capture, work.crawl))
    learnt = {
        "platform": work.platform,
        "platform_score": work.platform_score,
        "site_name": work.site_name,
        "siblings": work.siblings,
        "home": work.home,
        "robots_txt": work.robots_txt,
        "browser": work.browser,
    }
    if work.day_first is not None:
        column = "day_first_stamps" if work.day_first else "month_first_stamps"
        conn.execute(f"UPDATE portals SET {column} = {column} + 1 WHERE id = ?", (work.portal,))
    learnt = {name: value for name, value in learnt.items() if value is not None}
    if learnt:
        sets = ", ".join(f"{name} = :{name}" for name in learnt)
        conn.execute(f"UPDATE portals SET {sets} WHERE id = :id", learnt | {"id": work.portal})


def _teaches(conn: sqlite3.Connection, work: PageWork) -> bool:
    """Would a page that was read before this one be read otherwise now?"""
    if work.day_first is None or work.platform is not None or work.siblings is not None:
        return work.platform is not None or work.siblings is not None
    row = conn.execute(
        "SELECT day_first_stamps, month_first_stamps FROM portals WHERE id = ?", (work.portal,)
    ).fetchone()
    order = DateOrder(day_first=row[0], month_first=row[1])
    return order.known != order.with_proof(work.day_first).known


def add_events(
    conn: sqlite3.Connection, events: Iterable[Event], portal: str | None, crawl: int | None
) -> None:
    events = list(events)
    if not events:
        return
    conn.executemany(
        "INSERT INTO events (at, portal, crawl, kind, url, detail) VALUES (?, ?, ?, ?, ?, ?)",
        [(stamp(now()), portal, crawl, e.kind, e.url, e.detail) for e in events],
    )
