"""Whole crawls, side by side with what others do with the same pages.

`luutru crawl` (fetch, WARC, reading, pictures, SQLite, frontier) against bare Scrapy, which only
downloads, and `wget --warc-file`, which keeps but reads nothing. Same server, same addresses, one
connection per host, no delay, one after the other in each round; the server is warm before the
first. Each is a process of its own: its start-up is measured alone and taken off.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive import portals
from archive.folder import Archive
from archive.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl as a process."""

    requests: int
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time of the process and its children."""
    memory: int
    """Most bytes resident."""


def run(*, hosts: int, articles: int, rounds: int) -> bool:
    """Prints requests a second of each crawler and ours as a ratio; False if a crawl failed."""
    with (
        tempfile.TemporaryDirectory(prefix="luutru-crawling-") as folder,
        served(hosts, articles) as urls,
    ):
        room = Path(folder)
        kho = _ours(room / "warm", urls)
        addresses = room / "addresses.txt"
        addresses.write_text("\n".join(_requested(room / "warm")) + "\n", encoding="utf-8")
        starts = {"ours": _ours(room / "start", urls[:1], "--max-pages", "1")}
        starts["Scrapy, bare"] = _bare(addresses, hosts, stock=True, limit=1)
        starts["Scrapy, tuned"] = _bare(addresses, hosts, stock=False, limit=1)
        print(
            f"{hosts} portals of {articles} articles: {kho.requests} requests, "
            f"memory {kho.memory >> 20} MB"
        )
        times: dict[str, list[Run]] = {}
        for number in range(rounds):
            times.setdefault("ours", []).append(_ours(room / f"kho-{number}", urls))
            times.setdefault("Scrapy, bare", []).append(_bare(addresses, hosts, stock=True))
            times.setdefault("Scrapy, tuned", []).append(_bare(addresses, hosts, stock=False))
            if shutil.which("wget"):
                times.setdefault("wget --warc-file", []).append(_wget(room, addresses, number))
        _print(times, starts)
        with Archive.open(room / "kho-0") as archive:
            return not verify(archive).problems


def _print(times: dict[str, list[Run]], starts: dict[str, Run]) -> None:
    for name, runs in times.items():
        start = starts.get(name)
        walls = [one.wall - (start.wall if start else 0.0) for one in runs]
        cpus = [one.cpu - (start.cpu if start else 0.0) for one in runs]
        per_second = statistics.median(r.requests / w for r, w in zip(runs, walls, strict=True))
        cost = statistics.median(1000 * c / r.requests for r, c in zip(runs, cpus, strict=True))
        line = f"{name:18} {per_second:7.0f} requests/s  {cost:6.2f} ms CPU a request"
        if name != "ours":
            ours = times["ours"]
            took = starts["ours"]
            by_wall = _spread(
                (o.requests / (o.wall - took.wall)) / (r.requests / w)
                for o, r, w in zip(ours, runs, walls, strict=True)
            )
            by_cpu = _spread(
                (c / r.requests) / ((o.cpu - took.cpu) / o.requests)
                for o, r, c in zip(ours, runs, cpus, strict=True)
            )
            line += f"   ours: {by_wall} x its requests/s, {by_cpu} x by CPU"
        print(line, flush=True)


def _spread(ratios: Iterator[float]) -> str:
    found = sorted(ratios)
    return f"{statistics.median(found):.2f} ({found[0]:.2f}-{found[-1]:.2f})"


@contextmanager
def served(hosts: int, articles: int, how: str = "warm") -> Iterator[list[str]]:
    """The home pages of so many portals, served by a process of their own until the block ends.

    `how`: see `bench.crawling.server`.
    """
    command = [sys.executable, "-m", "bench.crawling.server", str(hosts), str(articles), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        urls = process.stdout.readline().split()
        try:
            yield urls
        finally:
            process.terminate()


def _timed(command: list[str], requests: int | None = None, **options: object) -> Run:
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        requests=requests or 0,
        wall=time.monotonic() - started,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss * 1024,
    )


def _ours(kho: Path, urls: list[str], *options: str) -> Run:
    with Archive.create(kho) as archive:
        for url in urls:
            portals.add(archive, url, allow_private=True, delay=0.0)
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho), *options]
    run = _timed(command, stderr=subprocess.DEVNULL)
    with Archive.open(kho) as archive:
        requests = archive.conn.execute("SELECT sum(requests) FROM crawls").fetchone()[0]
    return Run(requests=requests, wall=run.wall, cpu=run.cpu, memory=run.memory)


def _requested(kho: Path) -> list[str]:
    with Archive.open(kho) as archive:
        rows = archive.conn.execute("SELECT url FROM captures WHERE method = 'GET' ORDER BY id")
        return [row["url"] for row in rows]


def _bare(addresses: Path, hosts: int, *, stock: bool, limit: int | None = None) -> Run:
    number = limit or len(addresses.read_text(encoding="utf-8").split())
    command = [sys.executable, "-m", "bench.crawling.bare", str(addresses), str(hosts)]
    return _timed([*command, "stock" if stock else "tuned", str(number)], number)


def _wget(room: Path, addresses: Path, number: int) -> Run:
    command = ["wget", "-q", "-i", str(addresses), "-O", "/dev/null", "--no-warc-keep-log"]
    target = room / f"wget-{number}"
    requests = len(addresses.read_text(encoding="utf-8").split())
    return _timed([*command, f"--warc-file={target}"], requests, cwd=room)
