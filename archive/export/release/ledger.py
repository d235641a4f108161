"""What a release holds, article by article, in a temporary database: counted and compared there.

On disk, not in memory: a million articles are a few hundred megabytes that nobody needs at once.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from archive.export.release.columns import ARTICLES

SEEN = ("last_captured", "edited_at")
"""When somebody last looked: of itself no change."""

FIELDS = tuple(name for name in ARTICLES.names if name not in ("id", *SEEN))
"""What is compared of an article."""

_DIGEST = 8
"""Bytes kept of the digest of each field."""
_CHUNK = 1000

_TABLES = """
CREATE TABLE held (
    id TEXT NOT NULL, portal TEXT NOT NULL, month TEXT NOT NULL, precision TEXT, published TEXT,
    province TEXT, gone INTEGER NOT NULL, images INTEGER NOT NULL, attachments INTEGER NOT NULL,
    texts INTEGER NOT NULL, lost_images INTEGER NOT NULL, lost_files INTEGER NOT NULL,
    withheld INTEGER NOT NULL,
    digests BLOB NOT NULL
);
CREATE TABLE before (id TEXT NOT NULL, digests BLOB NOT NULL);
CREATE TABLE doubts (article TEXT NOT NULL, doubt TEXT NOT NULL);
PRAGMA cache_size = -32000;
"""


class Ledger:
    """The articles of this release, and if there is one, of the release before."""

    def __init__(self) -> None:
        self.conn = sqlite3.connect("")  # SQLite's own temporary file, gone with the connection
        self.conn.executescript(_TABLES)
        self.conn.row_factory = sqlite3.Row

    def close(self) -> None:
        self.conn.close()

    def keep(self, articles: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Lets the articles through, and notes each."""
        for chunk in _chunks(articles):
            self.conn.executemany(
                f"INSERT INTO held VALUES ({', '.join('?' * 14)})", map(_row, chunk)
            )
            yield from chunk
        self.conn.execute("CREATE UNIQUE INDEX held_by_id ON held(id)")
        self.conn.execute("CREATE INDEX held_by_portal ON held(portal, month, gone)")

    def keep_before(self, articles: Iterable[dict[str, Any]]) -> None:
        """Notes the articles of the release before."""
        rows = ((article["id"], _digests(article)) for article in articles)
        self.conn.executemany("INSERT INTO before VALUES (?, ?)", rows)
        self.conn.execute("CREATE UNIQUE INDEX before_by_id ON before(id)")

    def rows(self, sql: str) -> Iterator[dict[str, Any]]:
        for row in self.conn.execute(sql):
            yield dict(row)

    def number(self, sql: str) -> int:
        found: int = self.conn.execute(sql).fetchone()[0]
        return found


def _row(article: dict[str, Any]) -> tuple[Any, ...]:
    published = article["published"] or ""
    return (
        article["id"], article["portal"], published[:7] or "unknown",
        article["published_precision"], article["published"],
        (article["place"] or {}).get("province"), int(article["gone_since"] is not None),
        len(article["images"]), len(article["attachments"]),
        sum(file["text"] is not None for file in article["attachments"]),
        sum(image["sha256"] is None for image in article["images"]),
        sum(file["sha256"] is None for file in article["attachments"]),
        sum(file["text_status"] == "withheld" for file in article["attachments"]),
        _digests(article),
    )  # fmt: skip


def _digests(article: dict[str, Any]) -> bytes:
    """The digests of all fields, one after the other; that of None where there is no such field."""
    return b"".join(
        hashlib.blake2b(
            orjson.dumps(article.get(name), option=orjson.OPT_SORT_KEYS), digest_size=_DIGEST
        ).digest()
        for name in FIELDS
    )


def different(one: bytes, other: bytes) -> list[str]:
    """The fields whose digests differ."""
    return [
        name
        for number, name in enumerate(FIELDS)
        if one[number * _DIGEST : (number + 1) * _DIGEST]
        != other[number * _DIGEST : (number + 1) * _DIGEST]
    ]


def _chunks(articles: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(articles)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
