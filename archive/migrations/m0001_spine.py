"""Portals, crawls, frontier, WARC files, captures, articles with revisions, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0001_spine")
def spine(db: Database) -> None:
    """Portals, crawls, frontier, WARC files, captures, articles with revisions, events."""
    for statement in _SPINE.split(";\n\n"):
        db.execute(statement)
    search.create(db.conn, table="current_articles")


_SPINE = """
CREATE TABLE portals (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    home TEXT,
    name TEXT NOT NULL,
    allow_private INTEGER NOT NULL DEFAULT 0,
    delay REAL NOT NULL DEFAULT 2.0,
    platform TEXT,
    platform_score REAL,
    site_name TEXT,
    robots_txt TEXT,
    added_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;

CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'red')),
    reason TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    media INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX crawls_by_portal ON crawls(portal, id);

CREATE TABLE frontier (
    seq INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    method TEXT NOT NULL DEFAULT 'GET',
    form TEXT,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    depth INTEGER NOT NULL DEFAULT 0,
    found_on TEXT,
    listed INTEGER NOT NULL DEFAULT 0,
    redirects INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done', 'failed', 'skipped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    error TEXT,
    UNIQUE (portal, key)
) STRICT;

CREATE INDEX frontier_next ON frontier(portal, priority, seq) WHERE state = 'queued';

CREATE INDEX frontier_found ON frontier(portal, found_on) WHERE state = 'queued' AND depth > 0;

CREATE TABLE warc_files (
    name TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    sealed_at TEXT,
    sha256 TEXT
) STRICT;

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    crawl INTEGER REFERENCES crawls(id),
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    kind TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT,
    location TEXT,
    etag TEXT,
    last_modified TEXT,
    payload_sha256 TEXT NOT NULL,
    payload_bytes INTEGER NOT NULL,
    record_id TEXT NOT NULL UNIQUE,
    record_type TEXT NOT NULL CHECK (record_type IN ('response', 'revisit', 'resource')),
    refers_to TEXT,
    warc TEXT NOT NULL REFERENCES warc_files(name),
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    ip TEXT,
    note TEXT,
    UNIQUE (warc, offset)
) STRICT;

CREATE INDEX captures_by_url ON captures(url, id);

CREATE INDEX captures_by_payload ON captures(payload_sha256) WHERE record_type <> 'revisit';

CREATE TABLE articles (
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    portal TEXT NOT NULL REFERENCES portals(id),
    url TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    first_captured TEXT NOT NULL,
    last_captured TEXT NOT NULL,
    gone_since TEXT,
    gone_reason TEXT
) STRICT;

CREATE INDEX articles_by_portal ON articles(portal, id);

CREATE TABLE article_urls (
    url TEXT PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles(id)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    article TEXT NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    capture INTEGER NOT NULL REFERENCES captures(id),
    captured_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    published_text TEXT,
    published_precision TEXT,
    published_rule TEXT,
    lead TEXT,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    author TEXT,
    source TEXT,
    category TEXT,
    captions TEXT NOT NULL DEFAULT '',
    citations TEXT NOT NULL DEFAULT '[]',
    platform TEXT NOT NULL,
    layout TEXT NOT NULL,
    version INTEGER NOT NULL,
    confidence TEXT NOT NULL DEFAULT '{}',
    rules TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (article, number)
) STRICT;

CREATE INDEX revisions_by_digest ON revisions(digest);

CREATE TABLE images (
    article TEXT NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    PRIMARY KEY (article, revision, position),
    FOREIGN KEY (article, revision) REFERENCES revisions(article, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
    article TEXT NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article, revision, position),
    FOREIGN KEY (article, revision) REFERENCES revisions(article, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    url TEXT PRIMARY KEY,
    capture INTEGER NOT NULL REFERENCES captures(id),
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    content_type TEXT,
    width INTEGER,
    height INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    portal TEXT,
    crawl INTEGER,
    kind TEXT NOT NULL,
    url TEXT,
    detail TEXT
) STRICT;

CREATE INDEX events_by_crawl ON events(crawl, kind);

CREATE VIEW current_articles AS
SELECT a.pk AS rowid, a.pk, a.id, a.portal, a.url, a.revision, a.first_captured, a.last_captured,
       a.gone_since, a.gone_reason, r.capture, r.captured_at, r.title, r.published,
       r.published_text, r.published_precision, r.published_rule, r.lead, r.body_text,
       r.body_html, r.author, r.source, r.category, r.captions, r.citations, r.platform, r.layout,
       r.version, r.confidence, r.rules,
       (SELECT count(*) FROM revisions n WHERE n.article = a.id) AS revisions
FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision
"""
