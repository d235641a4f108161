"""The courtesy report: what a crawl asked of each host, kept with the crawl."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from archive.folder import VIETNAM


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCourtesy:
    """What one crawl asked of one host. Equal to what the host's own log says."""

    crawl: int
    host: str
    requests: int = 0
    """Sent over a connection: retries, robots.txt, files and failed ones among them."""
    unsent: int = 0
    """Attempts that reached no server: a name that does not resolve, a refused connection."""
    bytes: int = 0
    """Of bodies, as they came: still compressed, those of broken responses too."""
    errors: int = 0
    """Requests without a whole response, or with an answer of 429 or 5xx."""
    answers: int = 0
    """Requests that were answered; the latencies are theirs."""
    latency_sum: float = 0.0
    """Seconds from the request to the head of its response."""
    latency_max: float = 0.0
    smallest_gap: float | None = None
    """Seconds between two requests, the shortest there was."""
    first_at: float | None = None
    """Unix time."""
    last_at: float | None = None
    robots: str | None = None
    """`rules`, `none`, `unreachable`, or None when it was not asked."""

    @property
    def latency_mean(self) -> float | None:
        return self.latency_sum / self.answers if self.answers else None

    def as_json(self) -> dict[str, Any]:
        return {
            "host": self.host,
            "requests": self.requests,
            "unsent": self.unsent,
            "bytes": self.bytes,
            "errors": self.errors,
            "latency_mean": _rounded(self.latency_mean),
            "latency_max": _rounded(self.latency_max if self.answers else None),
            "smallest_gap": _rounded(self.smallest_gap),
            "first_request": _iso(self.first_at),
            "last_request": _iso(self.last_at),
            "robots": self.robots,
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


def _iso(at: float | None) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(at, VIETNAM).isoformat(timespec="milliseconds")


_COLUMNS = tuple(column.name for column in fields(HostCourtesy))
_WRITE = (
    f"INSERT OR REPLACE INTO courtesy ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)
_values = attrgetter(*_COLUMNS)


def write(conn: sqlite3.Connection, rows: Iterable[HostCourtesy]) -> None:
    """Puts these rows in the place of those of the same crawl and host."""
    conn.executemany(_WRITE, map(_values, rows))


def read(conn: sqlite3.Connection, crawl: int) -> list[HostCourtesy]:
    """The report of a crawl, the host that was asked most first."""
    rows = conn.execute(
        "SELECT * FROM courtesy WHERE crawl = ? ORDER BY requests DESC, host", (crawl,)
    )
    return [HostCourtesy(**dict(row)) for row in rows]
