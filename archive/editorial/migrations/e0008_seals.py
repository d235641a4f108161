"""Digests of acts and versions: what changes by itself, or behind our back, is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0008_seals")
def seals(db: Database) -> None:
    """Seals; acts and versions of before have none."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE act_seals (
    act INTEGER PRIMARY KEY,
    digest TEXT NOT NULL
) STRICT;

CREATE TABLE version_seals (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind, key, number)
) STRICT, WITHOUT ROWID
"""
