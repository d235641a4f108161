"""All that a search finds as a file, without a cap: CSV, JSON Lines, Parquet.

A download may take minutes. It has a connection of its own (Datasette's limits of time and rows
are for questions), reads in a thread no faster than the client takes, and ends with the client.
All of it is of one state of the edition as long as that holds no build up (`publish.live`); from
then on what was found is read as it is by then.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.export import FORMATS, parquet
from archive.folder import now
from archive.text import fold
from publish.find.asked import Asked
from publish.find.taking import objects
from publish.language import language
from publish.live import LONGEST
from publish.pages.page import DATABASE, language_of
from publish.pages.search import refused
from publish.shown import safe_name

AT_ONCE = 4
"""Downloads at a time; who comes later is asked to wait."""

_WAIT = 30
"""Seconds after which to come again."""

_STALLED = 120
"""Seconds after which a client that takes nothing is let go."""

_PIECE = 1 << 16
_PIECES_AHEAD = 8
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_BOM = "\ufeff".encode()
"""Without it Excel takes UTF-8 for the code page of the computer."""

_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="take")
_running: set[object] = set()

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def take(datasette: Any, request: Request, send: Send, receive: Receive) -> Response | None:
    """Streams every hit; the count is that of the screen."""
    form = request.url_vars["format"]
    asked = Asked.read(request.args)
    words = language(language_of(request))
    if asked.ignored:
        return refused(asked)
    if form == "parquet" and not parquet.available():
        return Response.text(words.no_parquet, status=501)
    if len(_running) >= AT_ONCE:
        return Response.text(words.busy, status=503, headers={"Retry-After": str(_WAIT)})
    headers = {
        "content-type": _KINDS[form],
        "content-disposition": f'attachment; filename="{_name(asked, form)}"',
        "cache-control": "no-store",
        "access-control-allow-origin": "*",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    if request.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return None
    database = datasette.get_database(DATABASE)
    await _stream(_Download(database.path, not database.is_mutable, asked, form), send, receive)
    return None


def _name(asked: Asked, form: str) -> str:
    about = safe_name(fold(asked.query))[:60].strip("-.") if asked.query else "tat-ca"
    return f"luutru-{about}-{now():%Y-%m-%d}.{form}"


class _Left(Exception):
    """The client is gone."""


class _Stalled(TimeoutError):
    """The client is there and takes nothing."""


class _Pipe(io.RawIOBase):
    """A file whose pieces go to the event loop, a few ahead of the client."""

    def __init__(self) -> None:
        self.waiting: Callable[[], None] = lambda: None
        """Called about once a second while the client takes nothing."""
        self.loop = asyncio.get_running_loop()
        self.pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.room = threading.Semaphore(_PIECES_AHEAD)
        self.left = threading.Event()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        while len(self._held) >= _PIECE:
            self._pass_on(_PIECE)
        return len(data)

    def end(self) -> None:
        """What is held goes too."""
        self._pass_on(len(self._held))

    def _pass_on(self, size: int) -> None:
        for _ in range(_STALLED):
            if self.room.acquire(timeout=1) or self.left.is_set():
                break
            self.waiting()
        else:
            raise _Stalled(f"a download was not taken for {_STALLED} s")
        if self.left.is_set():
            raise _Left
        piece = bytes(self._held[:size])
        del self._held[:size]
        self.loop.call_soon_threadsafe(self.pieces.put_nowait, piece)


class _Download:
    """One file in the making, in a thread."""

    def __init__(self, path: str, immutable: bool, asked: Asked, form: str) -> None:
        self.address = f"{Path(path).resolve().as_uri()}?mode=ro" + "&immutable=1" * immutable
        self.asked, self.form = asked, form

    def write(self, pipe: _Pipe) -> None:
        """From one moment of the edition."""
        try:
            with closing(sqlite3.connect(self.address, uri=True, isolation_level=None)) as conn:
                conn.row_factory = sqlite3.Row
                conn.set_progress_handler(lambda: int(pipe.left.is_set()), 100_000)
                conn.execute("BEGIN")
                began = time.monotonic()

                def let_go() -> None:
                    if conn.in_transaction and time.monotonic() - began > LONGEST:
                        conn.rollback()

                pipe.waiting = let_go
                if self.form == "csv":
                    pipe.write(_BOM)
                with closing(objects(conn, self.asked)) as found:
                    FORMATS[self.form](_each(found, let_go), pipe)  # type: ignore[arg-type]
                pipe.end()
        except _Left:
            return
        except sqlite3.OperationalError:
            if not pipe.left.is_set():
                raise
        finally:
            pipe.loop.call_soon_threadsafe(pipe.pieces.put_nowait, None)


def _each(found: Iterable[dict[str, Any]], then: Callable[[], None]) -> Iterator[dict[str, Any]]:
    for one in found:
        then()
        yield one


async def _stream(download: _Download, send: Send, receive: Receive) -> None:
    pipe, token = _Pipe(), object()
    _running.add(token)
    work = pipe.loop.run_in_executor(_pool, download.write, pipe)
    watch = asyncio.create_task(_watch(receive, pipe))
    try:
        while (piece := await pipe.pieces.get()) is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            pipe.room.release()
        await work  # an error breaks the answer off: half a file must not look whole
        if not pipe.left.is_set():
            await send({"type": "http.response.body", "body": b""})
    finally:
        pipe.left.set()
        watch.cancel()
        _running.discard(token)


async def _watch(receive: Receive, pipe: _Pipe) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    pipe.left.set()
