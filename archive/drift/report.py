"""The report of a crawl: made when it ends, kept as JSON, read by status, report and the site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archive import courtesy
from archive.drift.articles import check_articles, check_new_dates, check_stamps
from archive.drift.finding import ORDER, Finding, Verdict, verdict_of
from archive.drift.pages import Place, check_any, check_home, check_pages, count_pages
from archive.drift.readings import readings
from archive.drift.rhythm import check_rhythm, coverage, expected
from archive.errors import ArchiveError
from archive.folder import Archive, now, stamp

FORMAT = 1
_HISTORY = 5
"""Earlier crawls that were well, that page counts are held against."""

_COUNTERS = (
    "requests", "bytes", "pages", "articles", "new", "changed", "moved", "gone", "media", "failed",
    "listings", "conditional", "not_modified", "revisits", "glances", "saved",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a crawl found out."""

    findings: tuple[Finding, ...]
    """Worst first."""
    body: dict[str, Any]
    """Everything, as it is kept."""

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.findings)

    @property
    def reason(self) -> str | None:
        """Why the crawl is red, in one sentence; None when it is not."""
        return self.findings[0].what if self.verdict == "red" else None


def judge(conn: sqlite3.Connection, crawl: int, *, finished: bool) -> Report:
    """Looks at a crawl that ends or pauses; what it says of itself must be written already."""
    row = conn.execute(
        "SELECT k.*, p.url, p.home, p.name, p.site_name, p.platform, "
        "p.day_first_stamps AS day_first, p.month_first_stamps AS month_first FROM crawls k "
        "JOIN portals p ON p.id = k.portal WHERE k.id = ?",
        (crawl,),
    ).fetchone()
    good = _good(conn, row["portal"], crawl)
    known = good[0]["finished_at"] if good else _before(row["started_at"])
    place = Place(
        crawl=crawl, portal=row["portal"], url=row["url"], home=row["home"] or row["url"],
        mode=row["mode"], since=row["started_at"], known=known,
    )  # fmt: skip
    last = good[0]["id"] if good else crawl - 1
    history = [json.loads(one["report"])["measured"] for one in good if one["report"]]
    found = readings(conn, place.portal, place.since, last)
    pages = count_pages(conn, place)
    stamps = {name: row[name] for name in ("day_first", "month_first")}
    names = frozenset(name for name in (row["site_name"], row["name"]) if name)

    def checks() -> Iterator[Finding]:
        if finished:
            yield from check_home(conn, place)
            yield from check_any(conn, place)
        yield from check_articles(found, names)
        yield from check_new_dates(conn, place.portal, found, known)
        yield from check_stamps(history[0].get("stamps") if history else None, stamps, place.home)
        yield from check_pages(conn, place, pages, history, finished=finished)
        if finished and good:
            new = sum(one.before is None for one in found)
            yield from check_rhythm(conn, place.portal, known, place.since, new=new)

    findings = tuple(sorted(checks(), key=lambda one: ORDER.index(one.severity)))
    body = {
        "format": FORMAT,
        "crawl": crawl,
        "portal": place.portal,
        "url": place.home,
        "platform": row["platform"],
        "mode": row["mode"],
        "started_at": row["started_at"],
        "made_at": stamp(now()),
        "finished": finished,
        "verdict": verdict_of(findings),
        "counters": {name: row[name] for name in _COUNTERS},
        "measured": {**pages.as_json(), "mode": place.mode, "stamps": stamps},
        "coverage": coverage(found),
        "expected": expected(conn, place.portal, found, history, known),
        "compared_with": known if good else None,
        "vanished": _grouped(conn, _VANISHED, place.portal, known),
        "limits": _grouped(conn, _LIMITS, crawl),
        "errors": _grouped(conn, _ERRORS, place.portal),
        "findings": [one.as_json() for one in findings],
    }
    return Report(findings=findings, body=body)


_VANISHED = (
    "SELECT gone_reason AS what, count(*) AS count, min(url) AS url FROM articles "
    "WHERE portal = ? AND gone_since > ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
)
_LIMITS = (
    "SELECT coalesce(detail, '') AS what, count(*) AS count, min(url) AS url FROM events "
    "WHERE crawl = ? AND kind = 'limit' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
)
_ERRORS = (
    "SELECT coalesce(error, '') AS what, count(*) AS count, min(url) AS url FROM frontier "
    "WHERE portal = ? AND state = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
)


def _before(moment: str) -> str:
    return stamp(datetime.fromisoformat(moment) - timedelta(seconds=1))


def _grouped(conn: sqlite3.Connection, sql: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(sql, values)]


def _good(conn: sqlite3.Connection, portal: str, crawl: int) -> list[sqlite3.Row]:
    """Earlier crawls of the portal that were well, latest first; an accepted alarm begins anew."""
    found = conn.execute(
        "SELECT k.id, k.finished_at, r.report, r.accepted_at FROM crawls k "
        "LEFT JOIN crawl_reports r ON r.crawl = k.id WHERE k.portal = ? AND k.id < ? "
        "AND k.finished_at IS NOT NULL AND k.state = 'done' ORDER BY k.id DESC LIMIT ?",
        (portal, crawl, _HISTORY),
    ).fetchall()
    cut = next((n for n, row in enumerate(found, 1) if row["accepted_at"]), len(found))
    return found[:cut]


def keep_report(conn: sqlite3.Connection, report: Report) -> None:
    """Inside the transaction that ends the crawl."""
    body = report.body
    conn.execute(
        "INSERT OR REPLACE INTO crawl_reports (crawl, portal, made_at, verdict, report) "
        "VALUES (?, ?, ?, ?, ?)",
        (
            body["crawl"], body["portal"], body["made_at"], report.verdict,
            json.dumps(body, ensure_ascii=False),
        ),
    )  # fmt: skip


def note_list(conn: sqlite3.Connection, capture: int, crawl: int, links: tuple[int, int]) -> None:
    """Notes what a list page linked to (all; articles), in the page's own unit of work."""
    conn.execute(
        "INSERT INTO list_pages (capture, crawl, links, articles) VALUES (?, ?, ?, ?)",
        (capture, crawl, *links),
    )


def load(conn: sqlite3.Connection, crawl: int) -> dict[str, Any]:
    """The report of one crawl.

    Raises:
        ArchiveError: it has none.
    """
    row = conn.execute("SELECT * FROM crawl_reports WHERE crawl = ?", (crawl,)).fetchone()
    if row is None:
        raise ArchiveError(
            f"crawl {crawl} has no report: it never ended, or an older luutru ended it; "
            "`luutru status --json` names the crawls of each portal"
        )
    return _whole(conn, row)


def latest(conn: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """The latest report of each portal that has one."""
    rows = conn.execute(
        "SELECT * FROM crawl_reports WHERE crawl IN "
        "(SELECT max(crawl) FROM crawl_reports GROUP BY portal) ORDER BY portal"
    )
    return {row["portal"]: _whole(conn, row) for row in rows.fetchall()}


def _whole(conn: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    """The report with what is known beside it: was it accepted, what was asked of which host."""
    return {
        **json.loads(row["report"]),
        "accepted_at": row["accepted_at"],
        "courtesy": [host.as_json() for host in courtesy.read(conn, row["crawl"])],
    }


def accept(archive: Archive, portal: str) -> int:
    """The alarm of the portal's last crawl was looked at: that is how the portal is now.

    Later crawls are held against this one. Returns the number of the crawl.

    Raises:
        ArchiveError: there is no alarm.
    """
    conn = archive.conn
    row = conn.execute(
        "SELECT k.id, k.state, k.reason FROM crawls k JOIN crawl_reports r ON r.crawl = k.id "
        "WHERE k.portal = ? ORDER BY k.id DESC LIMIT 1",
        (portal,),
    ).fetchone()
    if row is None or row["state"] != "red":
        raise ArchiveError(f"the last crawl of {portal} raised no alarm: nothing to accept")
    with archive.transaction():
        conn.execute(
            "UPDATE crawl_reports SET accepted_at = ? WHERE crawl = ?", (stamp(now()), row["id"])
        )
        conn.execute("UPDATE crawls SET state = 'done', reason = NULL WHERE id = ?", (row["id"],))
    return int(row["id"])
