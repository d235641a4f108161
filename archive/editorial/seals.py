"""Digests of what editors said and did, written with it: SQLite's own check misses most flipped bits.

Acts are a chain: the digest of each covers that of the one before, so that no line of the log can be
changed, put in or taken out of the middle without being found. What was written before there were
seals has none, and is not judged.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator

_ACT = "id, at, by, via, act, kind, key, reason, detail"
_VERSION = "kind, key, number, at, by, reason, restored, state"


def seal_act(conn: sqlite3.Connection, ident: int) -> None:
    """In the transaction that has written the act."""
    row = conn.execute(f"SELECT {_ACT} FROM acts WHERE id = ?", (ident,)).fetchone()
    before = conn.execute("SELECT digest FROM act_seals WHERE act = ?", (ident - 1,)).fetchone()
    digest = _digest(before[0] if before else "", row)
    conn.execute("INSERT INTO act_seals (act, digest) VALUES (?, ?)", (ident, digest))


def seal_version(conn: sqlite3.Connection, kind: str, key: str, number: int) -> None:
    """In the transaction that has written the version."""
    row = conn.execute(
        f"SELECT {_VERSION} FROM versions WHERE kind = ? AND key = ? AND number = ?",
        (kind, key, number),
    ).fetchone()
    conn.execute(
        "INSERT INTO version_seals (kind, key, number, digest) VALUES (?, ?, ?, ?)",
        (kind, key, number, _digest("", row)),
    )


def broken(conn: sqlite3.Connection) -> Iterator[str]:
    """What is not as it was sealed, in words."""
    last, sealed = "", False
    for *act, digest in conn.execute(
        f"SELECT {', '.join(f'a.{name}' for name in _ACT.split(', '))}, digest "
        "FROM acts a LEFT JOIN act_seals s ON s.act = a.id ORDER BY a.id"
    ):
        if digest is not None and digest != _digest(last, act):
            yield f"act {act[0]} of the log is not as it was written"
        elif digest is None and sealed:
            yield f"act {act[0]} of the log has no digest: it was not luutru that wrote it"
        last, sealed = digest or "", sealed or digest is not None
    for *version, digest in conn.execute(
        f"SELECT {', '.join(f'v.{name}' for name in _VERSION.split(', '))}, digest "
        "FROM versions v JOIN version_seals USING (kind, key, number)"
    ):
        if digest != _digest("", version):
            yield f"version {version[2]} of {version[0]} {version[1]} is not as it was written"

    for kind, key, number in conn.execute(
        "SELECT kind, key, number FROM version_seals "
        "EXCEPT SELECT kind, key, number FROM versions ORDER BY 1, 2, 3"
    ):
        yield f"version {number} of {kind} {key} has a digest and is not there"


def _digest(before: str, row: sqlite3.Row | list[object]) -> str:
    text = json.dumps([before, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
