"""The download handler: Scrapy's own, with every request counted as it goes into a connection."""

from __future__ import annotations

from functools import partial
from typing import Any

from scrapy.crawler import Crawler

from crawler.download import KeepingHandler


class CountedHandler(KeepingHandler):
    """HTTP/1.1, each request told to the spider's ledger.

    Twisted would repeat a request by itself, at once and unseen, when a kept connection breaks;
    here such a request fails, and the frontier asks again after its pause.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        pool: Any = self._pool
        ledger, stock = spider.manners.ledger, pool._factory

        def factory(*args: Any) -> Any:
            made = stock(*args)
            build = made.buildProtocol

            def counted(address: Any) -> Any:
                protocol = build(address)
                protocol.request = partial(ledger.watch, protocol.request)
                return protocol

            made.buildProtocol = counted
            return made

        pool._factory = factory
        pool.retryAutomatically = False
