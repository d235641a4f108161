"""Measures `luutru reextract`: an archive of our own pages is read again in all cores.

Half-real pages: our own layouts around texts that differ. Prints articles a second, the most
memory of one process, and what that means for 100,000 articles.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from archive import store
from archive.folder import VIETNAM, Archive
from archive.record import Capture, Kind
from archive.warc import http_block, new_record_id, sha256, warc_date
from archive.work import PageWork
from bench.fuzz.bombs import FIRST, SECOND, frame
from crawler.replay.reread import Selection, Summary, reread
from crawler.visit import Ground, Page, ground_of, read_body

_HOME = "http://xa.example.vn/"
_START = datetime(2021, 3, 12, 8, 0, tzinfo=VIETNAM)
_TARGET = 100_000


def run(articles: int, *, jobs: int | None = None) -> None:
    """Makes an archive of so many articles and reads it again three times."""
    jobs = jobs or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="luutru-reread-") as name:
        folder = Path(name) / "kho"
        began = time.monotonic()
        size = _fill(folder, articles)
        print(f"{articles} articles of {size / articles / 1024:.0f} KB kept in "
              f"{time.monotonic() - began:.0f} s; {jobs} processes")  # fmt: skip
        _measure("every twentieth would change, dry run", folder, jobs, dry_run=True)
        _measure("every twentieth changes", folder, jobs, dry_run=False)
        _measure("nothing has changed", folder, jobs, dry_run=False)


def _fill(folder: Path, articles: int) -> int:
    size = 0
    with Archive.create(folder) as archive:
        archive.begin()
        archive.conn.execute(
            "INSERT INTO portals (id, url, name, platform, site_name, added_at) "
            "VALUES ('xa', ?, 'Xã Thí Dụ', 'generic', 'Trang tin', '2021')",
            (_HOME,),
        )
        ground = ground_of(archive.conn, "xa")
        for number in range(articles):
            body = _page(number)
            size += len(body)
            _keep(archive, ground, number, body)
            if number % 500 == 499:
                archive.commit()
                archive.begin()
        archive.commit()
    return size


def _page(number: int) -> bytes:
    paragraphs = "".join(
        f"<p>{FIRST} Việc thứ {number} của đợt {part}.</p><p>{SECOND}</p>" for part in range(8)
    )
    _, page = frame(number % 12, paragraphs, after=_SIDE)
    return page.replace(b"n\xe1\xba\xa1o v\xc3\xa9t", f"lần thứ {number} nạo vét".encode(), 3)


_SIDE = "<div class='sidebar'>" + "".join(
    f"<div class='item'><a href='/bai-{n}.html' title='Tin thứ {n}'><img src='/t/{n}.jpg'>Tin thứ {n} của "
    "xã trong tháng này</a><span class='date'>12/03/2021</span></div>"
    for n in range(80)
) + "</div>"  # fmt: skip


def _keep(archive: Archive, ground: Ground, number: int, body: bytes) -> None:
    url, moment = f"{_HOME}bai-viet-{number}.html", _START + timedelta(seconds=number)
    place = archive.warc.append(
        [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", warc_date(moment)),
            ("WARC-Target-URI", url),
            ("Content-Type", "application/http;msgtype=response"),
        ],
        http_block(200, [("Content-Type", "text/html; charset=utf-8")], body),
    )
    capture = Capture(
        url=url, kind=Kind.ARTICLE, fetched_at=moment, status=200,
        content_type="text/html; charset=utf-8", payload_sha256=sha256(body),
        payload_bytes=len(body), record_id=place.record_id, record_type="response",
        warc=place.warc, offset=place.offset, length=place.length,
    )  # fmt: skip
    page = Page(
        body=body, url=url, kind=Kind.ARTICLE, content_type=capture.content_type, fetched_at=moment
    )
    article = read_body(page, ground).article
    assert article is not None, url
    if number % 20 == 0 and number:
        article = replace(article, lead="Một lời dẫn mà quy tắc cũ đọc nhầm.")
    store.keep(archive, PageWork(portal="xa", crawl=None, capture=capture, article=article))


def _measure(what: str, folder: Path, jobs: int, *, dry_run: bool) -> Summary:
    peak = [0]
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(peak, done), daemon=True)
    watch.start()
    began, cpu = time.monotonic(), _cpu()
    summary = reread(folder, Selection(), dry_run=dry_run, jobs=jobs)
    spent = time.monotonic() - began
    done.set()
    watch.join()
    rate, each = summary.read / spent, (_cpu() - cpu) / summary.read * 1000
    print(f"  {what}: {summary.read} read, {summary.changed} changed in {spent:.1f} s = {rate:.0f} "
          f"articles/s ({each:.1f} ms of CPU each), {peak[0] // 1024} MB at most in one process; {_TARGET:,} articles in "
          f"{_TARGET / rate / 60:.1f} minutes", flush=True)  # fmt: skip
    return summary


def _cpu() -> float:
    """Seconds of CPU of this process and of its children that have ended."""
    return sum(os.times()[:4])


def _watch(peak: list[int], done: threading.Event) -> None:
    """The most memory (kB) of this process and its children while they run (Linux)."""
    while not done.wait(0.2):
        for pid in (os.getpid(), *_children(os.getpid())):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
            peak[0] = max(peak[0], *(int(size) for size in found), 0)


def _children(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            yield from (int(pid) for pid in task.read_text(encoding="ascii").split())
        except OSError:
            continue
