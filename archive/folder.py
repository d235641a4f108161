"""An archive is one folder: open it, create it, lock it, bring it to a committed state.

    kho/archive.db     SQLite in WAL mode, see `archive.migrations`
    kho/editorial.db   what editors add, see `archive.editorial`
    kho/warc/          what came over the wire
    kho/public.db      the built edition; may be deleted at any time
    kho/SHA256SUMS     digests of the files while no writer is at work, see `archive.rest`
    kho/writer.lock    held (flock) by the one process that writes; a dead process holds nothing

Opening for writing cuts each unsealed WARC file back to its last committed byte, so that the
files and the database always tell the same story.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from archive import search
from archive.about import warcinfo
from archive.editorial import showing
from archive.editorial.database import attach
from archive.errors import (
    ArchiveBusy,
    ArchiveError,
    DamagedDatabase,
    DamagedRecord,
    DiskFull,
    NewerArchive,
    NotAnArchive,
)
from archive.migrations import APPLICATION_ID, migrations
from archive.rest import Rest, agent, fold_wal, read_sums
from archive.rest import sha256_file as sha256_file  # other rooms take it from here
from archive.search import later
from archive.still import address
from archive.warc import Record, WarcWriter, read_record

VIETNAM = timezone(timedelta(hours=7))
"""Fixed: zoneinfo knows other offsets for Vietnam before 1975, no portal does."""

_CACHE_KIB = 64_000
"""Of the database, in memory while it is written: digests and addresses come in no order, and with
SQLite's own 2 MB a unit of work costs a third more after 12,000 captures than at the start."""

_WAL_PAGES = 32_000
"""Written to the WAL before they go into archive.db: 128 MB. Pages that change again and again go
there once."""

SEAL_BYTES = 1 << 30
"""A WARC file is sealed and digested once it has grown to this size."""


def now() -> datetime:
    """The present moment in Vietnam time."""
    return datetime.now(VIETNAM)


def stamp(moment: datetime) -> str:
    """ISO 8601 in +07:00 with whole seconds: how the archive writes times."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


class Archive:
    """An open archive. Use as a context manager; `write=True` takes the writer's lock."""

    def __init__(
        self, path: Path, *, write: bool, recover: bool = True, editorial: bool = True
    ) -> None:
        self.path = path
        self.warc_dir = path / "warc"
        self.public_db = path / "public.db"
        self._lock: int | None = _take_lock(path) if write else None
        self._warc: WarcWriter | None = None
        self._rest: Rest | None = Rest.taken(path) if write else None
        try:
            self.conn = _connect(path / "archive.db", write=write)
            self.db = Database(self.conn)
            search.register(self.conn)
            _check_version(self.db, path)
            if write:
                migrations.apply(self.db)
            if editorial and not migrations.pending(self.db):
                attach(self.conn, path)
                showing.create_view(self.conn)
            if write:
                later.create(self.conn)
                self.recovered = self._recover() if recover else []
        except BaseException:
            if self._rest is not None:
                self._rest.put_back()
            self._release()
            raise

    @classmethod
    def create(cls, path: Path) -> Archive:
        """A new, empty archive at `path`, opened for writing.

        Raises:
            ArchiveError: there is an archive already, or the folder cannot be made.
        """
        if (path / "archive.db").exists():
            raise ArchiveError(f"{path} is an archive already; nothing was changed")
        try:
            (path / "warc").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(f"cannot make the folder {path}: {error.strerror}") from error
        conn = sqlite3.connect(path / "archive.db")
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute("PRAGMA journal_mode = WAL")
        conn.close()
        return cls(path, write=True)

    @classmethod
    def open(
        cls, path: Path, *, write: bool = False, recover: bool = True, editorial: bool = True
    ) -> Archive:
        """The archive at `path`; one that an older luutru made is brought up to date first.

        `recover=False` leaves cut and torn files as they are, `editorial=False` does not look at
        editorial.db: for who repairs them.

        Raises:
            NotAnArchive, NewerArchive, ArchiveBusy
        """
        if not (path / "archive.db").is_file():
            raise NotAnArchive(f"no archive in {path}: make one with `luutru init {path}`")
        try:
            archive = cls(path, write=write, recover=recover, editorial=editorial)
            if not write and migrations.pending(archive.db):
                archive.close()
                cls(path, write=True, recover=recover, editorial=editorial).close()
                archive = cls(path, write=False, editorial=editorial)
            return archive
        except (NotAnArchive, UnicodeDecodeError) as error:
            sums = read_sums(path)
            if sums is None or sha256_file(path / "archive.db") == sums.get("archive.db"):
                raise
            raise DamagedDatabase(
                f"{path / 'archive.db'} is damaged: it does not have the digest that its last "
                "writer left in SHA256SUMS. Run `luutru restore BACKUP NEW-FOLDER`; without a "
                "backup, `luutru import` of the WARC files into a new archive reads them again"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._warc is not None:
            self._warc.close()
            self._warc = None
        if self._rest is None:
            self.conn.close()
        else:
            self._rest_well(self._rest)
            self._rest = None
        self._release()

    def being_written(self) -> bool:
        """Is another process writing at this moment?"""
        if self._lock is not None:
            return False
        try:
            lock = os.open(self.path / "writer.lock", os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    def former_digest(self, name: str) -> str | None:
        """What the writer before this one left as the digest of a WARC file."""
        sums = self._rest.sums if self._rest is not None else read_sums(self.path)
        return (sums or {}).get(f"warc/{name}")

    def replaced(self, name: str) -> None:
        """Notes that a WARC file was changed otherwise than by appending: its digest is made anew."""
        if self._rest is not None:
            self._rest.touched.add(name)

    def _rest_well(self, rest: Rest) -> None:
        """Closes the database so that every byte of the archive has its digest."""
        listed: dict[str, tuple[int, str | None]] = {}
        try:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            fold_wal(self.conn)
            rows = self.conn.execute("SELECT name, bytes, sha256 FROM warc_files").fetchall()
            listed = {row["name"]: (row["bytes"], row["sha256"]) for row in rows}
        except sqlite3.Error:
            return
        finally:
            self.conn.close()
        rest.written(listed)

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # -- transactions ------------------------------------------------------------------

    @property
    def warc(self) -> WarcWriter:
        """The WARC file that takes the next record; listed before it is created."""
        if self._warc is None:
            self._warc = self._open_warc()
        return self._warc

    def begin(self) -> None:
        """Starts the transaction that the following units of work share."""
        if not self.conn.in_transaction:
            if self._warc is None:
                self._register_warc()
            self.conn.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Records to disk first, then the transaction that names them.

        Raises:
            DiskFull: rolled back; files and database are as of the last commit.
        """
        if not self.conn.in_transaction:
            return
        try:
            later.settle(self.conn)
            if self._warc is not None:
                self._warc.sync()
                self.conn.execute(
                    "UPDATE warc_files SET bytes = ?, records = records + ? WHERE name = ?",
                    (self._warc.offset, self._warc.records, self._warc.path.name),
                )
            self.conn.execute("COMMIT")
        except (sqlite3.OperationalError, DiskFull) as error:
            self.rollback()
            raise disk_full(error, self.path) from error
        if self._warc is not None:
            self._warc.records = 0
            if self._warc.offset >= SEAL_BYTES:
                self._seal()

    def rollback(self) -> None:
        """Back to the last commit: rows and WARC bytes alike."""
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")
        if self._warc is not None:
            name = self._warc.path.name
            row = self.conn.execute("SELECT bytes FROM warc_files WHERE name = ?", (name,))
            self._warc.rewind(int(row.fetchone()[0]))
            self._warc.records = 0
            if self._warc.offset == 0:
                self._warc.close()
                self._warc = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing of it."""
        self.begin()
        try:
            yield
        except sqlite3.OperationalError as error:
            self.rollback()
            raise disk_full(error, self.path) from error
        except BaseException:
            self.rollback()
            raise
        self.commit()

    # -- WARC files ----------------------------------------------------------------------

    def _register_warc(self) -> None:
        """Makes sure that a WARC file to write is listed, before the first byte of it."""
        listed = self.conn.execute("SELECT 1 FROM warc_files WHERE sealed_at IS NULL").fetchone()
        if listed is not None:
            return
        moment = now()
        number = self.conn.execute("SELECT count(*) FROM warc_files").fetchone()[0] + 1
        name = f"luutru-{moment:%Y%m%d%H%M%S}-{number:05d}.warc.gz"
        self.conn.execute(
            "INSERT INTO warc_files (name, created_at) VALUES (?, ?)", (name, stamp(moment))
        )

    def _open_warc(self) -> WarcWriter:
        row = self.conn.execute(
            "SELECT name, bytes, created_at FROM warc_files WHERE sealed_at IS NULL"
        ).fetchone()
        writer = WarcWriter(self.warc_dir / row["name"], row["bytes"])
        if self._rest is not None:
            self._rest.touched.add(row["name"])
        if writer.offset == 0:
            created = datetime.fromisoformat(row["created_at"])
            writer.append(*warcinfo(row["name"], created))
        return writer

    def _seal(self) -> None:
        assert self._warc is not None
        self._warc.close()
        digest, name, moment = sha256_file(self._warc.path), self._warc.path.name, stamp(now())
        self.conn.execute("BEGIN IMMEDIATE")
        self.conn.execute(
            "UPDATE warc_files SET sealed_at = ?, sha256 = ? WHERE name = ?", (moment, digest, name)
        )
        self.conn.execute(
            "INSERT INTO fixity_events (event, type, at, agent, object, outcome, detail) "
            "VALUES (?, 'message digest calculation', ?, ?, ?, 'success', ?)",
            (f"urn:uuid:{uuid.uuid4()}", moment, agent(), f"warc/{name}", f"sha256:{digest}"),
        )
        self.conn.execute("COMMIT")
        self._warc = None

    def _recover(self) -> list[str]:
        """Cuts what a dead process wrote beyond its last commit; says what was cut."""
        told: list[str] = []
        rows = self.conn.execute("SELECT name, bytes FROM warc_files WHERE sealed_at IS NULL")
        for name, committed in rows.fetchall():
            path = self.warc_dir / name
            size = path.stat().st_size if path.exists() else 0
            if size < committed:
                raise DamagedRecord(
                    name,
                    size,
                    f"the file ends here, but {committed:,} bytes were committed. Do not write "
                    "to this archive: run `luutru verify`, and put back the file from a backup",
                )
            if size > committed:
                with path.open("rb+") as file:
                    file.truncate(committed)
                told.append(f"{name}: {size - committed:,} unfinished bytes cut off at {committed}")
        for text in told:
            self.conn.execute(
                "INSERT INTO events (at, kind, detail) VALUES (?, 'recovered', ?)",
                (stamp(now()), text),
            )
        return told

    def record(self, capture: int) -> Record:
        """The WARC record of a capture, as it lies in the file.

        Raises:
            DamagedRecord
        """
        row = self.conn.execute(
            "SELECT warc, offset, length FROM captures WHERE id = ?", (capture,)
        ).fetchone()
        if row is None:
            raise ArchiveError(f"no capture {capture} in {self.path}")
        return read_record(self.warc_dir / row["warc"], row["offset"], row["length"])

    def entity(self, capture: int) -> Record:
        """The record that holds the payload of a capture: itself, or what a revisit refers to.

        Where that record was given up for lost, any other that holds the same payload.
        """
        row = self.conn.execute("SELECT * FROM captures WHERE id = ?", (capture,)).fetchone()
        if row is not None and row["lost_at"]:
            again = self.conn.execute(
                "SELECT id FROM captures WHERE payload_sha256 = ? AND record_type <> 'revisit' "
                "AND lost_at IS NULL LIMIT 1",
                (row["payload_sha256"],),
            ).fetchone()
            if again is not None:
                return self.record(again["id"])
        if row is not None and row["record_type"] == "revisit":
            origin = self.conn.execute(
                "SELECT id FROM captures WHERE record_id = ?", (row["refers_to"],)
            ).fetchone()
            if origin is None:
                raise ArchiveError(f"capture {capture} revisits {row['refers_to']}, which is gone")
            return self.entity(origin["id"])
        return self.record(capture)

    def seal(self) -> list[str]:
        """Seals the WARC file that is open: nothing is appended to it any more. Its name, if any."""
        if self._warc is None:
            row = self.conn.execute(
                "SELECT name FROM warc_files WHERE sealed_at IS NULL AND bytes > 0"
            ).fetchone()
            if row is None:
                return []
            self._warc = self._open_warc()
        name = self._warc.path.name
        self._seal()
        return [name]


def disk_full(error: BaseException, path: Path) -> BaseException:
    """`DiskFull` for SQLite's own word of it; any other error as it is."""
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return DiskFull(
            f"no space left on the disk of {path}: everything committed is safe; "
            "make room and run the same command again"
        )
    return error


def _take_lock(path: Path) -> int:
    """The writer's lock, held until the descriptor is closed or the process dies."""
    try:
        lock = os.open(path / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveError(f"cannot write in {path}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(lock, 64).decode("ascii", "replace").strip() or "unknown"
        os.close(lock)
        raise ArchiveBusy(
            f"{path} is being written by another process (pid {holder}); "
            "wait until it ends, or stop it, and run the same command again"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode("ascii"))
    return lock


def _connect(path: Path, *, write: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw" if write else address(path)
    try:
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)
        conn.row_factory = sqlite3.Row
        found = conn.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(
            f"{path} is not a luutru database ({error}); it was left as it is. "
            "Name another folder with --archive, or make one with `luutru init`"
        ) from error
    if found != APPLICATION_ID:
        conn.close()
        raise NotAnArchive(
            f"{path} is not a luutru database (another program made it); it was left as it is. "
            "Name another folder with --archive, or make one with `luutru init`"
        )
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA synchronous = NORMAL")
    if write:
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        conn.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    return conn


def _check_version(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}
    newer = [m.name for m in migrations.applied(db) if m.name not in known]
    if newer:
        raise NewerArchive(
            f"{path} was written by a newer luutru (it has {newer[-1]}); nothing was changed. "
            "Upgrade: pipx upgrade luutru"
        )
