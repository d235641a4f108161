"""What a release does not have, and what is not sure in it: the sums behind card and tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.export.release import source
from archive.export.release.ledger import Ledger
from archive.months import longest_gap, number_of

DOUBTS = {
    "no_date": ("trang gốc không in ngày đăng đọc được", "the page prints no date that could be read"),
    "year_precision": ("chỉ biết năm", "only the year is known"),
    "month_precision": ("chỉ biết tháng", "only the month is known"),
    "ambiguous_dm": ("ngày và tháng có thể đổi chỗ, đã đọc ngày trước", "day and month could be the other way round; read day first"),
    "weekday_mismatch": ("thứ trong tuần không khớp với ngày", "the printed weekday is not that of the date"),
    "two_digit_year": ("năm chỉ in hai chữ số", "the year is printed with two digits"),
    "year_inferred": ("không in năm, suy từ lúc lưu", "no year is printed; inferred from the time of capture"),
    "in_text": ("ngày đứng giữa câu, có thể là ngày được nhắc tới", "stands among other words; perhaps a date that the text speaks of"),
    "dateline": ("ngày ghi trong thể thức văn bản", "the date line of a document"),
    "issued": ("ngày ban hành văn bản", "the date of issue of a document"),
    "future": ("muộn hơn lúc lưu", "later than the time of capture"),
    "fallback": ("đọc bằng bộ đọc dự phòng", "read by a fallback, not by our grammar"),
}  # fmt: skip
"""Doubts about a time of publication: what each means, in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What a release holds, in numbers."""

    articles: int
    gone: int
    images: int
    attachments: int
    texts: int
    """Attachments with a text."""
    lost_images: int
    """Of which only the address is known."""
    lost_files: int
    withheld: int
    """Attachments whose text holds numbers of persons."""
    first_month: str | None
    last_month: str | None


def note_doubts(conn: sqlite3.Connection, ledger: Ledger) -> None:
    """Notes which articles have a doubtful date; a date that was corrected is not doubtful."""
    ledger.conn.execute(
        "INSERT INTO doubts SELECT id, CASE WHEN published IS NULL THEN 'no_date' "
        "ELSE precision || '_precision' END FROM held "
        "WHERE published IS NULL OR precision IN ('month', 'year')"
    )
    ledger.conn.execute("CREATE TEMP TABLE flagged (id TEXT, published TEXT, flag TEXT)")
    ledger.conn.executemany(
        "INSERT INTO flagged VALUES (?, ?, ?)",
        (
            (article, published, flag)
            for article, published, flags in source.doubts(conn)
            for flag in flags.split()
            if flag in DOUBTS and not flag.endswith("_precision")
        ),
    )
    ledger.conn.execute(
        "INSERT INTO doubts SELECT f.id, f.flag FROM flagged f JOIN held h USING (id) "
        "WHERE h.published IS f.published"
    )
    ledger.conn.execute("DROP TABLE flagged")


def doubts(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Rows of the table of doubts."""
    return ledger.rows("SELECT article, doubt FROM doubts ORDER BY article, doubt")


def coverage(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Rows of the table of coverage."""
    return ledger.rows(
        "SELECT portal, month, count(*) AS articles, sum(gone) AS gone FROM held "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )


def portals(conn: sqlite3.Connection, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Rows of the table of portals: as they are, with what the release has of them."""
    for row in source.portals(conn):
        months = ledger.conn.execute(
            "SELECT month, count(*) AS articles, sum(gone) AS gone FROM held WHERE portal = ? "
            "GROUP BY 1 ORDER BY 1",
            (row["id"],),
        ).fetchall()
        known = [one["month"] for one in months if len(one["month"]) == 7 and "-" in one["month"]]
        _, gap_from, gap_to = longest_gap(known)
        span = number_of(known[-1]) - number_of(known[0]) + 1 if known else 0
        yield row | {
            "articles": sum(one["articles"] for one in months),
            "gone": sum(one["gone"] for one in months),
            "undated": sum(one["articles"] for one in months if one["month"] not in known),
            "first_month": known[0] if known else None,
            "last_month": known[-1] if known else None,
            "empty_months": span - len(known),
            "gap_from": gap_from,
            "gap_to": gap_to,
        }


def sums(ledger: Ledger) -> Sums:
    row = ledger.conn.execute(
        "SELECT count(*) AS articles, coalesce(sum(gone), 0) AS gone, "
        "coalesce(sum(images), 0) AS images, coalesce(sum(attachments), 0) AS attachments, "
        "coalesce(sum(texts), 0) AS texts, coalesce(sum(lost_images), 0) AS lost_images, "
        "coalesce(sum(lost_files), 0) AS lost_files, coalesce(sum(withheld), 0) AS withheld, "
        "min(iif(month GLOB '*-*', month, NULL)) AS first_month, "
        "max(iif(month GLOB '*-*', month, NULL)) AS last_month FROM held"
    ).fetchone()
    return Sums(**dict(row))


def by_province(ledger: Ledger) -> list[dict[str, Any]]:
    return list(
        ledger.rows(
            "SELECT coalesce(province, '') AS province, count(DISTINCT portal) AS portals, "
            "count(*) AS articles, sum(gone) AS gone, "
            "min(iif(month GLOB '*-*', month, NULL)) AS first_month, "
            "max(iif(month GLOB '*-*', month, NULL)) AS last_month FROM held GROUP BY 1 ORDER BY 1"
        )
    )


def by_year(ledger: Ledger) -> list[dict[str, Any]]:
    return list(
        ledger.rows(
            "SELECT iif(month = 'unknown', '', substr(month, 1, 4)) AS year, "
            "count(DISTINCT portal) AS portals, count(*) AS articles, sum(gone) AS gone "
            "FROM held GROUP BY 1 ORDER BY 1"
        )
    )


def by_doubt(ledger: Ledger) -> dict[str, int]:
    rows = ledger.rows(
        "SELECT doubt, count(*) AS articles FROM doubts GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {row["doubt"]: row["articles"] for row in rows}


def length_of_gap(portal: dict[str, Any]) -> int:
    """Months of the longest gap of a row of the table of portals."""
    if portal["gap_from"] is None:
        return 0
    return number_of(portal["gap_to"]) - number_of(portal["gap_from"]) + 1
