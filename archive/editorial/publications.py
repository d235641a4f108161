"""When each article became public, changed in public, or was taken back: kept beyond editions.

An edition says it of itself (table `publications`, `publish.build.announced`); `carry_over` brings
editorial.db up to what an edition says and writes one announcement for every change, for webhooks.
A crash between the two loses nothing: it is carried over before the next edition is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Self

from archive.editorial.database import Editorial
from archive.folder import now
from archive.known import in_batches

State = Literal["public", "unpublished", "hidden"]
Event = Literal["published", "changed", "unpublished", "hidden", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How the public sees one article, and since when."""

    article: str
    first_at: str
    """When it was public first; UTC, whole seconds, `Z`."""
    at: str
    """Since when it is as it is."""
    state: State
    gone: bool
    """Is it gone from its portal?"""
    digest: str
    """Of what is said of it; empty when it is not public."""

    def after(self, before: Self | None) -> Self:
        """With the moments that it has when it was so before."""
        if before is None:
            return self
        same = (self.state, self.gone, self.digest) == (before.state, before.gone, before.digest)
        return replace(self, first_at=before.first_at, at=before.at if same else self.at)


_COLUMNS = "article, first_at, at, state, gone, digest"


def held(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Publication]:
    """What was carried over of these articles."""
    found = {}
    for batch in in_batches(ids):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT {_COLUMNS} FROM editorial.publications WHERE article IN ({marks})"
        for row in conn.execute(sql, batch):
            found[row[0]] = _publication(row)
    return found


def moment_after(conn: sqlite3.Connection) -> str:
    """The present moment, but later than every change so far, whatever the clock says.

    No two editions share one: who reads changes in the order of their moments, and goes on after
    the last one, misses none.
    """
    last = conn.execute("SELECT max(at) FROM editorial.publications").fetchone()[0]
    if last is None:
        return utc(now())
    return utc(max(now(), datetime.fromisoformat(last) + timedelta(seconds=1)))


def utc(moment: datetime) -> str:
    """`2026-11-28T22:46:19Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def carry_over(folder: Path, edition: Path) -> int:
    """Takes over what the edition says and announces it; how many changes there were."""
    if not edition.is_file():
        return 0
    with Editorial(folder) as ed:
        last = ed.conn.execute("SELECT max(at) FROM publications").fetchone()[0] or ""
        rows = _told_by(edition, last)
        with ed.transaction() as conn:
            heard = conn.execute("SELECT 1 FROM webhooks LIMIT 1").fetchone() is not None
            return sum(_take(conn, row, heard) for row in rows)


def _told_by(edition: Path, last: str) -> Iterator[Publication]:
    """What an edition says of changes after this moment; nothing if it is damaged or of old."""
    uri = f"{edition.resolve().as_uri()}?mode=rw"  # who reads only would leave the log behind
    try:
        with closing(sqlite3.connect(uri, uri=True)) as conn:
            for row in conn.execute(
                f"SELECT {_COLUMNS} FROM publications WHERE at > ? ORDER BY at, article", (last,)
            ):
                yield _publication(row)
    except sqlite3.DatabaseError:
        return


def _take(conn: sqlite3.Connection, new: Publication, heard: bool) -> bool:
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM publications WHERE article = ?", (new.article,)
    ).fetchone()
    before = _publication(row) if row else None
    if before == new:
        return False
    if heard:
        conn.executemany(
            "INSERT OR IGNORE INTO announcements (at, event, article, digest) VALUES (?, ?, ?, ?)",
            [(new.at, event, new.article, new.digest) for event in _events(before, new)],
        )
    conn.execute(
        f"INSERT OR REPLACE INTO publications ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (new.article, new.first_at, new.at, new.state, int(new.gone), new.digest),
    )
    return True


def _events(before: Publication | None, new: Publication) -> Iterator[Event]:
    if new.state != "public":
        if before is None or before.state != new.state:
            yield new.state
        return
    if before is None or before.state != "public":
        yield "published"
    elif before.digest != new.digest or before.gone > new.gone:
        yield "changed"
    if new.gone and not (before and before.state == "public" and before.gone):
        yield "gone"


def _publication(row: Sequence[object]) -> Publication:
    article, first_at, at, state, gone, digest = row
    return Publication(
        article=str(article), first_at=str(first_at), at=str(at),
        state=state, gone=bool(gone), digest=str(digest),  # type: ignore[arg-type]
    )  # fmt: skip
