"""Does a crawl slow down, or take more memory, as its archive grows?

One crawl of eight large portals in this process; five times a second it is noted how many requests were
made, the CPU time of this process and of its reader, and their memory. Compared is what a request
costs after the first 1,000 and at the end: in time, and in CPU time as a share of the reader's. A
machine may be half as fast some minutes later; reading a page is the same work from start to end.
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
_START = 1_000
"""Requests: by then the processes have started."""

_PART = 0.05
"""Of all requests: how long each stretch is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where the crawl was."""

    requests: int
    cpu: float
    reader: float
    """CPU seconds of the reader."""
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
                requests=requests,
                cpu=time.process_time(),
                reader=_reader_cpu(),
                wall=time.monotonic(),
                memory=_memory(),
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
    moments = [moment for moment in moments if moment.reader]  # at the very end it is gone
    total = moments[-1].requests
    starts = (_START / total, 0.25, 0.5, 0.75, 1 - _PART)
    stretches = [_stretch(moments, start) for start in starts]
    costs = [1000 * (b.cpu - a.cpu) / max(1, b.requests - a.requests) for a, b in stretches]
    shares = [(b.cpu - a.cpu) / max(0.01, b.reader - a.reader) for a, b in stretches]
    speeds = [(b.requests - a.requests) / max(0.01, b.wall - a.wall) for a, b in stretches]
    most = max(moment.memory for moment in moments) >> 20
    print(
        f"{kept:,} captures, from start to end: {', '.join(f'{one:.0f}' for one in speeds)} requests "
        f"a second ({speeds[-1] / speeds[0]:.2f} x), {', '.join(f'{one:.2f}' for one in costs)} ms CPU "
        f"each ({costs[0] / costs[-1]:.2f} x), {', '.join(f'{one:.2f}' for one in shares)} of the "
        f"reader's ({shares[0] / shares[-1]:.2f} x, wanted 0.9); memory at most {most} MB with the reader's; "
        f"{sizes['archive.db']} MB of rows, {sizes['warc/*']} MB of WARC"
    )
    print("every record whole" if whole else "FAULT: verify finds problems")
    return whole


def _stretch(moments: list[Moment], start: float) -> tuple[Moment, Moment]:
    """The first and the last moment of a stretch that begins at this share of all requests."""
    total = moments[-1].requests
    inside = [m for m in moments if start * total <= m.requests <= (start + _PART) * total]
    if len(inside) < 2:
        return moments[0], moments[-1]
    return inside[0], inside[-1]


def _reader_cpu() -> float:
    ticks = 0
    for pid in _children():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


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
