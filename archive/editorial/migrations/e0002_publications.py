"""When each article became public, changed or was withdrawn, and the events that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0002_publications")
def publications(db: Database) -> None:
    """Publications, events, and how far an edition has been announced."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE publications (
    article TEXT PRIMARY KEY,
    first_at TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('public', 'withdrawn')),
    digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE announcements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('published', 'changed', 'unpublished', 'hidden', 'gone')),
    article TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (article, at, event)
) STRICT
"""
