"""Webhooks that can rest and be paused with a reason, each delivery with its article, every attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0007_deliveries")
def deliveries(db: Database) -> None:
    """Webhooks and deliveries anew: nothing could write to them before. Attempts."""
    db.execute("DROP TABLE deliveries")
    db.execute("DROP TABLE webhooks")
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    base_url TEXT NOT NULL,
    allow_private INTEGER NOT NULL,
    allow_http INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    listed INTEGER NOT NULL,
    paused_at TEXT,
    paused_why TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    rest_until TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    webhook TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    announcement INTEGER NOT NULL REFERENCES announcements(seq),
    article TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'given up')),
    attempts INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    PRIMARY KEY (webhook, announcement)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries(webhook, next_at, announcement)
WHERE state = 'waiting';

CREATE INDEX deliveries_of_article ON deliveries(webhook, article, announcement)
WHERE state = 'waiting';

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    announcement INTEGER NOT NULL,
    at TEXT NOT NULL,
    status INTEGER,
    error TEXT,
    milliseconds INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_of ON attempts(webhook, id);

CREATE INDEX attempts_by_at ON attempts(at)
"""
