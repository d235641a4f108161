"""The words of an edition with the number of its articles that have them: `search_words`.

A syllable counts once for each article; two in a row count where they stand in its title or lead.
The counts say how common a word is before it is searched, and what a reader may have meant
(`archive.search.suggestion`). Deleting an article takes its words away again: a word that no
article has is not in the table.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from archive.search.codes import WORD
from archive.text import fold

SCHEMA = """
CREATE TABLE search_words (
    word TEXT PRIMARY KEY,
    folded TEXT NOT NULL,
    articles INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX search_words_by_folded ON search_words(folded, articles, word)
"""
_ALL_ARTICLES = ""
"""The row that counts the articles."""
_TITLE, _LEAD, _TEXTS = 0, 1, 4
_LONGEST = 12
"""Letters of a word that can be a syllable or a name."""


def create(conn: sqlite3.Connection) -> None:
    """Makes the empty table, unless it is there."""
    if not conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_words'").fetchone():
        for statement in SCHEMA.split(";\n\n"):
            conn.execute(statement)


def clear(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM search_words")


class Counted:
    """What some articles add to the table, or take from it."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()

    def add(self, coded: Sequence[str]) -> None:
        """Counts one article; `coded` is what its columns of the index hold, exact ones first."""
        numbers = self._numbers
        found = set(WORD.findall(" ".join(coded[:_TEXTS])))
        for text in (coded[_TITLE], coded[_LEAD]):
            row = WORD.findall(text)
            found.update(map("{} {}".format, row, row[1:]))
        numbers.update(found)
        numbers[_ALL_ARTICLES] += 1

    def keep(self, conn: sqlite3.Connection, sign: int) -> None:
        """Adds the counts to the table (1), or takes them from it (-1)."""
        rows = [
            (word, fold(word), sign * number)
            for word, number in sorted(self._numbers.items())
            if _counts(word)
        ]
        conn.executemany(
            "INSERT INTO search_words VALUES (?, ?, ?) "
            "ON CONFLICT (word) DO UPDATE SET articles = articles + excluded.articles",
            rows,
        )
        if sign < 0:
            conn.executemany(
                "DELETE FROM search_words WHERE word = ? AND articles <= 0",
                [(word,) for word, _, _ in rows],
            )


def _counts(word: str) -> bool:
    """Numbers are not words: there are as many as documents, and nothing to suggest."""
    return all(len(part) <= _LONGEST and part.isalpha() for part in word.split())


def articles(conn: sqlite3.Connection) -> int:
    """The number of articles; 0 where there is no such table."""
    return frequencies(conn, (_ALL_ARTICLES,)).get(_ALL_ARTICLES, 0)


def frequencies(conn: sqlite3.Connection, folded: Iterable[str]) -> Mapping[str, int]:
    """Folded word -> number of articles with it, at most; empty where there is no such table."""
    asked = tuple(folded)
    marks = ",".join("?" * len(asked))
    try:
        return dict(
            conn.execute(
                f"SELECT folded, sum(articles) FROM search_words WHERE folded IN ({marks}) "
                "GROUP BY folded",
                asked,
            ).fetchall()
        )
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return {}
