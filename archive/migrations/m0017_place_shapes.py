"""Where communes lie: points and outlines that an archivist imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0017_place_shapes")
def place_shapes(db: Database) -> None:
    """Geometries of places, as GeoJSON in WGS 84, each with a point that stands for it."""
    db.execute(_PLACE_SHAPES)


_PLACE_SHAPES = """
CREATE TABLE place_shapes (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('point', 'area')),
    geometry TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    source TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (code, valid_from, kind)
) STRICT, WITHOUT ROWID
"""
