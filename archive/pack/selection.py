"""Which captures are packed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from archive.errors import ArchiveError
from archive.query import Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """All conditions must hold; none means the whole archive."""

    portal: str | None = None
    since: str | None = None
    """First day of capture in Vietnam, `2021-10-05`."""
    until: str | None = None
    """Last day of capture, itself included."""
    articles: Filter | None = None
    """Only captures of these articles' pages, pictures and documents."""

    def where(self) -> tuple[str, list[str]]:
        parts, values = ["1"], []
        if self.portal is not None:
            parts.append("portal = ?")
            values.append(self.portal)
        if self.since is not None:
            parts.append("substr(fetched_at, 1, 10) >= ?")
            values.append(self.since)
        if self.until is not None:
            parts.append("substr(fetched_at, 1, 10) <= ?")
            values.append(self.until)
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The captures chosen: rows of the temporary table `packed` while it is open."""

    conn: sqlite3.Connection
    captures: int
    newest: datetime
    """When the last of them was captured."""
    name: str
    """Says what was chosen, in letters that a file name may have."""
    digest: str
    """Of the identities of all records: the same selection has the same one."""

    def rows(self, warc: str) -> sqlite3.Cursor:
        """The rows of `captures` in one file, in the order of the file."""
        return self.conn.execute(
            "SELECT c.* FROM packed p JOIN captures c ON c.id = p.capture WHERE c.warc = ? "
            "ORDER BY c.offset",
            (warc,),
        )

    def warcs(self) -> list[tuple[str, int]]:
        """Each file that holds some of them, with the bytes of their records."""
        rows = self.conn.execute(
            "SELECT c.warc, sum(c.length) FROM packed p JOIN captures c ON c.id = p.capture "
            "GROUP BY c.warc ORDER BY c.warc"
        )
        return [(row[0], row[1]) for row in rows]


@contextmanager
def open_selection(conn: sqlite3.Connection, chosen: Chosen) -> Iterator[Selection]:
    """Finds the captures, and those that their revisits refer to wherever they lie.

    Raises:
        ArchiveError: nothing is chosen.
    """
    conn.execute("DROP TABLE IF EXISTS temp.packed")
    conn.execute("CREATE TEMP TABLE packed (capture INTEGER PRIMARY KEY)")
    try:
        _choose(conn, chosen)
        yield _selection(conn, chosen)
    finally:
        conn.execute("DROP TABLE IF EXISTS temp.packed")


def _choose(conn: sqlite3.Connection, chosen: Chosen) -> None:
    where, values = chosen.where()
    if chosen.articles is not None:
        wanted, more = chosen.articles.where()
        where += f" AND url IN ({_ADDRESSES.format(wanted=wanted)})"
        values += more * 3
    conn.execute(f"INSERT INTO packed SELECT id FROM captures WHERE {where}", values)
    conn.execute(
        "INSERT OR IGNORE INTO packed SELECT o.id FROM packed p JOIN captures c ON c.id = p.capture "
        "JOIN captures o ON o.record_id = c.refers_to"
    )


_ADDRESSES = """
SELECT u.url FROM article_urls u JOIN current_articles a ON a.id = u.article WHERE {wanted}
UNION SELECT i.url FROM images i JOIN current_articles a ON a.id = i.article WHERE {wanted}
UNION SELECT f.url FROM attachments f JOIN current_articles a ON a.id = f.article WHERE {wanted}
"""


def _selection(conn: sqlite3.Connection, chosen: Chosen) -> Selection:
    digest = hashlib.sha256()
    number, newest = 0, ""
    for row in conn.execute(
        "SELECT c.record_id, c.fetched_at FROM packed p JOIN captures c ON c.id = p.capture "
        "ORDER BY c.record_id"
    ):
        digest.update(row["record_id"].encode() + b"\n")
        number, newest = number + 1, max(newest, row["fetched_at"])
    if not number:
        raise ArchiveError("no captures are chosen: nothing was written; see `luutru status`")
    named = [chosen.portal or "kho", chosen.since, chosen.until and f"to-{chosen.until}"]
    return Selection(
        conn=conn, captures=number, newest=datetime.fromisoformat(newest),
        name="-".join(part for part in named if part), digest=digest.hexdigest(),
    )  # fmt: skip
