"""Short looks at portals: does each still answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0013_probes")
def probes(db: Database) -> None:
    """The history of `luutru watch`: name, certificate, answer, visible text of each home page."""
    for statement in _PROBES.split(";\n\n"):
        db.execute(statement)


_PROBES = """
CREATE TABLE probes (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN
        ('alive', 'moved', 'closed', 'refused', 'no answer', 'no name')),
    ip TEXT,
    status INTEGER,
    target TEXT,
    tls_until TEXT,
    tls_problem TEXT,
    digest TEXT,
    error TEXT,
    milliseconds INTEGER NOT NULL
) STRICT;

CREATE INDEX probes_by_portal ON probes(portal, id)
"""
