"""What the spider keeps, and when it keeps nothing more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import crawls, portals
from archive.errors import DiskFull
from archive.folder import Archive
from crawler.bounds import Bounds
from crawler.limits import Limits
from crawler.reader import Reader
from crawler.spider import PortalSpider
from crawler.tally import Tally
from crawler.visit import ground_of


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[PortalSpider]:
    with Archive.create(tmp_path / "kho") as archive, closing(Reader()) as reader:
        portal = portals.add(archive, "http://xa.example.vn/", delay=0.0)
        crawl = crawls.begin(archive, portal)
        yield PortalSpider(
            archive=archive,
            grounds={portal.id: ground_of(archive.conn, portal.id)},
            tallies={portal.id: Tally(crawl=crawl)},
            private_hosts=frozenset(),
            limits={portal.id: Limits()},
            deadline=None,
            clock=time.time,
            reader=reader,
            bounds=Bounds(),
            user_agent="luutru (a test)",
        )


def test_after_a_full_disk_nothing_more_is_kept(spider: PortalSpider) -> None:
    """What comes in then may have been found on a page that was rolled back."""
    conn = spider.archive.conn
    (portal,) = spider.grounds
    first, second = crawls.due(conn, portal, time.time(), 2)
    spider.pass_over(first)
    spider.abort(DiskFull("no space left"))
    spider.pass_over(second)
    spider.commit()
    assert [one.key for one in crawls.due(conn, portal, time.time(), 9)] == [first.key, second.key]
    assert spider.stopping
