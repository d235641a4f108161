"""The first pages of a first crawl, read once more with what the crawl has taught since.

What recurs on a portal's pages, its software, its order of day and month are learnt as a crawl
goes; the pages before that were read without it. They are read again from their captures before
the crawl ends, so that nobody has seen their first reading: it is replaced in place, and is no
revision. Pictures that only the better reading shows are fetched by the same crawl.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from archive import articles, crawls, store
from archive.crawls import Crawl
from archive.folder import Archive
from archive.record import Kind
from archive.rereads import Change
from archive.work import Entry, Event
from crawler.replay import _again


def read_again(archive: Archive, crawl: Crawl) -> int:
    """Reads the early pages of a first crawl again; how many articles read better now.

    Nothing is done while pages wait, in a later crawl, or a second time. Commits.
    """
    conn = archive.conn
    learnt = conn.execute(
        "SELECT learnt_capture FROM crawls WHERE id = ? AND mode = 'first'", (crawl.id,)
    ).fetchone()
    if learnt is None or learnt[0] is None or crawls.waiting(conn, crawl.portal.id):
        return 0
    archive.commit()  # another connection reads what is written here
    changes, events = _changes(archive, (crawl.portal.id, crawl.id, learnt[0]))
    with archive.transaction():
        done = sum(_write(conn, change, crawl) for change in changes)
        store.add_entries(conn, (one for change in changes for one in _files(change)))
        store.add_events(conn, events, crawl.portal.id, crawl.id)
        conn.execute("UPDATE crawls SET learnt_capture = NULL WHERE id = ?", (crawl.id,))
    return done


def _changes(archive: Archive, early: tuple[str, int, int]) -> tuple[list[Change], list[Event]]:
    """`early`: portal, crawl, and the last capture that taught."""
    keys = [row["pk"] for row in archive.conn.execute(_ARTICLES, early)]
    pages = [row["id"] for row in archive.conn.execute(_PAGES, early)]
    reader = _again.Reader(archive.path)
    try:
        found = [*reader.read("articles", keys).found, *reader.read("pages", pages).found]
    except Exception as error:  # what was read first stays; it is told, and `reextract` tries again
        return [], [Event(kind="reader error", detail=f"the first pages, read again: {error!r}")]
    finally:
        reader.close()
    return [one.change for one in found], []


_ARTICLES = """
SELECT a.pk FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision
JOIN captures c ON c.id = r.capture
WHERE a.portal = ?1 AND c.crawl = ?2 AND c.id <= ?3 AND r.reread IS NULL ORDER BY c.id
"""

_PAGES = """
SELECT c.id FROM frontier f JOIN captures c ON c.url = f.url
WHERE f.portal = ?1 AND f.kind = 'article' AND c.crawl = ?2 AND c.id <= ?3
AND c.method = 'GET' AND c.status = 200 AND NOT EXISTS
(SELECT 1 FROM article_urls u WHERE u.url = c.url) AND NOT EXISTS
(SELECT 1 FROM revisions r WHERE r.capture = c.id) ORDER BY c.id
"""


def _write(conn: sqlite3.Connection, change: Change, crawl: Crawl) -> int:
    if change.known is None:
        outcome = articles.save_article(
            conn, change.portal, change.article, change.capture, url=change.article.url,
            fetched_at=datetime.fromisoformat(change.captured_at),
        )  # fmt: skip
        new = int(outcome == "new")
        conn.execute(
            "UPDATE crawls SET new = new + ?1, articles = articles + ?1 WHERE id = ?2",
            (new, crawl.id),
        )
        return new
    row = conn.execute(
        "SELECT r.number, r.capture FROM articles a JOIN revisions r ON r.article = a.id "
        "AND r.number = a.revision WHERE a.id = ?",
        (change.known,),
    ).fetchone()
    if row is None or row["capture"] != change.capture:
        return 0
    articles.replace_revision(conn, change.known, row["number"], change.article)
    return 1


def _files(change: Change) -> list[Entry]:
    """The pictures and attachments of a better reading; those that are known are passed over."""
    named = [(one.url, Kind.IMAGE) for one in change.article.images]
    named += [(one.url, Kind.ATTACHMENT) for one in change.article.attachments]
    return [
        Entry(
            portal=change.portal,
            key=url,
            url=url,
            kind=kind,
            priority=crawls.PRIORITY[kind],
            found_on=change.article.url,
        )
        for url, kind in named
        if url.startswith(("http://", "https://"))
    ]
