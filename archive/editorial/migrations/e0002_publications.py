"""Since when each article is public as it is, what was announced of it, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0002_publications")
def publications(db: Database) -> None:
    """Publications, announcements, webhooks and what was delivered to them."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE publications (
    article TEXT PRIMARY KEY,
    first_at TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('public', 'unpublished', 'hidden')),
    gone INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX publications_by_at ON publications(at);

CREATE TABLE announcements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('published', 'changed', 'unpublished', 'hidden', 'gone')),
    article TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (article, at, event)
) STRICT;

CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    after INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    webhook TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    announcement INTEGER NOT NULL REFERENCES announcements(seq),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    done_at TEXT,
    status INTEGER,
    error TEXT,
    PRIMARY KEY (webhook, announcement)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries(next_at) WHERE next_at IS NOT NULL
"""
