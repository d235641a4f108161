"""The download handler: Scrapy's own, which keeps what came of a response that does not end well.

Theory of operation: Scrapy drops a body that is too long, too slow or cut, and reports an error.
An archive keeps what came and says what is missing: such a response is handed on with a flag that
begins with `cut`, then the reason in the words of WARC 1.1 (`length`, `time`, `disconnect`), then
a sentence. Only a response without a whole head is an error still.

Certificates are verified, but for the hosts in `LUUTRU_INSECURE_HOSTS`.
"""

# Twisted is typed in parts: its HTTP client is not.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from functools import partial
from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ResponseReader,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import UNKNOWN_LENGTH, IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.bounds import Bounds
from crawler.faults import HeadTooLong, NoHttp

CUT = "cut"


class KeepingHandler(HTTP11DownloadHandler):
    """HTTP/1.1 within bounds; what came is kept."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.bounds = Bounds.of(crawler.settings)
        insecure = frozenset(crawler.settings.getlist("LUUTRU_INSECURE_HOSTS"))
        self._contextFactory: Any = _PerHost(self._contextFactory, insecure)
        pool: Any = self._pool
        pool._factory = partial(_Factory, self.bounds)

    async def download_request(self, request: Request) -> Response:
        agent = _Agent(
            bounds=self.bounds,
            contextFactory=self._contextFactory,
            pool=self._pool,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


@implementer(IPolicyForHTTPS)
class _PerHost:
    """Verifies the certificate of every host that is not to be trusted whatever it shows."""

    def __init__(self, strict: Any, insecure: frozenset[str]) -> None:
        self._strict = strict
        self._lenient = _ScrapyClientContextFactory(verify_certificates=False)
        self._insecure = insecure

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        name = hostname.decode("ascii")
        trusted = name in self._insecure or f"{name}:{port}" in self._insecure
        return (self._lenient if trusted else self._strict).creatorForNetloc(hostname, port)


class _Protocol(_LenientHTTP11ClientProtocol):
    """One connection: a head that is not without end, and why it was lost."""

    bounds: Bounds
    lost: Failure | None = None
    rest = 0
    """Bytes that came beyond the announced end of the last response."""
    _head = 0
    _awaits_head = True
    _start = b""

    def request(self, request: Any) -> Deferred[Any]:
        self._head, self._awaits_head, self.rest, self._start = 0, True, 0, b""
        answered = super().request(request)
        if self._parser is not None:  # a cookie of 100 KB is one line
            self._parser.MAX_LENGTH = self.bounds.head_bytes
        return answered.addCallback(self._begun)

    def _begun(self, response: Any) -> Any:
        self._awaits_head = False
        response.luutru_protocol = self
        return response

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._awaits_head and self._parser is not None:
            self._start = self._start or data[:80]
            self._head += len(data[: self.bounds.head_bytes + 1])
            if self._head > self.bounds.head_bytes:
                self._giveUp(Failure(HeadTooLong(self.bounds.head_bytes)))
                transport: Any = self.transport
                transport.abortConnection()
                return
        super().dataReceived(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self.lost = reason
        spoke = self._start and not self._start.startswith(b"HTTP/")
        if self._awaits_head and spoke and reason.check(ConnectionDone):
            reason = Failure(NoHttp(self._start))
        super().connectionLost(reason)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        self.rest = len(rest)
        super()._finishResponse(rest)


class _Factory(_LenientHTTP11ClientFactory):
    def __init__(self, bounds: Bounds, *args: Any) -> None:
        super().__init__(*args)
        self._bounds = bounds

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802
        made = _Protocol(self._quiescentCallback)
        made.bounds = self._bounds
        return made


class _Agent(_ScrapyAgent):
    """One request. Its timeout is for the head; the body has bounds of its own."""

    def __init__(self, *, bounds: Bounds, **options: Any) -> None:
        super().__init__(connectTimeout=bounds.head_seconds, **options)
        self._bounds = bounds

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        if txresponse.length == 0:
            return super()._cb_bodyready(txresponse, request)
        timeout: Any = self._timeout_cl
        timeout.reset(self._bounds.total_seconds + 30)  # `_Body` ends before that
        finished: Deferred[Any] = Deferred(partial(self._cancel, txresponse=txresponse))
        txresponse.deliverBody(
            _Body(self._bounds, finished=finished, txresponse=txresponse, request=request,
                  crawler=self._crawler)
        )  # fmt: skip
        self._txresponse = txresponse
        return finished


class _Body(_ResponseReader):
    """Receives a body as long as it keeps to the bounds."""

    def __init__(self, bounds: Bounds, **options: Any) -> None:
        super().__init__(maxsize=0, warnsize=0, fail_on_dataloss=False, **options)
        self._bounds = bounds
        self._timers: list[Any] = []

    def connectionMade(self) -> None:  # noqa: N802
        from twisted.internet import reactor

        super().connectionMade()
        later: Any = reactor.callLater
        total, idle = self._bounds.total_seconds, self._bounds.idle_seconds
        self._timers = [
            later(idle, self._stop, "time", f"nothing more came for {idle:g} seconds"),
            later(total, self._stop, "time", f"it had not ended after {total:g} seconds"),
        ]
        announced: Any = self._txresponse.length
        if announced != UNKNOWN_LENGTH and announced > self._bounds.body_bytes:
            self._stop("length", f"{announced:,} bytes are announced")

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._finished.called:
            return
        self._timers[0].reset(self._bounds.idle_seconds)
        room = self._bounds.body_bytes - self._bytes_received
        super().dataReceived(data[:room])
        if len(data) > room:
            self._stop("length", f"it is longer than {self._bounds.body_bytes:,} bytes")

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._finished.called:
            return
        protocol = getattr(self._txresponse, "luutru_protocol", None)
        if reason.check(ResponseDone):
            rest = protocol.rest if protocol is not None else 0
            cut = f"{rest:,} bytes more came than were announced" if rest else None
        elif reason.check(PotentialDataLoss):  # its end is that of the connection
            lost = protocol.lost if protocol is not None else None
            clean = lost is None or lost.check(ConnectionDone)
            cut = None if clean else "the connection broke"
        else:
            cut = "the connection ended before the body did"
        self._finish(cut, "disconnect")

    def _stop(self, why: str, text: str) -> None:
        if self._finished.called:
            return
        self._finish(text, why)
        self.transport._producer.abortConnection()  # type: ignore[union-attr]

    def _finish(self, cut: str | None, why: str) -> None:
        for timer in self._timers:
            if timer.active():
                timer.cancel()
        self._finish_response(flags=[f"{CUT} {why} {cut}"] if cut else None)


def cut_of(response: Response) -> tuple[str, str] | None:
    """Why the body of a response is not whole: WARC's word and a sentence; None if it is."""
    for flag in response.flags:
        if flag.startswith(CUT + " "):
            _, why, text = flag.split(" ", 2)
            return why, text
    return None
