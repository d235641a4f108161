"""What broken and hostile servers need: trust in a certificate by hand, cookies of cookie walls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0010_hostile")
def hostile(db: Database) -> None:
    """Portals whose TLS certificate is not verified; cookies that a wall asks for."""
    db.execute("ALTER TABLE portals ADD COLUMN insecure_tls INTEGER NOT NULL DEFAULT 0")
    db.execute(
        """
        CREATE TABLE portal_cookies (
            portal TEXT NOT NULL REFERENCES portals(id),
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            set_at TEXT NOT NULL,
            PRIMARY KEY (portal, name)
        ) STRICT, WITHOUT ROWID
        """
    )
