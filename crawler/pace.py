"""The pace of each host: never faster than asked, slower after errors, at rest when it is ill.

Between two requests to a host lie at least: the portal's delay, its robots.txt's Crawl-delay,
its own latency (AutoThrottle's rule for one request at a time), and, after errors, a penalty
that doubles with each error and wears off slowly. No I/O here; the clock is an argument.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.hosts import Rest

REST_AFTER = 6
"""So many errors in a row, and the host itself is in doubt."""

REST_SECONDS = 900.0
"""How long a host is left alone that gave nothing but errors."""

MAX_PENALTY = 60.0
"""Seconds; the bound is sixteen times the delay where that is less."""

_MOST_TIMES = 16
_SMALLEST_PENALTY = 0.05
_WEARS_OFF = 0.7
_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The host of an address as its pace is kept: in lower case, with a port that is not usual."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        port = None
    name = f"[{name}]" if ":" in name else name
    return name if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{name}:{port}"


@dataclass(slots=True)
class _Host:
    floor: float = 0.0
    throttle: float = 0.0
    penalty: float = 0.0
    errors: int = 0
    """In a row."""
    last: float = 0.0
    """Unix time of the latest request."""


class Pace:
    """When each host may be asked next."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._rests: dict[str, Rest] = {}

    def settle(self, host: str, floor: float) -> None:
        """At least so many seconds between two requests; the longest that was asked counts."""
        one = self._host(host)
        one.floor = max(one.floor, floor)

    def delay(self, host: str) -> float:
        """Seconds that are to lie between two requests now."""
        one = self._host(host)
        return max(one.floor, one.throttle, one.penalty)

    def free_at(self, host: str) -> float:
        """Unix time from which on the host may be asked; 0 if it never was asked."""
        one = self._hosts.get(host)
        earliest = one.last + self.delay(host) if one and one.last else 0.0
        rest = self._rests.get(host)
        return max(earliest, rest.until) if rest else earliest

    def sent(self, host: str) -> None:
        """A request goes out."""
        self._host(host).last = self._clock()

    def good(self, host: str, latency: float) -> None:
        """The host answered as a well server does."""
        one = self._host(host)
        one.errors = 0
        one.penalty = one.penalty * _WEARS_OFF if one.penalty > _SMALLEST_PENALTY else 0.0
        one.throttle = (one.throttle + latency) / 2 if one.floor else 0.0

    def bad(self, host: str) -> int:
        """An error: slower from now on. Returns how many came in a row."""
        one = self._host(host)
        one.errors += 1
        start = max(one.floor, _SMALLEST_PENALTY)
        most = max(min(MAX_PENALTY, _MOST_TIMES * start), one.floor)
        one.penalty = min(max(2 * one.penalty, start), most)
        return one.errors

    def trusted(self, host: str) -> None:
        """The errors were its pages', not its own: they are forgotten."""
        one = self._host(host)
        one.errors, one.penalty = 0, 0.0

    def rest(self, host: str, rest: Rest) -> None:
        """The host is left alone until then; a longer rest is not cut short."""
        known = self._rests.get(host)
        if known is None or known.until < rest.until:
            self._rests[host] = rest

    def resting(self, host: str, beyond: float = 0.0) -> Rest | None:
        """The host's rest, if it lasts longer than so many seconds from now."""
        rest = self._rests.get(host)
        return rest if rest is not None and rest.until > self._clock() + beyond else None

    def _host(self, host: str) -> _Host:
        one = self._hosts.get(host)
        if one is None:
            one = self._hosts[host] = _Host()
        return one
