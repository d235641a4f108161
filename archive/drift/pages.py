"""Drift that shows in the pages around the articles: home page, lists, errors, what vanished."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.drift.finding import Finding, Severity
from archive.drift.odds import is_too_few, is_too_many

FAILING = 0.1
"""So many pages of a crawl may fail: dead links, a bad minute."""

BROKEN = 0.5
"""When more than this fails, the crawl has not seen the portal."""

TAKEN_DOWN = 0.1
"""So many articles may be taken down between two crawls, and the server says so (404, 410)."""

SWEPT = 0.25
"""A sweep: a year's articles deleted. More than that at once is no housekeeping."""

TWINS = 0.2
"""So many addresses may show the very bytes of another: print views, session ids."""

UNREADABLE = 0.5
"""So many pages that look like articles may hold none, on a portal nobody knows yet."""

UNLISTED = 0.25
"""So many articles may drop off the ends of lists from one full crawl to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The crawl that is looked at."""

    crawl: int
    portal: str
    url: str
    home: str
    mode: str
    """Of the crawl: an `ordinary` one does not read all lists (`archive.schedule`)."""
    since: str
    """When it began."""
    known: str
    """When the last crawl ended that was well: what vanished since then is news, however often it
    was told; else just before this one began."""

    @property
    def look(self) -> str:
        """The command that shows the portal as it is now."""
        return f"luutru portal try {self.home}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What was counted."""

    lists: int
    lists_with_articles: int
    listed: int
    """Articles that list pages linked to."""
    article_pages: int
    """Pages taken for articles that the server gave."""
    unread: int
    """Those of them that hold none."""
    asked: int
    failed: int
    known: int
    """Articles known before that were asked for."""
    gone: int

    def as_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


def count_pages(conn: sqlite3.Connection, place: Place) -> Pages:
    lists = conn.execute(
        "SELECT count(*), count(*) FILTER (WHERE articles > 0) FROM list_pages WHERE crawl = ?",
        (place.crawl,),
    ).fetchone()
    listed = conn.execute(
        "SELECT count(*) FROM frontier WHERE portal = ? AND kind = 'article' AND listed = 1",
        (place.portal,),
    ).fetchone()[0]
    read = conn.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {_UNREAD}) {_GIVEN}", place_of(place)
    ).fetchone()
    tried = conn.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'failed') FROM frontier "
        "WHERE portal = ? AND kind IN ('article', 'listing') AND attempts > 0",
        (place.portal,),
    ).fetchone()
    known = conn.execute(
        "SELECT count(*) FILTER (WHERE gone_since IS NULL), count(*) FILTER (WHERE gone_since > :known) "
        "FROM articles WHERE portal = :portal AND first_captured <= :known "
        "AND (last_captured >= :since OR gone_since > :known)",
        place_of(place),
    ).fetchone()
    return Pages(
        lists=lists[0], lists_with_articles=lists[1], listed=listed,
        article_pages=read[0], unread=read[1], asked=tried[0], failed=tried[1],
        known=known[0] + known[1], gone=known[1],
    )  # fmt: skip


_NOT_DRAWN = (
    "NOT EXISTS (SELECT 1 FROM captures d WHERE d.url = c.url AND d.crawl = c.crawl "
    "AND d.record_type = 'resource' AND d.id > c.id)"
)
"""Where a browser drew the page, its response is an empty frame: the drawn page counts."""

_GIVEN = (
    "FROM frontier f JOIN captures c ON c.url = f.url AND c.crawl = :crawl AND c.status IN (200, 304) "
    f"WHERE f.portal = :portal AND f.kind = 'article' AND f.state = 'done' AND {_NOT_DRAWN}"
)
_UNREAD = "NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.url IN (f.key, f.url))"


def place_of(place: Place) -> dict[str, Any]:
    return {
        "crawl": place.crawl,
        "portal": place.portal,
        "since": place.since,
        "known": place.known,
    }


def check_pages(
    conn: sqlite3.Connection, place: Place, pages: Pages, history: Sequence[dict[str, Any]],
    *, finished: bool,
) -> Iterator[Finding]:  # fmt: skip
    """All of it. `history`: what earlier crawls that were well measured, latest first.

    What is not there yet says nothing while a crawl is not finished.
    """
    yield from _doors(conn, place)
    yield from _vanished(conn, place, pages)
    yield from _twins(conn, place)
    if finished:
        yield from _lists(conn, place, pages, history)
        yield from _unread(conn, place, pages, history)
        yield from _errors(conn, place, pages)


def check_home(conn: sqlite3.Connection, place: Place) -> Iterator[Finding]:
    """Was anything had at all?"""
    row = conn.execute(
        "SELECT state, error FROM frontier WHERE portal = ? AND key = ?", (place.portal, place.url)
    ).fetchone()
    if row is not None and row["state"] in ("failed", "skipped"):
        yield Finding(
            kind="no home page",
            severity="red",
            what=f"nothing could be had from the home page {place.url}: {row['error']}",
            capture=_capture(conn, place, place.url),
            url=place.url,
            next=place.look,
        )


def check_any(conn: sqlite3.Connection, place: Place) -> Iterator[Finding]:
    """Does the archive hold any article of the portal?"""
    any_article = conn.execute(
        "SELECT 1 FROM articles WHERE portal = ? LIMIT 1", (place.portal,)
    ).fetchone()
    if any_article is None:
        yield Finding(
            kind="no articles",
            severity="red",
            what=f"no article was found on {place.url}: is this the portal's news site?",
            measured="0 articles",
            expected="at least one",
            capture=_capture(conn, place, place.home) or _capture(conn, place, place.url),
            url=place.url,
            next=place.look,
        )


def _doors(conn: sqlite3.Connection, place: Place) -> Iterator[Finding]:
    """Parked, suspended, being mended, behind a login: the home page says so itself."""
    for row in conn.execute(
        "SELECT kind, url, detail FROM events WHERE crawl = ? AND kind IN "
        "('closed', 'platform changed') GROUP BY kind ORDER BY kind",
        (place.crawl,),
    ):
        closed = row["kind"] == "closed"
        yield Finding(
            kind="closed" if closed else "platform changed",
            severity="red" if closed else "warn",
            what=f"the home page is no home page: {row['detail']}"
            if closed
            else f"another software than before makes the portal: {row['detail']}",
            capture=_capture(conn, place, row["url"]),
            url=row["url"],
            next=place.look,
        )


def _vanished(conn: sqlite3.Connection, place: Place, pages: Pages) -> Iterator[Finding]:
    rows = conn.execute(
        "SELECT url, coalesce(gone_reason, '?') AS gone_reason FROM articles WHERE portal = ? AND gone_since > ? ORDER BY id",
        (place.portal, place.known),
    ).fetchall()
    if not rows:
        return
    odd = [row for row in rows if not row["gone_reason"].startswith("the server answers")]
    reason = Counter(row["gone_reason"] for row in odd or rows).most_common(1)[0][0]
    shown = next(row["url"] for row in odd or rows if row["gone_reason"] == reason)
    alive = conn.execute(
        "SELECT 1 FROM articles WHERE portal = ? AND gone_since IS NULL LIMIT 1", (place.portal,)
    ).fetchone()
    severity: Severity = "note"
    if (
        is_too_many(len(odd), pages.known, 0.05)
        or is_too_many(len(rows), pages.known, SWEPT)
        or alive is None
    ):
        severity = "red"
    elif is_too_many(len(rows), pages.known, TAKEN_DOWN):
        severity = "warn"
    at_once = "vanished" if severity == "note" else "vanished at once"
    doubt = "" if severity == "note" else ": a redesign, or a dying portal?"
    yield Finding(
        kind="vanished",
        severity=severity,
        what=f"{len(rows)} of {pages.known} articles {at_once} ({reason}){doubt}",
        measured=f"{len(rows)} of {pages.known}",
        expected=f"at most {TAKEN_DOWN:.0%}, and the server says so",
        capture=_capture(conn, place, shown),
        url=shown,
        next=place.look if severity != "note" else None,
    )


def _twins(conn: sqlite3.Connection, place: Place) -> Iterator[Finding]:
    rows = conn.execute(
        "SELECT count(DISTINCT c.url) AS n, min(c.id) AS capture, c.url FROM frontier f "
        "JOIN captures c ON c.url = f.url AND c.crawl = :crawl AND c.status IN (200, 304) "
        "AND c.method = 'GET' WHERE f.portal = :portal AND f.kind IN ('article', 'listing') "
        f"AND f.method = 'GET' AND {_NOT_DRAWN} GROUP BY c.payload_sha256 ORDER BY n DESC",
        place_of(place),
    ).fetchall()
    pages = sum(row["n"] for row in rows)
    if rows and rows[0]["n"] > 1 and is_too_many(rows[0]["n"], pages, TWINS):
        yield Finding(
            kind="one page for all",
            severity="red",
            what=f"{rows[0]['n']} of {pages} addresses answer with the same page",
            measured=f"{rows[0]['n']} of {pages}",
            expected="a page for each address",
            capture=rows[0]["capture"],
            url=rows[0]["url"],
            next=place.look,
        )


def _lists(
    conn: sqlite3.Connection, place: Place, pages: Pages, history: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    if not pages.lists:
        return
    row = conn.execute(
        "SELECT c.id, c.url FROM list_pages l JOIN captures c ON c.id = l.capture "
        "WHERE l.crawl = ? ORDER BY l.articles, c.id LIMIT 1",
        (place.crawl,),
    ).fetchone()
    seen = sum(one["lists_with_articles"] for one in history)
    asked = sum(one["lists"] for one in history)
    whole = [one for one in history if one.get("mode") != "ordinary"]
    severity: Severity | None = None
    what = f"{pages.lists_with_articles} of {pages.lists} list pages link to articles"
    expected = f"{seen} of {asked} in earlier crawls" if history else "at least one"
    if pages.lists_with_articles == 0:
        severity = "red" if seen else "warn"
        what = f"no list page links to an article any more ({pages.lists} were read)"
    elif history and is_too_few(pages.lists_with_articles, pages.lists, seen, asked):
        severity = "warn"
    elif whole and pages.listed < whole[0]["listed"] and place.mode != "ordinary":
        missing = whole[0]["listed"] - pages.listed
        if is_too_many(missing, whole[0]["listed"], UNLISTED):
            severity = "warn"
            what = f"the lists lead to {pages.listed} articles: does paging still work?"
            expected = f"{whole[0]['listed']} in the last whole crawl that was well"
    if severity is not None:
        yield Finding(
            kind="lists without articles", severity=severity, what=what,
            measured=f"{pages.lists_with_articles} of {pages.lists}", expected=expected,
            capture=row["id"], url=row["url"], next=place.look,
        )  # fmt: skip


def _unread(
    conn: sqlite3.Connection, place: Place, pages: Pages, history: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    asked = sum(one["article_pages"] for one in history)
    seen = asked - sum(one["unread"] for one in history)
    read = pages.article_pages - pages.unread
    many = (
        is_too_few(read, pages.article_pages, seen, asked)
        if asked
        else is_too_many(pages.unread, pages.article_pages, UNREADABLE)
    )
    if not many:
        return
    row = conn.execute(
        f"SELECT c.id, c.url {_GIVEN} AND {_UNREAD} ORDER BY c.id LIMIT 1", place_of(place)
    ).fetchone()
    yield Finding(
        kind="pages not read",
        severity="warn",
        what=f"{pages.unread} of {pages.article_pages} pages that look like articles could not be read",
        measured=f"{pages.unread} of {pages.article_pages}",
        expected=f"{asked - seen} of {asked} in earlier crawls" if asked else "less than half",
        capture=row["id"],
        url=row["url"],
        next=f"luutru explain {row['url']}",
    )


def _errors(conn: sqlite3.Connection, place: Place, pages: Pages) -> Iterator[Finding]:
    if not is_too_many(pages.failed, pages.asked, FAILING):
        return
    error, url = conn.execute(
        "SELECT error, min(url) FROM frontier WHERE portal = ? AND state = 'failed' "
        "AND kind IN ('article', 'listing') GROUP BY error ORDER BY count(*) DESC LIMIT 1",
        (place.portal,),
    ).fetchone()
    yield Finding(
        kind="errors",
        severity="red" if is_too_many(pages.failed, pages.asked, BROKEN) else "warn",
        what=f"{pages.failed} of {pages.asked} pages could not be had, most of them: {error}",
        measured=f"{pages.failed} of {pages.asked}",
        expected=f"at most {FAILING:.0%}",
        capture=_capture(conn, place, url),
        url=url,
        next=place.look,
    )


def _capture(conn: sqlite3.Connection, place: Place, url: str) -> int | None:
    row = conn.execute(
        "SELECT max(id) FROM captures WHERE url = ? AND crawl = ?", (url, place.crawl)
    ).fetchone()
    return int(row[0]) if row[0] is not None else None
