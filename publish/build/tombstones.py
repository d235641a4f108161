"""What was hidden: nothing of it but that it was, since when, and on what legal basis."""

from __future__ import annotations

import sqlite3

from publish.build.work import Work

SCHEMA = """
CREATE TABLE tombstones (
    article TEXT PRIMARY KEY,
    hidden_at TEXT NOT NULL,
    basis TEXT NOT NULL
) WITHOUT ROWID
"""


def start(work: Work) -> None:
    """As the archive has them; what the edition has of hidden articles goes with the update."""
    rows = work.source.execute("SELECT article, hidden_at, basis FROM hidden ORDER BY article")
    work.edition.execute("DELETE FROM tombstones")
    work.edition.executemany("INSERT INTO tombstones VALUES (?, ?, ?)", map(tuple, rows))


def held(edition: sqlite3.Connection) -> set[str]:
    """Identifiers of the articles that have a tombstone."""
    return {row[0] for row in edition.execute("SELECT article FROM tombstones")}
