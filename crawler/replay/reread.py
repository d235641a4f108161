"""All kept captures read again with today's rules, in all cores.

Workers read and compare (`_again`), this process alone writes (`archive.rereads`), batch by
batch: whatever stops a run, what was committed stays, and the same call goes on.

For each article the capture behind its current revision is read; then the latest capture of each
page that gave no article, for those that do now. What yields no article any more is told, never
taken away.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from archive import rereads
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.rereads import Reread
from crawler.extract.article import VERSION
from crawler.replay._again import Found, Outcome, Reader, Unread, What, start, work
from crawler.replay._difference import FIELDS

__all__ = ["FIELDS", "Found", "Selection", "Summary", "Unread", "reread"]

_BATCH = 40
_AHEAD = 4
"""Batches under way for each process: memory stays bounded however large the archive is."""

Observer = Callable[[int, int], None]
Listener = Callable[[Found | Unread], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles: all conditions must hold; none means the whole archive."""

    portal: str | None = None
    article: str | None = None
    field: str | None = None
    """Only articles that change in this field; pages without an article are left aside."""

    def scope(self) -> dict[str, str]:
        named = {"portal": self.portal, "article": self.article, "field": self.field}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(slots=True, kw_only=True)
class Summary:
    """What a run did, or a dry run would do."""

    run: Reread | None = None
    """None for a dry run."""
    read: int = 0
    changed: int = 0
    added: int = 0
    lost: int = 0
    """Articles whose page yields none any more: they stay as they are."""
    damaged: int = 0
    fields: Counter[str] = field(default_factory=Counter)


def reread(
    folder: Path,
    chosen: Selection,
    *,
    dry_run: bool = False,
    jobs: int | None = None,
    listener: Listener | None = None,
    observer: Observer | None = None,
) -> Summary:
    """Read kept captures again; what differs becomes revisions, or is only told.

    Args:
        jobs: processes; as many as there are cores when missing.
        listener: called with each change and each article that could not be read again.
        observer: called with (captures read, captures in all).

    Raises:
        ArchiveError: no such archive, portal or article, or the archive is busy.
    """
    summary = Summary()
    with Archive.open(folder, write=not dry_run) as archive:
        tasks = _tasks(archive.conn, chosen)
        total = sum(len(keys) for _, keys in tasks)
        if not dry_run:
            summary.run = rereads.begin(archive, VERSION, chosen.scope())
        for outcome in _outcomes(folder, tasks, jobs or os.cpu_count() or 1):
            if chosen.field is not None:
                outcome.found = [f for f in outcome.found if chosen.field in f.difference]
            _tell(outcome, summary, listener)
            if summary.run is not None:
                done = rereads.write(
                    archive, summary.run.id, (found.change for found in outcome.found),
                    read=outcome.read, lost=len(outcome.unread),
                )  # fmt: skip
                summary.changed, summary.added = (
                    summary.changed + done["changed"], summary.added + done["added"],
                )  # fmt: skip
            if observer is not None:
                observer(summary.read, total)
        if summary.run is not None:
            summary.run = rereads.finish(archive, summary.run.id)
    return summary


def _tell(outcome: Outcome, summary: Summary, listener: Listener | None) -> None:
    summary.read += outcome.read
    for found in outcome.found:
        summary.fields.update(found.difference.keys())
        if summary.run is None:
            summary.changed += found.change.known is not None
            summary.added += found.change.known is None
    summary.lost += sum(not unread.damaged for unread in outcome.unread)
    summary.damaged += sum(unread.damaged for unread in outcome.unread)
    if listener is not None:
        for found in outcome.found:
            listener(found)
        for unread in outcome.unread:
            listener(unread)


def _tasks(conn: sqlite3.Connection, chosen: Selection) -> list[tuple[What, list[int]]]:
    """The keys of what is to be read, in batches, in the order of the files."""
    where, values = ["1"], []
    if chosen.portal is not None:
        where.append("a.portal = ?")
        values.append(chosen.portal)
    if chosen.article is not None:
        where.append("a.id = ?")
        values.append(chosen.article)
    rows = conn.execute(
        "SELECT a.pk FROM articles a JOIN revisions r ON r.article = a.id "
        f"AND r.number = a.revision WHERE {' AND '.join(where)} ORDER BY r.capture",
        values,
    )
    articles = [row["pk"] for row in rows]
    if chosen.article is not None and not articles:
        raise ArchiveError(
            f"no article {chosen.article!r} in this archive; `luutru export` names them all"
        )
    pages: list[int] = []
    if chosen.article is None and chosen.field is None:
        pages = [row["id"] for row in conn.execute(_PAGES, (chosen.portal,))]
    return [*_batches("articles", articles), *_batches("pages", pages)]


_PAGES = """
SELECT max(c.id) AS id FROM captures c
WHERE c.kind IN ('article', 'listing') AND c.method = 'GET' AND c.status = 200
  AND (c.record_type <> 'resource' OR c.note LIKE 'drawn by %') AND (?1 IS NULL OR c.portal = ?1)
  AND NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.url = c.url)
  AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.capture = c.id)
GROUP BY c.url ORDER BY id
"""


def _batches(what: What, keys: list[int]) -> Iterator[tuple[What, list[int]]]:
    for start_at in range(0, len(keys), _BATCH):
        yield what, keys[start_at : start_at + _BATCH]


def _outcomes(folder: Path, tasks: list[tuple[What, list[int]]], jobs: int) -> Iterator[Outcome]:
    """What each batch gave, in order, a few batches ahead of the one who asks."""
    if jobs == 1 or len(tasks) < 3:
        reader = Reader(folder)
        try:
            for what, keys in tasks:
                yield reader.read(what, keys)
        finally:
            reader.close()
        return
    with _pool(folder, min(jobs, len(tasks))) as pool:
        waiting: deque[Future[Outcome]] = deque()
        for what, keys in tasks:
            waiting.append(pool.submit(work, what, keys))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _pool(folder: Path, jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=start, initargs=(folder,)
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
