"""The crash-proof frontier: a Scrapy scheduler whose queue is the archive's own database.

The scheduler hands out at most one request per host at a time and keeps nothing that a crash
could lose: an entry leaves the queue only in the transaction that keeps its page. (Scrapy's
JOBDIR loses its queue silently after kill -9: scrapy/scrapy#7978.)
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urlsplit

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from archive import crawls
from archive.known import Held
from archive.work import Entry
from crawler.guard import PrivateAddress, check_literal
from crawler.settings import PATIENCE_SECONDS

if TYPE_CHECKING:
    from crawler.spider import PortalSpider


class FrontierScheduler(BaseScheduler):
    """Asks the database what is due; remembers only which hosts are busy right now."""

    def __init__(self) -> None:
        self.spider: PortalSpider
        self._turns: deque[str] = deque()
        self._busy: dict[str, Entry] = {}
        """Host -> the entry that is being fetched from it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    def open(self, spider: Spider) -> None:
        self.spider = spider  # type: ignore[assignment]  # the one spider there is
        self._turns = deque(self.spider.grounds)

    def close(self, reason: str) -> None:
        self._busy.clear()

    def has_pending_requests(self) -> bool:
        if self.spider.stopping:
            return False
        soon = time.time() + PATIENCE_SECONDS
        return any(
            not self.spider.exhausted(portal)
            and crawls.has_waiting(self.spider.archive.conn, portal, soon)
            for portal in self._turns
        )

    def enqueue_request(self, request: Request) -> bool:
        """Nothing enters here: links enter the frontier with the page that shows them."""
        return False

    def next_request(self) -> Request | None:
        """The next request of the portal whose turn it is; None when all hosts are busy."""
        if self.spider.stopping:
            return None
        beside = {entry.portal: entry.key for entry in self._busy.values()}
        for _ in range(len(self._turns)):
            portal = self._turns[0]
            self._turns.rotate(-1)
            if portal in beside or self.spider.exhausted(portal) or self.spider.resting(portal):
                continue
            request = self._next_of(portal)
            if request is not None:
                return request
        return None

    def _next_of(self, portal: str) -> Request | None:
        conn = self.spider.archive.conn
        while (entry := crawls.due(conn, portal, time.time(), frozenset())) is not None:
            host = urlsplit(entry.url).netloc
            if host in self._busy:
                return None
            refusal = self._refusal(entry)
            if refusal is not None:
                self.spider.skip(entry, refusal)
                continue
            held = self.spider.held(entry)
            method = self.spider.method(entry, held)
            if method is None:
                self.spider.pass_over(entry)
                continue
            self._busy[host] = entry
            return self._request(entry, host, method, held if method == "GET" else None)
        return None

    def _refusal(self, entry: Entry) -> str | None:
        try:
            check_literal(entry.url, self.spider.private_hosts)
        except PrivateAddress as error:
            return str(error)
        if not self.spider.allowed(entry):
            return "robots.txt forbids it"
        return None

    def _request(self, entry: Entry, host: str, method: str, held: Held | None) -> Request:
        body, headers = _content(entry)
        if held is not None:
            headers |= held.headers()
        meta = {"entry": entry, "download_slot": host, "held": held}
        return Request(
            entry.url,
            method=method,
            body=body,
            headers=headers,
            callback=self.spider.parse,
            errback=self.spider.failed,
            meta=meta,
            dont_filter=True,
        )

    def release(self, entry: Entry) -> None:
        """The entry's host may be asked again."""
        self._busy.pop(urlsplit(entry.url).netloc, None)


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
