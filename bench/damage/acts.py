"""What can happen to an archive, each done to a copy of it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from archive import search
from archive.folder import Archive


def warc_of(kho: Path) -> Path:
    return next((kho / "warc").glob("*.warc.gz"))


def place(kho: Path, capture: int) -> tuple[int, int]:
    """Offset and length of a capture's record."""
    with sqlite3.connect(kho / "archive.db") as conn:
        row = conn.execute(
            "SELECT offset, length FROM captures WHERE id = ?", (capture,)
        ).fetchone()
    return int(row[0]), int(row[1])


def flip(path: Path, at: int, bit: int = 4) -> None:
    """Flips one bit as a tired disk does: the time of the last change stays."""
    status = path.stat()
    with path.open("rb+") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << bit)]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _flip(kho: Path) -> None:
    offset, length = place(kho, 3)
    flip(warc_of(kho), offset + length // 2)


def _cut_mid(kho: Path) -> None:
    path = warc_of(kho)
    offset, length = place(kho, 6)
    path.write_bytes(path.read_bytes()[: offset + length // 2])


def _cut_end(kho: Path) -> None:
    path = warc_of(kho)
    path.write_bytes(path.read_bytes()[:-40])


def _wrong_offset(kho: Path) -> None:
    _sql(kho, "UPDATE captures SET offset = offset + 9 WHERE id = 3")


def _missing_record(kho: Path) -> None:
    path, (offset, length) = warc_of(kho), place(kho, 3)
    data = path.read_bytes()
    path.write_bytes(data[:offset] + data[offset + length :])


def _orphan(kho: Path) -> None:
    _sql(kho, "PRAGMA foreign_keys = OFF", "DELETE FROM captures WHERE id = 5")


def _missing_file(kho: Path) -> None:
    warc_of(kho).unlink()


def _digest(kho: Path) -> None:
    _sql(kho, "UPDATE captures SET payload_sha256 = 'f00d' WHERE id = 4")


def _no_original(kho: Path) -> None:
    _sql(kho, "UPDATE captures SET refers_to = '<urn:uuid:none>' WHERE record_type = 'revisit'")


def _media(kho: Path) -> None:
    _sql(kho, "UPDATE media SET sha256 = 'f00d'")


def _revision(kho: Path) -> None:
    _sql(kho, "UPDATE articles SET revision = 9 WHERE pk = 2")


def _text(kho: Path) -> None:
    _sql(kho, "UPDATE revisions SET author = 'x' WHERE rowid = 4")


def _fts_missing(kho: Path) -> None:
    with Archive.open(kho, write=True) as archive, archive.transaction():
        search.delete_rows(archive.conn, [3])


def _fts_stale(kho: Path) -> None:
    with Archive.open(kho, write=True) as archive, archive.transaction():
        words = "replace(body_text, 'thôn 77', 'bản 77')"
        archive.conn.execute(f"UPDATE revisions SET body_text = {words} WHERE rowid = 4")


def _torn(kho: Path) -> None:
    with warc_of(kho).open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")


def _database_bit(kho: Path) -> None:
    flip(kho / "archive.db", 20_000)


def _foreign(kho: Path) -> None:
    (kho / "warc" / "theirs.warc.gz").write_bytes(b"")


def _sql(kho: Path, *statements: str) -> None:
    conn = sqlite3.connect(kho / "archive.db")
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()
    (kho / "SHA256SUMS").unlink()  # which would give any change away


DAMAGES: dict[str, Callable[[Path], None]] = {
    "flipped byte in a record": _flip,
    "WARC cut in mid-record": _cut_mid,
    "WARC cut 40 bytes before the end": _cut_end,
    "wrong offset in the database": _wrong_offset,
    "record missing from the WARC": _missing_record,
    "record that no row names": _orphan,
    "WARC file missing": _missing_file,
    "payload digest of a row changed": _digest,
    "revisit whose original is gone": _no_original,
    "digest of a picture changed": _media,
    "article that shows no revision": _revision,
    "field of a revision changed": _text,
    "FTS row missing": _fts_missing,
    "FTS text stale": _fts_stale,
    "half a record beyond the last commit": _torn,
    "flipped bit in archive.db": _database_bit,
    "file of others in warc/": _foreign,
}
