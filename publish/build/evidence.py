"""Where the archive keeps the pages of an article, when they were captured, and their addresses."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from archive.editorial import showing
from archive.known import in_batches
from archive.record import article_id
from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE warcs (
    name TEXT PRIMARY KEY,
    sha256 TEXT,
    checked_at TEXT,
    outcome TEXT
) WITHOUT ROWID;

CREATE TABLE captures (
    article TEXT NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    url TEXT,
    status INTEGER NOT NULL,
    revision INTEGER,
    sha256 TEXT NOT NULL,
    record TEXT NOT NULL,
    record_type TEXT NOT NULL,
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    crawl INTEGER,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE TABLE repeats (
    article TEXT NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    url TEXT,
    revision INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE TABLE addresses (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    article TEXT NOT NULL REFERENCES articles(id)
) WITHOUT ROWID;

CREATE INDEX addresses_by_article ON addresses(article)
"""

_LATEST = 20
"""Captures of an article that are told besides the first and those that revisions were read from."""


def start(work: Work) -> None:
    """The WARC files with their last fixity check."""
    work.edition.execute("DELETE FROM warcs")
    work.edition.executemany(
        "INSERT INTO warcs VALUES (?, ?, ?, ?)",
        map(
            tuple,
            work.source.execute(
                "SELECT w.name, w.sha256, e.at, e.outcome FROM warc_files w "
                "LEFT JOIN fixity_events e ON e.id = (SELECT max(id) FROM fixity_events "
                "WHERE object = 'warc/' || w.name AND type = 'fixity check') ORDER BY w.name"
            ),
        ),
    )


def add(work: Work, entries: Sequence[Entry]) -> None:
    """The captures of these articles, and the addresses that they have besides their own."""
    urls = {entry.article["id"]: entry.article["url"] for entry in entries}
    _add_captures(work, urls)
    marks = ",".join("?" * len(urls))
    for url, article in work.source.execute(
        f"SELECT url, article FROM article_urls WHERE article IN ({marks}) ORDER BY url",
        list(urls),
    ):
        if url != urls[article] or article_id(url) != article:
            work.edition.execute(
                "INSERT OR IGNORE INTO addresses VALUES (?, ?, ?)", (article_id(url), url, article)
            )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes both out with their articles."""
    marks = ",".join("?" * len(ids))
    for table in ("captures", "repeats", "addresses"):
        work.edition.execute(f"DELETE FROM {table} WHERE article IN ({marks})", ids)


def seen(work: Work, moments: Mapping[str, str]) -> None:
    """The captures of these articles anew."""
    for ids in in_batches(moments):
        marks = ",".join("?" * len(ids))
        for table in ("captures", "repeats"):
            work.edition.execute(f"DELETE FROM {table} WHERE article IN ({marks})", ids)
        rows = work.edition.execute(f"SELECT id, url FROM articles WHERE id IN ({marks})", ids)
        _add_captures(work, dict(rows.fetchall()))


def _add_captures(work: Work, urls: dict[str, str]) -> None:
    marks = ",".join("?" * len(urls))
    found: dict[str, dict[int, sqlite3.Row]] = defaultdict(dict)
    for join in (
        "article_urls a JOIN captures c ON c.url = a.url AND c.kind = 'article'",
        "revisions a JOIN captures c ON c.id = a.capture",
    ):
        for row in work.source.execute(
            f"SELECT a.article, c.* FROM {join} WHERE a.article IN ({marks})", list(urls)
        ):
            found[row["article"]][row["id"]] = row
    revisions, waiting = {}, set()
    for article, capture, number, shown in work.source.execute(
        "SELECT r.article, r.capture, min(r.number), min(r.number) <= s.revision FROM revisions r "
        f"JOIN {showing.VIEW} s ON s.id = r.article WHERE r.article IN ({marks}) "
        "GROUP BY r.article, r.capture",
        list(urls),
    ):
        if shown:
            revisions[article, capture] = number
        else:
            waiting.add((article, capture))
    for article, url in urls.items():
        rows = [row for row in found[article].values() if (article, row["id"]) not in waiting]
        rows.sort(key=lambda row: (row["fetched_at"], row["id"]))
        pages = {
            row["payload_sha256"]: revisions[article, row["id"]]
            for row in reversed(rows)
            if (article, row["id"]) in revisions
        }
        for number, row in enumerate(rows, 1):
            own = {
                "article": article, "number": number, "at": row["fetched_at"],
                "url": None if row["url"] == url else row["url"],
                "revision": revisions.get((article, row["id"])),
            }  # fmt: skip
            if number == 1 or number > len(rows) - _LATEST or own["revision"]:
                own |= {"sha256": row["payload_sha256"], "record": row["record_id"].strip("<>")}
                copied = ("status", "record_type", "warc", "offset", "length", "crawl")
                work.insert("captures", own | {name: row[name] for name in copied})
            elif row["payload_sha256"] in pages:
                work.insert("repeats", own | {"revision": pages[row["payload_sha256"]]})
