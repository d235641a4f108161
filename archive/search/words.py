"""The words of an edition and in how many texts each is: `search_words`.

A syllable counts once for each title, lead, body and captions that have it; two in a row count
where they stand in a title. The counts say how common a word is before it is searched, and what a
reader may have meant (`archive.search.suggestion`). Deleting an article takes its words away
again: a word that no article has is not in the table.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from archive.search.codes import halves
from archive.text import LETTERS, fold

SCHEMA = """
CREATE TABLE search_words (
    word TEXT NOT NULL,
    folded TEXT NOT NULL,
    texts INTEGER NOT NULL,
    PRIMARY KEY (folded, word)
) WITHOUT ROWID
"""
_ALL_ARTICLES = ""
"""The row that counts the articles."""
_LONGEST = 12
"""Letters of a word that can be a syllable or a name."""
MARKED_WORD = re.compile(f"[a-z0-9]*[{LETTERS}][a-z0-9{LETTERS}]*")
"""A word that is never the form without marks of another."""


def create(conn: sqlite3.Connection) -> None:
    """Makes the empty table, unless it is there."""
    if not conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_words'").fetchone():
        conn.execute(SCHEMA)


def clear(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM search_words")


class Counted:
    """What some articles add to the table, or take from it."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        """Word, or two of a title, -> number of texts."""

    def add(self, coded: Sequence[Sequence[str]], *, words: bool = True) -> None:
        """Counts articles by what the columns of their index hold, the title first.

        `words` is whether single ones are counted, too.
        """
        titles = (halves(columns[0])[1] for columns in coded)
        pairs = (set(map(" ".join, pairwise(title))) for title in titles)
        self.numbers.update(chain.from_iterable(pairs))
        self.numbers[_ALL_ARTICLES] += len(coded)
        if words:
            for column in chain.from_iterable(coded):
                self.numbers.update(set(halves(column)[1]))

    def keep(self, conn: sqlite3.Connection, sign: int) -> None:
        """Adds the counts to the table (1), or takes them from it (-1)."""
        rows = _rows(self.numbers, sign)
        conn.executemany(
            "INSERT INTO search_words (folded, word, texts) VALUES (?, ?, ?) "
            "ON CONFLICT (folded, word) DO UPDATE SET texts = texts + excluded.texts",
            rows,
        )
        if sign < 0:
            conn.executemany(
                "DELETE FROM search_words WHERE folded = ? AND word = ? AND texts <= 0",
                [(folded, word) for folded, word, _ in rows],
            )


def count(conn: sqlite3.Connection, index: str, counted: Counted) -> None:
    """Fills the table: `counted` has what the lists of the index do not tell.

    That are pairs of titles, and all words but those with marks (MARKED_WORD). These FTS5 counts as
    it reads its lists, ten times as fast as `Counted.add`.
    """
    conn.execute(f"CREATE VIRTUAL TABLE temp.counted USING fts5vocab('main', '{index}', 'col')")
    try:
        for word, number in conn.execute("SELECT term, sum(doc) FROM temp.counted GROUP BY term"):
            if MARKED_WORD.fullmatch(word):
                counted.numbers[word] += number
    finally:
        conn.execute("DROP TABLE temp.counted")
    counted.keep(conn, 1)


def _rows(numbers: Mapping[str, int], sign: int) -> list[tuple[str, str, int]]:
    rows = [(fold(word), word, sign * number) for word, number in numbers.items() if _counts(word)]
    rows.sort()
    return rows


def _counts(word: str) -> bool:
    """Numbers are not words: there are as many as documents, and nothing to suggest."""
    one, _, other = word.partition(" ")
    return (
        len(one) <= _LONGEST >= len(other)
        and (one.isalpha() or word == _ALL_ARTICLES)
        and (other.isalpha() or not other)
    )


def articles(conn: sqlite3.Connection) -> int:
    """The number of articles; 0 where there is no such table."""
    return frequencies(conn, (_ALL_ARTICLES,)).get(_ALL_ARTICLES, 0)


def frequencies(conn: sqlite3.Connection, folded: Iterable[str]) -> Mapping[str, int]:
    """Folded word -> number of texts with it; empty where there is no such table."""
    asked = tuple(folded)
    marks = ",".join("?" * len(asked))
    try:
        return dict(
            conn.execute(
                f"SELECT folded, sum(texts) FROM search_words WHERE folded IN ({marks}) "
                "GROUP BY folded",
                asked,
            ).fetchall()
        )
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return {}
