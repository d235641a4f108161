"""The schema of public.db: what readers see, and nothing else.

`metadata.json` describes every table and column of it; a test holds the two together.
"""

from __future__ import annotations

APPLICATION_ID = 0x4C555450
"""`LUTP` in the SQLite header: this file is a public edition of luutru."""

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE portals (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    url TEXT NOT NULL,
    platform TEXT,
    articles INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    first_published TEXT,
    last_published TEXT,
    last_captured TEXT,
    state TEXT,
    last_success TEXT,
    last_seen_alive TEXT
);

CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    mode TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    state TEXT NOT NULL,
    requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    new INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    findings TEXT NOT NULL,
    coverage TEXT
);

CREATE INDEX crawls_by_portal ON crawls(portal, id);

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    published_text TEXT,
    published_precision TEXT,
    year INTEGER,
    lead TEXT,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    author TEXT,
    source TEXT,
    category TEXT,
    captions TEXT NOT NULL,
    citations TEXT NOT NULL,
    cover TEXT,
    images INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    first_captured TEXT NOT NULL,
    last_captured TEXT NOT NULL,
    revision INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    gone_since TEXT,
    gone_reason TEXT,
    platform TEXT NOT NULL,
    layout TEXT NOT NULL
);

CREATE INDEX articles_by_portal ON articles(portal);

CREATE INDEX articles_by_year ON articles(year);

CREATE INDEX articles_by_category ON articles(category);

CREATE INDEX articles_by_published ON articles(published);

CREATE INDEX articles_by_gone ON articles(gone_since) WHERE gone_since IS NOT NULL;

CREATE TABLE images (
    article TEXT NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    sha256 TEXT,
    width INTEGER,
    height INTEGER,
    rendition TEXT,
    PRIMARY KEY (article, position)
);

CREATE TABLE attachments (
    article TEXT NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT,
    bytes INTEGER,
    content_type TEXT,
    PRIMARY KEY (article, position)
);

CREATE TABLE revisions (
    article TEXT NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    captured_at TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    lead TEXT,
    body_text TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('portal', 'reread', 'undone')),
    PRIMARY KEY (article, number)
);

CREATE TABLE renditions (
    id TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (id, width)
);

CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    text_status TEXT,
    text TEXT,
    content BLOB NOT NULL
)
"""
