"""Runs of re-reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0007_rereads")
def rereads(db: Database) -> None:
    """Runs of re-reading; a revision names the run that made it."""
    db.execute(
        """
        CREATE TABLE rereads (
            id INTEGER PRIMARY KEY,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'rolled back')),
            version INTEGER NOT NULL,
            scope TEXT NOT NULL,
            read INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0,
            added INTEGER NOT NULL DEFAULT 0,
            lost INTEGER NOT NULL DEFAULT 0,
            fields TEXT NOT NULL DEFAULT '{}'
        ) STRICT
        """
    )
    db.execute("ALTER TABLE revisions ADD COLUMN reread INTEGER REFERENCES rereads(id)")
    db.execute("CREATE INDEX revisions_by_reread ON revisions(reread) WHERE reread IS NOT NULL")
    db.execute("CREATE INDEX revisions_by_capture ON revisions(capture)")
