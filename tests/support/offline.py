"""A whole crawl without a network: the real frontier, keeping, reading and verdict over pages at hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from archive import crawls, drift, portals, store
from archive.folder import Archive, stamp
from archive.record import Portal
from crawler.capture import Exchange, keep_exchange
from crawler.narrow import narrowed
from crawler.visit import ground_of, visit
from support.server import Answer, Page

_MISSING = Page("<html><body><h1>Không tìm thấy</h1></body></html>", 404)


@dataclass(frozen=True)
class Ended:
    """How it ended."""

    state: str
    reason: str | None
    report: dict[str, Any]

    def kinds(self, *severities: str) -> list[str]:
        """The kinds of its findings that are so severe."""
        return [one["kind"] for one in self.report["findings"] if one["severity"] in severities]


def crawl_offline(
    archive: Archive, portal: Portal, pages: Mapping[str, Answer], moment: datetime, *,
    stop_after: int | None = None,
) -> Ended:  # fmt: skip
    """Crawls `pages` (by path) as if they had been fetched from `moment` on, a second each.

    After `stop_after` requests it pauses, as a budget would make it.
    """
    conn = archive.conn
    portal = portals.get(conn, portal.id)
    crawl = crawls.begin(archive, portal)
    conn.execute("UPDATE crawls SET started_at = ? WHERE id = ?", (stamp(moment), crawl.id))
    archive.begin()
    asked = 0
    while (stop_after is None or asked < stop_after) and (
        due := crawls.due(conn, portal.id, math.inf, 1)
    ):
        asked += 1
        (entry,) = due
        moment += timedelta(seconds=1)
        path = "/" + entry.url.split("/", 3)[3]
        answer = pages.get(path, _MISSING)
        page = answer(path, "") if callable(answer) else answer
        body = page.body.encode() if isinstance(page.body, str) else page.body
        headers = {"Content-Type": "text/html; charset=utf-8"} | page.headers
        exchange = Exchange(
            url=entry.url, method=entry.method, request_headers=(), request_body=b"",
            status=page.status, headers=tuple(headers.items()), payload=body, fetched_at=moment,
            location=page.headers.get("Location"),
        )  # fmt: skip
        kept = keep_exchange(archive, exchange, entry.kind)
        ground = replace(ground_of(conn, portal.id), crawl=crawl.id, mode=crawl.mode)
        known = conn.execute("SELECT 1 FROM articles WHERE url = ?", (entry.url,)).fetchone()
        work = visit(kept, entry, ground, known_article=known is not None)
        store.keep(archive, narrowed(conn, work, entry, mode=ground.mode, home=ground.home))
    archive.commit()
    finished = not crawls.waiting(conn, portal.id)
    state, reason = crawls.end(archive, crawl, finished=finished)
    end = stamp(moment) if finished else None
    conn.execute("UPDATE crawls SET finished_at = ? WHERE id = ?", (end, crawl.id))
    return Ended(state, reason, drift.load(conn, crawl.id))
