"""Fixity: events of files and articles, records that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0015_fixity")
def fixity(db: Database) -> None:
    """Events as PREMIS 3 has them; when a record was given up for lost."""
    for statement in _FIXITY.split(";\n\n"):
        db.execute(statement)


_FIXITY = """
CREATE TABLE fixity_events (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    at TEXT NOT NULL,
    agent TEXT NOT NULL,
    object TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'fail', 'warning')),
    detail TEXT
) STRICT;

CREATE INDEX fixity_events_by_object ON fixity_events(object, type, id);

ALTER TABLE captures ADD COLUMN lost_at TEXT
"""
