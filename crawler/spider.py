"""PortalSpider: the one thin spider. Takes what the frontier hands out, keeps it, reads it,
writes the unit of work. What a page means is decided in `crawler.visit`, never here.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from archive import crawls, hostile, known, store
from archive.entity import Entity, decode, header
from archive.errors import ArchiveError
from archive.folder import Archive, disk_full
from archive.known import Held
from archive.schedule import TRIED
from archive.work import Entry, Event, PageWork
from crawler import trouble
from crawler.answer import exchange_of, location_of
from crawler.bounds import Bounds
from crawler.browser.draw import NotDrawn
from crawler.browser.studio import Drawing, Studio
from crawler.capture import Exchange, Kept, keep_exchange
from crawler.conditional import NOT_MODIFIED, keep_not_modified, unchanged, wrong_answer
from crawler.cookies import Cookies
from crawler.download import Downloader, Received
from crawler.extract.page import Reading
from crawler.extract.siblings import loaded
from crawler.extract.urls import same_site
from crawler.faults import describe, is_permanent, retry_at
from crawler.frontier import Frontier
from crawler.glance import BYTE_SHARE, Glances, looked
from crawler.guard import Resolver
from crawler.guard import host_of as name_of
from crawler.limits import Limits
from crawler.manners import Manners
from crawler.narrow import FILES, narrowed
from crawler.pace import host_of
from crawler.reader import NotRead, Reader
from crawler.settings import RETRY_STATUS, headers_of
from crawler.tally import Tally
from crawler.traps import Traps, Worth, worth_of
from crawler.visit import Ground, page_of, visit

COMMIT_EVERY = 1024
"""Units of work that may share one commit."""

COMMIT_SECONDS = 1.0
"""The longest time that a unit waits for its commit."""


class PortalSpider(Spider):
    """Crawls all portals of one run, each at its own pace."""

    name = "portal"

    def __init__(
        self,
        *,
        archive: Archive,
        grounds: dict[str, Ground],
        tallies: dict[str, Tally],
        private_hosts: frozenset[str],
        limits: dict[str, Limits],
        deadline: float | None,
        clock: Callable[[], float],
        reader: Reader,
        bounds: Bounds,
        user_agent: str,
        at_once: int | None = None,
    ) -> None:
        super().__init__()
        self.archive = archive
        self.grounds = grounds
        self.tallies = tallies
        self.private_hosts = private_hosts
        self.manners = Manners(archive, tallies, grounds, limits, deadline=deadline, clock=clock)
        self.reader = reader
        self.bounds = bounds
        self.traps = Traps(bounds)
        self.insecure = frozenset(
            ident for ident, tally in tallies.items() if tally.crawl.portal.insecure_tls
        )
        self.cookies = {ident: hostile.cookies(archive.conn, ident) for ident in grounds}
        """Portal -> what its cookie wall asks for."""
        self._homes: dict[str, frozenset[str]] = {}
        """Portal -> what its home page links to."""
        self._unseen = frozenset(
            ident for ident in grounds if not known.is_held(archive.conn, ident)
        )
        """Portals that the archive held nothing of as the run began."""
        self.stopping = False
        self.interrupted = False
        self.fatal: ArchiveError | None = None
        self.user_agent = user_agent
        self.studio = Studio(self)
        self.frontier = Frontier(self, at_once=at_once)
        self.downloader = Downloader(
            bounds=bounds,
            ledger=self.manners.ledger,
            resolver=Resolver(frozenset(name_of(one) for one in private_hosts)),
            cookies=Cookies(),
            headers=headers_of(user_agent),
            insecure=frozenset(
                host
                for ident in self.insecure
                if (host := urlsplit(tallies[ident].crawl.portal.url).hostname)
            ),
        )
        self.glances = {
            ident: Glances(budget=int(BYTE_SHARE * tally.crawl.whole_bytes))
            for ident, tally in tallies.items()
        }
        self._counted_to = 0
        """The place in the frontier up to which articles are counted as found."""
        self._pending = 0
        self._committed_at = time.monotonic()

    # -- what the frontier asks ---------------------------------------------------------

    def exhausted(self, portal: str) -> bool:
        """Is this portal not to be asked any more in this run?"""
        return self.stopping or self.manners.exhausted(portal)

    def held(self, entry: Entry) -> Held | None:
        """What the request is to be made conditional on; nothing of it in a full crawl."""
        if (
            entry.portal in self._unseen
            or self.grounds[entry.portal].mode == "full"
            or not entry.conditional
            or entry.method != "GET"
            or self.studio.draws(entry.portal)
        ):
            return None
        return known.held(self.archive.conn, entry.url)

    def method(self, entry: Entry, held: Held | None) -> str | None:
        """How an entry is asked for; None: what that would cost is not worth it in this crawl."""
        if not entry.glance or self.studio.draws(entry.portal):
            return entry.method  # the frame of a drawn page is always the same
        tally = self.tallies[entry.portal]
        tried = tally.conditional >= TRIED
        if held is not None and (tally.not_modified > 0 if tried else tally.crawl.honours):
            return "GET"
        return None if self.glances[entry.portal].useless else "HEAD"

    # -- one response, one unit of work ----------------------------------------------------

    async def parse(self, response: Response, **_: Any) -> None:
        """Keeps and reads a response."""
        assert isinstance(response, Received)
        entry: Entry = response.meta["entry"]
        try:
            await self._take(entry, response)
        except Exception as error:  # an answer nobody thought of costs itself, not the crawl
            work = self._not_understood(entry, error)
            self._write(entry, lambda: work)

    def _not_understood(self, entry: Entry, error: Exception) -> PageWork:
        reason = f"the answer could not be kept ({error!r}); please report it"
        return PageWork(
            portal=entry.portal,
            crawl=self.tallies[entry.portal].crawl.id,
            key=entry.key,
            outcome="failed",
            error=reason,
            events=(Event(kind="reader error", url=entry.url, detail=reason),),
        )

    async def _take(self, entry: Entry, response: Received) -> None:
        exchange = trouble.marked(
            exchange_of(response), response, insecure=entry.portal in self.insecure
        )
        if exchange.method == "HEAD":
            self._write(entry, lambda: self._glance(entry, response, exchange))
            return
        entity = trouble.whole(exchange, decode(exchange.headers, exchange.payload))
        page = None
        if exchange.status != NOT_MODIFIED:  # else the page is what was kept of it before
            page = page_of(
                entry, entity, url=exchange.url, status=exchange.status,
                content_type=header(exchange.headers, "content-type"),
                fetched_at=exchange.fetched_at,
            )  # fmt: skip
        wall = trouble.wall_of(exchange, entity) if page is not None else None
        if wall is not None and page is not None:
            drawn = not wall.cookies and self.studio.wants(entry, page)
            page = page if drawn else None
        drawing: Drawing | NotDrawn | None = None
        if page is not None and self.studio.wants(entry, page):
            drawing = await self.studio.draw(entry, page)
            page = drawing.page(page) if isinstance(drawing, Drawing) else None
        reading: Reading | NotRead | None = None
        if page is not None:
            try:
                reading = await self.reader.read(page, self.grounds[entry.portal])
            except NotRead as error:  # a page that breaks the reader fails alone, and loudly
                reading = error
        self._write(entry, lambda: self._unit(entry, response, exchange, entity, reading, drawing))

    def cookies_for(self, entry: Entry) -> dict[Any, Any]:
        """What the portal's cookie wall asks for; nothing of it for another host."""
        asked = self.cookies[entry.portal]
        own = asked and same_site(entry.url, self.grounds[entry.portal].home)
        return dict(asked) if own else {}

    def _glance(self, entry: Entry, response: Received, exchange: Exchange) -> PageWork:
        before = known.length(self.archive.conn, entry.url)
        ground, glances = self.grounds[entry.portal], self.glances[entry.portal]
        work = looked(self.archive, exchange, entry, ground, glances, before)
        return self._mannered(entry, response, work)

    def _unit(
        self,
        entry: Entry,
        response: Received,
        exchange: Exchange,
        entity: Entity,
        reading: Reading | NotRead | None,
        drawing: Drawing | NotDrawn | None,
    ) -> PageWork:
        held: Held | None = response.meta.get("held")
        self.glances[entry.portal].confirm(entry.key, response.status)
        work = self._kept_and_read(entry, exchange, entity, reading, held)
        if held is not None:
            work = replace(work, conditional=True)
        work = self.studio.kept(entry, work, drawing)
        limits = tuple(trouble.limits_hit(exchange, entity, response))
        if limits:
            work = replace(work, events=(*work.events, *limits))
        self._learn(entry, work)
        return self._mannered(entry, response, self._suspicious(entry, work))

    def _mannered(self, entry: Entry, response: Received, work: PageWork) -> PageWork:
        """What manners make of an answer: a later try, a rest, the rules of a robots.txt."""
        if response.cut:
            self.manners.ledger.failed(host_of(entry.url))
        return self.manners.answered(
            entry, response.status, self._retried(entry, work, response),
            location=location_of(response), latency=response.latency,
        )  # fmt: skip

    def _suspicious(self, entry: Entry, work: PageWork) -> PageWork:
        """Circles, stand-ins and shapes of addresses that have brought nothing for too long."""
        work = trouble.in_circle(self.archive.conn, work, entry, last=self._last(entry))
        if entry.url == self.grounds[entry.portal].home and work.found:
            self._homes.setdefault(entry.portal, trouble.links_of_home(work))
        event = trouble.stand_in(work, entry, self._homes.get(entry.portal, frozenset()))
        if event is not None:
            work = replace(work, events=(*work.events, event))
        if self.traps.is_watching(entry.portal):
            work = replace(work, found=tuple(e for e in work.found if not self.gives_up(e)))
        return work

    def gives_up(self, entry: Entry) -> bool:
        """Is the address of a shape that has brought nothing for too long?"""
        return self.traps.gives_up(entry) and not self._known(entry)

    def _last(self, entry: Entry) -> bool:
        return entry.attempts + 1 >= self.bounds.attempts

    def _kept_and_read(
        self,
        entry: Entry,
        exchange: Exchange,
        entity: Entity,
        reading: Reading | NotRead | None,
        held: Held | None,
    ) -> PageWork:
        ground = self.grounds[entry.portal]
        if exchange.status == NOT_MODIFIED:
            kept = keep_not_modified(self.archive, exchange, entry.kind, held)
            if isinstance(kept, str):
                return wrong_answer(self.archive, exchange, entry, ground, kept)
            if (seen := unchanged(self.archive.conn, entry, ground, kept)) is not None:
                return seen
        else:
            kept = keep_exchange(self.archive, exchange, entry.kind, entity)
        wall = trouble.wall_of(exchange, entity) if reading is None else None
        if wall is not None and kept.capture.status == 200:
            sent = self.cookies[entry.portal]
            work = trouble.walled(
                kept, entry, wall, portal=ground.portal, crawl=ground.crawl, sent=sent,
                last=self._last(entry),
            )  # fmt: skip
            sent.update(work.cookies)
            return work
        if isinstance(reading, NotRead):
            return _unreadable(kept, entry, ground, reading)
        try:
            known_article = entry.kind not in FILES and self._known(entry)
            work = visit(kept, entry, ground, known_article=known_article, reading=reading)
            return narrowed(self.archive.conn, work, entry, mode=ground.mode, home=ground.home)
        except (ArchiveError, MemoryError):
            raise
        except Exception as error:  # a page that breaks the reader fails alone, and loudly
            return _unreadable(kept, entry, ground, error)

    def _known(self, entry: Entry) -> bool:
        row = self.archive.conn.execute(
            "SELECT 1 FROM articles WHERE url = ?", (entry.url,)
        ).fetchone()
        return row is not None

    def _learn(self, entry: Entry, work: PageWork) -> None:
        """The next page of this portal is read with what this one taught."""
        ground = self.grounds[entry.portal]
        day_first = work.day_first is not None
        if not (work.platform or work.site_name or work.home or work.siblings or day_first):
            return
        self.grounds[entry.portal] = replace(
            ground,
            platform=work.platform or ground.platform,
            site_names=(work.site_name,) if work.site_name else ground.site_names,
            home=work.home or ground.home,
            dates=ground.dates.with_proof(work.day_first),
            siblings=loaded(work.siblings) if work.siblings else ground.siblings,
        )

    def _retried(self, entry: Entry, work: PageWork, response: Received) -> PageWork:
        if work.outcome == "failed" and response.cut and not self._last(entry):
            until = retry_at(None, entry.attempts, self._delay(entry))
            return replace(work, outcome="retry", not_before=until)
        if response.status not in RETRY_STATUS:
            return work
        asked = response.field("retry-after")
        until = retry_at(asked, entry.attempts, self._delay(entry))
        if asked:
            self.manners.put_off(entry, response.status, until)
        if self._last(entry):
            return work
        return replace(work, outcome="retry", not_before=until)

    def _delay(self, entry: Entry) -> float:
        return self.tallies[entry.portal].crawl.portal.delay

    def failed(self, request: Request, error: Exception) -> None:
        """A request that brought no response at all."""
        entry: Entry = request.meta["entry"]
        reason = describe(error, entry.url)
        elsewhere = urlsplit(entry.url).netloc != urlsplit(self.grounds[entry.portal].home).netloc
        if entry.glance and request.method == "HEAD":
            self.glances[entry.portal].useless = True
            self.manners.ledger.failed(host_of(entry.url))
            self.pass_over(entry, reason)
            return
        final = is_permanent(error, elsewhere=elsewhere) or self._last(entry)
        work = PageWork(
            portal=entry.portal,
            crawl=self.tallies[entry.portal].crawl.id,
            key=entry.key,
            outcome="failed" if final else "retry",
            error=reason,
            not_before=retry_at(None, entry.attempts, self._delay(entry)),
            events=trouble.unanswered(entry, error, reason),
        )

        def make() -> PageWork:
            return self.manners.failed(entry, error, work)

        self._write(entry, make)

    def skip(self, entry: Entry, reason: str) -> None:
        """An entry that is not to be requested: noted, never silent."""
        work = PageWork(
            portal=entry.portal,
            crawl=self.tallies[entry.portal].crawl.id,
            key=entry.key,
            outcome="skipped",
            error=reason,
            events=(Event(kind="not requested", url=entry.url, detail=reason),),
        )

        def make() -> PageWork:
            self.manners.gave_up(entry, reason)
            return work

        self._write(entry, make)

    def pass_over(self, entry: Entry, why: str = "not due") -> None:
        """A known article that this crawl does not ask for: its turn will come."""
        work = PageWork(
            portal=entry.portal,
            crawl=self.tallies[entry.portal].crawl.id,
            key=entry.key,
            outcome="skipped",
            error=why,
        )
        self._write(entry, lambda: work)

    def _write(self, entry: Entry, make: Any) -> None:
        tally = self.tallies[entry.portal]
        if self.fatal is not None:
            # What was rolled back may be the page that led to this one: kept without its line of
            # the frontier, it would be asked for again.
            return
        try:
            self.archive.begin()
            work: PageWork = make()
            counted = store.keep(self.archive, work)
        except Exception as error:  # nothing of this unit was written; the crawl ends here
            self.abort(error)
            return
        finally:
            self.frontier.release(entry)
        if work.media is None or work.outcome != "done":
            self.frontier.changed(entry.portal)
        tally.add(counted)
        self._watch_for_traps(entry, worth_of(work, counted))
        tally.last = entry.url
        if work.outcome == "failed" and work.error:
            tally.errors.append(f"{entry.url}: {work.error}")
        self._pending += 1
        if self._pending >= COMMIT_EVERY:
            self.commit()

    def count_waiting(self) -> None:
        """Counts the frontier for whoever watches the crawl."""
        found, self._counted_to = crawls.found(self.archive.conn, self._counted_to)
        for portal, tally in self.tallies.items():
            tally.waiting = crawls.waiting(self.archive.conn, portal)
            tally.found += found.get(portal, 0)

    def _watch_for_traps(self, entry: Entry, worth: Worth) -> None:
        events = self.traps.after(entry, worth if worth != "unread" else self._unread(entry))
        if events:
            store.add_events(
                self.archive.conn, events, entry.portal, self.tallies[entry.portal].crawl.id
            )

    def _unread(self, entry: Entry) -> Worth:
        """A known article that cannot be read any more says nothing about its address."""
        return "none" if self._known(entry) else "unread"

    def commit_if_due(self) -> None:
        """Called by a timer: no unit waits longer than `COMMIT_SECONDS`."""
        if self._pending and time.monotonic() - self._committed_at >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        ledger = self.manners.ledger
        try:
            if ledger.is_dirty:
                self.archive.begin()
                ledger.write()
            self.archive.commit()
            ledger.settled()
        except (ArchiveError, sqlite3.OperationalError) as error:
            self.abort(error)
        self._pending = 0
        self._committed_at = time.monotonic()

    async def put_away(self) -> None:
        """Ends the browser, the connections and the reader."""
        await self.studio.close()
        self.downloader.close()
        self.reader.close()

    def abort(self, error: Exception) -> None:
        """The archive cannot take more: back to the last commit, and stop asking."""
        self.stopping = True
        self.archive.rollback()
        self._pending = 0
        found = disk_full(error, self.archive.path)
        self.fatal = found if isinstance(found, ArchiveError) else None
        if self.fatal is None:
            self.fatal = ArchiveError(f"the crawl stopped at an unexpected error: {error!r}")
            self.fatal.__cause__ = error


def _unreadable(kept: Kept, entry: Entry, ground: Ground, error: Exception) -> PageWork:
    reason = f"the reader failed on this page ({error}); it is kept, please report it"
    return PageWork(
        portal=ground.portal,
        crawl=ground.crawl,
        key=entry.key,
        outcome="failed",
        error=reason,
        capture=kept.capture,
        events=(Event(kind="reader error", url=entry.url, detail=reason),),
    )
