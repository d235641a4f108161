"""Outlines and points of places, in the log of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.m0016_changes import logged
from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0018_shape_changes")
def shape_changes(db: Database) -> None:
    """The table of shapes is younger than the log."""
    for act in ("INSERT", "UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER log_place_shapes_{act.lower()} AFTER {act} ON place_shapes "
            f"BEGIN {logged('shapes', chr(39) * 2)}; END"
        )
