"""What editors have looked at in their inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0006_looked")
def looked(db: Database) -> None:
    """Article by article, and up to where at once."""
    db.execute(
        "CREATE TABLE looked (article TEXT PRIMARY KEY, revision INTEGER NOT NULL, "
        "gone INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE TABLE looked_until (seq INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO looked_until VALUES (0)")
