"""What programs have asked for already, and links to drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0005_api")
def api(db: Database) -> None:
    """Requests, previews."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE requests (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_by_at ON requests(at);

CREATE TABLE previews (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX previews_by_end ON previews(ends_at)
"""
