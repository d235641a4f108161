"""An archive of a portal crawled three times, so that every kind of record is in its WARC file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import portals
from archive.folder import Archive
from support.cli import luutru
from support.weekly import WeeklyPortal, weekly_portal

ARTICLES = 4


@contextmanager
def crawled_thrice(folder: Path) -> Iterator[tuple[Path, WeeklyPortal]]:
    """Crawled, crawled again on a condition (304), crawled again in full (the same payloads)."""
    with weekly_portal(ARTICLES, validators="etag") as portal:
        kho = folder / "kho"
        with Archive.create(kho) as archive:
            portals.add(archive, portal.url, name="Xã Thí Dụ", allow_private=True, delay=0.0)
        for options in ([], [], ["--full"]):
            luutru("crawl", "--all", *options, "--archive", kho, check=0)
            _next_second()  # times of WARC and replay have whole seconds
        yield kho, portal


def _next_second() -> None:
    time.sleep(1 - time.time() % 1)
