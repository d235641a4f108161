"""robots.txt of every host that is asked, the portal's own and those of its pictures (RFC 9309).

What the text says is Protego's business (groups, longest match, Crawl-delay); here stands when
a host must be asked, what an answer means, and how long it counts.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime

from protego import Protego

from archive import hosts
from archive.folder import VIETNAM
from archive.hosts import Robots
from crawler.pace import host_of

TOKEN = "luutru"
"""Our product token: the name by which a robots.txt addresses us."""

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least so much is read; we read no more."""

FRESH_SECONDS = 24 * 3600.0
"""RFC 9309, 2.4: no longer than this may an answer be relied on."""

UNREACHABLE_SECONDS = 3600.0
"""So long nothing is asked of a host whose robots.txt could not be had."""

UNREACHABLE_STATUS = frozenset({408, 425, 429})
"""Beside 5xx: these say nothing about whether there is a robots.txt."""


def is_unreachable(status: int) -> bool:
    """Does this status forbid everything (2.3.1.4), or mean that there are no rules (2.3.1.3)?"""
    return status >= 500 or status in UNREACHABLE_STATUS


class RobotsBook:
    """What each host's robots.txt says; kept in the archive, so that a crawl resumes with it."""

    def __init__(self, conn: sqlite3.Connection, *, clock: Callable[[], float] = time.time) -> None:
        self._conn = conn
        self._clock = clock
        self._known: dict[str, Robots] = {}
        self._parsed: dict[str, Protego] = {}
        self.asked_by: dict[str, str] = {}
        """Host -> the portal for which its robots.txt is being asked."""

    def known(self, host: str) -> Robots | None:
        """What counts now; None when the host must be asked first."""
        found = self._known.get(host)
        if found is None:
            found = hosts.robots(self._conn, host)
            if found is not None:
                self._known[host] = found
        return found if found is not None and self._clock() < found.until else None

    def answered(self, host: str, text: str | None) -> Robots:
        """The host has a robots.txt, or (None) says that it has none."""
        now = self._clock()
        state: hosts.RobotsState = "none" if text is None else "rules"
        return self._keep(
            host, Robots(state=state, text=text or "", at=now, until=now + FRESH_SECONDS)
        )

    def unreachable(self, host: str, why: str) -> Robots:
        """It could not be had: complete disallow for a while."""
        now = self._clock()
        until = now + UNREACHABLE_SECONDS
        then = datetime.fromtimestamp(until, VIETNAM)
        reason = (
            f"the robots.txt of {host} could not be had ({why}), so nothing may be asked of it "
            f"until {then:%d/%m/%Y %H:%M}"
        )
        return self._keep(host, Robots(state="unreachable", reason=reason, at=now, until=until))

    def _keep(self, host: str, found: Robots) -> Robots:
        self._known[host] = found
        self._parsed.pop(host, None)
        self.asked_by.pop(host, None)
        hosts.keep_robots(self._conn, host, found)
        return found

    def allows(self, url: str) -> bool:
        """May this address be asked, by what its host says?"""
        rules = self._rules(host_of(url))
        return rules is None or rules.can_fetch(url, TOKEN)

    def delay(self, host: str) -> float:
        """Seconds between two requests that the host asks for; 0 if it asks for none."""
        rules = self._rules(host)
        if rules is None:
            return 0.0
        rate = rules.request_rate(TOKEN)
        paused = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(rules.crawl_delay(TOKEN) or 0.0, paused)

    def _rules(self, host: str) -> Protego | None:
        found = self._known.get(host)
        if found is None or found.state != "rules":
            return None
        if host not in self._parsed:
            self._parsed[host] = Protego.parse(found.text)
        return self._parsed[host]
