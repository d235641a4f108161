"""The crawl job: `crawl(archive folder, portals) -> report`. It knows no queue and no terminal.

Runs an event loop of its own until every portal is done, its budget is used up, or someone says
stop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive import crawls, drift, hostile, places
from archive.courtesy import HostCourtesy
from archive.crawls import Crawl
from archive.folder import Archive
from archive.portals import list_portals
from archive.record import Portal
from archive.schedule import Mode
from crawler.afterwards import read_again
from crawler.attachments.catchup import ATTACHMENT_SECONDS, CatchUp, catch_up
from crawler.bounds import Bounds
from crawler.engine import Engine
from crawler.guard import netloc_of
from crawler.limits import Pause, limits_of
from crawler.reader import Reader
from crawler.settings import DEFAULT, USER_AGENT
from crawler.spider import COMMIT_SECONDS, PortalSpider
from crawler.tally import Tally
from crawler.visit import Ground, ground_of

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
    **options: Any,
) -> PortalSpider:
    known = list_portals(archive.conn, removed=True)
    reader = Reader()
    try:
        spider = PortalSpider(
            archive=archive,
            tallies=tallies,
            grounds={p.id: _ground(archive, tallies[p.id].crawl) for p in portals},
            private_hosts=frozenset(netloc_of(p.url) for p in known if p.allow_private and p.url),
            reader=reader,
            **options,
        )
        asyncio.run(_crawl(spider, observer, interval))
    finally:
        reader.close()
    if observer is not None:
        spider.count_waiting()
        observer(tallies)
    return spider


async def _crawl(spider: PortalSpider, observer: Observer | None, interval: float) -> None:
    def at_rest() -> None:
        for tally in spider.tallies.values():
            read_again(spider.archive, tally.crawl)

    calls: list[tuple[Callable[[], None], float]] = [(spider.commit_if_due, COMMIT_SECONDS / 2)]
    if observer is not None:
        calls += [
            (spider.count_waiting, max(interval, _COUNT_SECONDS)),
            (lambda: observer(spider.tallies), interval),
        ]
    try:
        with _repeated(calls):
            await Engine(spider, at_rest=at_rest).run()
        spider.commit()
    finally:
        await spider.put_away()


@contextmanager
def _repeated(calls: Sequence[tuple[Callable[[], None], float]]) -> Iterator[None]:
    """Calls each of these again and again, with so many seconds between."""

    async def repeat(call: Callable[[], None], seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            call()

    tasks = [asyncio.ensure_future(repeat(call, seconds)) for call, seconds in calls]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


def _ground(archive: Archive, crawl: Crawl) -> Ground:
    return replace(ground_of(archive.conn, crawl.portal.id), crawl=crawl.id, mode=crawl.mode)
