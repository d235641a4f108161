"""The edition under a running site: each answer is of one state of it, the next of the newest.

An edition is updated where it lies, or a new file takes its place (`publish.edition`). A request
asks all its questions of one connection, inside one reading transaction: what it tells belongs
together. Nothing has to be restarted, no request waits or fails for a build.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from publish.edition import address

LONGEST = 30.0
"""Seconds that one answer may keep to one state: a slow download must not hold builds up."""

_IDLE = 8
"""Connections that are kept for the next requests."""

Stamp = tuple[int, ...]


@dataclass(eq=False, slots=True)
class _Reader:
    """A connection, and the file that it has open."""

    conn: sqlite3.Connection
    stamp: Stamp
    began: float = 0.0
    turn: threading.Lock = field(default_factory=threading.Lock)
    """A page may ask several questions at once; they are answered one after the other."""


class _Visit:
    """One request: its reader, from its first question on."""

    def __init__(self) -> None:
        self.reader: _Reader | None = None
        self.edition: LiveEdition | None = None
        self.lock = threading.Lock()

    def end(self) -> None:
        with self.lock:
            if self.reader is not None and self.edition is not None:
                self.edition.end(self.reader)
            self.reader = None


_visit: ContextVar[_Visit | None] = ContextVar("visit", default=None)


class LiveEdition(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database over a file that may be updated or replaced at any time."""

    def __init__(self, ds: Datasette, path: Path) -> None:
        super().__init__(ds, path=str(path), is_mutable="immutable" not in address(path))
        self._file = path
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()
        self._counts: tuple[Stamp, dict[str, int | None]] | None = None

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Asks the state of the edition that the request began with."""
        visit = _visit.get()

        def ask() -> Any:
            if visit is None:
                with self._borrowed() as reader:
                    return fn(reader.conn)
            with visit.lock:
                visit.edition = self
                if visit.reader is None:
                    visit.reader = self._begin()
                elif time.monotonic() - visit.reader.began > LONGEST:
                    self.end(visit.reader)
                    visit.reader = self._begin()
                return fn(visit.reader.conn)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, ask)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows of each table, counted once for each state of the edition."""
        stamp = _stamp(self._file, still=True)
        if self._counts is None or self._counts[0] != stamp:
            self._counts = (stamp, await super().table_counts(max(limit, 200)))
        return self._counts[1]

    @property
    def hash(self) -> None:
        """None: it would take reading the whole file."""
        return None

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            self._idle.clear()
        super().close()

    def end(self, reader: _Reader) -> None:
        """Lets go of the state that a reader has kept."""
        reader.conn.rollback()
        with self._lock:
            if len(self._idle) < _IDLE and reader.stamp == self._now():
                self._idle.append(reader)
                return
        self._close(reader)

    @contextmanager
    def _borrowed(self) -> Iterator[_Reader]:
        reader = self._begin()
        try:
            yield reader
        finally:
            self.end(reader)

    def _begin(self) -> _Reader:
        """A reader that keeps to the newest state from now on."""
        while True:
            reader = self._idle_reader() or self._open()
            try:
                reader.conn.execute("BEGIN")
                reader.conn.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            except sqlite3.Error:
                self._close(reader)
                raise
            if reader.stamp == self._now():
                reader.began = time.monotonic()
                return reader
            self._close(reader)

    def _idle_reader(self) -> _Reader | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _open(self) -> _Reader:
        stamp = self._now()
        conn = self.connect()
        self.ds._prepare_connection(conn, self.name)
        return _Reader(conn=conn, stamp=stamp)

    def _close(self, reader: _Reader) -> None:
        self._all_file_connections.remove(reader.conn)
        reader.conn.close()

    def _now(self) -> Stamp:
        return _stamp(self._file, still=not self.is_mutable)


def _stamp(path: Path, *, still: bool) -> Stamp:
    """Another file has another one; with `still` also the same file once it was written."""
    found = os.stat(path)
    if not still:
        return (found.st_dev, found.st_ino)
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)


def visited(app: Any) -> Any:
    """An ASGI application whose every request sees one state of the edition."""

    async def visit(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        here = _Visit()
        token = _visit.set(here)
        try:
            await app(scope, receive, send)
        finally:
            _visit.reset(token)
            here.end()

    return visit
