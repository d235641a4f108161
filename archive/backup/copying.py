"""Copying a living archive into a backup."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from archive import fixity
from archive.backup.manifest import (
    Manifest,
    Part,
    chunks,
    count_rows,
    read_manifest,
    sync,
    write_manifest,
)
from archive.editorial import EDITORIAL
from archive.errors import ArchiveBusy, ArchiveError
from archive.folder import Archive, disk_full, now, stamp
from archive.rest import DATABASE, agent, sha256_file

Progress = Callable[[int, int], None] | None

_PAGES = 2048
"""Database pages copied at a time."""


@dataclass(slots=True, kw_only=True)
class BackupReport:
    """What one run did."""

    files: int = 0
    bytes: int = 0
    copied_files: int = 0
    copied_bytes: int = 0
    """WARC bytes copied by this run; the database is copied each time."""
    database_bytes: int = 0
    problems: list[str] = field(default_factory=list)


def backup(folder: Path, target: Path, *, progress: Progress = None) -> BackupReport:
    """Copies the archive into `target`, which may hold an earlier backup of it.

    Writers are neither waited for nor held up. A sealed file that is damaged here and whole in
    the backup stays as it is there, and is told.

    Raises:
        ArchiveError: the target is no backup, or one of another archive, or the copy failed.
    """
    try:
        (target / "warc").mkdir(parents=True, exist_ok=True)
        with _only_one(target), Archive.open(folder) as archive:
            return _backup(archive, target, progress)
    except OSError as error:
        raise ArchiveError(
            f"cannot back up to {target}: {error.strerror or error}. The former backup there, if "
            "any, is as it was; run the same command again when this is mended"
        ) from error


def _backup(archive: Archive, target: Path, progress: Progress) -> BackupReport:
    former = read_manifest(target)
    if former is None and any(target.glob("*.db")) and not any(target.glob("archive-*.db")):
        raise ArchiveError(f"{target} holds something else than a backup; name an empty folder")
    report = BackupReport()
    moment = now()
    names = [f"{kind}-{moment:%Y%m%dT%H%M%S}.db" for kind in ("archive", "editorial")]
    if former is not None and former.database.name == names[0]:
        names = [name.replace(".db", "b.db") for name in names]
    name, said = names
    copied = _copy_databases(archive, target / name, target / said)
    try:
        listed = copied.execute("SELECT * FROM warc_files WHERE bytes > 0 ORDER BY name").fetchall()
        counts = count_rows(copied)
        first = _first_record(copied)
    finally:
        copied.close()
    try:
        _same_archive(first, former, target)
    except ArchiveError:
        (target / name).unlink()
        (target / said).unlink(missing_ok=True)
        raise
    total = sum(row["bytes"] for row in listed)
    known = {part.name: part for part in former.warcs} if former else {}
    warcs: list[Part] = []
    for row in listed:
        part = _keep_warc(archive, target, row, known.get(f"warc/{row['name']}"), report)
        if part is not None:
            warcs.append(part)
            report.files += 1
            report.bytes += part.bytes
        if progress is not None:
            progress(report.bytes, total)
    database = _part(target, name)
    editorial = _part(target, said) if (target / said).exists() else None
    report.database_bytes = database.bytes + (editorial.bytes if editorial else 0)
    manifest = Manifest(
        made_at=stamp(moment),
        made_by=agent(),
        first_record=first,
        database=database,
        warcs=tuple(warcs),
        counts=counts,
        editorial=editorial,
    )
    write_manifest(target, manifest)
    for old in (*target.glob("archive-*.db*"), *target.glob("editorial-*.db*")):
        if old.name not in names:
            old.unlink()
    return report


def _part(target: Path, name: str) -> Part:
    path = target / name
    return Part(name=name, bytes=path.stat().st_size, sha256=sha256_file(path))


def _copy_databases(archive: Archive, path: Path, said: Path) -> sqlite3.Connection:
    """Copies of one moment; the read transaction keeps a writer from starting it over again.

    editorial.db's moment begins first: the articles that it names are in the other.
    """
    conn = archive.conn
    edited = (archive.path / EDITORIAL).exists()
    conn.execute("BEGIN")
    try:
        if edited:
            conn.execute("SELECT 1 FROM editorial.acts").fetchone()
        conn.execute("SELECT 1 FROM warc_files").fetchone()  # the moment begins with a read
        if edited:
            _copy_database(conn, "editorial", said)
        _copy_database(conn, "main", path)
    finally:
        conn.execute("ROLLBACK")
    copy = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    copy.row_factory = sqlite3.Row
    if edited:
        uri = f"{said.resolve().as_uri()}?mode=ro&immutable=1"
        copy.execute("ATTACH ? AS editorial", (uri,))
    return copy


def _copy_database(conn: sqlite3.Connection, schema: str, path: Path) -> None:
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    copy = sqlite3.connect(aside, isolation_level=None)
    try:
        conn.backup(copy, name=schema, pages=_PAGES, sleep=0)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            name = DATABASE if schema == "main" else EDITORIAL
            raise ArchiveError(f"{name} is damaged ({verdict}): run `luutru verify` first")
    except BaseException as error:
        copy.close()
        aside.unlink(missing_ok=True)
        if isinstance(error, sqlite3.OperationalError):
            raise disk_full(error, path) from error
        raise
    copy.close()
    sync(aside)
    aside.replace(path)


def _first_record(copied: sqlite3.Connection) -> str | None:
    row = copied.execute("SELECT record_id FROM captures ORDER BY id LIMIT 1").fetchone()
    return str(row["record_id"]) if row else None


def _same_archive(first: str | None, former: Manifest | None, target: Path) -> None:
    """A backup takes one archive: file names alone may be those of another."""
    if former is not None and former.first_record not in (None, first):
        raise ArchiveError(
            f"{target} is the backup of another archive; nothing was changed there. Name another "
            "folder"
        )


def _keep_warc(
    archive: Archive, target: Path, row: sqlite3.Row, former: Part | None, report: BackupReport
) -> Part | None:
    """The backup's copy of one WARC file, up to the committed length."""
    name, wanted = f"warc/{row['name']}", int(row["bytes"])
    source, copy = archive.path / name, target / name
    sealed = row["sha256"]
    held = copy.stat().st_size if copy.exists() else 0
    same = former is not None and former.bytes == wanted and held >= wanted
    if former is not None and same and sealed in (None, former.sha256):
        return replace(former, sealed=bool(sealed))
    if former is None and sealed and held == wanted and sha256_file(copy) == sealed:
        return Part(name=name, bytes=wanted, sha256=sealed, sealed=True)  # of a run that was killed
    if former is not None and wanted < former.bytes:
        raise ArchiveError(
            f"{name} is shorter than in the backup: this archive is older than its backup. Nothing "
            "was changed there; name another folder"
        )
    found = _append(source, copy, row, former, report)
    if isinstance(found, str):
        report.problems.append(f"{name} {found}; {_AS_BEFORE}")
        return former
    return found


_AS_BEFORE = "the backup keeps what it had of it"


def _append(
    source: Path, copy: Path, row: sqlite3.Row, former: Part | None, report: BackupReport
) -> Part | str:
    """Brings the copy up to what was committed and reads it back; or what is wrong with the source.

    What the former manifest holds stays as it is, whatever has become of the source since.
    """
    wanted, sealed = int(row["bytes"]), row["sha256"]
    name = f"warc/{row['name']}"
    have = former.bytes if former is not None and copy.exists() else 0
    target = copy if have else copy.with_name(f"{copy.name}.part")
    try:
        with source.open("rb") as file:
            if os.fstat(file.fileno()).st_size < wanted:
                return "is shorter than was committed: run `luutru verify`"
            digest = _digest_of(file, have)
            if former is not None and have and digest.hexdigest() != former.sha256:
                return "does not begin as it did at the last backup: run `luutru verify`"
            with target.open("rb+" if have else "wb") as out:
                out.seek(have)
                for chunk in chunks(file, wanted - have):
                    digest.update(chunk)
                    out.write(chunk)
                out.truncate()
                out.flush()
                os.fsync(out.fileno())
    except FileNotFoundError as error:
        if error.filename != str(source):
            raise
        return "is not there: run `luutru verify`"
    if sha256_file(target) != digest.hexdigest():
        raise ArchiveError(f"{target} is not what was written to it: this disk cannot be trusted")
    if sealed and digest.hexdigest() != sealed:
        return "does not have the digest it was sealed with: run `luutru verify`"
    if target is not copy:
        target.replace(copy)
    report.copied_files += 1
    report.copied_bytes += wanted - have
    return Part(name=name, bytes=wanted, sha256=digest.hexdigest(), sealed=bool(sealed))


def _digest_of(file: BinaryIO, length: int) -> hashlib._Hash:
    digest = hashlib.sha256()
    for chunk in chunks(file, length):
        digest.update(chunk)
    return digest


@contextlib.contextmanager
def _only_one(target: Path) -> Iterator[None]:
    lock = os.open(target / "backup.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ArchiveBusy(f"another backup to {target} is under way; wait until it ends") from None
    finally:
        os.close(lock)


def note_backup(folder: Path, target: Path, done: BackupReport) -> None:
    """Writes the backup down as an event, unless a writer is at work: it is not disturbed."""
    event = fixity.FixityEvent(
        type="replication",
        object=DATABASE,
        outcome="warning" if done.problems else "success",
        detail=f"{target}: {done.files} WARC files; {'; '.join(done.problems) or 'all whole'}",
    )
    with (
        contextlib.suppress(ArchiveBusy),
        Archive.open(folder, write=True, recover=False) as archive,
    ):
        fixity.record_all(archive, [event])
