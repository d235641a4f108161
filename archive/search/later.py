"""Rows that come into the index just before the commit, all of a transaction at once.

FTS5 writes what it has gathered to the disk at every savepoint (https://sqlite.org/fts5.html, the
`xSavepoint` of its tables), and each unit of work is one: a segment for every article, and the
work to merge them. So an article is only noted, in a temporary table, which a savepoint that is
undone takes back with the rest of its unit; `settle` indexes what is noted.
"""

from __future__ import annotations

import sqlite3

from archive.search.index import SOURCE, delete_rows, index_rows
from archive.search.terms import COLUMNS

_NOTED = "temp.to_index"


def create(conn: sqlite3.Connection) -> None:
    """Makes the list of a connection that writes."""
    conn.execute(f"CREATE TABLE {_NOTED} (row INTEGER PRIMARY KEY)")


def add(conn: sqlite3.Connection, row: int) -> None:
    """This row, which the index does not hold, is to be indexed as it is at the commit."""
    conn.execute(f"INSERT OR IGNORE INTO {_NOTED} VALUES (?)", (row,))


def remove(conn: sqlite3.Connection, row: int) -> None:
    """Takes a row out of the index; call it while the table still holds the indexed text."""
    if not conn.execute(f"DELETE FROM {_NOTED} WHERE row = ?", (row,)).rowcount:
        delete_rows(conn, [row])


def settle(conn: sqlite3.Connection) -> None:
    """Indexes what is noted, within the transaction that is open."""
    rows = conn.execute(
        f"SELECT docid, {', '.join(COLUMNS)} FROM {SOURCE} "
        f"WHERE docid IN (SELECT row FROM {_NOTED}) ORDER BY docid"
    ).fetchall()
    if rows:
        index_rows(conn, map(tuple, rows))
        conn.execute(f"DELETE FROM {_NOTED}")
