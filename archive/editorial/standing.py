"""Where an item stands for the public, in one word."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from archive.editorial.record import Kind
from archive.editorial.showing import VIEW

Status = Literal["published", "draft", "waiting", "unpublished", "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the public sees of an item, and what it does not see yet."""

    status: Status
    """`draft`: a page or collection that was never published; `waiting`: an article of a portal whose
    captures wait for review, none of it published yet."""
    pending: bool
    """Is there a newer version than the one that is public?"""
    due: str | None
    """When it will be published."""
    revision: int | None = None
    """Of an article: the captured revision that is public; an earlier one than the newest where that
    waits for review."""


def standing_of(conn: sqlite3.Connection, kind: Kind, key: str) -> Standing:
    """Where it stands; `conn` is an archive's (`archive.folder.Archive`)."""
    row = conn.execute(
        "SELECT version, live, shown, due FROM items WHERE kind = ? AND key = ?", (kind, key)
    ).fetchone()
    version, live, shown, due = row or (0, None, None, None)
    pending = version > (live or 0)
    if kind != "article":
        status: Status = "draft" if shown is None else "published" if shown else "unpublished"
        return Standing(status=status, pending=pending, due=due)
    seen = conn.execute(f"SELECT revision FROM {VIEW} WHERE id = ?", (key,)).fetchone()
    if conn.execute("SELECT 1 FROM hidden WHERE article = ?", (key,)).fetchone():
        status = "hidden"
    elif seen is not None:
        status = "published"
    else:
        status = "waiting" if shown is None or shown else "unpublished"
    return Standing(status=status, pending=pending, due=due, revision=seen[0] if seen else None)
