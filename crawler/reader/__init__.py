"""Reading in a process of its own: while one page is read, the next is fetched; and a page that
hangs or kills its reader costs that page, not the crawl.

Theory of operation: one child (`crawler.reader.child`) at the other end of a socket pair reads
pages one after the other, in the order in which they were asked. What is known of a portal is
sent along only when it has changed. A child that dies, or takes longer than `PAGE_SECONDS` for
one page, is replaced; the page it had in hand fails (`NotRead`), those behind it are sent again.
The child ends with the socket: a crawl killed with kill -9 leaves none behind. Reading is pure,
so nothing is lost with a child.

Does not live here: what is read from a page (`crawler.extract`), what it means (`crawler.visit`).
"""

from __future__ import annotations

import asyncio
import copyreg
import io
import pickle
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from archive.record import Article, Attachment, ExtractedBy, Image, Person
from archive.work import Call
from crawler.extract.page import Link, Reading
from crawler.visit import Ground, Page

PAGE_SECONDS = 60.0
"""No page takes a second; one that takes so long is never going to end."""

LENGTH = struct.Struct("!Q")
"""Before each message: its length in bytes."""


class NotRead(Exception):
    """A page that its reader died of, or did not come to an end with."""


@dataclass(slots=True)
class _Asked:
    page: Page
    ground: Ground
    answer: asyncio.Future[Reading]


class Reader:
    """Reads pages in a child process, which is started at once."""

    def __init__(self, *, seconds: float = PAGE_SECONDS) -> None:
        self.seconds = seconds
        """How long one page may take."""
        self._asked: deque[_Asked] = deque()
        self._told: dict[str, Ground] = {}
        """What the child knows of each portal."""
        self._connection: _Connection | None = None
        self._ready = False
        self._connecting: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._child, self._socket = _start()

    @property
    def pid(self) -> int:
        """Of the process that reads now."""
        return self._child.pid

    async def read(self, page: Page, ground: Ground) -> Reading:
        """What the page says, read with what is known of its portal.

        Raises:
            NotRead: the reader died of the page, or it took too long.
        """
        loop = asyncio.get_running_loop()
        asked = _Asked(page, ground, loop.create_future())
        self._asked.append(asked)
        if self._ready:
            self._send(asked)
        elif self._connection is None and self._connecting is None:
            self._connecting = loop.create_task(self._connect())
        return await asked.answer

    def close(self) -> None:
        """Ends the child."""
        if self._timer is not None:
            self._timer.cancel()
        connection, self._connection, self._ready = self._connection, None, False
        self._child.kill()
        self._child.wait()
        if connection is not None:
            connection.close()
        self._socket.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, self._connection = await loop.create_connection(
            lambda: _Connection(self), sock=self._socket
        )
        self._connecting = None

    def started(self) -> None:
        """The child is ready to read."""
        self._ready = True
        for asked in self._asked:
            self._send(asked)

    def _send(self, asked: _Asked) -> None:
        assert self._connection is not None
        ground, portal = asked.ground, asked.ground.portal
        known = self._told.get(portal) == ground
        self._told[portal] = ground
        self._connection.send((asked.page, portal, None if known else ground))
        if self._timer is None:
            self._watch()

    def _watch(self) -> None:
        """The page at the head has so long from now."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._asked and self._ready:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self.seconds, self._give_up)

    def _give_up(self) -> None:
        self._lost(f"it was not read after {self.seconds:g} seconds")

    def answered(self, answer: Reading | Exception) -> None:
        """The child has read the page at the head of the line, or failed on it."""
        asked = self._asked.popleft()
        self._watch()
        if asked.answer.done():  # whoever asked does not wait any more
            return
        if isinstance(answer, Exception):
            asked.answer.set_exception(answer)
        else:
            asked.answer.set_result(answer)

    def lost(self, connection: _Connection) -> None:
        """The child at the other end is gone; not because it was told to, if it's still ours."""
        if connection is self._connection:
            self._lost("the reader died of it")

    def _lost(self, why: str) -> None:
        self.close()
        self._told.clear()
        self._child, self._socket = _start()
        if self._asked:
            self.answered(NotRead(why))
        if self._asked:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())


class _Connection(asyncio.Protocol):
    """Messages to and from the child."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._received = bytearray()
        self._transport: asyncio.Transport
        self._started = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, message: Any) -> None:
        self._transport.write(packed(message))

    def data_received(self, data: bytes) -> None:
        self._received += data
        while len(self._received) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._received)
            end = LENGTH.size + length
            if len(self._received) < end:
                return
            message = pickle.loads(bytes(self._received[LENGTH.size : end]))
            del self._received[:end]
            if self._started:
                self._reader.answered(message)
            else:
                self._started = True
                self._reader.started()

    def connection_lost(self, exc: Exception | None) -> None:
        self._reader.lost(self)

    def close(self) -> None:
        self._transport.abort()


_FREQUENT: tuple[type, ...] = (
    Article, Attachment, Call, ExtractedBy, Image, Link, Page, Person, Reading,
)  # fmt: skip
"""Values of which there are many in a message: pickle asks what the fields of each are."""
_NAMES = {kind: tuple(one.name for one in fields(kind)) for kind in _FREQUENT}
_SETTERS = {kind: [getattr(kind, name).__set__ for name in _NAMES[kind]] for kind in _FREQUENT}


def _made(kind: type, *values: Any) -> Any:
    new: Any = object.__new__(kind)
    for put, value in zip(_SETTERS[kind], values, strict=True):
        put(new, value)
    return new


def _reduced_by(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    values = attrgetter(*_NAMES[kind])
    return lambda one: (_made, (kind, *values(one)))


class _Packer(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table | {kind: _reduced_by(kind) for kind in _FREQUENT}


def packed(message: Any) -> bytes:
    """A message as it goes through the socket."""
    file = io.BytesIO()
    _Packer(file, pickle.HIGHEST_PROTOCOL).dump(message)
    data = file.getvalue()
    return LENGTH.pack(len(data)) + data


def _start() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        # A session of its own: Ctrl-C is for the crawl, which ends it.
        child = subprocess.Popen(
            [sys.executable, "-m", "crawler.reader.child", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    ours.setblocking(False)
    return child, ours
