"""A glance at an article that is not due: HEAD tells whether it is there, and often how long it is.

For servers that give no validators, or do not honour them, reading a page again costs all of it.
A glance finds what has vanished or moved, and what has grown or shrunk, for a few hundred bytes.
What it finds is only a suspicion: the page is then fetched, and that decides. A glance is kept as
a `metadata` record, not as a capture: nothing may take its empty body for the page.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from statistics import median

from archive.entity import header
from archive.folder import Archive
from archive.warc import new_record_id, warc_date
from archive.work import Entry, PageWork
from crawler.capture import Exchange
from crawler.visit import Ground

DOUBTFUL = frozenset({301, 302, 303, 307, 308, 404, 410})
"""Answers after which the page itself is fetched."""

SLACK = 24
"""Bytes: counters and clocks make a page longer or shorter by less."""

_REMEMBERED = 31

AT_LEAST = 10
"""Pages that an ordinary crawl may fetch because their length has changed."""

BYTE_SHARE = 0.02
"""Of a whole crawl's bytes: so much may be spent on them beyond that."""


@dataclass(slots=True)
class Glances:
    """What the glances at one portal have told in this run."""

    useless: bool = False
    """Does the server answer HEAD otherwise than GET, or not at all?"""
    doubted: set[str] = field(default_factory=set)
    """Keys of entries that are fetched because of a glance's status."""
    budget: int = 0
    """Bytes left for pages that have another length."""
    fetched: int = 0
    _shifts: deque[int] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def another_length(self, before: int, now: int) -> bool:
        """Has this page changed more than the frame around all pages of the portal has?

        A new box or a new banner makes every page longer by the same; the median tells how much.
        """
        self._shifts.append(now - before)
        usual = median(self._shifts) if len(self._shifts) >= 5 else 0
        if abs(now - before - usual) <= SLACK:
            return False
        if self.fetched >= AT_LEAST and self.budget < now:
            return False
        self.fetched += 1
        self.budget -= now
        return True

    def confirm(self, key: str, status: int) -> None:
        """The page that a glance doubted was fetched: 200 means that HEAD is not to be trusted."""
        if key in self.doubted and status == 200:
            self.useless = True


def looked(
    archive: Archive, exchange: Exchange, entry: Entry, ground: Ground, glances: Glances,
    length_before: int | None,
) -> PageWork:  # fmt: skip
    """The unit of work of one glance: nothing, or the page is to be fetched after all."""
    _append(archive, exchange)
    work = PageWork(portal=ground.portal, crawl=ground.crawl, key=entry.key, glanced=True)
    status = exchange.status
    announced = header(exchange.headers, "content-length") or ""
    if status in DOUBTFUL:
        glances.doubted.add(entry.key)
        return _fetch(work, f"a glance found {status}")
    if status != 200:
        glances.useless = True
        return pass_over(work, f"the server answers {status} to HEAD")
    length = int(announced) if announced.isdecimal() else 0
    if length and length_before and glances.another_length(length_before, length):
        return _fetch(work, f"{length} bytes long, {length_before} before")
    return work


def pass_over(work: PageWork, why: str) -> PageWork:
    """The same for an article that is not asked for in this crawl: its turn will come."""
    return replace(work, outcome="skipped", error=why)


def _fetch(work: PageWork, why: str) -> PageWork:
    return replace(work, outcome="retry", error=why, whole=True)


def _append(archive: Archive, exchange: Exchange) -> None:
    lines = ["method: HEAD", f"status: {exchange.status}"]
    lines += [f"http-header: {name}: {' '.join(value.split())}" for name, value in exchange.headers]
    archive.warc.append(
        [
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", warc_date(exchange.fetched_at)),
            ("WARC-Target-URI", exchange.url),
            ("Content-Type", "application/warc-fields"),
        ],
        ("\r\n".join(lines) + "\r\n").encode("utf-8", "surrogateescape"),
    )
