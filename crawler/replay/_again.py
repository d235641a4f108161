"""One batch of captures read again: what a worker of a re-reading does.

Reads the archive, never writes it: a batch comes in as keys, what has changed goes out.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from archive.errors import ArchiveError
from archive.folder import Archive
from archive.record import Article
from archive.rereads import Change
from archive.work import content_digest
from crawler.replay._difference import Difference, difference, kept_fields, read_fields
from crawler.replay.reading import KeptPage, read_kept
from crawler.visit import Ground, ground_of

What = Literal["articles", "pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A change with what it changes."""

    change: Change
    url: str
    """Of the article."""
    title: str
    difference: Difference = field(default_factory=dict)
    """Empty for an article that was not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An article whose page yields no article any more, or a capture that cannot be read."""

    article: str | None
    url: str
    why: str
    damaged: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a batch gave."""

    read: int = 0
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class Reader:
    """An archive open for reading, and what is known of its portals."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive.open(folder)
        self._grounds: dict[str, Ground] = {}

    def close(self) -> None:
        self.archive.close()

    def read(self, what: What, keys: Sequence[int]) -> Outcome:
        """Read a batch: `articles` by key (pk), or `pages` by their capture."""
        outcome = Outcome()
        for key in keys:
            outcome.read += 1
            row = self._row(what, key)
            try:
                article, why = self._again(row)
            except ArchiveError as error:
                unread = Unread(article=row["id"], url=row["url"], why=str(error), damaged=True)
                outcome.unread.append(unread)
                continue
            if what == "articles":
                self._compare(row, article, why, outcome)
            elif article is not None and not self._known(row, article):
                outcome.found.append(_found(row, article, {}))
        return outcome

    def _row(self, what: What, key: int) -> sqlite3.Row:
        columns = (
            "c.id AS capture, c.url AS address, c.kind, c.content_type, c.fetched_at, "
            "c.record_type, c.payload_sha256"
        )
        sql = (
            f"SELECT a.id, a.url, a.portal, a.revision, r.captured_at, {columns} FROM articles a "
            "JOIN revisions r ON r.article = a.id AND r.number = a.revision "
            "JOIN captures c ON c.id = r.capture WHERE a.pk = ?"
        )
        if what == "pages":
            sql = (
                f"SELECT NULL AS id, c.url, c.portal, c.fetched_at AS captured_at, {columns} "
                "FROM captures c WHERE c.id = ?"
            )
        row: sqlite3.Row = self.archive.conn.execute(sql, (key,)).fetchone()
        return row

    def _again(self, row: sqlite3.Row) -> tuple[Article | None, str]:
        """The article in a capture, read as when it came in; or None with the reason."""
        page = KeptPage(
            url=row["address"],
            kind=row["kind"],
            record_type=row["record_type"],
            content_type=row["content_type"],
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
        )
        return read_kept(self.archive.entity(row["capture"]), page, self._ground(row["portal"]))

    def _ground(self, portal: str) -> Ground:
        if portal not in self._grounds:
            self._grounds[portal] = ground_of(self.archive.conn, portal)
        return self._grounds[portal]

    def _compare(
        self, row: sqlite3.Row, article: Article | None, why: str, outcome: Outcome
    ) -> None:
        if article is None:
            outcome.unread.append(Unread(article=row["id"], url=row["url"], why=why))
            return
        kept = kept_fields(self.archive.conn, row["id"], row["revision"])
        found = difference(kept, read_fields(article))
        if found:
            outcome.found.append(_found(row, article, found))

    def _known(self, row: sqlite3.Row, article: Article) -> bool:
        """Is it another address of an article that the archive has?"""
        known = self.archive.conn.execute(
            "SELECT 1 FROM article_urls WHERE url = ?1 UNION ALL "
            "SELECT 1 FROM revisions r JOIN articles a ON a.id = r.article "
            "WHERE r.digest = ?2 AND a.portal = ?3",
            (article.url, content_digest(article), row["portal"]),
        ).fetchone()
        return known is not None


def _found(row: sqlite3.Row, article: Article, found: Difference) -> Found:
    change = Change(
        article=article, capture=row["capture"], portal=row["portal"],
        captured_at=row["captured_at"], known=row["id"], fields=tuple(found),
    )  # fmt: skip
    url = row["url"] if row["id"] else article.url
    return Found(change=change, url=url, title=article.title, difference=found)


# -- in a process of its own ----------------------------------------------------------------------

_reader: list[Reader] = []


def start(folder: Path) -> None:
    """Make this process a worker: it ends with its parent, and Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _reader.append(Reader(folder))


def _end_with_parent() -> None:
    """Waits for the other end of a pipe, which is closed even if the parent was killed before."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def work(what: What, keys: Sequence[int]) -> Outcome:
    """Read a batch in a worker."""
    return _reader[0].read(what, keys)
