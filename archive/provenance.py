"""Imported captures and where they come from; what a revisit of others refers to.

Records get new identities in this archive. The old ones are kept here, so that a capture can be
followed back to its file, and a revisit made by others finds its original.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.folder import now, sha256_file, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A record in a file that others made."""

    file: int
    """Row of `imported_files`."""
    record_id: str | None
    """None in ARC files, which name none."""
    offset: int
    payload_digest: str | None
    """As its maker wrote it, most often `sha1:` and base32."""


def add_file(
    conn: sqlite3.Connection, path: Path, *, member: str | None, software: str | None
) -> int:
    """The row of an imported file, by its digest; `member` is the file inside a WACZ."""
    name = f"{path.name}!{member}" if member else path.name
    conn.execute(
        "INSERT OR IGNORE INTO imported_files (name, sha256, bytes, software, imported_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (name, digest := sha256_file(path), path.stat().st_size, software, stamp(now())),
    )
    row = conn.execute(
        "SELECT id FROM imported_files WHERE sha256 = ? AND name = ?", (digest, name)
    ).fetchone()
    return int(row["id"])


def note(conn: sqlite3.Connection, record_id: str, source: Source) -> None:
    """Notes where the capture with that record comes from."""
    conn.execute(
        "INSERT INTO imported_records (capture, file, record_id, offset, payload_digest) "
        "SELECT id, ?, ?, ?, ? FROM captures WHERE record_id = ?",
        (source.file, source.record_id, source.offset, source.payload_digest, record_id),
    )


def original(
    conn: sqlite3.Connection,
    *,
    record_id: str | None,
    url: str,
    at: datetime | None,
    payload_digest: str | None,
) -> sqlite3.Row | None:
    """The capture that a revisit refers to: by its record's id, its address and time, its digest.

    None when it is not in the archive. A digest alone is enough, but the same address comes first.
    """
    found: sqlite3.Row | None = None
    if record_id:
        found = conn.execute(
            "SELECT c.* FROM captures c LEFT JOIN imported_records i ON i.capture = c.id "
            "WHERE c.record_id = ?1 OR i.record_id = ?1 ORDER BY c.id LIMIT 1",
            (record_id,),
        ).fetchone()
    if found is None and at is not None:
        found = conn.execute(
            "SELECT * FROM captures WHERE url = ? AND fetched_at = ? AND method = 'GET' "
            "AND payload_bytes > 0 ORDER BY id LIMIT 1",
            (url, stamp(at)),
        ).fetchone()
    if found is None and payload_digest:
        found = conn.execute(
            "SELECT c.* FROM imported_records i JOIN captures c ON c.id = i.capture "
            "WHERE i.payload_digest = ? ORDER BY c.url <> ?, c.id LIMIT 1",
            (payload_digest, url),
        ).fetchone()
    return found
