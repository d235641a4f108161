"""Where the time of a whole crawl goes: `python -m bench.crawling.stages KHO` crawls all portals
of an archive in this process and prints the CPU milliseconds of each stage per request, and
those of the reader's process.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from archive import folder, portals, store
from archive.warc import WarcWriter
from crawler import frontier, spider
from crawler.job import crawl

STAGES: tuple[tuple[str, Any, str], ...] = (
    ("WARC records", spider, "keep_exchange"),
    ("rows", store, "keep"),
    ("commit", folder.Archive, "commit"),
    ("  of it syncing the WARC", WarcWriter, "sync"),
    ("frontier", frontier.Frontier, "next_request"),
    ("all of a unit of work", spider.PortalSpider, "_write"),
)


def main() -> None:
    spent: dict[str, float] = defaultdict(float)
    for name, owner, attribute in STAGES:
        setattr(owner, attribute, _measured(getattr(owner, attribute), name, spent))
    kho = Path(sys.argv[1])
    with folder.Archive.open(kho) as archive:
        chosen = list(portals.list_portals(archive.conn))
    started, cpu = time.monotonic(), time.process_time()
    report = crawl(kho, chosen)
    wall, cpu = time.monotonic() - started, time.process_time() - cpu
    requests = sum(one.tally.requests for one in report.portals)
    print(f"{requests} requests in {wall:.1f} s")
    for name, seconds in spent.items():
        print(f"{name:26} {1000 * seconds / requests:6.3f} ms a request")
    ours = sum(spent[n] for n in ("all of a unit of work", "frontier"))
    print(f"{'fetching (and starting)':26} {1000 * (cpu - ours) / requests:6.3f} ms a request")
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    reading = 1000 * (child.ru_utime + child.ru_stime) / requests
    print(f"{'the reader (with starting)':26} {reading:6.3f} ms a request, beside all this")


def _measured(call: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(call)
    def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.process_time()
        try:
            return call(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - started

    return timed


if __name__ == "__main__":
    main()
