"""The downloader: one request, one response, whatever becomes of its body.

Theory of operation: one connection per host, kept for the next request. An archive keeps what came
and says what is missing: a response with a whole head is handed on however its body ends, with the
reason in the words of WARC 1.1 (`length`, `time`, `disconnect`) and in a sentence. Only a response
without a whole head is an error. A request is never repeated here: a kept connection that turns out
to be dead costs a try, and the frontier asks again after its pause.

Every request is told to the ledger as it is written into a connection, and every byte of a body as
it comes. Addresses are checked where they are connected to (`crawler.guard.Resolver`). Certificates
are verified, but for the hosts that are to be trusted whatever they show.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from cryptography import x509
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Response

from archive.entity import header
from crawler.bounds import Bounds
from crawler.cookies import Cookies
from crawler.guard import NoName, Resolver
from crawler.http1 import BadFraming, Fields, HeadTooLong, NoHttp, Parser
from crawler.ledger import Ledger
from crawler.tls import OP_LEGACY_SERVER_CONNECT, lax_context, strict_context

_PORTS = {"http": 80, "https": 443}

_IDLE_SECONDS = 240.0
"""How long a connection is kept that nobody uses."""


class Cut(NamedTuple):
    """Why a body is not whole."""

    why: str
    """`length`, `time` or `disconnect`, as WARC 1.1 has it."""
    text: str


class Received(Response):
    """A response, with what went over the wire as it went."""

    request: Request
    sent: Fields = ()
    """The header fields of the request, in their order."""
    fields: Fields = ()
    """The header fields of the response, in their order."""
    status_line: str = ""
    latency: float = 0.0
    """Seconds from the request to the head."""
    cut: Cut | None = None
    address: str = ""
    """The IP address that answered."""
    shown: bytes | None = None
    """The certificate that the server showed, DER."""

    @property  # type: ignore[misc]
    def headers(self) -> Headers:
        """The fields as Scrapy has them; made when they are asked for."""
        if self._headers is None:
            self._headers = Headers(
                (name.encode("latin-1"), value.encode("utf-8", "surrogateescape"))
                for name, value in self.fields
            )
        return self._headers

    def field(self, name: str) -> str | None:
        """The last value of a header field, named in lower case."""
        return header(self.fields, name)

    def certificate_shown(self) -> x509.Certificate | None:
        """The certificate that the server showed."""
        return x509.load_der_x509_certificate(self.shown) if self.shown else None


class _Place(NamedTuple):
    """What a connection leads to."""

    scheme: str
    host: str
    port: int


class Downloader:
    """Asks servers, one request at a time each."""

    def __init__(
        self,
        *,
        bounds: Bounds,
        ledger: Ledger,
        resolver: Resolver,
        cookies: Cookies,
        headers: Mapping[str, str],
        insecure: frozenset[str] = frozenset(),
    ) -> None:
        """
        Args:
            headers: sent with every request that has no other of that name.
            insecure: hosts whose certificates are not verified.
        """
        self.bounds = bounds
        self.ledger = ledger
        self._resolver = resolver
        self._cookies = cookies
        self._headers = {name.encode(): (name, value) for name, value in headers.items()}
        self._insecure = insecure
        self._contexts: dict[bool, ssl.SSLContext] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._open: dict[_Place, _Connection] = {}

    async def fetch(self, request: Request) -> Received:
        """The response to a request of the host `request.meta["download_slot"]`.

        Raises:
            what `crawler.faults.describe` has words for: there is no whole head.
        """
        slot = request.meta["download_slot"]
        lock = self._locks.get(slot)
        if lock is None:
            lock = self._locks[slot] = asyncio.Lock()
        async with lock:
            return await self._ask(request, slot)

    async def _ask(self, request: Request, slot: str) -> Received:
        parts = urlsplit(request.url)
        host = parts.hostname
        if parts.scheme not in _PORTS or not host:
            raise UnsupportedURLSchemeError(f"no web address: {request.url}")
        self._cookies.put_on(request)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = self._fields(request, parts.netloc.rpartition("@")[2])
        place = _Place(parts.scheme, host, parts.port or _PORTS[parts.scheme])
        loop = asyncio.get_running_loop()
        patience = loop.time() + self.bounds.head_seconds
        connection = self._open.pop(place, None)
        if connection is None or not connection.is_usable(loop.time()):
            connection = await self._connect(place, patience)
        turn = _Turn(connection, request, slot, sent, patience)
        try:
            received = await turn.ask(target)
        except asyncio.CancelledError:
            connection.abort()
            raise
        if turn.reusable:
            self._keep(place, connection, loop.time())
        else:
            connection.abort()
        if received.field("set-cookie") is not None:
            self._cookies.take_from(received, request)
        return received

    def _keep(self, place: _Place, connection: _Connection, now: float) -> None:
        """Keeps a connection for the next request; those that nobody has used for long are ended."""
        connection.used_at = now
        self._open[place] = connection
        oldest = next(iter(self._open))
        if not self._open[oldest].is_usable(now):
            self._open.pop(oldest).abort()

    def _fields(self, request: Request, host: str) -> Fields:
        own = [
            (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
            for name, values in request.headers.items()
            for value in values
        ]
        usual = [pair for name, pair in self._headers.items() if name not in request.headers]
        length = [("Content-Length", str(len(request.body)))] if _has_body(request) else []
        return ("Host", host), *usual, *own, *length

    async def _connect(self, place: _Place, patience: float) -> _Connection:
        loop = asyncio.get_running_loop()
        scheme, host, port = place
        context = self._context(host, port) if scheme == "https" else None
        try:
            async with asyncio.timeout_at(patience):
                address = await self._resolver.address(host, port)
                _, made = await loop.create_connection(
                    lambda: _Connection(self, address), address, port, ssl=context,
                    server_hostname=host if context else None,
                )  # fmt: skip
        except TimeoutError as error:
            raise DownloadTimeoutError(f"no connection to {host}:{port}") from error
        except NoName as error:
            raise CannotResolveHostError(host) from error
        except ConnectionRefusedError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be one
            raise DownloadFailedError(str(error)) from error
        return made

    def _context(self, host: str, port: int) -> ssl.SSLContext:
        lax = host in self._insecure or f"{host}:{port}" in self._insecure
        context = self._contexts.get(lax)
        if context is None:
            context = self._contexts[lax] = lax_context() if lax else strict_context()
            context.options |= OP_LEGACY_SERVER_CONNECT
        return context

    def close(self) -> None:
        """Ends the connections that are kept."""
        for connection in self._open.values():
            connection.abort()
        self._open.clear()


def _has_body(request: Request) -> bool:
    return bool(request.body) or request.method in ("POST", "PUT")


class _Connection(asyncio.Protocol):
    """One connection; at most one request is under way on it."""

    def __init__(self, downloader: Downloader, address: str) -> None:
        self.downloader = downloader
        self.address = address
        self.used_at = 0.0
        self.turn: _Turn | None = None
        self.transport: asyncio.Transport
        self.certificate: bytes | None = None
        self._lost = False

    def is_usable(self, now: float) -> bool:
        """May it be asked again?"""
        return not self._lost and not self.transport.is_closing() and (
            now - self.used_at < _IDLE_SECONDS
        )  # fmt: skip

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        secured = transport.get_extra_info("ssl_object")
        if secured is not None:
            self.certificate = secured.getpeercert(binary_form=True)

    def data_received(self, data: bytes) -> None:
        if self.turn is None:  # nobody asked
            self.abort()
        else:
            self.turn.came(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        if self.turn is not None:
            self.turn.lost(exc)

    def abort(self) -> None:
        self.turn = None
        self.transport.abort()


@dataclass(slots=True, eq=False)
class _Turn:
    """One request on a connection, until its response has ended."""

    connection: _Connection
    request: Request
    slot: str
    sent: Fields
    patience: float
    """When the head must be there."""
    reusable: bool = False
    _parser: Any = None
    _answer: Any = None
    _timer: Any = None
    _started: float = 0.0
    _latency: float = 0.0
    _last: float = 0.0
    """When the latest bytes of the body came."""
    _began: float = 0.0
    _pieces: Any = None
    _size: int = 0

    async def ask(self, target: str) -> Received:
        """Sends the request and waits for the end of the response."""
        loop = asyncio.get_running_loop()
        bounds, ledger = self.connection.downloader.bounds, self.connection.downloader.ledger
        self._parser = Parser(self.request.method, bounds.head_bytes)
        self._answer = loop.create_future()
        self._pieces = []
        lines = [f"{self.request.method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.sent]
        head = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
        self.connection.turn = self
        self._started = loop.time()
        self._timer = loop.call_at(self.patience, self._no_head)
        ledger.sent(self.slot)
        self.connection.transport.write(head + self.request.body)
        try:
            return cast(Received, await self._answer)
        finally:
            self._timer.cancel()
            self.connection.turn = None

    def came(self, data: bytes) -> None:
        """Bytes of the response."""
        if self._answer.done():
            return
        parser = self._parser
        awaited = parser.head is None
        try:
            body = parser.feed(data)
        except (HeadTooLong, NoHttp) as error:
            self._fail(error)
            return
        except BadFraming as error:
            self._broken(error)
            return
        if awaited and parser.head is not None:
            self._head_came()
        if body:
            self._body_came(body)
        if parser.done and not self._answer.done():
            rest = parser.rest
            cut = f"{rest:,} bytes more came than were announced" if rest else None
            self._finish("disconnect", cut)

    def _broken(self, error: BadFraming) -> None:
        if self._parser.head is None:
            self._fail(error)
        else:
            self._finish("disconnect", "the connection ended before the body did")

    def _head_came(self) -> None:
        loop, downloader = asyncio.get_running_loop(), self.connection.downloader
        head, bounds = self._parser.head, downloader.bounds
        self._last = self._began = loop.time()
        self._latency = self._began - self._started
        downloader.ledger.answered(self.slot, head.status, self._latency)
        if head.ending == "none":
            self._parser.done = True
        elif head.length is not None and head.length > bounds.body_bytes:
            self._finish("length", f"{head.length:,} bytes are announced")
        else:
            self._timer.cancel()
            self._timer = loop.call_later(
                min(bounds.idle_seconds, bounds.total_seconds), self._look
            )

    def _body_came(self, body: bytes) -> None:
        if self._answer.done():
            return
        downloader = self.connection.downloader
        self._last = asyncio.get_running_loop().time()
        room = downloader.bounds.body_bytes - self._size
        self._pieces.append(body[:room])
        self._size += len(self._pieces[-1])
        downloader.ledger.received(self.slot, len(self._pieces[-1]))
        if len(body) > room:
            self._finish("length", f"it is longer than {downloader.bounds.body_bytes:,} bytes")

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        if self._answer.done():
            return
        parser = self._parser
        if parser.head is None:
            if error is None and parser.start.strip():
                told = "it ended in the middle of the head"
            else:
                told = str(error or "it was closed without an answer")
            failed = DownloadFailedError(told)
            failed.__cause__ = error
            self._fail(failed)
        elif parser.head.ending != "connection":
            self._finish("disconnect", "the connection ended before the body did")
        else:
            self._finish("disconnect", "the connection broke" if error else None)

    def _no_head(self) -> None:
        self._fail(DownloadTimeoutError(f"no answer for {self.request.url}"))

    def _look(self) -> None:
        """Is the body still coming, and in time?"""
        bounds, loop = self.connection.downloader.bounds, asyncio.get_running_loop()
        idle, end = self._last + bounds.idle_seconds, self._began + bounds.total_seconds
        now = loop.time()
        if now >= end:
            self._finish("time", f"it had not ended after {bounds.total_seconds:g} seconds")
        elif now >= idle:
            self._finish("time", f"nothing more came for {bounds.idle_seconds:g} seconds")
        else:
            self._timer = loop.call_at(min(idle, end), self._look)

    def _fail(self, error: Exception) -> None:
        if not self._answer.done():
            self._answer.set_exception(error)
        self.connection.abort()

    def _finish(self, why: str, cut: str | None) -> None:
        head = self._parser.head
        received = Received(
            self.request.url,
            status=head.status,
            body=self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces),
            request=self.request,
        )
        received.sent, received.fields = self.sent, head.fields
        received.status_line, received.latency = head.line, self._latency
        received.cut = Cut(why, cut) if cut else None
        received.shown, received.address = self.connection.certificate, self.connection.address
        self.reusable = self._parser.done and cut is None and head.persistent
        self._answer.set_result(received)
