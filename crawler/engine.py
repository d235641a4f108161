"""The engine: asks the frontier for what is due, has it downloaded, hands what came to the spider.

One task per request that is under way, all in one event loop. Nothing of a crawl is kept here: what
is under way when the process dies is still in the frontier. Runs until the frontier has nothing
more that is due soon, the spider stops, or a signal asks for an end: the first lets what is under
way come to its end, the second drops it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy import Request

if TYPE_CHECKING:
    from crawler.spider import PortalSpider

_log = logging.getLogger(__name__)

AT_ONCE = 256
"""Requests under way, of all hosts together."""

HELD_BYTES = 5_000_000
"""Of bodies that wait to be read: with more, nothing new is asked for until some are."""

LOOK_AGAIN_SECONDS = 0.5
"""How often the frontier is asked while nothing is under way: retries wait there."""


class Engine:
    """One run of a crawl."""

    def __init__(self, spider: PortalSpider, *, at_rest: Callable[[], None]) -> None:
        """
        Args:
            at_rest: called whenever nothing is under way and nothing is due; what it adds to the
                frontier is fetched too.
        """
        self._spider = spider
        self._at_rest = at_rest
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = 0
        self._ended = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Returns when the crawl is over; what is still uncommitted is the caller's."""
        with self._signals():
            self._go_on()
            await self._ended.wait()
        if self._alarm is not None:
            self._alarm.cancel()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _go_on(self) -> None:
        """Starts as many requests as may be started now."""
        spider = self._spider
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due = None
        while len(self._tasks) < AT_ONCE and self._held < HELD_BYTES:
            request = spider.frontier.next_request()
            if request is None:
                due = spider.frontier.seconds_to_wait()
                break
            task = asyncio.ensure_future(self._fetch(request))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        if not self._tasks and not self._is_more():
            self._ended.set()
            return
        loop = asyncio.get_running_loop()
        wait = LOOK_AGAIN_SECONDS if not self._tasks else None
        found = [one for one in (wait, due) if one is not None]
        if found:
            self._alarm = loop.call_later(min(found), self._go_on)

    def _is_more(self) -> bool:
        """Nothing is under way: will anything be due soon?"""
        spider = self._spider
        if spider.stopping:
            return False
        if spider.frontier.has_pending():
            return True
        try:
            self._at_rest()
            return spider.frontier.has_pending()
        except Exception as error:
            spider.abort(error)
            return False

    async def _fetch(self, request: Request) -> None:
        spider = self._spider
        try:
            response = await spider.downloader.fetch(request)
        except Exception as error:
            _log.debug("%s %s: %r", request.method, request.url, error)
            spider.failed(request, error)
            return
        _log.debug("%s %s: %s", request.method, request.url, response.status)
        size = len(response.body)
        self._held += size
        try:
            await spider.parse(response)
        finally:
            self._held -= size

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._spider.abort(error)
        if not self._ended.is_set():
            self._go_on()

    # -- being told to end ---------------------------------------------------------------

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM)
        try:
            for number in numbers:
                loop.add_signal_handler(number, self._stop)
        except (RuntimeError, ValueError):  # not the main thread: whoever started it ends it
            numbers = ()
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        spider = self._spider
        if spider.interrupted:
            self._ended.set()
            return
        spider.interrupted = spider.stopping = True
        if not self._tasks:
            self._ended.set()
