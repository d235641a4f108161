"""What is hidden, and the log of it, move to editorial.db (`archive.editorial`)."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.editorial.database import made
from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0019_hidden_moves")
def hidden_moves(db: Database) -> None:
    """First there, then gone from here: a crash between the two repeats the first, which does no harm."""
    hidden = db.execute("SELECT article, hidden_at, reason, basis, by FROM hidden").fetchall()
    acts = db.execute(
        "SELECT id, at, act, article, url, reason, basis, by FROM hiding_acts ORDER BY id"
    ).fetchall()
    if hidden or acts:
        file = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
        _put(made(Path(file).parent), list(map(tuple, hidden)), list(map(tuple, acts)))
    db.execute("DROP TABLE hidden")
    db.execute("DROP TABLE hiding_acts")


def _put(
    conn: sqlite3.Connection, hidden: list[tuple[Any, ...]], acts: list[tuple[Any, ...]]
) -> None:
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(
        "INSERT OR IGNORE INTO hidden (article, hidden_at, reason, basis, by) VALUES (?, ?, ?, ?, ?)",
        hidden,
    )
    conn.executemany(
        "INSERT OR IGNORE INTO acts (id, at, by, via, act, kind, key, reason, detail) "
        "VALUES (?, ?, ?, 'cli', ?, 'article', ?, ?, ?)",
        [
            (number, at, by or "", act, article, reason, json.dumps({"url": url, "basis": basis}))
            for number, at, act, article, url, reason, basis, by in acts
        ],
    )
    conn.execute("COMMIT")
    conn.close()
