"""The search index against the texts: every word of every article, at its place.

FTS5 can compare an index with its content, but ours holds codes of the texts. So a copy of the
index is laid over a view that codes the texts, and FTS5 compares those: in C, as fast as indexing.
Only when they differ are both sides summed up word by word, to tell which articles it is.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterable, Sequence

from archive import search

_TOKEN = re.compile(r"[^\W_]+")
_MASK = (1 << 61) - 1
_BATCH = 500


def missing(conn: sqlite3.Connection) -> tuple[list[int], list[int]]:
    """Rowids of articles that are not in the index, and of entries that are no article."""
    docs = f"SELECT id FROM {search.FTS_TABLE}_docsize"
    source = f"SELECT docid FROM {search.SOURCE}"
    absent = conn.execute(f"{source} EXCEPT {docs}").fetchall()
    extra = conn.execute(f"{docs} EXCEPT {source}").fetchall()
    return [row[0] for row in absent], [row[0] for row in extra]


def agrees(conn: sqlite3.Connection) -> bool:
    """Does FTS5 find the index to be that of the texts, and whole in itself?"""
    conn.create_function("indexed", 1, lambda text: search.indexed(text or ""), deterministic=True)
    columns = ", ".join(f"indexed({name}) AS {name}" for name in search.COLUMNS)
    conn.execute(
        f"CREATE TEMP VIEW coded_source AS SELECT docid, {columns} FROM main.{search.SOURCE}"
    )
    try:
        search.create_over(conn, "temp.coded", content="coded_source")
        for part in ("data", "idx", "docsize"):
            conn.execute(f"DELETE FROM temp.coded_{part}")
            conn.execute(
                f"INSERT INTO temp.coded_{part} SELECT * FROM main.{search.FTS_TABLE}_{part}"
            )
        conn.execute("INSERT INTO temp.coded (coded, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return False
    finally:
        conn.execute("DROP TABLE IF EXISTS temp.coded")
        conn.execute("DROP VIEW temp.coded_source")
    return True


def stale(conn: sqlite3.Connection) -> list[int]:
    """Rowids of articles in the index whose words are not those of their text.

    Raises:
        sqlite3.DatabaseError: the index itself is damaged.
    """
    indexed = _sums(conn, search.FTS_TABLE, "main")
    suspects = []
    names = ", ".join(search.COLUMNS)
    rows = conn.execute(f"SELECT docid, {names} FROM {search.SOURCE}")
    while batch := rows.fetchmany(_BATCH):
        suspects += [
            row[0] for row in batch if row[0] in indexed and indexed[row[0]] != _expected(row)
        ]
    # Python and SQLite may know letters of different Unicode versions: SQLite decides.
    found: list[int] = []
    for start in range(0, len(suspects), _BATCH):
        found += _confirmed(conn, suspects[start : start + _BATCH], indexed)
    return found


def _sums(conn: sqlite3.Connection, table: str, schema: str) -> dict[int, int]:
    """Rowid -> sum over its words, each with its column and place."""
    conn.execute(
        f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('{schema}', '{table}', 'instance')"
    )
    sums: dict[int, int] = {}
    try:
        places = {name: n for n, name in enumerate(search.COLUMNS)}
        last, code = "", 0
        for term, doc, column, offset in conn.execute(
            "SELECT term, doc, col, offset FROM temp.words"
        ):
            if term != last:
                last, code = term, _code(term)
            if column not in places:
                raise sqlite3.DatabaseError(f"the word {term!r} is in no column")
            sums[doc] = (sums.get(doc, 0) + code * (8 * offset + places[column] + 1)) & _MASK
    finally:
        conn.execute("DROP TABLE temp.words")
    return sums


def _code(term: str) -> int:
    data = term.encode()
    return zlib.crc32(data) << 16 ^ zlib.adler32(data)


def _expected(row: sqlite3.Row) -> int:
    total = 0
    for place, text in enumerate(search.coded(tuple(row))):
        for offset, token in enumerate(_TOKEN.findall(text)):
            total += _CODES[token] * (8 * offset + place + 1)
    return total & _MASK


class _Codes(dict[str, int]):
    def __missing__(self, token: str) -> int:
        if len(self) > 200_000:
            self.clear()
        code = self[token] = _code(token)
        return code


_CODES = _Codes()


def _confirmed(
    conn: sqlite3.Connection, rowids: Sequence[int], indexed: dict[int, int]
) -> Iterable[int]:
    """Those of the articles that SQLite itself would index otherwise."""
    search.create_over(conn, "temp.articles_again")
    try:
        marks = ",".join("?" * len(rowids))
        names = ", ".join(search.COLUMNS)
        rows = conn.execute(
            f"SELECT docid, {names} FROM {search.SOURCE} WHERE docid IN ({marks})", rowids
        )
        search.index_rows(conn, map(tuple, rows.fetchall()), table="temp.articles_again")
        again = _sums(conn, "articles_again", "temp")
        return [rowid for rowid in rowids if again.get(rowid, 0) != indexed[rowid]]
    finally:
        conn.execute("DROP TABLE temp.articles_again")
