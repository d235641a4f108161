"""Crawls that are stopped at random moments must end with exactly what the portals published.

Two portals of 300 articles each are crawled; the process is killed (kill -9), told to end
(SIGTERM) or interrupted (Ctrl-C) at random moments and started again until it ends by itself.
After a kill the WARC file may be torn, as a power cut tears it: zeros, noise or half a record
beyond the last commit. Then: the portals' own list article by article, `verify`, and every WARC
read by other readers. Where a small file system can be mounted without root, a full disk too.
"""

from __future__ import annotations

import gzip
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive import portals as rows
from archive.folder import Archive
from archive.query import Filter, articles
from archive.verify import verify
from bench.crawling import served
from bench.crawling.server import grown
from luutru.demo.check import compare
from luutru.demo.portals import SamplePortal

HOSTS, ARTICLES = 2, 300
_WAYS = (signal.SIGKILL,) * 5 + (signal.SIGTERM, signal.SIGINT)
_MOST_STOPS = 8
"""Of one crawl: then it may end."""
_SMALL_DISK = "6m"


def run(budget: float, *, stops: int | None = None) -> int:
    """Stops and resumes for about `budget` seconds, or at least `stops` times.

    Returns:
        the number of faults.
    """
    ends = time.monotonic() + budget
    seed = int(time.time())
    dice = random.Random(seed)
    done: Counter[str] = Counter()
    rounds = faults = 0
    with served(HOSTS, ARTICLES) as urls, tempfile.TemporaryDirectory(prefix="luutru-") as folder:
        sample = [_known(host, url) for host, url in enumerate(urls, 1)]
        while rounds == 0 or (
            sum(done.values()) < stops if stops is not None else time.monotonic() < ends
        ):
            kho = _new(Path(folder) / f"kho-{rounds}", urls)
            done += _crawl(kho, dice)
            found = _faults(kho, sample)
            for fault in found:
                print(f"FAULT (seed {seed}, round {rounds}): {fault}", flush=True)
            faults += len(found)
            rounds += 1
            shutil.rmtree(kho)
        faults += _full_disk(Path(folder), urls, sample)
    told = ", ".join(f"{number} x {name}" for name, number in done.most_common())
    print(f"{rounds} crawls of {HOSTS * ARTICLES} articles: {told}; {faults} faults (seed {seed})")
    return faults


def _known(host: int, url: str) -> SamplePortal:
    portal = SamplePortal(grown(ARTICLES, host))
    portal.url = url
    return portal


def _new(kho: Path, urls: list[str]) -> Path:
    with Archive.create(kho) as archive:
        for url in urls:
            rows.add(archive, url, allow_private=True, delay=0.0)
    return kho


def _command(kho: Path) -> list[str]:
    return [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]


def _crawl(kho: Path, dice: random.Random) -> Counter[str]:
    """Starts the same command until it ends by itself; returns how it was stopped before."""
    stopped: Counter[str] = Counter()
    while True:
        free = sum(stopped.values()) >= _MOST_STOPS
        patience = 300.0 if free else dice.uniform(0.9, 4.0)
        with subprocess.Popen(
            _command(kho), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(timeout=patience)
                if process.returncode in (0, 1):
                    return stopped
            except subprocess.TimeoutExpired:
                how = dice.choice(_WAYS)
                process.send_signal(how)
                process.wait(timeout=60)
                stopped[how.name] += 1
                if how == signal.SIGKILL and dice.random() < 0.5:
                    stopped["torn file"] += _tear(kho, dice)


def _tear(kho: Path, dice: random.Random) -> int:
    """What a power cut leaves beyond the last commit."""
    files = sorted((kho / "warc").glob("*.warc.gz"))
    if not files:
        return 0
    tail = dice.choice((bytes(4096), dice.randbytes(777), gzip.compress(b"WARC/1.1\r\n" * 99)[:60]))
    with files[-1].open("ab") as file:
        file.write(tail)
    return 1


def _faults(kho: Path, sample: list[SamplePortal]) -> list[str]:
    with Archive.open(kho) as archive:
        faults = [str(problem) for problem in verify(archive).problems]
        for one in sample:
            portal = rows.get(archive.conn, one.url)
            faults += compare(one, list(articles(archive.conn, Filter(portal=portal.id))))
        faults += _asked_twice(archive)
        records = archive.conn.execute("SELECT sum(records) FROM warc_files").fetchone()[0]
    read = dict(_other_readers(kho))
    faults += [
        f"{name} reads {count} of {records} records"
        for name, count in read.items()
        if count not in (records, None)
    ]
    return faults


def _asked_twice(archive: Archive) -> list[str]:
    twice = archive.conn.execute(
        "SELECT url, count(*) FROM captures WHERE kind = 'article' AND method = 'GET' "
        "AND status = 200 GROUP BY crawl, url HAVING count(*) > 1"
    ).fetchall()
    return [f"{url}: captured {number} times in one crawl" for url, number in twice]


def _other_readers(kho: Path) -> Iterator[tuple[str, int | str | None]]:
    """How many records other readers find, file by file; what they say when they give up."""
    from fastwarc.warc import ArchiveIterator as FastIterator
    from warcio.archiveiterator import ArchiveIterator

    files = sorted((kho / "warc").glob("*.warc.gz"))
    warcio = fast = 0
    for path in files:
        with path.open("rb") as file:
            warcio += sum(1 for _ in ArchiveIterator(file, check_digests="raise"))
        with path.open("rb") as file:
            fast += sum(1 for _ in FastIterator(file))
        if shutil.which("gzip") and subprocess.run(["gzip", "-t", str(path)]).returncode:
            yield f"gzip -t {path.name}", "no"
    yield "warcio", warcio
    yield "fastwarc", fast


def _full_disk(folder: Path, urls: list[str], sample: list[SamplePortal]) -> int:
    """A crawl on a disk of a few megabytes: one clear line, and on it goes once there is room."""
    small, kho = folder / "small", folder / "kho-after"
    small.mkdir()
    _new(small / "kho", urls)
    script = (
        f'cp -r "$1" "$1.seed" && mount -t tmpfs -o size={_SMALL_DISK} luutru "$1" '
        '&& cp -r "$1.seed/." "$1" && shift && { "$@"; code=$?; } && true; '
        f'cp -r "{small}/." "{kho}"; exit $code'
    )
    if not shutil.which("unshare"):
        print("no unshare here: a full disk was not tried")
        return 0
    inner = ["unshare", "-rm", "sh", "-c", script, "sh", str(small), *_command(small / "kho")]
    ended = subprocess.run(inner, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if "unshare" in ended.stderr or "mount" in ended.stderr:
        print("no file system can be mounted here without root: a full disk was not tried")
        return 0
    faults = []
    lines = [line for line in ended.stderr.splitlines() if "no space left" in line]
    if ended.returncode != 1 or len(lines) != 1:
        faults.append(f"a full disk: exit code {ended.returncode}, said {ended.stderr[-300:]!r}")
    subprocess.run(
        _command(kho / "kho"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    faults += _faults(kho / "kho", sample)
    for fault in faults:
        print(f"FAULT (full disk): {fault}")
    print(f"a disk of {_SMALL_DISK}: {lines[0].strip() if lines else 'nothing said'}")
    return len(faults)
