"""The tables of near-duplicates, kept up with articles that come and go.

A *text* is what articles have in common whose title and body are the same to the syllable: it is
compared once, however many portals carry it. Nothing here begins or ends a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from publish.near.particulars import agree, particulars
from publish.near.signature import VERSION, bands
from publish.near.syllables import Numbers, cut
from publish.near.text import SHORTEST, shared, shingles, text_id, told

THRESHOLD = (7, 10)
"""Of the shingles of two texts that are nearly the same, at least 7 in 10 are in both."""

SCHEMA = f"""
CREATE TABLE near_texts (
    text INTEGER PRIMARY KEY,
    shingles INTEGER NOT NULL,
    cluster TEXT
);

CREATE INDEX near_texts_by_cluster ON near_texts(cluster) WHERE cluster IS NOT NULL;

CREATE TABLE near_articles (
    article TEXT PRIMARY KEY REFERENCES articles(id),
    text INTEGER NOT NULL REFERENCES near_texts(text),
    moment TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX near_articles_by_text ON near_articles(text, moment, article);

CREATE TABLE near_pairs (
    text INTEGER NOT NULL REFERENCES near_texts(text),
    other INTEGER NOT NULL REFERENCES near_texts(text),
    similarity REAL NOT NULL,
    PRIMARY KEY (text, other)
) WITHOUT ROWID;

CREATE TABLE near_bands ( -- {VERSION}
    band INTEGER NOT NULL,
    text INTEGER NOT NULL REFERENCES near_texts(text),
    PRIMARY KEY (band, text)
) WITHOUT ROWID;

CREATE VIEW near_clusters AS
SELECT a.article, t.cluster, a.article <> t.cluster AS reprint
FROM near_texts t JOIN near_articles a ON a.text = t.text WHERE t.cluster IS NOT NULL
"""

Row = tuple[str, str, str, str | None]
"""Id, title, body text, when published (ISO 8601, +07:00, cut to what is known)."""

Mark = tuple[str, int]
"""Id and `articles.reprint`."""

Told = tuple[Numbers, Numbers]
"""Syllables of the title, and of what `publish.near.text.told` leaves of the body."""

_SHARED = "SELECT b.band, b.text FROM json_each(?) k CROSS JOIN near_bands b ON b.band = k.value"
_KNOWN = "SELECT t.text FROM json_each(?) k CROSS JOIN near_texts t ON t.text = k.value"
_OTHER = """
    SELECT t.shingles, a.title, a.body_text FROM near_texts t JOIN articles a ON a.id = (
        SELECT article FROM near_articles WHERE text = t.text LIMIT 1
    ) WHERE t.text = ? AND t.shingles BETWEEN ? AND ?
"""
_CLUSTER = """
    SELECT f.article FROM (
        SELECT ?1 AS text UNION ALL SELECT other FROM near_pairs WHERE text = ?1
    ) t JOIN near_articles f ON f.article = (
        SELECT article FROM near_articles WHERE text = t.text ORDER BY moment, article LIMIT 1
    ) ORDER BY f.moment, f.article LIMIT 1
"""
_COMPANY = """
    SELECT EXISTS (SELECT 1 FROM near_pairs WHERE text = ?1)
        OR (SELECT count(*) FROM (SELECT 1 FROM near_articles WHERE text = ?1 LIMIT 2)) > 1
"""


def add(conn: sqlite3.Connection, articles: Sequence[Row]) -> list[Mark]:
    """Compares articles, whose rows are in `articles` and which are not in the tables yet.

    Returns:
        The articles, these or others, that became reprints or are none any more.
    """
    touched: set[int] = set()
    new: dict[int, tuple[Told, Numbers]] = {}
    compared = []
    parts = [(row[1].encode(), told(row[2]).encode()) for row in articles]
    read = iter(cut(chain.from_iterable(parts)))
    for row, (title, body) in zip(articles, parts, strict=True):
        own = (next(read), next(read))
        found = shingles(own[1])
        if len(found) < SHORTEST:
            continue
        text = text_id(title, body)
        if text in new:
            touched.add(text)
        else:
            new[text] = (own, found)
        compared.append((row[0], text, moment_of(row[3])))
    for (text,) in conn.execute(_KNOWN, (json.dumps([*new]),)).fetchall():
        touched |= {text, *_neighbours(conn, text)}
        del new[text]
    conn.executemany(
        "INSERT INTO near_texts VALUES (?, ?, NULL)",
        ((text, len(found)) for text, (_, found) in new.items()),
    )
    conn.executemany("INSERT INTO near_articles VALUES (?, ?, ?)", compared)
    for text, other, similarity in _compared(conn, new):
        touched |= {text, other}
        conn.executemany(
            "INSERT INTO near_pairs VALUES (?, ?, ?)",
            ((text, other, similarity), (other, text, similarity)),
        )
    return _settle(conn, touched)


def remove(conn: sqlite3.Connection, ids: Sequence[str]) -> list[Mark]:
    """Takes articles out; their rows are still in `articles`. Nothing of them stays.

    Returns:
        The articles that stay and became reprints or are none any more.
    """
    touched: set[int] = set()
    dead = []
    for article in ids:
        row = conn.execute(
            "SELECT text FROM near_articles WHERE article = ?", (article,)
        ).fetchone()
        if row is None:
            continue
        conn.execute("DELETE FROM near_articles WHERE article = ?", (article,))
        touched |= {row[0], *_neighbours(conn, row[0])}
        if not conn.execute("SELECT 1 FROM near_articles WHERE text = ?", row).fetchone():
            dead.append((row[0], article))
    for text, article in dead:
        _forget(conn, text, article)
    return _settle(conn, touched - {text for text, _ in dead})


def moment_of(published: str | None) -> str:
    """What orders articles: the end of what is known of the moment; unknown comes last.

    >>> sorted(["2021-10-05T10:18:39+07:00", "2021-10", "2021-10-05"], key=moment_of)
    ['2021-10-05T10:18:39+07:00', '2021-10-05', '2021-10']
    """
    known = published or ""
    return known if len(known) > len("2021-10-05") else f"{known}~"


def _compared(
    conn: sqlite3.Connection, new: dict[int, tuple[Told, Numbers]]
) -> Iterator[tuple[int, int, float]]:
    """Puts the bands of new texts into the index; text, other and similarity of all that are near."""
    signed = dict(zip(new, bands([found for _, found in new.values()]), strict=True))
    keys = sorted((key, text) for text, own in signed.items() for key in set(own))
    known: dict[int, list[int]] = defaultdict(list)
    for key, other in conn.execute(_SHARED, (json.dumps([key for key, _ in keys]),)).fetchall():
        known[key].append(other)
    conn.executemany("INSERT INTO near_bands VALUES (?, ?)", keys)
    for text, (own, found) in new.items():
        candidates = {other for key in signed[text] for other in known.get(key, ())}
        for other in sorted(candidates):
            similarity = _similarity(conn, own, found, other)
            if similarity is not None:
                yield text, other, similarity
        for key in set(signed[text]):
            known[key].append(text)


def _similarity(conn: sqlite3.Connection, own: Told, found: Numbers, other: int) -> float | None:
    """Of a text that is read and one in the tables; None if they are not nearly the same."""
    size, (part, whole) = len(found), THRESHOLD
    shortest, longest = -(-size * part // whole), size * whole // part
    row = conn.execute(_OTHER, (other, shortest, longest)).fetchone()
    if row is None:
        return None
    others, title, body = row
    theirs = _told(title, body)
    both = shared(found, shingles(theirs[1]))
    either = size + others - both
    if both * whole < either * part or not agree(particulars(*own), particulars(*theirs)):
        return None
    return float(both / either)


@lru_cache(maxsize=1000)
def _told(title: str, body: str) -> Told:
    read, text = cut((title.encode(), told(body).encode()))
    return read, text


def _neighbours(conn: sqlite3.Connection, text: int) -> list[int]:
    rows = conn.execute("SELECT other FROM near_pairs WHERE text = ?", (text,))
    return [other for (other,) in rows]


def _forget(conn: sqlite3.Connection, text: int, article: str) -> None:
    """Takes out a text that no article has any more; `article` was the last."""
    for other in _neighbours(conn, text):
        conn.execute("DELETE FROM near_pairs WHERE text = ? AND other = ?", (other, text))
    conn.execute("DELETE FROM near_pairs WHERE text = ?", (text,))
    of = conn.execute("SELECT title, body_text FROM articles WHERE id = ?", (article,)).fetchone()
    (own,) = bands([shingles(_told(*of)[1])])
    gone = conn.executemany(
        "DELETE FROM near_bands WHERE band = ? AND text = ?", [(key, text) for key in set(own)]
    )
    if gone.rowcount != len(set(own)):  # the row of `articles` isn't the text that was added
        conn.execute("DELETE FROM near_bands WHERE text = ?", (text,))
    conn.execute("DELETE FROM near_texts WHERE text = ?", (text,))


def _settle(conn: sqlite3.Connection, texts: Iterable[int]) -> list[Mark]:
    """Names the clusters of texts whose company changed, and marks the reprints among them."""
    marked: list[Mark] = []
    for text in sorted(texts):
        (company,) = conn.execute(_COMPANY, (text,)).fetchone()
        cluster = conn.execute(_CLUSTER, (text,)).fetchone()[0] if company else None
        conn.execute("UPDATE near_texts SET cluster = ? WHERE text = ?", (cluster, text))
        marked += conn.execute(
            "UPDATE articles SET reprint = coalesce(id <> ?1, 0) WHERE id IN "
            "(SELECT article FROM near_articles WHERE text = ?2) "
            "AND reprint <> coalesce(id <> ?1, 0) RETURNING id, reprint",
            (cluster, text),
        ).fetchall()
    return marked
