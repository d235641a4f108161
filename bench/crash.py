"""Crawls that are killed at random moments must end with exactly what the portals published."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive import portals as rows
from archive.folder import Archive
from archive.query import Filter, articles
from archive.verify import verify
from luutru.demo.check import compare
from luutru.demo.portals import SamplePortal, serve_portals


def run(budget: float) -> int:
    """Kills and resumes for about `budget` seconds; returns the number of faults."""
    ends = time.monotonic() + budget
    rounds = kills = faults = 0
    seed = int(time.time())
    dice = random.Random(seed)
    with serve_portals() as sample, tempfile.TemporaryDirectory(prefix="luutru-crash-") as folder:
        while rounds == 0 or time.monotonic() < ends:
            kho = Path(folder) / f"kho-{rounds}"
            with Archive.create(kho) as archive:
                for one in sample:
                    rows.add(archive, one.url, name=one.name, allow_private=True, delay=0.0)
            kills += _crawl(kho, dice)
            found = _faults(kho, sample)
            for fault in found:
                print(f"FAULT (seed {seed}, round {rounds}): {fault}")
            faults += len(found)
            rounds += 1
    print(f"{rounds} crawls, {kills} kill -9, {faults} faults (seed {seed})")
    return faults


def _crawl(kho: Path, dice: random.Random) -> int:
    """Starts the same command until it ends by itself; returns how often it was killed."""
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
    kills = 0
    while True:
        patience = dice.uniform(0.8, 2.6) if kills < 12 else 120.0
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(timeout=patience)
                return kills
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1


def _faults(kho: Path, sample: list[SamplePortal]) -> list[str]:
    with Archive.open(kho) as archive:
        faults = [str(problem) for problem in verify(archive).problems]
        twice = archive.conn.execute(
            "SELECT url, count(*) FROM captures WHERE kind = 'article' AND method = 'GET' "
            "AND status = 200 GROUP BY crawl, url HAVING count(*) > 1"
        )
        faults += [f"{url}: captured {number} times in one crawl" for url, number in twice]
        for one in sample:
            portal = rows.get(archive.conn, one.url)
            faults += compare(one, list(articles(archive.conn, Filter(portal=portal.id))))
    return faults
