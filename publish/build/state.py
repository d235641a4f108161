"""How far the archive had come when the edition was made: where the next update goes on."""

from __future__ import annotations

import sqlite3

from archive import changes
from publish.build.work import Work

SCHEMA = """
CREATE TABLE edition (
    changes INTEGER NOT NULL,
    captures INTEGER NOT NULL,
    last_record TEXT,
    editorial INTEGER NOT NULL,
    acts INTEGER NOT NULL,
    acted TEXT,
    unscrubbed INTEGER NOT NULL,
    last_captured TEXT
)
"""


def finish(work: Work) -> None:
    """Writes the mark; the same archive gives the same one."""
    mark = changes.mark(work.source)
    moment = work.source.execute(
        "SELECT fetched_at FROM captures WHERE id = ?", (mark.captures,)
    ).fetchone()
    left = unscrubbed(work.edition) or work.hides
    work.edition.execute("DELETE FROM edition")
    work.edition.execute(
        "INSERT INTO edition VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            mark.seq, mark.captures, mark.record, mark.editorial, mark.acts, mark.acted, int(left),
            moment[0] if moment else None,
        ),
    )  # fmt: skip


def unscrubbed(edition: sqlite3.Connection) -> bool:
    """Do words of hidden articles still lie in segments of the index that are not merged?"""
    row = edition.execute("SELECT unscrubbed FROM edition").fetchone()
    return bool(row and row[0])


def scrubbed(edition: sqlite3.Connection) -> None:
    edition.execute("UPDATE edition SET unscrubbed = 0")


def mark_of(edition: sqlite3.Connection) -> changes.Mark:
    """The mark up to which an edition holds its archive; all zero while it is made anew."""
    row = edition.execute(
        "SELECT changes, captures, last_record, editorial, acts, acted FROM edition"
    ).fetchone()
    seq, captures, record, editorial, acts, acted = row or (0, 0, None, 0, 0, None)
    return changes.Mark(
        seq=seq, captures=captures, record=record, editorial=editorial, acts=acts, acted=acted
    )
