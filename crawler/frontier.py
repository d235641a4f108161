"""The crash-proof frontier: a queue that is the archive's own database.

It hands out at most one request per host at a time and keeps nothing that a crash
could lose: an entry leaves the queue only in the transaction that keeps its page. (Scrapy's
JOBDIR loses its queue silently after kill -9: scrapy/scrapy#7978.)
"""

from __future__ import annotations

import re
from collections import deque
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scrapy import Request

from archive import crawls
from archive.known import Held
from archive.work import Entry
from crawler.guard import PrivateAddress, check_literal
from crawler.manners import Gate
from crawler.pace import host_of
from crawler.settings import PATIENCE_SECONDS

if TYPE_CHECKING:
    from crawler.spider import PortalSpider


READ_AHEAD = 12
"""Entries of a portal that are read from the database at once, while nothing changes."""

_PLAIN_URL = re.compile(
    r"https?://[a-z0-9.-]+(?::(?:[1-9]\d{0,3}|[1-5]\d{4}))?/[\w/.~,+=&-]*(?:\?[\w/.~,+=&?-]+)?",
    re.ASCII,
)
"""An address in which Scrapy would escape nothing."""

LOOK_AGAIN_SECONDS = 0.5
"""How often a portal is looked at that has nothing to be asked for now."""


class Frontier:
    """Asks the database what is due; remembers only which hosts are busy right now."""

    def __init__(self, spider: PortalSpider, *, at_once: int | None = None) -> None:
        """
        Args:
            at_once: portals under way at a time; all of them else.
        """
        self.spider = spider
        self._later = deque(spider.grounds)
        """Portals that are let in one by one, when another is done."""
        first = min(at_once or len(self._later), len(self._later))
        self._turns = deque(self._later.popleft() for _ in range(first))
        self._busy: dict[str, Entry] = {}
        """Host -> the entry that is being fetched from it."""
        self._wait: dict[str, float] = {}
        """Portal -> Unix time before which there is nothing to be asked of it."""
        self._ready: dict[str, deque[Entry]] = {}
        """Portal -> the entries that come next, as far as they were read."""
        self._look_at: float | None = None
        """Unix time when the first of the waiting portals may be asked."""

    def has_pending(self) -> bool:
        """Is there anything to be asked for within the patience of a run?"""
        if self.spider.stopping:
            return False
        soon = self.spider.manners.now() + PATIENCE_SECONDS
        return any(
            not self.spider.exhausted(portal)
            and crawls.has_waiting(self.spider.archive.conn, portal, soon)
            for portal in (*self._turns, *self._later)
        )

    def next_request(self) -> Request | None:
        """The next request of the portal whose turn it is; None when all have to wait."""
        if self.spider.stopping:
            return None
        try:
            return self._next()
        except Exception as error:
            self.spider.abort(error)
            return None

    def _next(self) -> Request | None:
        if self._later:
            self._let_in()
        now = self.spider.manners.now()
        beside = {entry.portal for entry in self._busy.values()}
        waiting: list[float] = []
        for _ in range(len(self._turns)):
            portal = self._turns[0]
            self._turns.rotate(-1)
            if portal in beside:
                continue
            if self._wait.get(portal, 0.0) <= now and not self.spider.exhausted(portal):
                request = self._next_of(portal, now)
                if request is not None:
                    return request
            if self._wait.get(portal, 0.0) > now:
                waiting.append(self._wait[portal])
        self._look_at = min(waiting, default=None)
        return None

    def _let_in(self) -> None:
        """The next in the order of portals take the places of those that are done."""
        conn, busy = self.spider.archive.conn, {entry.portal for entry in self._busy.values()}
        for portal in [*self._turns]:
            over = self.spider.exhausted(portal) or not crawls.has_waiting(conn, portal, inf)
            if self._later and over and portal not in busy:
                self._turns.remove(portal)
                self._turns.append(self._later.popleft())

    def _next_of(self, portal: str, now: float) -> Request | None:
        _conn, manners = self.spider.archive.conn, self.spider.manners
        self._wait[portal] = manners.quiet_until(portal)
        while self._wait.get(portal, 0.0) <= now:
            entry = self._first(portal, now)
            if entry is None:
                self._wait[portal] = now + LOOK_AGAIN_SECONDS
                return None
            if host_of(entry.url) in self._busy:
                return None
            refusal = self._refusal(entry)
            gate = Gate(refusal=refusal) if refusal else manners.gate(entry)
            if gate.refusal is not None:
                self.spider.skip(entry, gate.refusal)
            elif gate.again:
                self.changed(portal)
            elif gate.at > now:
                self._wait[portal] = gate.at
                self.changed(portal)  # by then something else may be due: a robots.txt, a retry
            elif self.spider.gives_up(entry):
                self.spider.pass_over(entry, "addresses like it brought nothing new")
            else:
                held = self.spider.held(entry)
                method = self.spider.method(entry, held)
                if method is None:
                    self.spider.pass_over(entry)
                    continue
                self._ready[portal].popleft()
                host = host_of(entry.url)
                self._busy[host] = entry
                return self._request(entry, host, method, held if method == "GET" else None)
        return None

    def _first(self, portal: str, now: float) -> Entry | None:
        """The first entry that is due. A few are read ahead where the frontier did not change."""
        ready = self._ready.get(portal)
        if not ready:
            number = 1 if ready is None else READ_AHEAD  # a change is often followed by another
            found = crawls.due(self.spider.archive.conn, portal, now, number)
            ready = self._ready[portal] = deque(found)
        return ready[0] if ready else None

    def changed(self, portal: str) -> None:
        """What was read ahead is not to be relied on: other entries may come first now."""
        self._ready.pop(portal, None)

    def _refusal(self, entry: Entry) -> str | None:
        try:
            check_literal(entry.url, self.spider.private_hosts)
        except PrivateAddress as error:
            return str(error)
        return None

    def seconds_to_wait(self) -> float | None:
        """Until it may have something to hand out again; None if that is too long to wait.

        To be asked when `next_request` had nothing.
        """
        if self._look_at is None:
            return None
        wait = self._look_at - self.spider.manners.now()
        return max(wait, 0.001) if wait <= PATIENCE_SECONDS else None

    def _request(self, entry: Entry, host: str, method: str, held: Held | None) -> Request:
        self.spider.manners.going_out(entry)
        body, headers = _content(entry)
        if held is not None:
            headers |= held.headers()
        meta = {
            "entry": entry, "download_slot": host, "held": held, "cookiejar": entry.portal,
            "verbatim_url": _PLAIN_URL.fullmatch(entry.url) is not None,
        }  # fmt: skip
        return Request(
            entry.url,
            method=method,
            body=body,
            headers=headers,
            meta=meta,
            cookies=self.spider.cookies_for(entry),
            dont_filter=True,
        )

    def release(self, entry: Entry) -> None:
        """The entry's host may be asked again."""
        self._busy.pop(host_of(entry.url), None)
        self._wait.pop(entry.portal, None)


def _content(entry: Entry) -> tuple[bytes, dict[str, str]]:
    """The body of a request and the headers that go with it, as a browser would send them."""
    headers: dict[str, str] = {}
    if entry.call is not None:
        headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "*/*"}
        if entry.call.page:
            headers["Referer"] = entry.call.page
    if entry.method == "GET":
        return b"", headers
    if entry.call is not None and entry.call.body == "json":
        headers["Content-Type"] = "application/json; charset=utf-8"
        return entry.form[0][1].encode() if entry.form else b"{}", headers
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return urlencode(entry.form).encode(), headers
