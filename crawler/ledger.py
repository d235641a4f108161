"""The ledger: counts what goes over the wire, host by host, where it goes over the wire.

Counted is each request that is written into a connection and each byte of a body that comes
back, not what the frontier meant to ask: so the sums equal the server's own log.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from operator import attrgetter

from archive import courtesy
from archive.courtesy import HostCourtesy

Clock = Callable[[], float]


@dataclass(slots=True)
class _Line:
    """What one crawl asks of one host, while it is being counted."""

    requests: int = 0
    unsent: int = 0
    bytes: int = 0
    errors: int = 0
    answers: int = 0
    latency_sum: float = 0.0
    latency_max: float = 0.0
    smallest_gap: float | None = None
    first_at: float | None = None
    last_at: float | None = None
    robots: str | None = None


_COUNTED = tuple(one.name for one in fields(_Line))
_counted = attrgetter(*_COUNTED)


class Ledger:
    """The courtesy report of all crawls of a run while it is being made."""

    def __init__(self, conn: sqlite3.Connection, *, clock: Clock = time.time) -> None:
        self._conn = conn
        self._clock = clock
        self._crawl: dict[str, int] = {}
        """Host -> the crawl for which it is being asked."""
        self._lines: dict[tuple[int, str], _Line] = {}
        self._dirty: set[tuple[int, str]] = set()
        self._last: dict[str, float] = {}
        self._sent_since: dict[str, int] = {}
        self._received: dict[int, int] = {}
        """Crawl -> bytes received in this run."""
        self.on_sent: Callable[[str], None] = lambda host: None

    def open(self, host: str, crawl: int) -> None:
        """What follows on this host is asked for this crawl."""
        self._crawl[host] = crawl
        self._sent_since[host] = 0

    def sent_since_open(self, host: str) -> int:
        """Requests that have gone out since `open`."""
        return self._sent_since.get(host, 0)

    def sent(self, host: str) -> None:
        """A request is being written into a connection to the host."""
        line, tick = self._line(host), time.monotonic()
        last, self._last[host] = self._last.get(host), tick
        if last is not None:
            gap = tick - last
            line.smallest_gap = gap if line.smallest_gap is None else min(line.smallest_gap, gap)
        line.requests += 1
        line.last_at = self._clock()
        line.first_at = line.first_at or line.last_at
        self._sent_since[host] = self._sent_since.get(host, 0) + 1
        self.on_sent(host)

    def answered(self, host: str, status: int, latency: float) -> None:
        """The head of a response has come."""
        line = self._line(host)
        line.answers += 1
        line.latency_sum += latency
        line.latency_max = max(line.latency_max, latency)
        line.errors += int(status == 429 or status >= 500)

    def failed(self, host: str) -> None:
        """A try has ended without a whole response, whether its request had gone out or not."""
        line = self._line(host)
        if self._sent_since.get(host):
            line.errors += 1
        else:
            line.unsent += 1

    def received(self, host: str, size: int) -> None:
        """So many bytes of a body."""
        self._line(host).bytes += size
        crawl = self._crawl[host]
        self._received[crawl] = self._received.get(crawl, 0) + size

    def robots(self, host: str, state: str) -> None:
        """What the host's robots.txt turned out to be."""
        if host in self._crawl:
            self._line(host).robots = state

    def received_for(self, crawl: int) -> int:
        """Bytes of bodies that a crawl has received from all hosts in this run."""
        return self._received.get(crawl, 0)

    def load(self, crawl: int) -> None:
        """Goes on with the report of a crawl that is resumed."""
        for row in courtesy.read(self._conn, crawl):
            values = asdict(row)
            del values["crawl"], values["host"]
            self._lines[crawl, row.host] = _Line(**values)

    def rows(self, *, dirty: bool = False) -> list[HostCourtesy]:
        """The report as it stands, the host that was asked most first; `dirty`: what of it is not
        committed yet."""
        rows = [
            HostCourtesy(
                crawl=crawl,
                host=host,
                **dict(zip(_COUNTED, _counted(self._lines[crawl, host]), strict=True)),
            )
            for crawl, host in (self._dirty if dirty else self._lines)
        ]
        return sorted(rows, key=lambda row: (row.crawl, -row.requests, row.host))

    def write(self) -> None:
        """Into the open transaction."""
        courtesy.write(self._conn, self.rows(dirty=True))

    def settled(self) -> None:
        """The transaction is committed."""
        self._dirty.clear()

    @property
    def is_dirty(self) -> bool:
        return bool(self._dirty)

    def _line(self, host: str) -> _Line:
        key = self._crawl[host], host
        self._dirty.add(key)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line()
        return line
