"""Crawls a portal that lies on disk: every link from the home page, as a crawl would, in memory.

No network, no archive, no politeness: this measures reading and link-finding, nothing else.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from archive.record import Article, DateOrder, Kind
from crawler.evaluation.gold import Mirror
from crawler.extract.dates import proven_order
from crawler.extract.page import Reading, Site, read_page
from crawler.extract.urls import canonical, wanted

MAX_REQUESTS = 20_000


@dataclass(slots=True)
class Crawled:
    """What one walk through a portal brought."""

    readings: dict[str, Reading] = field(default_factory=dict)
    """By the address asked for."""
    requests: int = 0
    outside: list[str] = field(default_factory=list)
    """Addresses asked for that the portal has not got."""
    platform: str = ""

    @property
    def articles(self) -> dict[str, Article]:
        """By canonical address."""
        read = (reading.article for reading in self.readings.values())
        return {article.url: article for article in read if article is not None}


def crawl(mirror: Mirror, *, limit: int = MAX_REQUESTS) -> Crawled:
    """Follow every link from the home page, breadth first, each address once.

    What the stamps of one page prove about the portal's order of dates is known on the next.
    """
    done = Crawled()
    dates = DateOrder()
    site = Site(home=mirror.home)
    platform: str | None = None
    queue: deque[tuple[str, Kind]] = deque([(mirror.home, Kind.LISTING)])
    seen = {mirror.home}
    while queue and done.requests < limit:
        url, kind = queue.popleft()
        done.requests += 1
        page = mirror.pages.get(url)
        if page is None:
            done.outside.append(url)
            continue
        if 300 <= page.status < 400 and page.location:
            target = canonical(urljoin(url, page.location), platform)
            found = wanted(target, mirror.home, platform)
            if found and target not in seen:
                seen.add(target)
                queue.append((target, found))
            continue
        if page.status != 200 or page.path is None:
            continue
        reading = read_page(
            page.path.read_bytes(), url, kind=kind, platform=platform, site=site,
            headers={"Content-Type": page.content_type},
        )  # fmt: skip
        if platform is None:
            platform = done.platform = reading.platform
            site = Site(home=mirror.home, names=(reading.site_name,) if reading.site_name else ())
        if reading.article is not None:
            dates = dates.with_proof(proven_order(reading.article.published_text))
        site = replace(site, siblings=reading.siblings or site.siblings, day_first=dates.known)
        done.readings[url] = reading
        for link in reading.links:
            if link.method == "GET" and link.key() not in seen:
                seen.add(link.key())
                queue.append((link.url, link.kind))
    return done
