"""The crawl job: `crawl(archive folder, portals) -> report`. It knows no queue and no terminal.

Runs Scrapy in this process until every portal is done, its budget is used up, or someone says
stop; the reactor can be started once per process, so callers that crawl twice start two.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import DontCloseSpider
from twisted.internet.task import LoopingCall

from archive import crawls, drift, hostile, places
from archive.courtesy import HostCourtesy
from archive.crawls import Crawl
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.portals import list_portals
from archive.record import Portal
from archive.schedule import Mode
from crawler.afterwards import read_again
from crawler.attachments.catchup import ATTACHMENT_SECONDS, CatchUp, catch_up
from crawler.bounds import Bounds
from crawler.guard import host_of, netloc_of
from crawler.limits import Pause, limits_of
from crawler.reader import Reader
from crawler.settings import DEFAULT, USER_AGENT, scrapy_settings
from crawler.spider import COMMIT_SECONDS, PortalSpider
from crawler.tally import Tally
from crawler.visit import Ground, ground_of

_HEARTBEAT_SECONDS = 0.5

_COUNT_SECONDS = 2.0
"""How often the frontier is counted for whoever watches."""

Observer = Callable[[Mapping[str, Tally]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReport:
    """How the crawl of one portal ended."""

    portal: str
    state: str
    """done, paused (budget used up or stopped) or red."""
    reason: str | None
    resumed: bool
    waiting: int
    tally: Tally
    limits: Mapping[str, int]
    """The limits that the crawl has hit, and how often."""
    found: Mapping[str, Any]
    """The report that is kept with the crawl (`archive.drift`)."""
    pause: Pause | None
    """Why it was paused, when there is more to say than that the run was over."""
    courtesy: tuple[HostCourtesy, ...]
    """What the crawl, with earlier runs of it, asked of each host."""

    @property
    def is_red(self) -> bool:
        """Red, or paused for a reason: nothing was had from the portal."""
        return self.state == "red" or self.reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """How a run ended."""

    portals: tuple[PortalReport, ...]
    recovered: tuple[str, ...]
    """What an earlier run had left unfinished and was cut off."""
    seconds: float
    interrupted: bool
    attachments: CatchUp
    """What was read of the documents that wait to be read."""
    unreached: tuple[str, ...] = ()
    """Portals that time did not suffice for; nothing was asked of them."""

    @property
    def exit_code(self) -> int:
        return int(any(report.is_red for report in self.portals))


def crawl(
    folder: Path,
    portals: Sequence[Portal],
    *,
    max_pages: int | None = None,
    max_bytes: int | None = None,
    portal_budget: float | None = None,
    budget: float | None = None,
    mode: Mode | None = None,
    user_agent: str = USER_AGENT,
    attachment_seconds: float = ATTACHMENT_SECONDS,
    bounds: Bounds = DEFAULT,
    at_once: int | None = None,
    observer: Observer | None = None,
    interval: float = 0.25,
    clock: Callable[[], float] = time.time,
) -> CrawlReport:
    """Crawls the portals of one archive in this process, many hosts at once.

    Args:
        max_pages: pages (not pictures) per portal in this run; this and the next two stand in
            the place of the portal's own limits.
        max_bytes: bytes received per portal in this run.
        portal_budget: seconds per portal in this run.
        budget: seconds for the whole run.
        mode: `sweep` or `full`; without one as each portal's history asks for.
        bounds: limits of what one server may cost.
        attachment_seconds: how long, after it, waiting documents are read.
        at_once: so many portals under way at a time, in the order given; all of them else.
        observer: called every `interval` seconds with the tallies by portal.
        clock: tells Unix time.

    Raises:
        ArchiveError: the archive cannot be written (busy, damaged, disk full). What was
            committed stays, and the same call goes on from there.
    """
    started = time.monotonic()
    given = {"max_pages": max_pages, "max_bytes": max_bytes, "budget": portal_budget}
    with Archive.open(folder, write=True) as archive:
        begun = {
            portal.id: crawls.begin(archive, portal, mode, user_agent=user_agent)
            for portal in portals
        }
        tallies = {ident: Tally(crawl=crawl) for ident, crawl in begun.items()}
        spider = _run(
            archive,
            portals,
            tallies,
            limits={p.id: limits_of(p, given) for p in portals},
            deadline=None if budget is None else clock() + budget,
            clock=clock,
            user_agent=user_agent,
            bounds=bounds,
            at_once=at_once,
            observer=observer,
            interval=interval,
        )
        if spider.fatal is not None:
            raise spider.fatal
        unreached = _withdrawn(archive, tallies) if at_once else []
        asked = spider.manners.ledger.rows()
        reports = [_end(archive, tally, asked) for tally in tallies.values()]
        places.match_unplaced(archive, tallies)
        read = CatchUp() if spider.interrupted else catch_up(archive, budget=attachment_seconds)
        return CrawlReport(
            attachments=read,
            portals=tuple(reports),
            recovered=tuple(archive.recovered),
            seconds=time.monotonic() - started,
            interrupted=spider.interrupted,
            unreached=tuple(unreached),
        )


def _withdrawn(archive: Archive, tallies: dict[str, Tally]) -> list[str]:
    """Takes out the portals whose turn did not come."""
    found = [
        ident
        for ident, tally in tallies.items()
        if not tally.requests and not tally.crawl.resumed and not tally.failed
        and crawls.waiting(archive.conn, ident)
    ]  # fmt: skip
    for ident in found:
        crawls.withdraw(archive, tallies.pop(ident).crawl)
    return found


def _end(archive: Archive, tally: Tally, asked: Sequence[HostCourtesy]) -> PortalReport:
    portal = tally.crawl.portal.id
    read_again(archive, tally.crawl)  # of a portal that others kept the spider from resting after
    left = crawls.waiting(archive.conn, portal)
    pause = tally.pause or Pause(reason="")
    state, reason = crawls.end(
        archive,
        tally.crawl,
        finished=left == 0,
        pause=pause.reason or None,
        go_on_at=pause.until,
        ill=pause.red,
    )
    return PortalReport(
        portal=portal,
        state=state,
        reason=reason,
        resumed=tally.crawl.resumed,
        waiting=left,
        tally=tally,
        limits=hostile.limits(archive.conn, tally.crawl.id),
        found=drift.load(archive.conn, tally.crawl.id),
        pause=tally.pause if left else None,
        courtesy=tuple(one for one in asked if one.crawl == tally.crawl.id),
    )


def _run(
    archive: Archive,
    portals: Sequence[Portal],
    tallies: dict[str, Tally],
    *,
    observer: Observer | None,
    interval: float,
    user_agent: str,
    bounds: Bounds,
    at_once: int | None,
    **limits: Any,
) -> PortalSpider:
    known = list_portals(archive.conn, removed=True)
    private = frozenset(netloc_of(p.url) for p in known if p.allow_private and p.url)
    settings = scrapy_settings(user_agent, bounds) | {
        "LUUTRU_PRIVATE_HOSTS": sorted(host_of(one) for one in private),
        "LUUTRU_INSECURE_HOSTS": sorted(
            host for p in portals if p.insecure_tls and (host := urlsplit(p.url).hostname)
        ),
        "LUUTRU_AT_ONCE": at_once or 0,
    }
    process = CrawlerProcess(settings)
    crawler: Crawler = process.create_crawler(PortalSpider)
    made: list[PortalSpider] = []

    def opened(spider: PortalSpider) -> None:
        made.append(spider)
        # How often Scrapy asks the scheduler while nothing is under way: retries wait for it.
        crawler.engine._SLOT_HEARTBEAT_INTERVAL = _HEARTBEAT_SECONDS
        _tick(spider.commit_if_due, COMMIT_SECONDS / 2)
        if observer is not None:
            _tick(spider.count_waiting, max(interval, _COUNT_SECONDS))
            _tick(lambda: observer(tallies), interval)

    def closed(spider: PortalSpider, reason: str) -> None:
        spider.interrupted = reason == "shutdown"
        spider.commit()

    async def put_away(spider: PortalSpider) -> None:
        await spider.studio.close()

    def came(data: bytes, request: Any) -> None:
        made[0].manners.ledger.bytes_came(data, request)

    def idle(spider: PortalSpider) -> None:
        for tally in tallies.values():
            if not spider.stopping:
                read_again(archive, tally.crawl)
        scheduler = crawler.engine.scheduler if crawler.engine is not None else None
        if scheduler is not None and scheduler.has_pending_requests():
            raise DontCloseSpider  # pictures that only the better reading shows

    crawler.signals.connect(opened, signals.spider_opened)
    crawler.signals.connect(came, signals.bytes_received)
    crawler.signals.connect(put_away, signals.spider_closed)
    crawler.signals.connect(closed, signals.spider_closed)
    crawler.signals.connect(idle, signals.spider_idle)
    grounds = {p.id: _ground(archive, tallies[p.id].crawl) for p in portals}
    reader = Reader()
    try:
        process.crawl(
            crawler, archive=archive, grounds=grounds, tallies=tallies, private_hosts=private,
            reader=reader, bounds=bounds, **limits,
        )  # fmt: skip
        process.start()
    finally:
        reader.close()
    if observer is not None and made:
        made[0].count_waiting()
        observer(tallies)
    if not made:
        raise ArchiveError("the crawl could not be started; run it with --verbose to see why")
    return made[0]


def _tick(call: Callable[[], None], seconds: float) -> None:
    LoopingCall(call).start(seconds, now=False)


def _ground(archive: Archive, crawl: Crawl) -> Ground:
    return replace(ground_of(archive.conn, crawl.portal.id), crawl=crawl.id, mode=crawl.mode)
