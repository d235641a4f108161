"""Bare Scrapy: downloads a list of addresses and does nothing with them.

`python -m bench.crawling.bare ADDRESSES HOSTS stock|tuned NUMBER`. One connection per host and no
delay, as ours in this measurement. `stock` changes nothing else; `tuned` sets the one line that
makes Scrapy 2.19 half as fast again when a queue feeds it (WARN_ON_GENERATOR_RETURN_VALUE).
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        for url in self.settings["ADDRESSES"]:
            yield Request(url, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        assert response.body is not None


def main() -> None:
    addresses, hosts, tuning, number = sys.argv[1:]
    urls = Path(addresses).read_text(encoding="utf-8").split()[: int(number)]
    settings: dict[str, Any] = {
        "ADDRESSES": urls,
        "CONCURRENT_REQUESTS": int(hosts),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
    }
    if tuning == "tuned":
        settings["WARN_ON_GENERATOR_RETURN_VALUE"] = False
    process = CrawlerProcess(settings)
    process.crawl(Bare)
    process.start()


if __name__ == "__main__":
    main()
