"""The mementos of an article, and those of one of its addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.surt import surt

_MEMENTOS = """
WITH pages AS (
    SELECT r.payload_sha256 AS sha256, min(r.number) AS copy FROM copies p
    JOIN revisions r ON r.article = p.article AND r.number = p.revision
    WHERE p.article = :id GROUP BY r.payload_sha256
), held AS (SELECT revision FROM copies WHERE article = :id)
SELECT c.at, c.url, coalesce(h.revision, pages.copy) AS copy, h.revision IS NOT NULL AS own
FROM captures c JOIN pages ON pages.sha256 = c.sha256 LEFT JOIN held h ON h.revision = c.revision
WHERE c.article = :id
UNION ALL
SELECT r.at, r.url, r.revision, 0 FROM repeats r JOIN held h ON h.revision = r.revision
WHERE r.article = :id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """A page as it was at one moment."""

    article: str
    at: datetime
    """In UTC."""
    url: str
    """The original resource: the address that was captured."""
    copy: int
    """Number of the revision whose copy shows it."""
    own: bool
    """Was the revision read from this very capture? Else the same bytes came again."""

    @property
    def path(self) -> str:
        """Where it stands in the site."""
        base = f"/bai/{self.article}/ban-goc/{self.copy}"
        return base if self.own else f"{base}/{self.at:%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An original resource with its mementos, the oldest first; there is at least one."""

    original: str
    mementos: Sequence[Memento]

    def nearest(self, moment: datetime | None) -> int:
        """Which one is nearest in time, the earlier of two; the newest where none is asked for."""
        if moment is None:
            return len(self.mementos) - 1
        distances = [abs((one.at - moment).total_seconds()) for one in self.mementos]
        return distances.index(min(distances))


def mementos(conn: sqlite3.Connection, article: str) -> list[Memento]:
    """All mementos of an article, at whatever address, the oldest first."""
    row = conn.execute("SELECT url FROM articles WHERE id = ?", (article,)).fetchone()
    found = [
        Memento(
            article=article,
            at=datetime.fromisoformat(at).astimezone(UTC),
            url=url or row[0],
            copy=copy,
            own=bool(own),
        )
        for at, url, copy, own in conn.execute(_MEMENTOS, {"id": article})
    ]
    return sorted(found, key=lambda one: (one.at, not one.own, one.url))


def series_of(memento: Memento, every: Sequence[Memento]) -> Series:
    """A memento among those of the same original resource."""
    same = _same(every, {surt(memento.url)})
    return Series(original=memento.url, mementos=_apart(same))


def series_at(conn: sqlite3.Connection, article: str, urls: Iterable[str]) -> Series | None:
    """The series of an address that this article has; None if it has none of them.

    An address under which nothing was captured as it is shown (it leads on to another, or it is
    only what the page calls itself) has the mementos of the article.

    Args:
        urls: spellings of one address; those of the same SURT key are the same address.
    """
    keys = {surt(url) for url in urls}
    every = mementos(conn, article)
    here = _same(every, keys)
    if here:
        return Series(original=here[-1].url, mementos=_apart(here))
    known = conn.execute(
        "SELECT url FROM articles WHERE id = :id UNION ALL "
        "SELECT url FROM addresses WHERE article = :id",
        {"id": article},
    ).fetchall()
    if not every or all(surt(url) not in keys for (url,) in known):
        return None
    return Series(original=known[0][0], mementos=_apart(every))


def _same(every: Sequence[Memento], keys: set[str]) -> list[Memento]:
    """Those of the addresses that have one of these SURT keys."""
    urls = {url for url in {one.url for one in every} if surt(url) in keys}
    return [one for one in every if one.url in urls]


def _apart(found: Sequence[Memento]) -> list[Memento]:
    """One for each moment: `http` and `https` may have been asked in the same second."""
    return list({one.at: one for one in reversed(found)}.values())[::-1]
