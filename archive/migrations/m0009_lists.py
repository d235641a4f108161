"""Which lists of a portal lead to articles of their own; articles that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0009_lists")
def lists(db: Database) -> None:
    """Pages read as lists; `own`: does it, or a list behind it, show what the home page does not?"""
    db.execute(
        """
        CREATE TABLE lists (
            portal TEXT NOT NULL REFERENCES portals(id),
            key TEXT NOT NULL,
            own INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (portal, key)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX articles_gone ON articles(portal) WHERE gone_since IS NOT NULL")
