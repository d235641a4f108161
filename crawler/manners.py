"""Manners: may this address be asked now, later, or not at all? And what follows from an answer.

Holds the ledger (what was asked), the pace (how fast), the robots.txt of every host, and the
limits of every portal. The frontier asks before each request, the spider tells what came of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError

from archive import crawls, hosts
from archive.folder import VIETNAM, Archive
from archive.hosts import Rest
from archive.record import Kind
from archive.work import Entry, PageWork
from crawler.extract.urls import aim
from crawler.ledger import Ledger
from crawler.limits import Limits, Pause
from crawler.pace import REST_AFTER, REST_SECONDS, Pace, host_of
from crawler.robots import RobotsBook, is_unreachable
from crawler.settings import MAX_CRAWL_DELAY, PATIENCE_SECONDS, RETRY_STATUS
from crawler.visit import MAX_REDIRECTS, Ground

if TYPE_CHECKING:
    from crawler.tally import Tally

_NOT_THE_HOSTS_FAULT = (ResponseDataLossError, DownloadCancelledError)
"""The host answered; what it sent was bad or too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is to be done with an entry whose turn it is."""

    at: float = 0.0
    """Unix time from which on it may be asked."""
    refusal: str | None = None
    """Why it is not to be asked at all."""
    again: bool = False
    """Another entry comes first now: look again."""


class Manners:
    """The politeness of one run."""

    def __init__(
        self,
        archive: Archive,
        tallies: Mapping[str, Tally],
        grounds: Mapping[str, Ground],
        limits: Mapping[str, Limits],
        *,
        deadline: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.now = clock
        self.ledger = Ledger(archive.conn, clock=clock)
        self.pace = Pace(clock=clock)
        self.book = RobotsBook(archive.conn, clock=clock)
        self.ledger.on_sent = self.pace.sent
        self._archive = archive
        self._tallies = tallies
        self._grounds = grounds
        self._limits = limits
        self._deadline = deadline
        self._began = clock()
        self._hosts: dict[str, tuple[str, frozenset[str]]] = {}
        """Portal -> its home page, and its own hosts as long as that is it."""
        self._probed: set[str] = set()
        """Hosts in doubt whose home page is being asked."""
        self._in_a_row: dict[str, set[tuple[str, str]]] = {}
        self._put_off: dict[str, set[str]] = {}
        """Host -> the entries that it asked a pause for."""
        """Host -> portal and key of what has failed since its last good answer."""
        for tally in tallies.values():
            self.ledger.load(tally.crawl.id)
        for portal in tallies:
            for host in self.own_hosts(portal):
                rest = hosts.rest(archive.conn, host)
                if rest is not None:
                    self.pace.rest(host, rest)

    def own_hosts(self, portal: str) -> frozenset[str]:
        """The hosts that are the portal itself, not those of its pictures."""
        home = self._grounds[portal].home
        known = self._hosts.get(portal)
        if known is None or known[0] != home:  # it may move to another host while it is crawled
            url = self._tallies[portal].crawl.portal.url
            known = self._hosts[portal] = home, frozenset({host_of(url), host_of(home)})
        return known[1]

    # -- before a request ------------------------------------------------------------------

    def exhausted(self, portal: str) -> bool:
        """Is the portal not to be asked any more in this run?"""
        tally, now = self._tallies[portal], self.now()
        if tally.pause is not None:
            return True
        if self._deadline is not None and now >= self._deadline:
            return True
        limits = self._limits[portal]
        size = self.ledger.received_for(tally.crawl.id)
        pause = limits.reached(pages=tally.pages, size=size, seconds=now - self._began)
        pause = pause or self._long(limits.quiet_pause(now)) or self._at_rest(portal)
        if pause is not None:
            tally.put_off(pause)
        return pause is not None

    def _long(self, pause: Pause | None) -> Pause | None:
        """A run waits for the end of a short pause."""
        if pause is None or pause.until is None or pause.until <= self.now() + PATIENCE_SECONDS:
            return None
        return pause

    def _at_rest(self, portal: str) -> Pause | None:
        for host in self.own_hosts(portal):
            rest = self.pace.resting(host, PATIENCE_SECONDS)
            if rest is not None:
                return Pause(reason=rest.reason, until=rest.until, red=rest.ill)
        return None

    def quiet_until(self, portal: str) -> float:
        """Unix time when the portal's quiet hours end, 0 outside of them."""
        pause = self._limits[portal].quiet_pause(self.now())
        return pause.until or 0.0 if pause else 0.0

    def gate(self, entry: Entry) -> Gate:
        """May this entry be asked, by its host's robots.txt, its pace and its rest?"""
        host, now = host_of(entry.url), self.now()
        own = host in self.own_hosts(entry.portal)
        rest = self.pace.resting(host)
        if rest is not None and rest.until > now + PATIENCE_SECONDS:
            return Gate(at=rest.until) if own else Gate(refusal=rest.reason)
        if entry.kind is not Kind.ROBOTS:
            known = self.book.known(host)
            if known is None:
                return self._ask_robots(entry, host)
            if known.state == "unreachable":
                if not own:
                    return Gate(refusal=known.reason)
                pause = Pause(reason=known.reason or "", until=known.until, red=True)
                self._tallies[entry.portal].put_off(pause)
                return Gate(at=known.until)
            if not self.book.allows(entry.url):
                return Gate(refusal="robots.txt forbids it")
        asked = min(self.book.delay(host), MAX_CRAWL_DELAY)
        self.pace.settle(host, max(self._tallies[entry.portal].crawl.portal.delay, asked))
        return Gate(at=self.pace.free_at(host))

    def _ask_robots(self, entry: Entry, host: str) -> Gate:
        """The host's robots.txt comes first; several portals with one host ask for it once."""
        asker = self.book.asked_by.get(host)
        conn = self._archive.conn
        if asker is not None and not self.exhausted(asker):
            following = crawls.next_try(conn, asker, Kind.ROBOTS)
            if following is not None:
                return Gate(at=max(following, self.now() + 0.05), again=False)
        self.book.asked_by[host] = entry.portal
        self._archive.begin()
        scheme = urlsplit(entry.url).scheme
        crawls.ask_again(conn, entry.portal, f"{scheme}://{host}/robots.txt", Kind.ROBOTS)
        return Gate(again=True)

    def going_out(self, entry: Entry, host: str | None = None) -> None:
        """The entry is handed to the downloader, or its page asks `host` for a part of itself."""
        self.ledger.open(host or host_of(entry.url), self._tallies[entry.portal].crawl.id)
        if host is None and entry.kind is Kind.ROBOTS:
            self.book.asked_by[_root(entry)] = entry.portal

    # -- after it, inside the transaction of its unit of work --------------------------------

    def answered(
        self, entry: Entry, status: int, work: PageWork, *, location: str | None, latency: float
    ) -> PageWork:
        """A response has come; returns the unit of work, changed where manners change it."""
        host = host_of(entry.url)
        refused = status == HTTPStatus.NOT_IMPLEMENTED  # of a method: the host is well
        if status in RETRY_STATUS or (status >= 500 and not refused):
            work = self._bad(entry, host, f"the server answered {status}", work)
        else:
            self.pace.good(host, latency)
            self._in_a_row.pop(host, None)
            if host in self._probed and entry.url == self._grounds[entry.portal].home:
                self._probed.discard(host)
                self.pace.trusted(host)
        if entry.kind is not Kind.ROBOTS:
            return work
        return self._robots_came(entry, status, work, location)

    def _robots_came(
        self, entry: Entry, status: int, work: PageWork, location: str | None
    ) -> PageWork:
        root = _root(entry)
        if 300 <= status < 400 and location:
            if self._follow(entry, aim(entry.url, location)):
                return work
            found = self.book.answered(root, None)
        elif work.outcome == "retry":
            return work
        elif is_unreachable(status) or work.outcome != "done":
            found = self.book.unreachable(root, work.error or f"the server answered {status}")
        else:
            found = self.book.answered(root, work.robots_txt or None)
        self.ledger.robots(root, found.state)
        return work if root in self.own_hosts(entry.portal) else replace(work, robots_txt=None)

    def _follow(self, entry: Entry, target: str) -> bool:
        """RFC 9309, 2.3.1.2: redirects are followed, and count for the host asked first."""
        usable = target.startswith(("http://", "https://")) and target != entry.url
        if not usable or entry.redirects >= MAX_REDIRECTS:
            return False
        crawls.ask_again(
            self._archive.conn, entry.portal, target, Kind.ROBOTS,
            found_on=entry.found_on or entry.key, redirects=entry.redirects + 1,
        )  # fmt: skip
        return True

    def failed(self, entry: Entry, error: BaseException, work: PageWork) -> PageWork:
        """No whole response has come; returns the unit of work, changed where manners change it."""
        reason = work.error or "no response"
        host = host_of(entry.url)
        self.ledger.failed(host)
        if not isinstance(error, _NOT_THE_HOSTS_FAULT):
            work = self._bad(entry, host, reason, work)
        if entry.kind is Kind.ROBOTS and work.outcome == "failed":
            self.gave_up(entry, reason)
        return work

    def gave_up(self, entry: Entry, reason: str) -> None:
        """A robots.txt that is not asked any more."""
        if entry.kind is Kind.ROBOTS:
            root = _root(entry)
            self.ledger.robots(root, self.book.unreachable(root, reason).state)

    def put_off(self, entry: Entry, status: int, until: float) -> None:
        """The server asks not to be asked before `until` (Retry-After).

        One page of a host that answers otherwise may say so for itself: it alone waits. A second
        page, the home page or 429 speaks for the host.
        """
        host = host_of(entry.url)
        askers = self._put_off.setdefault(host, set())
        askers.add(entry.key)
        one_page = (
            until > self.now() + PATIENCE_SECONDS
            and status != HTTPStatus.TOO_MANY_REQUESTS
            and entry.kind is Kind.ARTICLE
            and len(askers) == 1
        )
        if one_page:
            return
        then = datetime.fromtimestamp(until, VIETNAM)
        rest = Rest(until=until, reason=f"{host} asks for a pause until {then:%d/%m/%Y %H:%M}")
        self._rest(host, rest)

    def _bad(self, entry: Entry, host: str, why: str, work: PageWork) -> PageWork:
        """An error of the host: after many in a row it is left alone."""
        errors = self.pace.bad(host)
        self._in_a_row.setdefault(host, set()).add((entry.portal, entry.key))
        if errors < REST_AFTER or entry.kind is Kind.ROBOTS:
            return work
        home = self._grounds[entry.portal].home
        if host == host_of(home) and entry.url != home:
            if host not in self._probed:  # is it the host, or are some of its pages broken?
                self._probed.add(host)
                crawls.ask_again(self._archive.conn, entry.portal, home, Kind.LISTING)
            return work
        until = self.now() + REST_SECONDS
        then = datetime.fromtimestamp(until, VIETNAM)
        reason = (
            f"{host} gave {errors} errors in a row, the last one: {why}; "
            f"it is left alone until {then:%d/%m/%Y %H:%M}"
        )
        self._probed.discard(host)
        self._rest(host, Rest(until=until, reason=reason, ill=True))
        if host not in self.own_hosts(entry.portal):
            return work
        self._give_back(host, until)
        return replace(work, outcome="retry", not_before=until)

    def _give_back(self, host: str, until: float) -> None:
        for portal, key in self._in_a_row.pop(host, set()):
            tally = self._tallies[portal]
            tally.failed -= crawls.give_back(self._archive.conn, tally.crawl, [key], until)

    def _rest(self, host: str, rest: Rest) -> None:
        self.pace.rest(host, rest)
        if rest.until > self.now() + PATIENCE_SECONDS:
            hosts.keep_rest(self._archive.conn, host, rest)


def _root(entry: Entry) -> str:
    """The host whose robots.txt it is: that of the address asked first."""
    return host_of(entry.found_on if entry.redirects and entry.found_on else entry.url)
