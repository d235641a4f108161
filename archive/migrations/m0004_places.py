"""The communes of Viet Nam, and those of the portals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0004_places")
def places(db: Database) -> None:
    """Communes by (code, period), what became of them, and the commune of each portal."""
    for statement in _PLACES.split(";\n\n"):
        db.execute(statement)


_PLACES = """
CREATE TABLE places (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    district TEXT,
    district_code TEXT,
    province TEXT NOT NULL,
    province_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    latitude REAL,
    longitude REAL,
    PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE place_successors (
    old_code TEXT NOT NULL,
    new_code TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('whole', 'part')),
    PRIMARY KEY (old_code, new_code)
) STRICT, WITHOUT ROWID;

ALTER TABLE portals ADD COLUMN place_old TEXT;

ALTER TABLE portals ADD COLUMN place_new TEXT;

ALTER TABLE portals ADD COLUMN place_rule TEXT
"""
