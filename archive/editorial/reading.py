"""What editors look at: items, the versions of one, the log of acts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.editorial.record import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an item."""

    number: int
    at: str
    by: str
    reason: str
    restored: int | None
    """The version that it repeats."""
    state: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the log."""

    id: int
    at: str
    by: str
    via: str
    act: str
    kind: str
    key: str
    reason: str
    detail: dict[str, Any]


def versions(conn: sqlite3.Connection, kind: Kind, key: str) -> list[Version]:
    """The versions of an item, the newest first."""
    rows = conn.execute(
        "SELECT number, at, by, reason, restored, state FROM versions "
        "WHERE kind = ? AND key = ? ORDER BY number DESC",
        (kind, key),
    )
    return [Version(**{**dict(row), "state": json.loads(row["state"])}) for row in rows]


def acts(
    conn: sqlite3.Connection, *, kind: str | None = None, key: str | None = None,
    by: str | None = None, act: str | None = None, before: int | None = None, limit: int = 100,
) -> list[Act]:  # fmt: skip
    """Lines of the log, the newest first. `before`: only those with a smaller number."""
    wanted = {"kind = ?": kind, "key = ?": key, "by = ?": by, "act = ?": act, "id < ?": before}
    given = {sql: value for sql, value in wanted.items() if value is not None}
    where = " AND ".join(given) or "1"
    rows = conn.execute(
        "SELECT id, at, by, via, act, kind, key, reason, detail FROM acts "
        f"WHERE {where} ORDER BY id DESC LIMIT ?",
        [*given.values(), limit],
    )
    return [Act(**{**dict(row), "detail": json.loads(row["detail"])}) for row in rows]
