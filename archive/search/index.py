"""The tables of the index: made, filled, emptied, checked.

`articles_fts` finds rows. An edition has two more, which rank and suggest (`create_ranking`):
`articles_fts_titles`, the words of titles alone, whose short lists are read to the end where those of
the bodies are not; and `search_words` (`archive.search.words`). `index_rows` and `delete_rows` keep
all that there are in step.

A column holds each text twice (`archive.search.codes.indexed`), and so does what FTS5 reads as its
content: a word at any place is found there by `snippet()`.

An index with external content must be told the old text when a row changes: call `delete_rows`
before the change and `index_rows` after it (https://sqlite.org/fts5.html#external_content_tables).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from archive.search import words
from archive.search.codes import WORD, exact, indexed
from archive.search.terms import COLUMNS, IN_A_ROW, NOTHING, Term

FTS_TABLE = "articles_fts"
TITLES = f"{FTS_TABLE}_titles"
SOURCE = f"{FTS_TABLE}_source"
_TWICE = f"{FTS_TABLE}_twice"
_TOKENIZE = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N*'\""
_ALL = ", ".join(COLUMNS)
_MARKS = ", ?" * len(COLUMNS)
LAYOUT = ("body_text", "title", "lead", "captions")
"""The columns of the index. FTS5 writes the number of its column with every word of a text, but
for those of the first: that is the one with the most words."""
_BULK = 128 << 20
"""Bytes of new postings that FTS5 keeps in memory in a bulk load; its default is one MiB.

It merges on the way as always: many segments merged at the end lie beside themselves in the file,
which keeps the pages that they took.
"""

_MERGED_TOGETHER = 8
"""Segments of the index that FTS5 merges at a time; its default is 4. Of a crawl's fifty thousandth
article it took 1.65 x the work of the first, now 1.1 x."""

Row = Sequence[int | str | None]


def create(conn: sqlite3.Connection, *, table: str) -> None:
    """Makes the empty index over a table or view that has a rowid and COLUMNS."""
    conn.execute(f"CREATE VIEW {SOURCE} AS SELECT rowid AS docid, {_ALL} FROM {table}")
    twice = ", ".join(f"{name} || ' … ' || {name} AS {name}" for name in COLUMNS)
    conn.execute(f"CREATE VIEW {_TWICE} AS SELECT docid, {twice} FROM {SOURCE}")
    create_over(conn, FTS_TABLE, content=_TWICE)
    _configure(conn, FTS_TABLE, "automerge", _MERGED_TOGETHER)


def _configure(conn: sqlite3.Connection, table: str, name: str, value: int) -> None:
    conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (name, value))


def drop(conn: sqlite3.Connection) -> None:
    """Takes away what `create` made, of this layout or another."""
    conn.execute(f"DROP TABLE {FTS_TABLE}")
    for view in (_TWICE, SOURCE):
        conn.execute(f"DROP VIEW IF EXISTS {view}")


def create_over(conn: sqlite3.Connection, table: str, content: str = "") -> None:
    """Makes an index of the same kind over something else, or over nothing, to compare with."""
    docid = ", content_rowid='docid'" if content else ""
    conn.execute(
        f"CREATE VIRTUAL TABLE {table} USING fts5({', '.join(LAYOUT)}, content='{content}'{docid}, "
        f"{_TOKENIZE})"
    )


def create_ranking(conn: sqlite3.Connection) -> None:
    """Makes the empty index of titles, and `search_words` unless it is there."""
    conn.execute(
        f"CREATE VIRTUAL TABLE {TITLES} USING fts5(title, content='', columnsize=0, {_TOKENIZE})"
    )
    words.create(conn)


def has(conn: sqlite3.Connection, table: str) -> bool:
    """Is there a table of this name?"""
    found = conn.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,))
    return found.fetchone() is not None


def index_rows(
    conn: sqlite3.Connection, rows: Iterable[Row], *, table: str = FTS_TABLE,
    load: Load | None = None,
) -> None:  # fmt: skip
    """Adds rows of (rowid, title, lead, body_text, captions) that the index does not hold."""
    if table != FTS_TABLE or not has(conn, TITLES):
        conn.executemany(
            f"INSERT INTO {table} (rowid, {_ALL}) VALUES (?{_MARKS})",
            ((row[0], *coded(row)) for row in rows),
        )
        return
    rows = list(rows)
    counted = load.counted if load else words.Counted()
    made = _coded_for_edition(rows, counted.numbers if load else None)
    conn.executemany(
        f"INSERT INTO {FTS_TABLE} (rowid, {_ALL}) VALUES (?{_MARKS})",
        [(row[0], *texts) for row, texts in zip(rows, made, strict=True)],
    )
    conn.executemany(
        f"INSERT INTO {TITLES} (rowid, title) VALUES (?, ?)",
        [(row[0], texts[0]) for row, texts in zip(rows, made, strict=True)],
    )
    counted.add(made, words=not load)
    if not load:
        counted.keep(conn, 1)


def delete_rows(conn: sqlite3.Connection, rowids: Iterable[int]) -> None:
    """Takes rows out of the index; call it while the table still holds the indexed text.

    FTS5 only notes that their words are gone; `scrub` lets nothing of them stay in the file.
    """
    asked = f"SELECT docid, {', '.join(COLUMNS)} FROM {SOURCE} WHERE docid = ?"
    rows = [row for rowid in rowids for row in conn.execute(asked, (rowid,))]
    ranked = has(conn, TITLES)
    coded_rows = _coded_for_edition(rows) if ranked else list(map(coded, rows))
    for row, made in zip(rows, coded_rows, strict=True):
        conn.execute(
            f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}, rowid, {_ALL}) VALUES ('delete', ?{_MARKS})",
            (row[0], *made),
        )
        if ranked:
            conn.execute(
                f"INSERT INTO {TITLES} ({TITLES}, rowid, title) VALUES ('delete', ?, ?)",
                (row[0], made[0]),
            )
    if ranked:
        counted = words.Counted()
        counted.add(coded_rows)
        counted.keep(conn, -1)


def _coded_for_edition(
    rows: Sequence[Row], bare: Counter[str] | None = None
) -> list[tuple[str, ...]]:
    from archive.search import batch  # needs numpy, which takes a while; a crawl needs neither

    return batch.coded(rows, bare)


class Load:
    """A load of many rows by one connection into an edition's empty index, until `finish`.

    FTS5 gathers more in memory before it writes: indexing is 1.6 x as fast and the index a tenth
    smaller. Words are counted when all are there, and the segments merged.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.counted = words.Counted()
        self._conn = conn
        self._gather(_BULK)

    def finish(self) -> None:
        """Merges the index and fills `search_words`."""
        self._gather(1 << 20)
        scrub(self._conn)
        words.count(self._conn, FTS_TABLE, self.counted)

    def _gather(self, size: int) -> None:
        for table in (FTS_TABLE, TITLES):
            _configure(self._conn, table, "hashsize", size)


def scrub(conn: sqlite3.Connection) -> None:
    """Leaves no word of deleted rows in the index: merges all of it, in time like its size.

    With `PRAGMA secure_delete = ON` nothing is left in free pages either. FTS5's own
    `secure-delete` would be cheaper, but older versions of SQLite could not read the file.
    """
    for table in (FTS_TABLE, TITLES):
        if has(conn, table):
            conn.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


_PAGES_AT_A_TIME = 2000


def scrub_some(conn: sqlite3.Connection) -> bool:
    """A part of what `scrub` does, of some tenths of a second; nothing left to do?"""
    for table in (FTS_TABLE, TITLES):
        if has(conn, table):
            before = conn.total_changes
            # Negative: segments of all levels, to end with one (FTS5, 6.8).
            conn.execute(
                f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {-_PAGES_AT_A_TIME})"
            )
            if conn.total_changes - before >= 2:
                return False
    return True


_REBUILT_AT_A_TIME = 500


def rebuild(conn: sqlite3.Connection) -> int:
    """Makes the index anew from the table; returns the number of rows.

    FTS5's own 'rebuild' would index the text without its codes.
    """
    for table in (FTS_TABLE, TITLES):
        if has(conn, table):
            conn.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    if has(conn, TITLES):
        words.clear(conn)
    rows = conn.execute(f"SELECT docid, {', '.join(COLUMNS)} FROM {SOURCE} ORDER BY docid")
    while some := rows.fetchmany(_REBUILT_AT_A_TIME):
        index_rows(conn, map(tuple, some))
    return int(conn.execute(f"SELECT count(*) FROM {FTS_TABLE}_docsize").fetchone()[0])


def lies(conn: sqlite3.Connection, *, sample: int = 500) -> list[int]:
    """Rowids whose own words do not find them, among an even sample of the rows."""
    newest = conn.execute(f"SELECT max(docid) FROM {SOURCE}").fetchone()[0] or 0
    step = max(1, newest // sample)
    found = []
    for rowid, title, body in conn.execute(
        f"SELECT docid, title, body_text FROM {SOURCE} WHERE docid % ? = 0", (step,)
    ).fetchall():
        own = WORD.findall(exact(f"{title} {body}"))[:IN_A_ROW]
        query = " AND ".join(Term((word,)).expression() for word in own) or NOTHING
        asked = f"SELECT 1 FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ? AND rowid = ?"
        if own and conn.execute(asked, (query, rowid)).fetchone() is None:
            found.append(rowid)
    return found


def coded(row: Row) -> tuple[str, ...]:
    """What the columns of the index hold of (rowid, title, lead, body_text, captions)."""
    return tuple(indexed(str(text or "")) for text in row[1:])
