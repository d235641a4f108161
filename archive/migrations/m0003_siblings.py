"""What recurs on the pages of each portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0003_siblings")
def siblings(db: Database) -> None:
    """What recurs on the pages of a portal (JSON of `crawler.extract.siblings`), with the portal."""
    db.execute("ALTER TABLE portals ADD COLUMN siblings TEXT")
