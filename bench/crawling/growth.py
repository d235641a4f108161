"""Does a crawl slow down, or take more memory, as its archive grows?

One crawl of eight large portals in this process; five times a second it is noted how many requests were
made, the CPU time of this process, and the memory of it and of its reader. Compared are the CPU
milliseconds a request near the start and near the end: other work on the machine does not count.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive import portals
from archive.folder import Archive
from archive.verify import verify
from bench.crawling import served
from crawler.job import crawl
from crawler.tally import Tally

HOSTS = 8
_START = 0.02
"""Of all requests: by then the processes have started."""

_PART = 0.08
"""Of all requests: how long the start and the end are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where the crawl was."""

    requests: int
    cpu: float
    wall: float
    memory: int
    """Bytes resident, of this process and its children."""


def run(*, captures: int) -> bool:
    """Crawls until about so many captures are kept; False if it was not flat or not whole."""
    moments: list[Moment] = []
    articles = max(1, round(captures / HOSTS / 2.1))

    def observe(tallies: Mapping[str, Tally]) -> None:
        requests = sum(tally.requests for tally in tallies.values())
        moments.append(
            Moment(
                requests=requests, cpu=time.process_time(), wall=time.monotonic(), memory=_memory()
            )
        )

    with (
        tempfile.TemporaryDirectory(prefix="luutru-growth-") as folder,
        served(HOSTS, articles, "plain") as urls,
    ):
        kho = Path(folder) / "kho"
        with Archive.create(kho) as archive:
            chosen = [portals.add(archive, u, allow_private=True, delay=0.0) for u in urls]
        crawl(kho, chosen, observer=observe, interval=0.2, attachment_seconds=0)
        with Archive.open(kho) as archive:
            kept = archive.conn.execute("SELECT count(*) FROM captures").fetchone()[0]
            whole = not verify(archive).problems
        sizes = {
            name: sum(path.stat().st_size for path in kho.glob(name)) >> 20
            for name in ("archive.db", "warc/*")
        }
    costs = [_cost(moments, start) for start in (_START, 0.25, 0.5, 0.75, 1 - _PART)]
    first, last = costs[0], costs[-1]
    most = max(moment.memory for moment in moments) >> 20
    print(
        f"{kept:,} captures: {', '.join(f'{cost:.2f}' for cost in costs)} ms CPU a request from "
        f"start to end: {first / last:.2f} x its speed; memory at most {most} MB with the reader's; "
        f"{sizes['archive.db']} MB of rows, {sizes['warc/*']} MB of WARC"
    )
    print("every record whole" if whole else "FAULT: verify finds problems")
    return whole


def _cost(moments: list[Moment], start: float) -> float:
    """CPU milliseconds a request from this share of all requests on."""
    total = moments[-1].requests
    inside = [m for m in moments if start * total <= m.requests <= (start + _PART) * total]
    one, other = (inside or moments)[0], (inside or moments)[-1]
    return 1000 * (other.cpu - one.cpu) / max(1, other.requests - one.requests)


def _memory() -> int:
    page = resource.getpagesize()
    mine = [os.getpid(), *_children()]
    total = 0
    for pid in mine:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page
        except OSError:
            continue
    return total


def _children() -> list[int]:
    found = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        pids = [int(pid) for pid in found.read_text().split()]
    except OSError:
        return []
    return [pid for pid in pids if "crawling.server" not in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
