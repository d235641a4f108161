"""Two editions compared, table by table."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import search
from publish.build import build

QUERIES = ("lua", "Đảng uỷ", "duong be tong", '"số 7"', "chu thich", "nam -lua", "bài*")

_OWN = ("sqlite_", "articles_fts")
"""Tables whose content is SQLite's or the index's own affair."""


def dump(edition: Path) -> dict[str, list[Any]]:
    """All rows of all tables; those that belong to a rowid of `articles` by the article's id."""
    with closing(sqlite3.connect(edition)) as conn:
        search.register(conn)
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [
            name
            for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(_OWN)
        ]
        found: dict[str, list[Any]] = {}
        for name in names:
            columns = [row[1] for row in conn.execute(f"PRAGMA table_info([{name}])")]
            shown = ", ".join(f"[{column}]" for column in columns if column != "rowid")
            found[name] = sorted(conn.execute(f"SELECT {shown} FROM [{name}]").fetchall(), key=repr)
        found["order"] = conn.execute("SELECT id FROM articles ORDER BY rowid").fetchall()
        for query in QUERIES:
            found[query] = [
                conn.execute("SELECT id FROM articles WHERE rowid = ?", (rowid,)).fetchone()[0]
                for rowid in search.ranked(conn, query, limit=100)
            ]
        return found


def assert_as_made_anew(kho: Path, aside: Path) -> None:
    """Compares the edition of `kho` with one made anew from a copy of its archive."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    with closing(sqlite3.connect(kho / "archive.db")) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(kho / "archive.db", aside)
    with closing(sqlite3.connect(kho / "editorial.db")) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(kho / "editorial.db", aside)
    (aside / "warc").symlink_to(kho / "warc")
    build(aside)
    updated, anew = dump(kho / "public.db"), dump(aside / "public.db")
    assert updated.keys() == anew.keys()
    for name, rows in anew.items():
        assert updated[name] == rows, name
