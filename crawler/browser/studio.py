"""Which pages are drawn, and what their scripts may ask: the browser's side of the crawl.

Every request that a script makes goes the way of all others: own hosts only, checked against
private addresses, as robots.txt allows, at the host's pace, counted in the ledger, and kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scrapy import Request

from archive.entity import decode
from archive.record import Kind
from archive.work import Entry, Event, PageWork
from crawler.answer import exchange_of
from crawler.browser.draw import Answer, Call, Drawn, Easel, NotDrawn
from crawler.browser.program import missing
from crawler.capture import Exchange, keep_drawn, keep_exchange
from crawler.extract.shell import is_shell
from crawler.faults import retry_at
from crawler.guard import PrivateAddress, check_literal
from crawler.limits import Pause
from crawler.pace import host_of
from crawler.settings import DEFAULT
from crawler.visit import Page

if TYPE_CHECKING:
    from crawler.spider import PortalSpider

CACHE_BYTES = 64_000_000
"""Of scripts, which every page of a portal asks for again."""

_DRAWN_KINDS = (Kind.LISTING, Kind.ARTICLE)
_NOT_PASSED_ON = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawn page, and what its scripts were given."""

    drawn: Drawn
    parts: tuple[Exchange, ...]
    failures: tuple[str, ...]
    """Requests of its scripts that brought nothing: something may be missing."""

    def page(self, page: Page) -> Page:
        """The drawn page, in the place of its response."""
        html = self.drawn.html.encode("utf-8", "replace")
        return replace(page, body=html, content_type="text/html; charset=utf-8")


class Studio:
    """Draws the pages of those portals that need it."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._easel = Easel()
        self._scripts: dict[str, Answer] = {}
        self._cached = 0
        self._locks: dict[str, asyncio.Lock] = {}
        self._drawn: set[str] = set()
        self._lacking: dict[str, str] = {}
        """Portals that no browser can be had for, and why."""
        self.recognised: set[str] = set()
        """Portals that turned out in this run to need a browser."""
        for portal, tally in spider.tallies.items():
            if tally.crawl.portal.browser == "on":
                self._drawn.add(portal)
                self._check(portal)

    def _check(self, portal: str) -> bool:
        lack = missing()
        if lack is not None:
            why = f"this portal is drawn by scripts, its pages are empty without a browser; {lack}"
            self._lacking[portal] = why
            self._spider.tallies[portal].put_off(Pause(reason=why, red=True))
        return lack is None

    def draws(self, portal: str) -> bool:
        """Are the pages of this portal drawn?"""
        return portal in self._drawn

    def wants(self, entry: Entry, page: Page) -> bool:
        """Is this page to be drawn? The home page tells whether its portal needs a browser."""
        tally = self._spider.tallies[entry.portal]
        if entry.kind not in _DRAWN_KINDS or entry.call is not None:
            return False
        is_home = entry.url == self._spider.grounds[entry.portal].home
        if tally.crawl.portal.browser == "auto" and is_home and not self.draws(entry.portal):
            if not is_shell(page.body):
                return False
            self._drawn.add(entry.portal)
            self.recognised.add(entry.portal)
            tally.notes.append("its pages are empty without their scripts: a browser draws them")
            self._check(entry.portal)
        return self.draws(entry.portal) and tally.pause is None

    async def draw(self, entry: Entry, page: Page) -> Drawing | NotDrawn:
        """The page as the browser shows it, or why there is none."""
        parts: list[Exchange] = []
        failures: list[str] = []

        async def fetch(call: Call) -> Answer | None:
            return await self._fetch(entry, call, parts, failures)

        try:
            drawn = await self._easel.draw(
                page.url, body=page.body, content_type=page.content_type or "text/html",
                user_agent=self._spider.user_agent, fetch=fetch,
            )  # fmt: skip
        except NotDrawn as error:
            return error
        return Drawing(drawn=drawn, parts=tuple(parts), failures=tuple(failures))

    def kept(self, entry: Entry, work: PageWork, drawing: Drawing | NotDrawn | None) -> PageWork:
        """The unit of work of a page with what was drawn of it, written beside its response."""
        if entry.portal in self.recognised and work.browser is None:
            work = replace(work, browser="on")
        page = work.capture
        if page is None or entry.kind not in _DRAWN_KINDS:
            return work
        if drawing is None and entry.portal in self._lacking and page.status == 200:
            return _again(work, self._lacking[entry.portal])
        if drawing is None:
            return work
        last = entry.attempts + 1 >= DEFAULT.attempts
        until = retry_at(
            None, entry.attempts, self._spider.tallies[entry.portal].crawl.portal.delay
        )
        if isinstance(drawing, NotDrawn):
            reason = f"the page could not be drawn: {drawing}"
            event = Event(kind="not drawn", url=entry.url, detail=reason)
            work = replace(_again(work, reason, until), events=(*work.events, event))
            return replace(work, outcome="failed") if last else work
        archive = self._spider.archive
        parts = [keep_exchange(archive, part, Kind.PART).capture for part in drawing.parts]
        drawn = keep_drawn(archive, page, drawing.drawn.html, browser=drawing.drawn.browser)
        told = [drawing.drawn.problem, *drawing.failures]
        events = [Event(kind="odd page", url=entry.url, detail=text) for text in told if text]
        work = replace(
            work, drawn=drawn, parts=tuple(parts), events=(*work.events, *events)
        )  # fmt: skip
        if drawing.failures and not last:
            return _again(work, f"a part of the page is missing: {drawing.failures[0]}", until)
        return work

    async def _fetch(
        self, entry: Entry, call: Call, parts: list[Exchange], failures: list[str]
    ) -> Answer | None:
        if call.what == "script" and call.url in self._scripts:
            return self._scripts[call.url]
        if not self._allowed(entry, call):
            return None
        host = host_of(call.url)
        async with self._locks.setdefault(host, asyncio.Lock()):
            if call.what == "script" and call.url in self._scripts:  # asked while we waited
                return self._scripts[call.url]
            manners = self._spider.manners
            manners.going_out(entry, host)
            while (pause := manners.pace.free_at(host) - manners.now()) > 0:
                await asyncio.sleep(pause)
            request = Request(
                call.url, method=call.method, headers=call.headers, body=call.body,
                meta={"download_slot": host}, dont_filter=True,
            )  # fmt: skip
            try:
                response = await self._spider.downloader.fetch(request)
            except Exception as error:
                manners.ledger.failed(host)
                manners.pace.bad(host)
                failures.append(f"{call.url}: {type(error).__name__}")
                return None
        exchange = exchange_of(response)
        parts.append(exchange)
        if exchange.status >= 500 or exchange.status == 429:
            manners.pace.bad(host)
            failures.append(f"{call.url}: the server answered {exchange.status}")
        answer = _answer(exchange)
        if call.what == "script" and exchange.status == 200:
            self._remember(call.url, answer)
        return answer

    def _allowed(self, entry: Entry, call: Call) -> bool:
        spider = self._spider
        if call.method not in ("GET", "POST") or not call.url.startswith(("http://", "https://")):
            return False
        host = host_of(call.url)
        if host not in spider.manners.own_hosts(entry.portal) or spider.stopping:
            return False
        try:
            check_literal(call.url, spider.private_hosts)
        except PrivateAddress:
            return False
        known = spider.manners.book.known(host)
        if known is None or known.state == "unreachable" or spider.manners.pace.resting(host):
            return False
        return spider.manners.book.allows(call.url)

    def _remember(self, url: str, answer: Answer) -> None:
        if self._cached + len(answer.body) <= CACHE_BYTES:
            self._cached += len(answer.body)
            self._scripts[url] = answer

    async def close(self, *_: Any, **__: Any) -> None:
        """Ends the browser, if one was started."""
        await self._easel.close()


def _again(work: PageWork, reason: str, until: float = 0.0) -> PageWork:
    """The page is asked once more: nothing of what was read of its bare frame counts."""
    return replace(
        work, outcome="retry", error=reason, not_before=until, article=None, found=(), gone=None,
        gone_url=None, shown=(), platform=None, platform_score=None,
    )  # fmt: skip


def _answer(exchange: Exchange) -> Answer:
    entity = decode(exchange.headers, exchange.payload)
    headers: Mapping[str, str] = {name.lower(): value for name, value in exchange.headers}
    return Answer(
        status=exchange.status,
        headers={name: value for name, value in headers.items() if name not in _NOT_PASSED_ON},
        body=entity.body,
    )
