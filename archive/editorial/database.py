"""editorial.db: opened for writing by whoever edits, attached for reading to every archive."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlite_utils import Database

from archive.editorial.errors import EditorialError
from archive.editorial.migrations import migrations
from archive.errors import NewerArchive, NotAnArchive
from archive.still import address

EDITORIAL = "editorial.db"

APPLICATION_ID = 0x4C555445
"""`LUTE` in the SQLite header."""

_PATIENCE = 30.0
"""Seconds to wait for another editor's act; each is one short transaction."""

_MEND = "`luutru verify --repair --from BACKUP` puts it back"

Via = Literal["desk", "api", "cli", "schedule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and through what."""

    name: str
    via: Via


class Editorial:
    """The editorial file of an archive, open for writing. Use as a context manager.

    The archive is attached read-only under the name `captured`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.conn = made(folder)
        try:
            uri = f"{(folder / 'archive.db').resolve().as_uri()}?mode=ro"
            self.conn.execute("ATTACH ? AS captured", (uri,))
        except BaseException:
            self.conn.close()
            raise

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The editorial file of the archive in `folder`; made if there is none yet.

        Raises:
            NotAnArchive, NewerArchive
        """
        if not (folder / "archive.db").is_file():
            raise NotAnArchive(f"no archive in {folder}: make one with `luutru init {folder}`")
        from archive.folder import Archive  # it attaches this file

        Archive.open(folder).close()  # an older archive is brought up to date first
        return cls(folder)

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
        self.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block, or nothing of it; inside another one it is part of that."""
        if self.conn.in_transaction:
            yield self.conn
            return
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self.conn
        except BaseException:
            self.conn.execute("ROLLBACK")
            raise
        self.conn.execute("COMMIT")


def made(folder: Path) -> sqlite3.Connection:
    """A connection to the editorial file, which is made or brought up to date first.

    Raises:
        EditorialError, NewerArchive
    """
    conn = _connect(folder / EDITORIAL)
    try:
        _migrate(conn, folder)
    except BaseException:
        conn.close()
        raise
    return conn


def attach(conn: sqlite3.Connection, folder: Path) -> None:
    """Lets a connection to archive.db read the editorial file too, under the name `editorial`.

    Where there is none and none can be made (a medium that is read-only), an empty one in memory
    stands for it.

    Raises:
        EditorialError: it is damaged, or too old to be read where it cannot be brought up to date.
        NewerArchive
    """
    path = folder / EDITORIAL
    try:
        try:
            made(folder).close()
        except sqlite3.OperationalError:
            if not path.exists():
                _attach_empty(conn)
                return
        conn.execute("ATTACH ? AS editorial", (address(path),))
        done = {row[0] for row in conn.execute("SELECT name FROM editorial._sqlite_migrations")}
    except sqlite3.DatabaseError as error:
        raise EditorialError(f"{path} cannot be read: {error}. {_MEND}") from error
    _check_version(done, folder)
    if done != _known():
        raise EditorialError(
            f"{path} was written by an older luutru, and nobody can write here: copy the archive "
            "to where it can be brought up to date"
        )


def _attach_empty(conn: sqlite3.Connection) -> None:
    empty = sqlite3.connect(":memory:")
    migrations.apply(Database(empty))
    conn.execute("ATTACH ':memory:' AS editorial")
    for (sql,) in empty.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND sql IS NOT NULL"
    ):
        conn.execute(sql.replace("CREATE TABLE ", "CREATE TABLE editorial.", 1))
    empty.close()


def _connect(path: Path) -> sqlite3.Connection:
    new = not path.exists()
    conn = sqlite3.connect(
        path.resolve().as_uri(), uri=True, isolation_level=None, timeout=_PATIENCE
    )
    conn.row_factory = sqlite3.Row
    try:
        if new:
            _keep_log(conn)
            conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        found = conn.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.OperationalError:
        conn.close()
        raise
    except sqlite3.DatabaseError as error:
        conn.close()
        raise EditorialError(f"{path} is damaged ({error}). {_MEND}") from error
    if found not in (APPLICATION_ID, 0):
        conn.close()
        raise EditorialError(f"{path} was made by another program; it was left as it is")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA synchronous = FULL")
    return conn


def _keep_log(conn: sqlite3.Connection) -> None:
    """WAL, once whoever is at the new file too lets go of it: here SQLite does not wait by itself."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            conn.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _migrate(conn: sqlite3.Connection, folder: Path) -> None:
    db = Database(conn)
    try:
        done = {migration.name for migration in migrations.applied(db)}
        _check_version(done, folder)
        if done != _known():
            conn.execute("BEGIN IMMEDIATE")  # who comes at the same time waits, and finds it done
            try:
                migrations.apply(db)
                conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            except BaseException:
                conn.execute("ROLLBACK")
                raise
            conn.execute("COMMIT")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise EditorialError(f"{folder / EDITORIAL} is damaged ({error}). {_MEND}") from error


def _known() -> set[str]:
    return {migration.name for migration in migrations._migrations}


def _check_version(done: set[str], folder: Path) -> None:
    if newer := sorted(done - _known()):
        raise NewerArchive(
            f"{folder / EDITORIAL} was written by a newer luutru (it has {newer[-1]}); nothing was "
            "changed. Upgrade: pipx upgrade luutru"
        )
