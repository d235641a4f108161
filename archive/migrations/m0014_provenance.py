"""Where imported captures come from: the file that others made, and the record in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0014_provenance")
def provenance(db: Database) -> None:
    """Imported files by digest; for each imported capture its record, as its maker named it."""
    for statement in _PROVENANCE.split(";\n\n"):
        db.execute(statement)


_PROVENANCE = """
CREATE TABLE imported_files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    software TEXT,
    imported_at TEXT NOT NULL,
    UNIQUE (sha256, name)
) STRICT;

CREATE TABLE imported_records (
    capture INTEGER PRIMARY KEY REFERENCES captures(id),
    file INTEGER NOT NULL REFERENCES imported_files(id),
    record_id TEXT,
    offset INTEGER NOT NULL,
    payload_digest TEXT
) STRICT;

CREATE INDEX imported_records_by_id ON imported_records(record_id);

CREATE INDEX imported_records_by_digest ON imported_records(payload_digest)
"""
