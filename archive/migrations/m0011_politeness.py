"""Politeness: limits of a portal, why a crawl paused, what is known of hosts, the courtesy report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0011_politeness")
def politeness(db: Database) -> None:
    """Limits and quiet hours of portals, pauses of crawls, robots.txt and rests of hosts."""
    for statement in _POLITENESS.split(";\n\n"):
        db.execute(statement)


_POLITENESS = """
ALTER TABLE portals ADD COLUMN max_pages INTEGER;

ALTER TABLE portals ADD COLUMN max_bytes INTEGER;

ALTER TABLE portals ADD COLUMN budget REAL;

ALTER TABLE portals ADD COLUMN quiet_hours TEXT;

ALTER TABLE portals ADD COLUMN browser TEXT NOT NULL DEFAULT 'auto'
    CHECK (browser IN ('on', 'off', 'auto'));

ALTER TABLE crawls ADD COLUMN pause TEXT;

ALTER TABLE crawls ADD COLUMN go_on_at TEXT;

CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    robots TEXT CHECK (robots IN ('rules', 'none', 'unreachable')),
    robots_txt TEXT,
    robots_reason TEXT,
    robots_at REAL,
    robots_until REAL,
    rest_until REAL NOT NULL DEFAULT 0,
    rest_reason TEXT,
    rest_ill INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE courtesy (
    crawl INTEGER NOT NULL REFERENCES crawls(id),
    host TEXT NOT NULL,
    requests INTEGER NOT NULL,
    unsent INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    latency_sum REAL NOT NULL,
    latency_max REAL NOT NULL,
    smallest_gap REAL,
    first_at REAL,
    last_at REAL,
    robots TEXT,
    PRIMARY KEY (crawl, host)
) STRICT, WITHOUT ROWID
"""
