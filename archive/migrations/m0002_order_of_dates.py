"""The order of day and month on each portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0002_order_of_dates")
def order_of_dates(db: Database) -> None:
    """What the stamps of a portal prove about its dates: the day first, or the month."""
    for column in ("day_first_stamps", "month_first_stamps"):
        db.execute(f"ALTER TABLE portals ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
